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

/** How long a connection that nobody uses is kept, and how many there are at most to one endpoint. */
const IDLE_MS = 5_000;
const MOST_CONNECTIONS = 32;
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

/** Posts to endpoints of others, on connections that are kept for a moment. Follows nothing, believes little, and reads no more than it must. */
export class Sender {
  private readonly answerMs: number;

  private readonly agents: { http: http.Agent; https: https.Agent };

  constructor(private readonly options: SenderOptions) {
    // A name is resolved, and its addresses are judged, when a connection is made, which then stays where it is.
    const kept = { keepAlive: true, timeout: IDLE_MS, maxSockets: MOST_CONNECTIONS, maxFreeSockets: MOST_CONNECTIONS };
    this.agents = { http: new http.Agent(kept), https: new https.Agent(kept) };
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
      const either = AbortSignal.any([signal, late.signal]);
      return answerOf(await this.statusOf(url, headers, body, either));
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

  private async statusOf(url: URL, headers: Record<string, string>, body: string, signal: AbortSignal) {
    for (;;) {
      const request = this.request(url, headers, signal);
      request.end(body);
      try {
        return await statusOf(request);
      } catch (error) {
        // Whoever listens may close a connection that was kept just when it is used again, and has seen nothing then.
        const isStale = request.reusedSocket && (error as NodeJS.ErrnoException).code === 'ECONNRESET';
        if (!isStale || signal.aborted) throw error;
      }
    }
  }

  private request(url: URL, headers: Record<string, string>, signal: AbortSignal): ClientRequest {
    const { privateAddresses, resolve } = this.options;
    const lookup = privateAddresses ? resolve : publicLookup(resolve);
    return (url.protocol === 'https:' ? https : http).request(url, {
      method: 'POST',
      headers,
      agent: url.protocol === 'https:' ? this.agents.https : this.agents.http,
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
