import type { EntityManager } from 'typeorm';
import type { Disruption } from '#libs/routing';
import { rows } from '../platform/database/database.js';

export const DISRUPTION_KINDS = ['CANCELLED', 'DELAYED', 'STOP_CLOSED'] as const;
export type DisruptionKind = (typeof DISRUPTION_KINDS)[number];

/** A row of `disruption`. */
export interface StandingRow {
  id: string;
  networkCode: string;
  kind: DisruptionKind;
  tripId: string | null;
  lineId: string | null;
  stopId: string | null;
  lateMinutes: number | null;
  fromDate: string;
  untilDate: string;
  createdAt: Date;
  liftedAt: Date | null;
}

const COLUMNS = `
  id, network_code AS "networkCode", kind, trip_id AS "tripId", line_id AS "lineId", stop_id AS "stopId",
  late_minutes AS "lateMinutes", from_on AS "fromDate", until_on AS "untilDate", created_at AS "createdAt",
  lifted_at AS "liftedAt"`;

/** What disrupts a network and was not lifted, in the order in which it was reported. */
export function standingDisruptions(db: EntityManager, networkCode: string): Promise<StandingRow[]> {
  return rows<StandingRow>(
    db,
    `SELECT ${COLUMNS} FROM disruption WHERE network_code = $1 AND lifted_at IS NULL ORDER BY created_at, id`,
    [networkCode],
  );
}

export async function insertDisruption(
  tx: EntityManager,
  { id, networkCode, kind, tripId, lineId, stopId, lateMinutes, fromDate, untilDate, createdAt }: StandingRow,
  createdBy: string,
): Promise<void> {
  await tx.query(
    `INSERT INTO disruption (id, network_code, kind, trip_id, line_id, stop_id, late_minutes, from_on, until_on,
                             created_by, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [id, networkCode, kind, tripId, lineId, stopId, lateMinutes, fromDate, untilDate, createdBy, createdAt],
  );
}

/** Ends a disruption, once; null where there is none of that id, or it is another network's. */
export async function liftStanding(
  tx: EntityManager,
  id: string,
  networkCode: string | null,
  at: Date,
): Promise<StandingRow | null> {
  const [lifted] = await rows<StandingRow>(
    tx,
    `UPDATE disruption SET lifted_at = COALESCE(lifted_at, $3)
      WHERE id = $1 AND ($2::text IS NULL OR network_code = $2) RETURNING ${COLUMNS}`,
    [id, networkCode, at],
  );
  return lifted ?? null;
}

/** Has the promises of all worked out anew who were to take one of these trips of days. @returns How many they are. */
export async function promiseAnewAll(
  tx: EntityManager,
  networkCode: string,
  runs: readonly { tripId: string; date: string }[],
  at: Date,
): Promise<number> {
  const [found] = await rows<{ parcels: number }>(
    tx,
    `WITH theirs AS (
       UPDATE promise SET due_at = LEAST(due_at, $4) WHERE parcel_id IN (
         SELECT parcel_id FROM promise_run WHERE network_code = $1
            AND (trip_id, run_on) IN (SELECT * FROM unnest($2::text[], $3::text[]))) RETURNING 1)
     SELECT count(*)::int AS parcels FROM theirs`,
    [networkCode, runs.map(({ tripId }) => tripId), runs.map(({ date }) => date), at],
  );
  return found?.parcels ?? 0;
}

/** The same for all who are to take anything of a network's from a day on: what was closed to them may be open again. */
export async function promiseAnewFrom(tx: EntityManager, networkCode: string, day: string, at: Date): Promise<void> {
  await tx.query(
    `UPDATE promise SET due_at = LEAST(due_at, $3) WHERE parcel_id IN (
       SELECT parcel_id FROM promise_run WHERE network_code = $1 AND run_on >= $2)
        OR expected_at IS NULL AND due_at IS NOT NULL`,
    [networkCode, day, at],
  );
}

export function disruptionOf(row: StandingRow): Disruption {
  const days = { from: row.fromDate, until: row.untilDate };
  const { kind, tripId, lineId, stopId, lateMinutes } = row;
  if (kind === 'STOP_CLOSED') return { ...days, kind, stopId: stopId ?? '' };
  if (kind === 'DELAYED') {
    return { ...days, kind, tripId: tripId ?? '', fromStopId: stopId, lateSeconds: (lateMinutes ?? 0) * 60 };
  }
  if (tripId !== null) return { ...days, kind, tripId };
  return lineId === null ? { ...days, kind, all: true } : { ...days, kind, lineId };
}
