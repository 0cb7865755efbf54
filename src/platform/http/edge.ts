import { randomUUID } from 'node:crypto';
import {
  type ArgumentsHost,
  BadRequestException,
  Catch,
  type ExceptionFilter,
  NotFoundException,
} from '@nestjs/common';
import express, { type Express, type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { CodedError, kindOf, messageOf, type RefusalCode } from '#libs/refusals';
import type { Config } from '../config.js';
import type { AskedDocument, Documents } from '../graphql/documents.js';
import { languageOf } from '../language.js';
import { type Logger, stackOf } from '../log.js';
import { type Arrival, type Arrivals, EVERY_ANSWER, refusalOf } from './arrivals.js';
import { serveWebPages } from './web-pages.js';

/** The largest GraphQL request, in bytes: five hundred handovers take a third of it. */
export const MOST_BODY_BYTES = 1_000_000;

type Arriving = Request & Arrival;

const STATUS: Record<ReturnType<typeof kindOf>, number> = {
  REFUSAL: 409,
  BAD_INPUT: 400,
  NOT_FOUND: 404,
  FORBIDDEN: 403,
  UNAUTHENTICATED: 401,
  RATE_LIMITED: 429,
  INTERNAL: 500,
};

/**
 * Everything that stands before the routes: headers, who calls, how often, and how large a request may be.
 *
 * The caller is known before the rates are counted, so that each token has its own count whatever its address, and
 * those who send no valid token share their address's.
 */
export function guardEdge(app: Express, config: Config, arrivals: Arrivals, documents: Documents): void {
  app.set('trust proxy', config.trustProxy);
  app.disable('x-powered-by');
  // Nobody asks for the same answer again by its tag, which would be worked out of every answer's text.
  app.disable('etag');
  app.use((request: Arriving, response, next) => {
    arrivals.logWhenDone(request, response);
    next();
  });
  app.use(crossOrigin);
  app.use(/^\/(graphql|labels|imports|plans|exports|events|session)\b/, async (request: Arriving, _response, next) => {
    await arrivals.learnCaller(request);
    next();
  });
  app.use((request: Arriving, response, next) => {
    if (request.path.startsWith('/health')) return next();
    const { headers, isExceeded, resetSeconds } = arrivals.count(request);
    for (const [name, value] of headers) response.setHeader(name, value);
    if (!isExceeded) return next(refusalOf(request, request.path));
    response.setHeader('retry-after', String(resetSeconds));
    sendError(request, response, new CodedError('RATE_LIMITED', { retryAfterSeconds: Math.max(1, resetSeconds) }));
  });
  serveWebPages(app, config);
  app.use(['/graphql', '/session'], readJson());
  app.use('/graphql', listedDocuments(documents));
}

/** Reads the body, unless somebody has on the way in. */
function readJson(): RequestHandler {
  const read = express.json({ limit: MOST_BODY_BYTES });
  return (request: Arriving, response, next) => {
    if (request.isUnreadable) return next(new BadRequestException());
    if (request.body !== undefined) return next();
    read(request, response, next);
  };
}

/** Lets through what asks for a document that is answered here, with its text in the place of its identifier. */
function listedDocuments(documents: Documents): RequestHandler {
  return (request, _response, next) => {
    if (request.method === 'GET') {
      const { pathname, searchParams } = new URL(request.url, 'http://localhost');
      const { query, documentId, extensions } = Object.fromEntries(searchParams);
      const asked: AskedDocument = { query, documentId, extensions: objectIn(extensions) };
      documents.resolve(asked);
      if (asked.query !== query) {
        searchParams.set('query', String(asked.query));
        searchParams.delete('extensions');
        request.url = `${pathname}?${searchParams}`;
      }
    } else if (request.body !== null && typeof request.body === 'object') documents.resolve(request.body);
    next();
  };
}

function objectIn(json: string | undefined): unknown {
  try {
    return json === undefined ? undefined : JSON.parse(json);
  } catch {
    // Apollo says so.
    return undefined;
  }
}

function crossOrigin(request: Request, response: Response, next: NextFunction): void {
  response.set(EVERY_ANSWER);
  if (request.method !== 'OPTIONS') return next();
  // What is not here no page of another origin can send: x-relais-session, without which no cookie counts.
  response.set({
    'access-control-allow-methods': 'GET, POST',
    'access-control-allow-headers': 'authorization, content-type, accept-language, apollo-require-preflight, range',
    'access-control-max-age': '86400',
  });
  response.status(204).end();
}

/** Whatever was thrown on the way to an HTTP route becomes a coded answer, in the shape of a GraphQL error. */
@Catch()
export class EdgeFilter implements ExceptionFilter {
  constructor(private readonly log: Logger) {}

  catch(error: unknown, host: ArgumentsHost): unknown {
    // GraphQL has its own way of telling errors. What a filter returns Nest takes for the answer, so it is thrown on.
    if (host.getType<string>() === 'graphql') throw error;
    const http = host.switchToHttp();
    const response = http.getResponse<Response>();
    const coded = toCoded(error, this.log);
    // An answer that has begun can only be cut off.
    if (response.headersSent) return response.destroy();
    sendError(http.getRequest<Request>(), response, coded);
  }
}

function toCoded(error: unknown, log: Logger): CodedError {
  if (error instanceof CodedError) return error;
  if (error instanceof NotFoundException) return new CodedError('NOT_FOUND');
  const { type, status, statusCode } = error as { type?: string; status?: number; statusCode?: number };
  const known = status ?? statusCode;
  if (type === 'entity.too.large' || known === 413) {
    return new CodedError(
      'BAD_INPUT',
      { mostBytes: MOST_BODY_BYTES },
      { message: `A request may have ${MOST_BODY_BYTES} bytes at most.` },
    );
  }
  if (known !== undefined && known >= 400 && known < 500) {
    return new CodedError('BAD_INPUT', {}, { message: 'The request cannot be read: send JSON in UTF-8.' });
  }
  const id = randomUUID();
  log.error({ id, stack: stackOf(error) }, 'unexpected error');
  return new CodedError('INTERNAL', { id }, { message: `${messageOf('INTERNAL')} (${id})` });
}

function sendError(request: Request, response: Response, error: CodedError): void {
  const language = languageOf(request);
  const message = error.message === messageOf(error.code) ? messageOf(error.code, language) : error.message;
  const extensions = {
    code: error.code satisfies RefusalCode,
    ...(error.field ? { field: error.field } : {}),
    details: error.details,
  };
  const status = error.details.mostBytes === undefined ? STATUS[kindOf(error.code)] : 413;
  response.status(status).json({ errors: [{ message, extensions }] });
}
