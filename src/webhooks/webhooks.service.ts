import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { EVENT_TYPES } from '#libs/custody';
import { CodedError } from '#libs/refusals';
import { type Caller, requireWholeInstallation } from '../platform/caller.js';
import { Clock } from '../platform/clock.js';
import { rows } from '../platform/database/rows.js';
import { isId } from '../platform/graphql/page.js';
import { check, checkText } from '../platform/input.js';
import { Secrets } from '../platform/secrets.js';
import { Sender } from './sender.js';
import { newSecret, sealSecret } from './webhook-secrets.js';
import { type CreateWebhookInput, type UpdateWebhookInput, Webhook, WebhookWithSecret } from './webhooks.inputs.js';

/** For each merchant, and for the operator of the installation. */
const MOST_WEBHOOKS = 10;
const HOUR_MS = 3_600_000;

export const WEBHOOK_COLUMNS = `
  w.id, w.merchant_id AS "merchantId", w.url, w.event_types AS "eventTypes", w.is_enabled AS enabled,
  w.disabled_because AS "disabledBecause", w.paused_until AS "pausedUntil", w.failing_since AS "failingSince",
  w.previous_secret_until AS "previousSecretUntil", w.created_at AS "createdAt"`;

/** Whose webhooks a caller keeps: a merchant's id, or null for the whole installation. @throws CodedError FORBIDDEN */
export function ownerOf(caller: Caller): string | null {
  if (caller.role === 'MERCHANT') return caller.merchantId;
  requireWholeInstallation(caller);
  if (caller.role !== 'OPERATOR') throw new CodedError('FORBIDDEN', { role: caller.role });
  return null;
}

