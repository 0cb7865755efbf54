import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CodedError } from '#libs/refusals';
import { eventId } from '../outbox/event-view.js';
import type { Caller } from '../platform/caller.js';
import { Clock } from '../platform/clock.js';
import { rows } from '../platform/database/rows.js';
import { type Connection, connectionOf, isId, keyOfCursor } from '../platform/graphql/page.js';
import { check } from '../platform/input.js';
import {
  type ReplayWebhookDeliveriesInput,
  type WebhookDeliveriesFilter,
  WebhookDelivery,
  type WebhookReplay,
} from './webhooks.inputs.js';

/** How many events one request sends again. */
const MOST_REPLAYED = 10_000;

interface DeliveryRow extends Omit<WebhookDelivery, 'eventId'> {
  parcel_id: string;
}

/** The log of what endpoints were sent, and sending it again. */
@Injectable()
export class DeliveriesService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** The newest first. A merchant sees those to its own endpoints, a chain's operator those of the chain's parcels. */
  async list(
    caller: Caller,
    filter: WebhookDeliveriesFilter,
    page: { first: number; after: string | null },
  ): Promise<Connection<WebhookDelivery>> {
    const before = keyOfCursor(page.after);
    check(before === null || /^\d{1,18}$/.test(before), 'after', 'Give the endCursor of the page before, as it was.');
    const { where, value } = scopeOf(caller);
    const found = await rows<DeliveryRow>(
      this.dataSource.manager,
      `SELECT d.id, d.webhook_id AS "webhookId", d.parcel_id, e.type AS "eventType",
              c.tracking_number AS "trackingNumber", d.sequence, d.state, d.attempts,
              CASE WHEN d.state = 'PENDING' THEN d.due_at END AS "dueAt", d.last_attempt_at AS "lastAttemptAt",
              d.last_status AS "lastStatus", d.last_error AS "lastFailure", d.delivered_at AS "deliveredAt"
         FROM webhook_delivery d
         JOIN webhook w ON w.id = d.webhook_id
         JOIN outbox_event e ON e.parcel_id = d.parcel_id AND e.sequence = d.sequence
         JOIN parcel c ON c.id = d.parcel_id
         JOIN point p ON p.id = c.pickup_point_id
        WHERE ${where} AND ($2::text IS NULL OR w.id::text = $2) AND ($3::text IS NULL OR c.tracking_number = $3)
          AND ($4::text[] IS NULL OR d.state = ANY($4)) AND ($5::bigint IS NULL OR d.id < $5)
        ORDER BY d.id DESC LIMIT $6`,
      [value, filter.webhookId ?? null, filter.trackingNumber ?? null, filter.states ?? null, before, page.first + 1],
    );
    return connectionOf(
      found,
      page.first,
      ({ id }) => id,
      ({ parcel_id, ...row }) =>
        Object.assign(new WebhookDelivery(), row, { eventId: eventId({ parcel_id, sequence: row.sequence }) }),
    );
  }

  /**
   * Sends events again, also those that were never sent because the endpoint was disabled; the oldest first.
   * With ALL also those from before the endpoint was there.
   *
   * @throws CodedError NOT_FOUND for an endpoint that is none of the caller's business.
   */
  async replay(caller: Caller, input: ReplayWebhookDeliveriesInput): Promise<WebhookReplay> {
    const { where, value } = scopeOf(caller);
    const [webhook] = isId(input.webhookId)
      ? await rows(
          this.dataSource.manager,
          `SELECT 1 FROM webhook w WHERE w.id = $1
              AND ($2 = 'CHAIN' OR $3::text IS NULL OR w.merchant_id::text = $3)`,
          [input.webhookId, isOfChain(caller) ? 'CHAIN' : 'OWN', value],
        )
      : [];
    if (webhook === undefined)
      throw new CodedError('NOT_FOUND', { id: input.webhookId.slice(0, 100) }, { field: 'input.webhookId' });
    return this.dataSource.transaction(async (tx) => {
      const again = await rows(tx, replaySql(where), [
        value,
        input.webhookId,
        input.trackingNumber ?? null,
        input.since ?? null,
        input.until ?? null,
        input.which === 'ALL',
        MOST_REPLAYED,
        this.clock.now(),
      ]);
      return { count: again.length, hasMore: again.length === MOST_REPLAYED };
    });
  }
}

/** Events that an endpoint would be told, and that wait for nothing already. */
const replaySql = (where: string) => `
  INSERT INTO webhook_delivery (webhook_id, parcel_id, sequence, state, due_at, created_at)
  SELECT w.id, e.parcel_id, e.sequence, 'PENDING', $8, $8
    FROM webhook w
    JOIN outbox_event e ON (w.merchant_id IS NULL OR w.merchant_id = e.merchant_id)
                       AND (w.event_types IS NULL OR e.type = ANY(w.event_types))
    JOIN parcel c ON c.id = e.parcel_id
    JOIN point p ON p.id = c.pickup_point_id
    LEFT JOIN webhook_delivery d ON d.webhook_id = w.id AND d.parcel_id = e.parcel_id AND d.sequence = e.sequence
   WHERE ${where} AND w.id = $2::uuid AND e.is_addressed AND ($3::text IS NULL OR c.tracking_number = $3)
     AND ($4::timestamptz IS NULL OR e.at >= $4) AND ($5::timestamptz IS NULL OR e.at < $5)
     AND (d.state = 'FAILED' OR (d.id IS NULL AND ($6 OR e.at >= w.created_at)) OR ($6 AND d.state = 'DELIVERED'))
   ORDER BY e.at, e.parcel_id, e.sequence LIMIT $7
  ON CONFLICT (webhook_id, parcel_id, sequence) DO UPDATE
    SET state = 'PENDING', attempts = 0, due_at = EXCLUDED.due_at, claimed_until = NULL, delivered_at = NULL
  RETURNING 1`;

function isOfChain(caller: Caller): boolean {
  return caller.role === 'OPERATOR' && caller.chainCode !== null;
}

/** Which deliveries a caller may see, as a condition on $1. */
function scopeOf(caller: Caller): { where: string; value: string | null } {
  if (caller.role === 'MERCHANT') return { where: 'w.merchant_id = $1::uuid', value: caller.merchantId };
  if (caller.role === 'OPERATOR') return { where: '($1::text IS NULL OR p.chain_code = $1)', value: caller.chainCode };
  throw new CodedError('FORBIDDEN', { role: caller.role });
}
