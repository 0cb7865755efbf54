import type { DataSource, EntityManager } from 'typeorm';
import type { HolidayRegion, OpeningHours } from '#libs/opening-hours';
import { rows } from '../platform/database/rows.js';
import type { MessageKind } from './words.js';

const MOST_EVENTS = 500;
/** How long who sends may be silent before somebody else does it. */
const CLAIM_MS = 120_000;
/** More than there ever are, unless who sends dies each time before it can say that it did: that must have an end. */
const MOST_ATTEMPTS = 10;

export interface ClaimedMessage {
  parcel_id: string;
  kind: MessageKind;
  sequence: number;
  attempts: number;
  claimed_until: Date;
}

/** What there is to do, seen without writing. */
export async function messagesAhead(
  db: EntityManager,
  now: Date,
): Promise<{ isUnwritten: boolean; nextAt: Date | null }> {
  const [found] = await rows<{ isUnwritten: boolean; nextAt: Date | null }>(
    db,
    `SELECT EXISTS (SELECT FROM outbox_event WHERE NOT is_written) AS "isUnwritten",
            (SELECT min(due_at) FROM message
              WHERE state = 'PENDING' AND attempts < ${MOST_ATTEMPTS}
                AND (claimed_until IS NULL OR claimed_until <= $1)) AS "nextAt"`,
    [now],
  );
  return found ?? { isUnwritten: false, nextAt: null };
}

/** Notes what recipients are to be written about, for the events of which nobody has done so. */
export async function planMessages(dataSource: DataSource, now: Date): Promise<void> {
  for (;;) {
    const [taken] = await dataSource.transaction((tx) => rows<{ count: number }>(tx, PLAN, [MOST_EVENTS, now]));
    if ((taken?.count ?? 0) < MOST_EVENTS) return;
  }
}

const PLAN = `
  WITH taken AS (
    SELECT parcel_id, sequence, type, data FROM outbox_event
     WHERE NOT is_written ORDER BY parcel_id, sequence LIMIT $1 FOR UPDATE SKIP LOCKED
  ), marked AS (
    UPDATE outbox_event e SET is_written = true
      FROM taken t WHERE e.parcel_id = t.parcel_id AND e.sequence = t.sequence
  ), planned AS (
    INSERT INTO message (parcel_id, kind, sequence, due_at)
    SELECT parcel_id, kind, sequence, $2
      FROM (SELECT parcel_id, sequence,
                   CASE WHEN type = 'parcel.announced' THEN 'ANNOUNCED'
                        WHEN type = 'parcel.available' THEN 'AVAILABLE'
                        WHEN type = 'parcel.return_due' AND data->>'kind' = 'RETENTION_OVER' THEN 'EXPIRED'
                    END AS kind
              FROM taken) told
     WHERE kind IS NOT NULL
    ON CONFLICT DO NOTHING
  )
  SELECT count(*)::int AS count FROM taken`;

/** Notes that a customer is to be reminded, for the `number`-th time in the life of the parcel. */
export async function planReminder(tx: EntityManager, parcelId: string, number: number, now: Date): Promise<void> {
  await tx.query("INSERT INTO message (parcel_id, kind, sequence, due_at) VALUES ($1, 'REMINDER', $2, $3)", [
    parcelId,
    number,
    now,
  ]);
}

export function claimMessages(dataSource: DataSource, now: Date, most: number): Promise<ClaimedMessage[]> {
  return dataSource.transaction((tx) =>
    rows<ClaimedMessage>(
      tx,
      `WITH due AS (
         SELECT parcel_id, kind, sequence FROM message
          WHERE state = 'PENDING' AND due_at <= $1 AND attempts < ${MOST_ATTEMPTS} AND (claimed_until IS NULL OR claimed_until <= $1)
          ORDER BY due_at LIMIT $2 FOR UPDATE SKIP LOCKED
       )
       UPDATE message m SET claimed_until = $3, attempts = m.attempts + 1 FROM due
        WHERE m.parcel_id = due.parcel_id AND m.kind = due.kind AND m.sequence = due.sequence
       RETURNING m.parcel_id, m.kind, m.sequence, m.attempts, m.claimed_until`,
      [now, most, new Date(now.getTime() + CLAIM_MS)],
    ),
  );
}

export interface Settled {
  state: 'PENDING' | 'SENT' | 'FAILED' | 'SKIPPED';
  channel?: string | null;
  dueAt: Date;
}

/** What became of a message; who has lost the claim says nothing. */
export async function settleMessage(
  db: EntityManager,
  { parcel_id, kind, sequence, claimed_until }: ClaimedMessage,
  { state, channel = null, dueAt }: Settled,
): Promise<void> {
  await db.query(
    `UPDATE message SET state = $5::text, channel = $6, due_at = $7::timestamptz, claimed_until = NULL,
            settled_at = CASE WHEN $5 = 'PENDING' THEN NULL ELSE $7::timestamptz END
      WHERE parcel_id = $1 AND kind = $2 AND sequence = $3 AND claimed_until = $4`,
    [parcel_id, kind, sequence, claimed_until, state, channel, dueAt],
  );
}

/** What a message about a parcel is made of, as it is now. */
export interface MessageParcel {
  trackingNumber: string;
  state: string;
  deadline: Date | null;
  codeVersion: number;
  merchantName: string;
  pointName: string;
  street: string;
  postcode: string;
  city: string;
  lat: number;
  lon: number;
  timeZone: string;
  holidayRegion: HolidayRegion | null;
  hours: OpeningHours | null;
  wrappedKey: Buffer | null;
  sealed: Buffer;
}

export async function loadMessageParcel(db: EntityManager, parcelId: string): Promise<MessageParcel | null> {
  const [found] = await rows<MessageParcel>(
    db,
    `SELECT c.tracking_number AS "trackingNumber", c.state, c.deadline, c.code_version AS "codeVersion",
            m.name AS "merchantName", p.name AS "pointName", p.street, p.postcode, p.city, p.lat, p.lon,
            p.time_zone AS "timeZone", p.holiday_region AS "holidayRegion", p.hours,
            r.wrapped_key AS "wrappedKey", r.sealed
       FROM parcel c
       JOIN merchant m ON m.id = c.merchant_id
       JOIN point p ON p.id = c.pickup_point_id
       JOIN recipient r ON r.parcel_id = c.id
      WHERE c.id = $1`,
    [parcelId],
  );
  return found ?? null;
}
