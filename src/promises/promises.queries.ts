import type { DataSource, EntityManager } from 'typeorm';
import type { EntryKind, State } from '#libs/custody';
import type { Leg } from '#libs/routing';
import { arrayText, prepared, rows } from '../platform/database/rows.js';

/** How long who works promises out may be silent before somebody else does it. */
const CLAIM_MS = 60_000;

/** When the next promise is to be worked out; null if none is. */
export async function nextPromiseAt(db: EntityManager): Promise<Date | null> {
  const [found] = await rows<{ at: Date | null }>(db, 'SELECT min(due_at) AS at FROM promise');
  return found?.at ?? null;
}

/**
 * Takes promises that are due, so that nobody else does for a while: of those that became so at the same moment, as when
 * a trip is cancelled, those of parcels under way first, then the oldest.
 */
export async function claimPromises(dataSource: DataSource, now: Date, most: number): Promise<string[]> {
  const until = new Date(now.getTime() + CLAIM_MS);
  const claimed = await dataSource.transaction((tx) =>
    rows<{ id: string }>(
      tx,
      `UPDATE promise SET due_at = $2 WHERE parcel_id IN (
         SELECT parcel_id FROM promise WHERE due_at <= $1
          ORDER BY due_at, is_under_way DESC, promised_at, parcel_id LIMIT $3 FOR UPDATE SKIP LOCKED)
       RETURNING parcel_id AS id`,
      [now, until, most],
    ),
  );
  return claimed.map(({ id }) => id);
}

/** What a carrier said since it took a parcel, the oldest first. */
export interface Seen {
  kind: EntryKind;
  at: number;
  pointCode: string | null;
}

export interface PromisedParcel {
  id: string;
  trackingNumber: string;
  state: State;
  sequence: number;
  carrierCode: string | null;
  /** The point where it lies. */
  heldCode: string | null;
  since: Date;
  pickupCode: string;
  dropOffCode: string | null;
  weightGrams: number;
  seen: Seen[] | null;
  expectedAt: Date | null;
  /** When it was first expected at any hour. */
  promisedAt: Date | null;
  legs: Leg[];
  /** As it was claimed: whoever has brought it forward since then wants it worked out once more. */
  dueAt: Date | null;
}

/** Parcels whose promises were claimed, with what was last said of them. */
export function promisedParcels(db: EntityManager, ids: readonly string[]): Promise<PromisedParcel[]> {
  return prepared<PromisedParcel>(
    db,
    'promised_parcels',
    `SELECT c.id, c.tracking_number AS "trackingNumber", c.state, c.sequence,
            CASE WHEN c.custodian_kind = 'CARRIER' THEN c.custodian_id END AS "carrierCode", h.code AS "heldCode",
            c.possession_since AS since, p.code AS "pickupCode", d.code AS "dropOffCode",
            c.weight_grams AS "weightGrams", m.expected_at AS "expectedAt", m.promised_at AS "promisedAt", m.legs, m.due_at AS "dueAt",
            CASE WHEN c.state = 'IN_TRANSIT' THEN (
              SELECT json_agg(json_build_object('kind', e.kind, 'at', extract(epoch FROM e.happened_at)::float8,
                                                'pointCode', e.body->>'pointCode') ORDER BY e.happened_at, e.sequence)
                FROM ledger_entry e
               WHERE e.parcel_id = c.id
                 AND e.kind IN ('CARRIER_PICKUP', 'STORE_REFUSAL', 'HUB_ARRIVAL', 'HUB_DEPARTURE')
                 AND NOT EXISTS (SELECT FROM ledger_entry x
                                  WHERE x.parcel_id = c.id AND x.body->>'correctsKey' = e.idempotency_key)
            ) END AS seen
       FROM promise m
       JOIN parcel c ON c.id = m.parcel_id
       JOIN point p ON p.id = c.pickup_point_id
       LEFT JOIN point h ON h.id = c.custodian_point_id
       LEFT JOIN point d ON d.id = c.drop_off_point_id
      WHERE m.parcel_id = ANY($1::uuid[])
      ORDER BY c.id`,
    [arrayText(ids)],
  );
}

