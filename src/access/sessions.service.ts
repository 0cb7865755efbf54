import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { CodedError } from '#libs/refusals';
import type { Caller } from '../platform/caller.js';
import { Clock } from '../platform/clock.js';
import { rows } from '../platform/database/database.js';
import { Secrets, sha256 } from '../platform/secrets.js';
import type { Session } from './access.inputs.js';
import type { Account } from './sign-in-links.js';
import { TokensService } from './tokens.service.js';

/** Counted from signing in, and not from the last use: one who comes daily asks for a link once a month. */
export const SESSION_DAYS = 30;

/** What a page is told of the session that it has. */
export interface SessionView {
  role: 'MERCHANT' | 'OPERATOR' | 'CLERK';
  expiresAt: Date;
  merchantId?: string;
  /** Null for an operator of the whole installation. */
  chainCode?: string | null;
  pointCode?: string;
  /** PEM, for the clerk's phone. */
  qrPublicKey?: string;
}

/** Sessions of browsers: tokens whose secret is in a cookie that no script can read. */
@Injectable()
export class SessionsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly secrets: Secrets,
    private readonly tokens: TokensService,
  ) {}

  /** A session of an account whose owner has proved to be that. @param label - What its owner will know it by. */
  async issue(tx: EntityManager, { role, id }: Account, label: string): Promise<{ id: string; secret: string }> {
    const [person] = role === 'OPERATOR' ? await rows<{ chain: string | null }>(tx, CHAIN_OF, [id]) : [];
    return this.tokens.issue(tx, {
      role,
      label,
      createdBy: 'sign-in',
      expiresInDays: SESSION_DAYS,
      isSession: true,
      merchantId: role === 'MERCHANT' ? id : null,
      operatorId: role === 'OPERATOR' ? id : null,
      chainCode: person?.chain ?? null,
    });
  }

  /** What the holder of a token is told of it. @throws CodedError UNAUTHENTICATED, with whose it was, for one that ended. */
  async view(caller: Caller): Promise<SessionView> {
    if (caller.role === 'FORMER') {
      const { was } = caller;
      throw new CodedError(
        'UNAUTHENTICATED',
        was.role === 'CLERK'
          ? { former: true, pointCode: was.pointCode }
          : { former: true, networkCode: was.networkCode },
      );
    }
    const [token] = await rows<{ expires_at: Date }>(
      this.dataSource.manager,
      'SELECT expires_at FROM access_token WHERE id::text = $1',
      [caller.id],
    );
    if (token === undefined) throw new CodedError('UNAUTHENTICATED');
    const expiresAt = token.expires_at;
    switch (caller.role) {
      case 'MERCHANT':
        return { role: caller.role, expiresAt, merchantId: caller.merchantId };
      case 'OPERATOR':
        return { role: caller.role, expiresAt, chainCode: caller.chainCode };
      case 'CLERK':
        return { role: caller.role, expiresAt, pointCode: caller.pointCode, qrPublicKey: this.secrets.qrPublicKey() };
      default:
        throw new CodedError('FORBIDDEN', { role: caller.role });
    }
  }

  /** The sessions of the merchant or person that the caller is, the newest first; of a token that is nobody's, none. */
  own(caller: Caller): Promise<Session[]> {
    return rows<Session>(
      this.dataSource.manager,
      `SELECT s.id, s.label, s.created_at AS "createdAt", s.expires_at AS "expiresAt", s.id = mine.id AS "isCurrent"
         FROM access_token mine JOIN access_token s
           ON CASE mine.role WHEN 'MERCHANT' THEN s.role = 'MERCHANT' AND s.merchant_id = mine.merchant_id
                             ELSE s.operator_id = mine.operator_id END
        WHERE mine.id::text = $1 AND s.is_session AND s.revoked_at IS NULL AND s.expires_at > $2
        ORDER BY s.created_at DESC, s.id DESC LIMIT 100`,
      [caller.id, this.clock.now()],
    );
  }

  /** Ends the session with a secret at once, if it is one. */
  async end(secret: string): Promise<void> {
    await this.dataSource.query(
      'UPDATE access_token SET revoked_at = $2 WHERE hash = $1 AND is_session AND revoked_at IS NULL',
      [sha256(secret), this.clock.now()],
    );
  }
}

const CHAIN_OF = 'SELECT chain_code AS chain FROM operator WHERE id = $1';
