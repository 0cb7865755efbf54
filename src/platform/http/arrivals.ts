import type { IncomingMessage, ServerResponse } from 'node:http';
import { CodedError } from '#libs/refusals';
import { ANONYMOUS, type Caller, type Settled, TokenEnded } from '../caller.js';
import type { Config } from '../config.js';
import type { Logger } from '../log.js';
import { type Rate, Rates } from './rates.js';
import { SessionCookies } from './session-cookies.js';
import type { SharedCounts } from './shared-counts.js';

/** Who a token's secret belongs to; at once where that is remembered. It throws, or rejects, for a token that is none. */
export type Identify = (secret: string | null, origin: string | null) => Caller | Promise<Caller>;

/** A request, with what has been learnt of it on its way in. */
export interface Arrival extends IncomingMessage {
  /** The address before a router took a part of it away. */
  originalUrl?: string;
  caller?: Caller;
  /** What the caller proved it by: a bearer token, or that of a session. */
  secret?: string | null;
  identityError?: unknown;
  rate?: Rate;
  isLogged?: boolean;
  /** What it carries, once somebody has read it. */
  body?: unknown;
  /** It was read to its end, and is no JSON. */
  isUnreadable?: boolean;
  /** What its root fields have come to, where it was executed and is to be executed again. */
  settled?: Settled;
}

/** The folders of our routes; what follows them may name a parcel or a person and is not logged. */
const KNOWN =
  /^\/(graphql|labels|imports|plans|exports|events|health|metrics|playground|session|sign-in|track|console|counter|shop|picker|web)?(?=\/|$)/;

/**
 * What happens to every request, whichever way it is answered: a line in the log, who calls, and how often.
 *
 * Each step is taken once for a request, so that a way that hands it on to another has nothing to undo.
 */
export class Arrivals {
  private readonly rates: Rates;
  private readonly cookies: SessionCookies;

  constructor(
    config: Config,
    private readonly identify: Identify,
    private readonly log: Logger,
    counts: SharedCounts | null = null,
  ) {
    this.rates = new Rates(config, counts);
    this.cookies = new SessionCookies(config);
  }

  /** One line a request: what was asked for, by which pseudonym, and how it went. */
  logWhenDone(request: Arrival, response: ServerResponse): void {
    if (request.isLogged) return;
    request.isLogged = true;
    const startedAtMs = performance.now();
    response.once('finish', () => {
      const line = {
        method: request.method,
        route: KNOWN.exec((request.originalUrl ?? request.url ?? '').split('?')[0] ?? '')?.[0] ?? 'other',
        status: response.statusCode,
        milliseconds: Math.round((performance.now() - startedAtMs) * 10) / 10,
        role: request.caller?.role ?? 'ANONYMOUS',
        caller: request.caller?.id ?? 'anonymous',
      };
      // Probes come every few seconds and say nothing while all is well.
      if (line.route === '/health' && line.status < 400) this.log.debug(line, 'request');
      else this.log.info(line, 'request');
    });
  }

  /**
   * Learns who calls. Whoever sends a bad token is anonymous until they are told so, after their request is counted, or a
   * former caller where the token was a device's.
   */
  learnCaller(request: Arrival): void | Promise<void> {
    if (request.caller !== undefined) return;
    try {
      request.secret = bearerOf(request) ?? this.cookies.secretOf(request);
      const found = this.identify(request.secret, request.headers.origin ?? null);
      if (!(found instanceof Promise)) {
        request.caller = found;
        return;
      }
      return found.then(
        (caller) => {
          request.caller = caller;
        },
        (error: unknown) => becomeAnonymous(request, error),
      );
    } catch (error) {
      becomeAnonymous(request, error);
    }
  }

  /** The caller is known before, so that each token has a count of its own. */
  count(request: Arrival): Rate {
    request.rate ??= this.rates.count(request, request.caller ?? ANONYMOUS);
    return request.rate;
  }
}

function becomeAnonymous(request: Arrival, error: unknown): void {
  request.caller = error instanceof TokenEnded ? error.former : ANONYMOUS;
  request.identityError = error;
}

/**
 * Why a request is turned away for who sent it, if it is. Of the operations of GraphQL one takes what a former caller
 * sends; the guard refuses it the others. A session that has ended may be asked about, and whoever signs in anew or out
 * may still have one.
 */
export function refusalOf({ caller, identityError, method }: Arrival, path: string): unknown {
  const isFormer = caller?.role === 'FORMER' && (path === '/graphql' || path === '/session');
  const isEnded = identityError instanceof CodedError && identityError.code === 'UNAUTHENTICATED';
  return isFormer || (isEnded && path === '/session' && method !== 'GET') ? undefined : identityError;
}

function bearerOf(request: IncomingMessage): string | null {
  const header = request.headers.authorization;
  if (header === undefined || header === '') return null;
  return /^Bearer +(\S{1,300})$/i.exec(header)?.[1] ?? 'malformed';
}

/**
 * What every answer says, whatever it is. Pages of other origins may call with a token of theirs; browsers keep cookies
 * out of what such pages ask for, since no answer allows credentials.
 */
export const EVERY_ANSWER = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'access-control-allow-origin': '*',
} as const;
