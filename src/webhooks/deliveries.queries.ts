import type { DataSource, EntityManager } from 'typeorm';
import type { OutboxRow } from '../outbox/event-view.js';
import { rows } from '../platform/database/rows.js';

/** One key for all instances, of which one at a time addresses events; the number has no meaning. */
const ADDRESSING_LOCK = 7_243_712;
const MOST_EVENTS = 500;
/** How many are sent to one endpoint at once, by all instances together. */
const MOST_FOR_ENDPOINT = 16;
/** How long who sends may be silent before somebody else does it: longer than any answer may take. */
export const CLAIM_MS = 60_000;

/** A delivery that this process has claimed, with what it needs to send it. */
export interface Claimed extends OutboxRow {
  id: string;
  webhook_id: string;
  attempts: number;
  /** By this a claim is known; who has lost it settles nothing any more. */
  claimed_until: Date;
  url: string;
  failing_since: Date | null;
  secret_sealed: Buffer;
  previous_secret_sealed: Buffer | null;
  previous_secret_until: Date | null;
}

/** What there is to do, seen without writing: every write would be taken for something new. */
export async function workAhead(
  db: EntityManager,
  now: Date,
): Promise<{ isUnaddressed: boolean; nextAt: Date | null }> {
  const [found] = await rows<{ isUnaddressed: boolean; nextAt: Date | null }>(
    db,
    `SELECT EXISTS (SELECT FROM outbox_event WHERE NOT is_addressed) AS "isUnaddressed",
            (SELECT min(GREATEST(first.due_at, w.paused_until))
               FROM webhook w
              CROSS JOIN LATERAL (SELECT d.due_at FROM webhook_delivery d
                                   WHERE d.webhook_id = w.id AND d.state = 'PENDING'
                                     AND (d.claimed_until IS NULL OR d.claimed_until <= $1)
                                   ORDER BY d.due_at LIMIT 1) first
              WHERE w.is_enabled) AS "nextAt"`,
    [now],
  );
  return found ?? { isUnaddressed: false, nextAt: null };
}

/**
 * Writes down who is to be told of the events of which nobody has been. One instance at a time, in the order of each
 * parcel, so that a later event is never addressed before an earlier one. What waits behind a delivery of the same parcel
 * is due when that is.
 */
export async function addressEvents(dataSource: DataSource, now: Date): Promise<void> {
  for (;;) {
    const count = await dataSource.transaction(async (tx) => {
      const [lock] = await rows<{ got: boolean }>(tx, 'SELECT pg_try_advisory_xact_lock($1) AS got', [ADDRESSING_LOCK]);
      if (!lock?.got) return 0;
      const taken = await rows<{ count: number }>(tx, ADDRESS, [MOST_EVENTS, now]);
      return taken[0]?.count ?? 0;
    });
    if (count < MOST_EVENTS) return;
  }
}

const ADDRESS = `
  WITH taken AS (
    SELECT parcel_id, sequence, type, merchant_id FROM outbox_event
     WHERE NOT is_addressed ORDER BY parcel_id, sequence LIMIT $1 FOR UPDATE
  ), marked AS (
    UPDATE outbox_event e SET is_addressed = true
      FROM taken t WHERE e.parcel_id = t.parcel_id AND e.sequence = t.sequence
  ), addressed AS (
    INSERT INTO webhook_delivery (webhook_id, parcel_id, sequence, state, due_at, created_at)
    SELECT w.id, t.parcel_id, t.sequence, 'PENDING',
           GREATEST($2::timestamptz, (SELECT d.due_at FROM webhook_delivery d
                                       WHERE d.webhook_id = w.id AND d.parcel_id = t.parcel_id AND d.state = 'PENDING'
                                       ORDER BY d.sequence DESC LIMIT 1)),
           $2
      FROM taken t
      JOIN webhook w ON (w.merchant_id IS NULL OR w.merchant_id = t.merchant_id) AND w.is_enabled
                    AND (w.event_types IS NULL OR t.type = ANY(w.event_types))
     ORDER BY t.parcel_id, t.sequence
    ON CONFLICT DO NOTHING
  )
  SELECT count(*)::int AS count FROM taken`;

/**
 * Takes deliveries that are due, each only once all earlier ones of its parcel to the same endpoint are settled. No
 * endpoint gets more than its share, so that one with many or slow ones leaves room for the others.
 */