/** Where the world is told: endpoints of merchants, who are told of their parcels, and of the operator. */
@Injectable()
export class WebhooksService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly secrets: Secrets,
    private readonly sender: Sender,
  ) {}

  /** A merchant's own; for the operator of the installation all, its own first. */
  list(caller: Caller): Promise<Webhook[]> {
    const owner = ownerOf(caller);
    return rows<Webhook>(
      this.dataSource.manager,
      `SELECT ${WEBHOOK_COLUMNS} FROM webhook w WHERE $1::uuid IS NULL OR w.merchant_id = $1
        ORDER BY w.merchant_id NULLS FIRST, w.id LIMIT 1000`,
      [owner],
    );
  }

  /** @throws CodedError TOO_MANY_WEBHOOKS, or BAD_INPUT for an address to which nothing may be sent. */
  create(caller: Caller, input: CreateWebhookInput): Promise<WebhookWithSecret> {
    const owner = ownerOf(caller);
    const url = this.checkUrl(input.url);
    const types = checkTypes(input.eventTypes ?? null);
    return this.dataSource.transaction(async (tx) => {
      // One at a time for each owner, so that they are counted rightly.
      await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('webhook ' || $1::text, 0))`, [
        owner ?? 'operator',
      ]);
      const [found] = await rows<{ count: number }>(
        tx,
        'SELECT count(*)::int AS count FROM webhook WHERE merchant_id IS NOT DISTINCT FROM $1',
        [owner],
      );
      if ((found?.count ?? 0) >= MOST_WEBHOOKS) throw new CodedError('TOO_MANY_WEBHOOKS', { most: MOST_WEBHOOKS });
      const id = uuid();
      const secret = newSecret();
      await tx.query(
        `INSERT INTO webhook (id, merchant_id, url, event_types, secret_sealed, created_by, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)`,
        [id, owner, url, types, sealSecret(this.secrets, id, secret), caller.id, this.clock.now()],
      );
      return withSecret(await this.own(tx, owner, id), secret);
    });
  }

  /** Enabled again, an endpoint is taken to be well. @throws CodedError NOT_FOUND */
  update(caller: Caller, { id, url, eventTypes, enabled }: UpdateWebhookInput): Promise<Webhook> {
    const owner = ownerOf(caller);
    const checked = typeof url === 'string' ? this.checkUrl(url) : null;
    const types = checkTypes(eventTypes ?? null);
    return this.dataSource.transaction(async (tx) => {
      await this.own(tx, owner, id);
      await tx.query(
        `UPDATE webhook SET url = COALESCE($2, url), event_types = CASE WHEN $3 THEN $4 ELSE event_types END,
                is_enabled = COALESCE($5, is_enabled),
                disabled_because = CASE WHEN $5 IS NULL THEN disabled_because END,
                failing_since = CASE WHEN $5 THEN NULL ELSE failing_since END,
                paused_until = CASE WHEN $5 THEN NULL ELSE paused_until END
          WHERE id = $1`,
        [id, checked, Array.isArray(eventTypes), types, enabled ?? null],
      );
      return this.own(tx, owner, id);
    });
  }

  /** With it goes the log of what it was sent. @throws CodedError NOT_FOUND */
  async delete(caller: Caller, id: string): Promise<boolean> {
    const owner = ownerOf(caller);
    await this.dataSource.transaction(async (tx) => {
      await this.own(tx, owner, id);
      await tx.query('DELETE FROM webhook WHERE id = $1', [id]);
    });
    return true;
  }

  /**
   * Gives an endpoint a new secret. For some hours deliveries are signed with the old one too, so that the receiver can
   * change it without missing any.
   *
   * @throws CodedError NOT_FOUND
   */
  rotate(caller: Caller, id: string, overlapHours: number): Promise<WebhookWithSecret> {
    const owner = ownerOf(caller);
    return this.dataSource.transaction(async (tx) => {
      await this.own(tx, owner, id);
      const secret = newSecret();
      const until = new Date(this.clock.now().getTime() + overlapHours * HOUR_MS);
      await tx.query(
        `UPDATE webhook SET previous_secret_sealed = secret_sealed, previous_secret_until = $3, secret_sealed = $2
          WHERE id = $1`,
        [id, sealSecret(this.secrets, id, secret), until],
      );
      return withSecret(await this.own(tx, owner, id), secret);
    });
  }

  /** The operator of the installation may do everything with a merchant's, too. */
  private async own(tx: EntityManager, owner: string | null, id: string): Promise<Webhook> {
    const [found] = isId(id)
      ? await rows<Webhook>(
          tx,
          `SELECT ${WEBHOOK_COLUMNS} FROM webhook w
            WHERE w.id = $1 AND ($2::uuid IS NULL OR w.merchant_id = $2) FOR UPDATE`,
          [id, owner],
        )
      : [];
    if (found === undefined) throw new CodedError('NOT_FOUND', { id: id.slice(0, 100) }, { field: 'id' });
    return Object.assign(new Webhook(), found);
  }

  private checkUrl(given: string): string {
    const field = 'input.url';
    const text = checkText(given, field, { most: 500 });
    const url = URL.canParse(text) ? new URL(text) : null;
    check(
      url !== null && /^https?:$/.test(url.protocol),
      field,
      'Give an address such as https://shop.example/relais.',
    );
    check(url.username === '' && url.password === '', field, 'Leave the name and the password out of the address.');
    const refused = this.sender.refusal(url);
    check(refused !== 'NOT_HTTPS', field, 'Use https: what is sent must not be read on the way.');
    check(refused !== 'PRIVATE_ADDRESS', field, 'This address is not on the public internet.');
    return url.toString();
  }
}

function checkTypes(types: string[] | null): string[] | null {
  if (types === null || types.length === 0) return null;
  check(types.length <= EVENT_TYPES.length, 'input.eventTypes', `At most ${EVENT_TYPES.length} types.`);
  for (const type of types) {
    const isKnown = (EVENT_TYPES as readonly string[]).includes(type);
    check(isKnown, 'input.eventTypes', `${type.slice(0, 50)} is none of ${EVENT_TYPES.join(', ')}.`);
  }
  return [...new Set(types)];
}

function withSecret(webhook: Webhook, secret: string): WebhookWithSecret {
  return Object.assign(new WebhookWithSecret(), { webhook, secret });
}
