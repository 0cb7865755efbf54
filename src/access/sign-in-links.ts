import { randomUUID, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CodedError } from '#libs/refusals';
import { Clock } from '../platform/clock.js';
import { baseUrl, CONFIG, type Config } from '../platform/config.js';
import { rows } from '../platform/database/database.js';
import { Secrets } from '../platform/secrets.js';

/** Who can sign in by e-mail: a merchant, or a person who operates. */
export interface Account {
  role: 'MERCHANT' | 'OPERATOR';
  /** The merchant's, or the person's. */
  id: string;
  email: string;
}

interface LinkRow {
  role: Account['role'];
  account_id: string;
  email: string;
  expires_at: Date;
  used_at: Date | null;
}

const FORM = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.[\w-]{43}$/;

/**
 * Links that sign in once. The secret is derived and not stored, as with customers' links, so that whoever reads the
 * database can make none; it is derived from the address too, so that a new address ends the links to the old one.
 */
@Injectable()
export class SignInLinks {
  constructor(
    private readonly clock: Clock,
    private readonly secrets: Secrets,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** A new link for an account. What follows the # never reaches a server's log. */
  async make(db: EntityManager, { role, id: accountId, email }: Account, minutes: number): Promise<string> {
    const id = randomUUID();
    await db.query(`INSERT INTO sign_in_link (id, merchant_id, operator_id, expires_at) VALUES ($1, $2, $3, $4)`, [
      id,
      role === 'MERCHANT' ? accountId : null,
      role === 'OPERATOR' ? accountId : null,
      new Date(this.clock.now().getTime() + minutes * 60_000),
    ]);
    return `${baseUrl(this.config)}/sign-in#${this.tokenOf(id, email)}`;
  }

  /**
   * Uses a link up. Of two who open it at once, one gets in.
   *
   * @throws CodedError SIGN_IN_LINK_INVALID; whoever holds a real one is told in `reason` whether it was USED or is LATE.
   */
  async take(tx: EntityManager, token: string): Promise<Account> {
    const id = FORM.exec(token)?.[1];
    const [link] = id === undefined ? [] : await rows<LinkRow>(tx, LINK, [id]);
    if (id === undefined || link === undefined) throw invalid('UNKNOWN');
    const isRight = timingSafeEqual(Buffer.from(this.tokenOf(id, link.email)), Buffer.from(token));
    if (!isRight) throw invalid('UNKNOWN');
    if (link.used_at !== null) throw invalid('USED');
    if (link.expires_at <= this.clock.now()) throw invalid('LATE');
    await tx.query('UPDATE sign_in_link SET used_at = $2 WHERE id = $1', [id, this.clock.now()]);
    return { role: link.role, id: link.account_id, email: link.email };
  }

  /** Forgets the links that have ended a day ago and more: until then their holders are told why they do not work. */
  async forgetOld(db: EntityManager): Promise<void> {
    await db.query(`DELETE FROM sign_in_link WHERE expires_at < $1::timestamptz - interval '1 day'`, [
      this.clock.now(),
    ]);
  }

  private tokenOf(id: string, email: string): string {
    return `${id}.${this.secrets.mac('sign-in-link', id, email.toLowerCase()).toString('base64url')}`;
  }
}

// Locked, so that the second of two waits and then sees that it was used.
const LINK = `
  SELECT CASE WHEN l.operator_id IS NULL THEN 'MERCHANT' ELSE 'OPERATOR' END AS role,
         coalesce(m.id, o.id) AS account_id, coalesce(m.email, o.email) AS email, l.expires_at, l.used_at
    FROM sign_in_link l LEFT JOIN merchant m ON m.id = l.merchant_id LEFT JOIN operator o ON o.id = l.operator_id
   WHERE l.id = $1 FOR UPDATE OF l`;

function invalid(reason: 'UNKNOWN' | 'USED' | 'LATE'): CodedError {
  return new CodedError('SIGN_IN_LINK_INVALID', { reason }, { field: 'signInToken' });
}