export function claimDue(dataSource: DataSource, now: Date, most: number): Promise<Claimed[]> {
  return dataSource.transaction((tx) =>
    rows<Claimed>(
      tx,
      `WITH due AS (
         SELECT pick.id
           FROM webhook w
          CROSS JOIN LATERAL (
            SELECT count(*) AS count FROM webhook_delivery d
             WHERE d.webhook_id = w.id AND d.claimed_until > $1) busy
          CROSS JOIN LATERAL (
            SELECT first.id, first.due_at, row_number() OVER (ORDER BY first.due_at, first.id) AS place FROM (
            SELECT d.id, d.due_at
              FROM webhook_delivery d
             WHERE d.webhook_id = w.id AND d.state = 'PENDING' AND d.due_at <= $1
               AND (d.claimed_until IS NULL OR d.claimed_until <= $1)
               AND NOT EXISTS (SELECT FROM webhook_delivery earlier
                                WHERE earlier.webhook_id = d.webhook_id AND earlier.parcel_id = d.parcel_id
                                  AND earlier.state = 'PENDING' AND earlier.sequence < d.sequence)
             ORDER BY d.due_at, d.id LIMIT ${MOST_FOR_ENDPOINT}) first) pick
          WHERE w.is_enabled AND (w.paused_until IS NULL OR w.paused_until <= $1)
            AND pick.place <= ${MOST_FOR_ENDPOINT} - busy.count
          ORDER BY pick.place, pick.due_at LIMIT $2
       ), locked AS (
         SELECT d.id FROM webhook_delivery d JOIN due USING (id)
          WHERE d.state = 'PENDING' AND (d.claimed_until IS NULL OR d.claimed_until <= $1)
            FOR UPDATE OF d SKIP LOCKED
       )
       UPDATE webhook_delivery d SET claimed_until = $3, attempts = d.attempts + 1, last_attempt_at = $1
         FROM locked, webhook w, outbox_event e
        WHERE d.id = locked.id AND w.id = d.webhook_id AND e.parcel_id = d.parcel_id AND e.sequence = d.sequence
       RETURNING d.id, d.webhook_id, d.parcel_id, d.sequence, d.attempts, d.claimed_until, e.type, e.at, e.data, w.url, w.failing_since,
                 w.secret_sealed, w.previous_secret_sealed, w.previous_secret_until`,
      [now, most, new Date(now.getTime() + CLAIM_MS)],
    ),
  );
}

/** What became of an attempt. */
export interface Settled {
  state: 'PENDING' | 'DELIVERED' | 'FAILED';
  /** When it, and what waits behind it, is due. */
  dueAt: Date;
  status: number | null;
  failure: string | null;
  pausedUntil: Date | null;
  /** Why the endpoint is disabled; null if it is not. */
  disabledBecause: 'GONE' | 'FAILING' | null;
}

/**
 * Writes down what became of an attempt, unless it took so long that somebody else makes it by now. What waits behind a delivery of
 * the same parcel is due with it, or after it.
 */
export async function settle(tx: EntityManager, claimed: Claimed, settled: Settled, now: Date): Promise<void> {
  const isTaken = settled.state === 'DELIVERED';
  const held = await rows(
    tx,
    `UPDATE webhook_delivery SET state = $3, due_at = $4, claimed_until = NULL, last_status = $5, last_error = $6,
            delivered_at = $7 WHERE id = $1 AND claimed_until = $2 RETURNING 1`,
    [
      claimed.id,
      claimed.claimed_until,
      settled.state,
      settled.dueAt,
      settled.status,
      settled.failure,
      isTaken ? now : null,
    ],
  );
  if (held.length === 0) return;
  await tx.query(
    `UPDATE webhook_delivery SET due_at = $4
      WHERE webhook_id = $1 AND parcel_id = $2 AND sequence > $3 AND state = 'PENDING'`,
    [claimed.webhook_id, claimed.parcel_id, claimed.sequence, settled.dueAt],
  );
  if (isTaken && claimed.failing_since === null) return;
  await tx.query(
    `UPDATE webhook SET failing_since = CASE WHEN $2 THEN NULL ELSE COALESCE(failing_since, $3) END,
            paused_until = COALESCE($4, paused_until), is_enabled = is_enabled AND $5::text IS NULL,
            disabled_because = COALESCE($5, disabled_because)
      WHERE id = $1`,
    [claimed.webhook_id, isTaken, now, settled.pausedUntil, settled.disabledBecause],
  );
}

/** A delivery that was taken at once by an endpoint that is not failing. */
export interface Taken {
  claimed: Claimed;
  status: number;
}

/** As `settle`, for many that were taken: one statement for all of them. */
export async function settleTaken(db: EntityManager, taken: readonly Taken[], now: Date): Promise<void> {
  await db.query(SETTLE_TAKEN, [
    taken.map(({ claimed }) => claimed.id),
    taken.map(({ claimed }) => claimed.claimed_until),
    taken.map(({ status }) => status),
    now,
  ]);
}

const SETTLE_TAKEN = `
  WITH held AS (
    UPDATE webhook_delivery d SET state = 'DELIVERED', due_at = $4, claimed_until = NULL, last_status = t.status,
           last_error = NULL, delivered_at = $4
      FROM unnest($1::bigint[], $2::timestamptz[], $3::integer[]) AS t(id, claimed_until, status)
     WHERE d.id = t.id AND d.claimed_until = t.claimed_until
    RETURNING d.webhook_id, d.parcel_id, d.sequence
  )
  UPDATE webhook_delivery behind SET due_at = $4
    FROM held
   WHERE behind.webhook_id = held.webhook_id AND behind.parcel_id = held.parcel_id
     AND behind.sequence > held.sequence AND behind.state = 'PENDING'`;

/** Gives a delivery back as it was, for somebody else to send. */
export async function release(db: EntityManager, { id, claimed_until }: Claimed): Promise<void> {
  await db.query(
    'UPDATE webhook_delivery SET claimed_until = NULL, attempts = attempts - 1 WHERE id = $1 AND claimed_until = $2',
    [id, claimed_until],
  );
}

/** Forgets events, and whom they were told, once nobody replays them any more. */
export async function forgetEvents(db: EntityManager, before: Date): Promise<void> {
  await db.query('DELETE FROM outbox_event WHERE at < $1', [before]);
}
