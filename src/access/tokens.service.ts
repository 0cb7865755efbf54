import { randomBytes, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { CodedError } from '#libs/refusals';
import { ANONYMOUS, type Caller } from '../platform/caller.js';
import { Changes } from '../platform/changes.js';
import { Clock } from '../platform/clock.js';
import { rows } from '../platform/database/database.js';
import { Secrets, sha256 } from '../platform/secrets.js';
import type { CreateTokenInput, TokenShown } from './access.inputs.js';
import { KnownTokens } from './known-tokens.js';
import { TOKEN_PREFIXES, type TokenRole } from './token-roles.js';

const DAY_MS = 86_400_000;
/** Part of what a customer's link is derived from, so that all links can be replaced at once. */
const LINK_VERSION = 1;

export interface NewToken {
  role: TokenRole;
  label: string;
  createdBy: string;
  expiresInDays: number;
  merchantId?: string | null;
  pointId?: string | null;
  networkCode?: string | null;
  chainCode?: string | null;
  origins?: string[];
  /** Whether its secret is kept in a browser's cookie. */
  isSession?: boolean;
  /** The person that a session of an operator belongs to. */
  operatorId?: string | null;
}

@Injectable()
export class TokensService {
  private readonly known: KnownTokens;

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly secrets: Secrets,
    changes: Changes,
  ) {
    this.known = new KnownTokens(dataSource.manager, changes, clock);
  }

  /** Makes a token of 256 random bits, stores its hash, and returns the secret: the only time it can be seen. */
  async issue(tx: EntityManager, token: NewToken): Promise<{ id: string; secret: string; expiresAt: Date }> {
    const secret = `rl_${TOKEN_PREFIXES[token.role]}_${randomBytes(32).toString('base64url')}`;
    const id = uuid();
    const now = this.clock.now();
    const expiresAt = new Date(now.getTime() + token.expiresInDays * DAY_MS);
    await tx.query(
      `INSERT INTO access_token (id, hash, role, merchant_id, point_id, network_code, chain_code, origins, label,
                                 created_at, created_by, expires_at, is_session, operator_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
      [
        id,
        sha256(secret),
        token.role,
        token.merchantId ?? null,
        token.pointId ?? null,
        token.networkCode ?? null,
        token.chainCode ?? null,
        token.origins ?? [],
        token.label,
        now,
        token.createdBy,
        expiresAt,
        token.isSession ?? false,
        token.operatorId ?? null,
      ],
    );
    return { id, secret, expiresAt };
  }

  /**
   * Who a bearer token belongs to; at once where that is remembered and nothing has changed.
   *
   * @param origin - The page that a browser sends the request from; a publishable key works from its own pages only.
   * @throws CodedError UNAUTHENTICATED for a token that is unknown, revoked or expired; FORBIDDEN for a wrong origin;
   *   NOT_UP_TO_DATE when it cannot be told whether a token was revoked. Thrown, or a rejection.
   */
  identify(bearer: string | null, origin: string | null): Caller | Promise<Caller> {
    if (bearer === null) return ANONYMOUS;
    return bearer.startsWith('rl_cu_') ? this.identifyCustomer(bearer) : this.known.identify(bearer, origin);
  }

  /** The secret part of a customer's link: it opens one parcel and nothing else, and is derived, never stored. */
  customerToken(parcelId: string, trackingNumber: string): string {
    const mac = this.secrets.mac('customer-link', parcelId, LINK_VERSION).subarray(0, 24).toString('base64url');
    return `rl_cu_${trackingNumber}.${mac}`;
  }

  /** Whether a text is the secret of a parcel's customer link. */
  isCustomerToken(text: string, parcelId: string, trackingNumber: string): boolean {
    const expected = Buffer.from(this.customerToken(parcelId, trackingNumber));
    const given = Buffer.from(text);
    return given.length === expected.length && timingSafeEqual(given, expected);
  }

  private async identifyCustomer(bearer: string): Promise<Caller> {
    const trackingNumber = bearer.slice('rl_cu_'.length).split('.')[0] ?? '';
    const [parcel] = await rows<{ id: string }>(
      this.dataSource.manager,
      'SELECT id FROM parcel WHERE tracking_number = $1',
      [trackingNumber.slice(0, 50)],
    );
    if (parcel === undefined || !this.isCustomerToken(bearer, parcel.id, trackingNumber)) {
      throw new CodedError('UNAUTHENTICATED');
    }
    return { role: 'CUSTOMER', id: `customer:${parcel.id}`, parcelId: parcel.id };
  }

  /**
   * Makes a token on behalf of somebody who may.
   *
   * @throws CodedError FORBIDDEN, BAD_INPUT or NOT_FOUND. Who may is settled before anything is looked up, so that the
   *   answer does not tell what exists.
   */
  async create(caller: Caller, asked: CreateTokenInput): Promise<{ id: string; secret: string; expiresAt: Date }> {
    const input = withinReach(caller, asked);
    const wanted = await this.subjectOf(input);
    requireOwnChain(caller, input, wanted);
    return this.dataSource.transaction((tx) =>
      this.issue(tx, {
        ...wanted,
        role: input.role,
        label: input.label,
        createdBy: caller.id,
        expiresInDays: input.expiresInDays,
        origins: input.origins ?? [],
      }),
    );
  }

  /** What a token is bound to, checked against its role, so that no token is made that fits nothing. */
  private async subjectOf(input: CreateTokenInput) {
    const { role, merchantId, pointCode, networkCode, chainCode, origins } = input;
    const needs: [boolean, string][] = [
      [role === 'MERCHANT' && !merchantId, 'merchantId'],
      [role === 'CLERK' && !pointCode, 'pointCode'],
      [role === 'CARRIER' && !networkCode, 'networkCode'],
      [role === 'PUBLISHABLE' && !(origins && origins.length > 0), 'origins'],
    ];
    const absent = needs.find(([isAbsent]) => isAbsent)?.[1];
    if (absent)
      throw new CodedError(
        'BAD_INPUT',
        {},
        { field: `input.${absent}`, message: `A token for ${role} needs ${absent}.` },
      );
    const [point] = pointCode
      ? await this.find<{ id: string; chain_code: string | null }>(
          'SELECT id, chain_code FROM point WHERE code = $1',
          pointCode,
        )
      : [];
    if (pointCode && !point) throw notThere('pointCode', pointCode);
    if (networkCode && (await this.find('SELECT 1 FROM network WHERE code = $1', networkCode)).length === 0) {
      throw notThere('networkCode', networkCode);
    }
    if (chainCode && (await this.find('SELECT 1 FROM chain WHERE code = $1', chainCode)).length === 0) {
      throw notThere('chainCode', chainCode);
    }
    if (merchantId && (await this.find('SELECT 1 FROM merchant WHERE id::text = $1', merchantId)).length === 0) {
      throw notThere('merchantId', merchantId);
    }
    return {
      merchantId: role === 'MERCHANT' || role === 'PUBLISHABLE' ? merchantId : null,
      pointId: role === 'CLERK' ? (point?.id ?? null) : null,
      pointChain: point?.chain_code ?? null,
      networkCode: role === 'CARRIER' ? networkCode : null,
      chainCode: role === 'OPERATOR' ? chainCode : null,
    };
  }

  private find<Row>(sql: string, value: string): Promise<Row[]> {
    return rows<Row>(this.dataSource.manager, sql, [value]);
  }

  /** At most a hundred keys of a merchant that are in force, the newest first. */
  ofMerchant(merchantId: string): Promise<TokenShown[]> {
    return rows<TokenShown>(
      this.dataSource.manager,
      `SELECT id, role, label, origins, created_at AS "createdAt", expires_at AS "expiresAt"
         FROM access_token
        WHERE merchant_id = $1 AND NOT is_session AND revoked_at IS NULL AND expires_at > $2
        ORDER BY created_at DESC, id DESC LIMIT 100`,
      [merchantId, this.clock.now()],
    );
  }

  /** Ends a token at once. A merchant may end its own; an operator of a chain those of its points. */
  async revoke(caller: Caller, id: string): Promise<boolean> {
    const changed = await rows<{ id: string }>(
      this.dataSource.manager,
      `UPDATE access_token t SET revoked_at = $2
        WHERE t.id::text = $1 AND t.revoked_at IS NULL
          AND ($3::uuid IS NULL OR t.merchant_id = $3)
          AND ($4::text IS NULL OR t.chain_code = $4
               OR EXISTS (SELECT 1 FROM point p WHERE p.id = t.point_id AND p.chain_code = $4))
       RETURNING t.id`,
      [
        id,
        this.clock.now(),
        caller.role === 'MERCHANT' ? caller.merchantId : null,
        caller.role === 'OPERATOR' ? caller.chainCode : null,
      ],
    );
    if (changed.length === 0) throw new CodedError('NOT_FOUND', { id }, { field: 'id' });
    return true;
  }
}

function notThere(field: string, value: string): CodedError {
  return new CodedError('NOT_FOUND', { [field]: value.slice(0, 100) }, { field: `input.${field}` });
}

/** An operator of the installation issues any token; one of a chain clerks'; a merchant those of its own pages and tills. */
function withinReach(caller: Caller, input: CreateTokenInput): CreateTokenInput {
  const { role, merchantId } = input;
  if (caller.role === 'OPERATOR' && (caller.chainCode === null || role === 'CLERK')) return input;
  if (caller.role !== 'MERCHANT' || (role !== 'MERCHANT' && role !== 'PUBLISHABLE')) {
    throw new CodedError('FORBIDDEN', { role }, { field: 'input.role' });
  }
  if (merchantId && merchantId !== caller.merchantId) throw notThere('merchantId', merchantId);
  return { ...input, merchantId: caller.merchantId };
}

/** A chain's operator pairs the desks of its own points alone. Points are public, so that another's may be named. */
function requireOwnChain(
  caller: Caller,
  { role, pointCode }: CreateTokenInput,
  subject: { pointChain: string | null },
) {
  if (caller.role !== 'OPERATOR' || caller.chainCode === null || subject.pointChain === caller.chainCode) return;
  throw new CodedError('FORBIDDEN', { role, pointCode: pointCode ?? null }, { field: 'input.pointCode' });
}
