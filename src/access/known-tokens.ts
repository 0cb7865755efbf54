import { hash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { CodedError } from '#libs/refusals';
import { type Caller, TokenEnded } from '../platform/caller.js';
import type { Changes } from '../platform/changes.js';
import type { Clock } from '../platform/clock.js';
import { rows } from '../platform/database/database.js';
import { Remembered } from '../platform/remembered.js';
import type { TokenRole } from './token-roles.js';

/** Tokens that one process remembers, at about half a kilobyte each. */
const MOST_KNOWN = 20_000;

interface TokenRow {
  id: string;
  role: TokenRole;
  merchant_id: string | null;
  point_id: string | null;
  point_code: string | null;
  network_code: string | null;
  chain_code: string | null;
  origins: string[];
  expires_at: Date;
}

/** What is remembered of a token that is not revoked. */
interface KnownToken {
  caller: Caller;
  origins: readonly string[];
  expiresAtMs: number;
}

/**
 * Whose the tokens are that were used of late.
 *
 * A token that was revoked by this process is refused from the next request on, and one that another process revoked
 * within the bound of `Changes`. Whether it has expired, and the page that it is used from, are checked every time.
 * Only valid tokens are remembered, by their hashes, so that nobody can fill the memory with guesses, nor read a secret
 * out of it.
 */
export class KnownTokens {
  private readonly known = new Remembered<KnownToken>(MOST_KNOWN);

  constructor(
    private readonly db: EntityManager,
    private readonly changes: Changes,
    private readonly clock: Clock,
  ) {
    changes.subscribe('token', (ids) => this.known.forget(({ caller }) => ids === 'ALL' || ids.has(caller.id)));
    // A clerk's token names the point by its code.
    changes.subscribe('point', (ids) =>
      this.known.forget(({ caller }) => caller.role === 'CLERK' && (ids === 'ALL' || ids.has(caller.pointId))),
    );
  }

  /** @throws CodedError as `TokensService.identify` does. */
  identify(bearer: string, origin: string | null): Caller | Promise<Caller> {
    const waiting = this.changes.current();
    return waiting === undefined ? this.find(bearer, origin) : waiting.then(() => this.find(bearer, origin));
  }

  private find(bearer: string, origin: string | null): Caller | Promise<Caller> {
    const key = hash('sha256', bearer, 'base64');
    const known = this.known.get(key);
    if (known !== undefined) return this.admit(known, origin);
    const digest = Buffer.from(key, 'base64');
    const learning = this.known.learn(key, () => this.read(digest));
    return learning.then((read) => (read === undefined ? this.refuse(digest) : this.admit(read, origin)));
  }

  private admit({ caller, origins, expiresAtMs }: KnownToken, origin: string | null): Caller {
    if (expiresAtMs <= this.clock.now().getTime()) throw endOf(caller);
    if (caller.role !== 'PUBLISHABLE' || (origin !== null && origins.includes(origin))) return caller;
    throw new CodedError(
      'FORBIDDEN',
      { origin },
      { message: `This publishable key is not for pages of ${origin ?? 'no origin'}.` },
    );
  }

  private async refuse(digest: Buffer): Promise<never> {
    const [token] = await rows<TokenRow>(this.db, TOKEN, [digest]);
    throw token === undefined ? new CodedError('UNAUTHENTICATED') : endOf(callerFrom(token));
  }

  private async read(digest: Buffer): Promise<KnownToken | undefined> {
    const [token] = await rows<TokenRow>(this.db, `${TOKEN} AND t.revoked_at IS NULL`, [digest]);
    if (token === undefined) return undefined;
    return {
      caller: Object.freeze(callerFrom(token)),
      origins: token.origins,
      expiresAtMs: token.expires_at.getTime(),
    };
  }
}

const TOKEN = `
  SELECT t.id, t.role, t.merchant_id, t.point_id, p.code AS point_code, t.network_code, t.chain_code, t.origins, t.expires_at
    FROM access_token t LEFT JOIN point p ON p.id = t.point_id
   WHERE t.hash = $1`;

/** Whoever scans parcels may have scanned some that were not sent in time. */
function endOf(was: Caller): CodedError {
  const isScanner = was.role === 'CLERK' || was.role === 'CARRIER';
  return isScanner ? new TokenEnded({ role: 'FORMER', id: was.id, was }) : new CodedError('UNAUTHENTICATED');
}

function callerFrom(token: TokenRow): Caller {
  const { id, role } = token;
  switch (role) {
    case 'OPERATOR':
      return { role, id, chainCode: token.chain_code };
    case 'MERCHANT':
      return { role, id, merchantId: token.merchant_id as string };
    case 'CLERK':
      return { role, id, pointId: token.point_id as string, pointCode: token.point_code as string };
    case 'CARRIER':
      return { role, id, networkCode: token.network_code as string };
    case 'PUBLISHABLE':
      return { role, id, merchantId: token.merchant_id };
  }
}
