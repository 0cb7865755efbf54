import type { lookup } from 'node:dns';
import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import https from 'node:https';
import { isPublicAddress, literalAddress, PrivateAddress, publicLookup } from './addresses.js';

/** Why an endpoint did not take what it was sent. */
export type Failure = 'STATUS' | 'REDIRECT' | 'TIMEOUT' | 'PRIVATE_ADDRESS' | 'NOT_HTTPS' | 'CONNECTION' | 'STOPPED';

export interface Answer {
  /** Null if none came. */
  status: number | null;
  /** Null if it was taken. */
  failure: Failure | null;
  /** As the endpoint wrote it. */
  retryAfter: string | null;
}

export interface Outgoing {
  url: string;
  headers: Record<string, string>;
  body: string;
}

/** How long the whole of an answer may take. */
const ANSWER_MS = 15_000;
const MOST_ANSWER_BYTES = 65_536;

class TimeOut extends Error {}

interface SenderOptions {
  /** Whether plain HTTP and addresses that are not public may be used. */
  privateAddresses: boolean;
  answerMs?: number;
  /** How names are resolved. */
  resolve?: typeof lookup;
}

/** Posts to endpoints of others, on a connection each. Follows nothing, believes little, and reads no more than it must. */
export class Sender {
  private readonly answerMs: number;

  constructor(private readonly options: SenderOptions) {
    this.answerMs = options.answerMs ?? ANSWER_MS;
  }

  /** Never fails: what went wrong is the answer. */
  async send({ url: text, headers, body }: Outgoing, signal: AbortSignal): Promise<Answer> {
    const url = new URL(text);
    const refused = this.refusal(url);
    if (refused !== null) return failed(refused);
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(new TimeOut()), this.answerMs);
    try {
      const request = this.request(url, headers, AbortSignal.any([signal, late.signal]));
      request.end(body);
      return answerOf(await statusOf(request));
    } catch (error) {
      if (late.signal.aborted) return failed('TIMEOUT');
      if (signal.aborted) return failed('STOPPED');
      return failed(error instanceof PrivateAddress ? 'PRIVATE_ADDRESS' : 'CONNECTION');
    } finally {
      clearTimeout(timer);
    }
  }

  /** What can be said of a URL without connecting. */
  refusal(url: URL): 'NOT_HTTPS' | 'PRIVATE_ADDRESS' | null {
    if (this.options.privateAddresses) return null;
    if (url.protocol !== 'https:') return 'NOT_HTTPS';
    const literal = literalAddress(url);
    return literal !== null && !isPublicAddress(literal) ? 'PRIVATE_ADDRESS' : null;
  }

  private request(url: URL, headers: Record<string, string>, signal: AbortSignal): ClientRequest {
    const { privateAddresses, resolve } = this.options;
    const lookup = privateAddresses ? resolve : publicLookup(resolve);
    return (url.protocol === 'https:' ? https : http).request(url, {
      method: 'POST',
      headers,
      agent: false,
      signal,
      ...(lookup === undefined ? {} : { lookup: lookup as ReturnType<typeof publicLookup> }),
    });
  }
}

/** Resolves once the whole answer is there, or as much of it as is read. */
function statusOf(request: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.once('error', reject);
    request.once('response', (response) => {
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes <= MOST_ANSWER_BYTES) return;
        resolve(response);
        request.destroy();
      });
      response.once('end', () => resolve(response));
      response.once('error', reject);
      response.once('close', () => reject(new Error('The answer was cut off.')));
    });
  });
}

function answerOf({ statusCode: status = 0, headers }: IncomingMessage): Answer {
  const isTaken = status >= 200 && status < 300;
  const failure = status >= 300 && status < 400 ? 'REDIRECT' : 'STATUS';
  return { status, failure: isTaken ? null : failure, retryAfter: headers['retry-after'] ?? null };
}

function failed(failure: Failure): Answer {
  return { status: null, failure, retryAfter: null };
}
