import type { ResultOf, VariablesOf } from './document.js';

/** An answer that did not come, or that says no: `code` is the service's, or one of the first two of these. */
export class Trouble extends Error {
  constructor(
    readonly code: 'NO_NETWORK' | 'NO_ANSWER' | (string & {}),
    message: string,
    readonly details: Record<string, unknown> = {},
    readonly field: string | null = null,
  ) {
    super(message);
    this.name = 'Trouble';
  }
}

/** How the one who asks is known: by a session's cookie of this browser, by a key or link, or not at all. */
export type Credential = { session: 'console' | 'counter' } | { bearer: string } | null;

export interface Asking {
  credential: Credential;
  /** The origin of the service where the page is another's; this page's own otherwise. */
  service?: string;
  language: string;
  /** Milliseconds after which an answer is not waited for any more. */
  timeoutMs?: number;
  signal?: AbortSignal;
}

const TIMEOUT_MS = 20_000;

/** The headers by which a request says who sends it and in which language it wants its answer. */
export function headersOf({ credential, language }: Pick<Asking, 'credential' | 'language'>): Record<string, string> {
  const headers: Record<string, string> = { 'accept-language': language };
  if (credential !== null && 'bearer' in credential) headers.authorization = `Bearer ${credential.bearer}`;
  if (credential !== null && 'session' in credential) headers['x-relais-session'] = credential.session;
  return headers;
}

/**
 * Asks the service one document.
 *
 * @throws Trouble NO_NETWORK, NO_ANSWER, or the code of the first error.
 */
export async function ask<Document>(
  text: Document,
  variables: VariablesOf<Document>,
  asking: Asking,
): Promise<ResultOf<Document>> {
  const body = JSON.stringify({ query: text, variables });
  const response = await request('/graphql', { method: 'POST', body }, asking);
  const answer = (await readJson(response)) as { data?: ResultOf<Document>; errors?: ErrorOfService[] };
  if (answer.errors?.[0]) throw troubleOf(answer.errors[0]);
  if (answer.data === undefined || answer.data === null) throw new Trouble('NO_ANSWER', `HTTP ${response.status}`);
  return answer.data;
}

/**
 * A request to the service's own paths, as whoever asks.
 *
 * @throws Trouble NO_NETWORK, NO_ANSWER, or the coded error of an answer that is none of 2xx; for GraphQL only the former.
 */
export async function request(path: string, init: RequestInit, asking: Asking): Promise<Response> {
  const limit = AbortSignal.timeout(asking.timeoutMs ?? TIMEOUT_MS);
  const signal = asking.signal ? AbortSignal.any([asking.signal, limit]) : limit;
  const headers: Record<string, string> = { ...headersOf(asking), ...(init.headers as Record<string, string>) };
  if (typeof init.body === 'string') headers['content-type'] ??= 'application/json';
  let response: Response;
  try {
    const url = `${asking.service ?? ''}${path}`;
    response = await fetch(url, { ...init, headers, signal, credentials: asking.service ? 'omit' : 'same-origin' });
  } catch (error) {
    if (asking.signal?.aborted) throw error;
    throw limit.aborted ? new Trouble('NO_ANSWER', 'timeout') : new Trouble('NO_NETWORK', String(error));
  }
  if (response.ok || path === '/graphql') return response;
  const answer = (await readJson(response)) as { errors?: ErrorOfService[] };
  throw answer.errors?.[0] ? troubleOf(answer.errors[0]) : new Trouble('NO_ANSWER', `HTTP ${response.status}`);
}

interface ErrorOfService {
  message: string;
  extensions?: { code?: string; details?: Record<string, unknown>; field?: string };
}

function troubleOf({ message, extensions }: ErrorOfService): Trouble {
  return new Trouble(extensions?.code ?? 'NO_ANSWER', message, extensions?.details, extensions?.field ?? null);
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    throw new Trouble('NO_ANSWER', `HTTP ${response.status}, no JSON`);
  }
}
