import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { ANONYMOUS, type RequestContext } from '../caller.js';
import { type Arrival, type Arrivals, EVERY_ANSWER, refusalOf } from '../http/arrivals.js';
import { MOST_BODY_BYTES } from '../http/edge.js';
import type { Metrics } from '../http/metrics.js';
import type { Documents } from './documents.js';
import type { KnownDocuments } from './known-documents.js';
import type { Operation } from './operation.js';

const JSON_TYPE = 'application/json; charset=utf-8';
const RESPONSE_TYPE = 'application/graphql-response+json; charset=utf-8';

/** What Apollo answers with to the values of Accept that clients send. It is asked about any other. */
const ANSWER_TYPES = new Map<string | undefined, string>([
  [undefined, JSON_TYPE],
  ['*/*', JSON_TYPE],
  ['application/json', JSON_TYPE],
  [JSON_TYPE, JSON_TYPE],
  ['application/json, */*', JSON_TYPE],
  ['application/json, text/plain, */*', JSON_TYPE],
  ['application/graphql-response+json', RESPONSE_TYPE],
  [RESPONSE_TYPE, RESPONSE_TYPE],
  ['application/graphql-response+json,application/json;q=0.9', RESPONSE_TYPE],
  ['application/graphql-response+json, application/json', RESPONSE_TYPE],
  [
    'application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed',
    RESPONSE_TYPE,
  ],
]);

const BODY_TYPE = /^application\/json(; ?charset=utf-8)?$/i;
const EVERY_HEADER = Object.entries(EVERY_ANSWER).flat();

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

interface Parts {
  arrivals: Arrivals;
  documents: Documents;
  known: KnownDocuments;
  metrics: Metrics;
}

/** What a request asks for, as far as it is known. */
interface Asked {
  operation: Operation;
  variables: Record<string, unknown>;
}

/**
 * Stands before Express, and answers the documents that Apollo has found valid before, by their compiled operations.
 *
 * It takes part in nothing else. Who calls and how often is settled by the same steps, each taken once; and whatever is
 * not plainly good news (a document that is not known, a request of an unusual form, one that is refused, an answer with
 * an error) goes to Express and Apollo as if it had just arrived. So there is one place that tells of errors.
 */
export class FrontDoor {
  private constructor(
    private readonly behind: Listener,
    private readonly parts: Parts,
  ) {}

  /** Puts the door before what answers a server. Others that listen for requests only watch them, and stay. */
  static open(server: Server, behind: Listener, parts: Parts): void {
    if (!server.listeners('request').includes(behind)) throw new Error('The server is not answered by Express.');
    const door = new FrontDoor(behind, parts);
    server.off('request', behind);
    server.on('request', (request: Arrival, response) => {
      if (!isOrdinary(request)) return behind(request, response);
      door.receive(request, response).catch((error: unknown) => {
        // Nobody can be told of an error in an answer that has begun.
        if (response.headersSent) return response.destroy();
        request.identityError ??= error;
        behind(request, response);
      });
    });
  }

  private async receive(request: Arrival, response: ServerResponse): Promise<void> {
    const { arrivals } = this.parts;
    arrivals.logWhenDone(request, response);
    const learning = arrivals.learnCaller(request);
    if (learning !== undefined) await learning;
    const { isExceeded } = arrivals.count(request);
    if (isExceeded || refusalOf(request, '/graphql') !== undefined) return this.behind(request, response);
    const body = await bodyOf(request);
    if (body === null) return;
    readJson(request, body);
    const startedAtMs = performance.now();
    const asked = this.askedFor(request.body);
    const data = asked && (await this.answer(asked, request));
    if (!data) return this.behind(request, response);
    send(request, response, `{"data":${data}}\n`);
    this.parts.metrics.observe(asked.operation.kind, (performance.now() - startedAtMs) / 1000);
  }

  /** Null for whatever is for Apollo to see. @throws CodedError for a document that is not listed. */
  private askedFor(body: unknown): Asked | null {
    if (body === null || typeof body !== 'object') return null;
    this.parts.documents.resolve(body);
    const { query, operationName, variables, extensions } = body as Record<string, unknown>;
    if (typeof query !== 'string' || (extensions !== undefined && extensions !== null)) return null;
    if (operationName !== undefined && operationName !== null && typeof operationName !== 'string') return null;
    if (variables !== undefined && (typeof variables !== 'object' || Array.isArray(variables))) return null;
    const operation = this.parts.known.find(query)?.operation(operationName ?? null);
    return operation ? { operation, variables: (variables ?? {}) as Asked['variables'] } : null;
  }

  private async answer({ operation, variables }: Asked, request: Arrival): Promise<string | null> {
    const settled = new Map();
    const context: RequestContext = { req: request, caller: request.caller ?? ANONYMOUS, settled };
    try {
      const data = await operation.answer(context, variables);
      if (data !== null) return data;
    } catch {
      // Whatever it was happens again, or is found, when Apollo executes the request: it is told and logged there.
    }
    request.settled = settled;
    return null;
  }
}

/** Whether a request is of the form that nearly all have. Any other may mean something that only Express knows. */
function isOrdinary({ method, url, headers }: IncomingMessage): boolean {
  if (method !== 'POST' || url !== '/graphql') return false;
  const bytes = Number(headers['content-length']);
  return (
    bytes > 0 &&
    bytes <= MOST_BODY_BYTES &&
    BODY_TYPE.test(headers['content-type'] ?? '') &&
    headers['content-encoding'] === undefined &&
    headers['transfer-encoding'] === undefined &&
    headers.expect === undefined &&
    ANSWER_TYPES.has(headers.accept)
  );
}

/** The whole body; null when the client went away before it had sent it, so that there is nobody to answer. */
function bodyOf(request: IncomingMessage): Promise<Buffer | null> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.once('end', () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
    request.once('error', () => resolve(null));
    request.once('close', () => resolve(null));
  });
}

/** Reads the body as Express would: an object or a list, which may have a mark of its byte order before it. */
function readJson(request: Arrival, body: Buffer): void {
  try {
    const read: unknown = JSON.parse(body.toString().replace(/^\uFEFF/, ''));
    if (read !== null && typeof read === 'object') request.body = read;
    else request.isUnreadable = true;
  } catch {
    request.isUnreadable = true;
  }
}

function send(request: Arrival, response: ServerResponse, text: string): void {
  response.writeHead(200, [
    ...EVERY_HEADER,
    ...(request.rate?.headers.flat() ?? []),
    'Content-Type',
    ANSWER_TYPES.get(request.headers.accept) ?? JSON_TYPE,
    'Content-Length',
    String(Buffer.byteLength(text)),
  ]);
  response.end(text);
}
