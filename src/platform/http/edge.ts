import { randomUUID } from 'node:crypto';
import { type ArgumentsHost, Catch, type ExceptionFilter, NotFoundException } from '@nestjs/common';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { CodedError, kindOf, messageOf, type RefusalCode } from '#libs/refusals';
import { ANONYMOUS, type Caller } from '../caller.js';
import type { Config } from '../config.js';
import { languageOf } from '../language.js';
import { type Logger, stackOf } from '../log.js';

/** The largest GraphQL request, in bytes: five hundred handovers take a third of it. */
const MOST_BODY_BYTES = 1_000_000;

export type Identify = (bearer: string | null, origin: string | null) => Promise<Caller>;

type Known = Request & { caller?: Caller; identityError?: unknown };

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
export function guardEdge(app: Express, config: Config, identify: Identify): void {
  app.set('trust proxy', config.trustProxy);
  app.disable('x-powered-by');
  app.use(secureHeaders, crossOrigin);
  app.use(/^\/(graphql|labels|imports)\b/, (request: Known, _response, next) => {
    const origin = request.get('origin') ?? null;
    identify(bearerOf(request), origin).then(
      (caller) => {
        request.caller = caller;
        next();
      },
      (error: unknown) => {
        request.caller = ANONYMOUS;
        request.identityError = error;
        next();
      },
    );
  });
  app.use(
    rateLimit({
      windowMs: 60_000,
      limit: (request: Known) => (isKnown(request) ? config.ratePerMinute : config.addressRatePerMinute),
      keyGenerator: (request: Known) =>
        isKnown(request) ? `token:${request.caller?.id}` : ipKeyGenerator(request.ip ?? ''),
      skip: (request) => request.path.startsWith('/health'),
      standardHeaders: 'draft-8',
      legacyHeaders: false,
      handler: (request, response) => {
        const retryAfterSeconds = Math.max(1, Number(response.getHeader('retry-after') ?? 60));
        sendError(request, response, new CodedError('RATE_LIMITED', { retryAfterSeconds }));
      },
    }),
  );
  app.use((request: Known, _response: Response, next: NextFunction) => next(request.identityError));
  app.use('/graphql', express.json({ limit: MOST_BODY_BYTES }));
}

function isKnown(request: Known): boolean {
  return request.caller !== undefined && request.caller.role !== 'ANONYMOUS';
}

function bearerOf(request: Request): string | null {
  const header = request.get('authorization');
  if (header === undefined || header === '') return null;
  return /^Bearer +(\S{1,300})$/i.exec(header)?.[1] ?? 'malformed';
}

function secureHeaders(_request: Request, response: Response, next: NextFunction): void {
  response.set({
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'x-frame-options': 'DENY',
  });
  next();
}

/** Pages of other origins may call with a token of theirs. There are no cookies, so nothing rides along unasked. */
function crossOrigin(request: Request, response: Response, next: NextFunction): void {
  response.set('access-control-allow-origin', '*');
  if (request.method !== 'OPTIONS') return next();
  response.set({
    'access-control-allow-methods': 'GET, POST',
    'access-control-allow-headers': 'authorization, content-type, accept-language, apollo-require-preflight',
    'access-control-max-age': '86400',
  });
  response.status(204).end();
}

/** Whatever was thrown on the way to an HTTP route becomes a coded answer, in the shape of a GraphQL error. */
@Catch()
export class EdgeFilter implements ExceptionFilter {
  constructor(private readonly log: Logger) {}

  catch(error: unknown, host: ArgumentsHost): unknown {
    // GraphQL has its own way of telling errors.
    if (host.getType<string>() === 'graphql') return error;
    const http = host.switchToHttp();
    const response = http.getResponse<Response>();
    if (response.headersSent) return response.destroy();
    sendError(http.getRequest<Request>(), response, toCoded(error, this.log));
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