export interface NewPromise {
  parcelId: string;
  expectedAt: Date | null;
  reason: string;
  isUnderWay: boolean;
  handInBy: Date | null;
  legs: readonly Leg[];
  nextAt: Date | null;
  claimedDueAt: Date | null;
}

/** Writes promises down, in a few statements however many there are. */
export async function storePromises(tx: EntityManager, promises: readonly NewPromise[], now: Date): Promise<void> {
  if (promises.length === 0) return;
  await noteArrivals(tx, promises);
  await tx.query(
    `UPDATE promise m SET expected_at = w.expected_at, reason = w.reason, hand_in_by = w.hand_in_by, legs = w.legs,
            is_under_way = w.is_under_way,
            promised_at = COALESCE(m.promised_at, CASE WHEN w.expected_at IS NOT NULL THEN $2::timestamptz END),
            due_at = CASE WHEN m.due_at IS NOT DISTINCT FROM w.claimed THEN w.next_at ELSE m.due_at END
       FROM jsonb_to_recordset($1::jsonb) w (id uuid, expected_at timestamptz, reason text, hand_in_by timestamptz,
                                             legs jsonb, is_under_way boolean, next_at timestamptz,
                                             claimed timestamptz)
      WHERE m.parcel_id = w.id`,
    [
      JSON.stringify(
        promises.map(({ parcelId, expectedAt, reason, isUnderWay, handInBy, legs, nextAt, claimedDueAt }) => ({
          id: parcelId,
          expected_at: expectedAt,
          reason,
          hand_in_by: handInBy,
          legs,
          is_under_way: isUnderWay,
          next_at: nextAt,
          claimed: claimedDueAt,
        })),
      ),
      now,
    ],
  );
  await storeRuns(tx, promises);
}

/** Only what differs is written, since runs are counted by it. */
async function storeRuns(tx: EntityManager, promises: readonly NewPromise[]): Promise<void> {
  const ids = arrayText(promises.map(({ parcelId }) => parcelId));
  const runs = promises.flatMap(({ parcelId, legs }) =>
    legs.flatMap(({ carrierId, tripId, date }) => (tripId === null ? [] : [[parcelId, carrierId, tripId, date]])),
  );
  const column = (place: number) => arrayText(runs.map((run) => run[place] as string));
  await prepared(
    tx,
    'promise_runs_leave',
    `DELETE FROM promise_run WHERE (parcel_id, network_code, trip_id, run_on) IN (
       SELECT parcel_id, network_code, trip_id, run_on FROM promise_run WHERE parcel_id = ANY($1::uuid[])
       EXCEPT SELECT * FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[]))`,
    [ids, column(0), column(1), column(2), column(3)],
  );
  if (runs.length === 0) return;
  await prepared(
    tx,
    'promise_runs_insert',
    `INSERT INTO promise_run (parcel_id, network_code, trip_id, run_on)
     SELECT DISTINCT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[])
     ON CONFLICT DO NOTHING`,
    [column(0), column(1), column(2), column(3)],
  );
}

/**
 * Bookings hold room from then on when a carrier is expected to bring the parcel. Where nobody knows how soon parcels are
 * collected, that is of no use to anybody, and not written.
 */
async function noteArrivals(tx: EntityManager, promises: readonly NewPromise[]): Promise<void> {
  const arrivals = promises.map(({ legs, expectedAt }) => {
    const last = legs.at(-1)?.arrivesAt;
    return last === undefined ? (expectedAt?.toISOString() ?? null) : new Date(last * 1000).toISOString();
  });
  await prepared(
    tx,
    'bookings_arrive',
    `UPDATE booking b SET arrives_at = w.arrives_at
       FROM unnest($1::uuid[], $2::timestamptz[]) w (parcel_id, arrives_at)
      WHERE b.parcel_id = w.parcel_id AND b.released_at IS NULL AND b.arrives_at IS DISTINCT FROM w.arrives_at
        AND EXISTS (SELECT FROM dwell_forecast)`,
    [arrayText(promises.map(({ parcelId }) => parcelId)), arrayText(arrivals)],
  );
}

/** Forgets what was promised of parcels that are on no way any more. */
export async function forgetPromises(tx: EntityManager, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await prepared(tx, 'promises_forget', 'DELETE FROM promise WHERE parcel_id = ANY($1::uuid[])', [arrayText(ids)]);
}
