import type { EntityManager } from 'typeorm';
import { type CountedStay, countStays, type Stay } from '../parcels/stay.js';
import { rows } from '../platform/database/database.js';

/** A parcel that waits, as the row of its stay says it. Whoever reads it holds the parcel's lock. */
interface StayedRow {
  parcel_id: string;
  point_code: string;
  since: Date;
  extensions: number;
  is_waiting: boolean;
}

const STAYED = `
  SELECT c.id AS parcel_id, p.code AS point_code, s.since, s.extensions,
         c.state = 'AVAILABLE' AND c.custodian_point_id = s.point_id AND c.pickup_point_id = s.point_id AS is_waiting
    FROM stay s JOIN parcel c ON c.id = s.parcel_id JOIN point p ON p.id = s.point_id`;

/**
 * Parcels whose next reminder is due, locked; what another instance has taken, or is being handed over just now, is
 * left out.
 */
export function lockReminded(tx: EntityManager, now: Date, most: number): Promise<StayedRow[]> {
  return rows<StayedRow>(
    tx,
    `${STAYED} WHERE s.next_reminder_at <= $1 ORDER BY s.next_reminder_at LIMIT $2 FOR UPDATE OF c SKIP LOCKED`,
    [now, most],
  );
}

/** Parcels that wait at a point, in the order of their ids. */
export async function waitingAt(
  tx: EntityManager,
  pointId: string,
  afterId: string | null,
  most: number,
): Promise<string[]> {
  const found = await rows<{ id: string }>(
    tx,
    `SELECT id FROM parcel
      WHERE custodian_point_id = $1 AND pickup_point_id = $1 AND state = 'AVAILABLE' AND ($2::uuid IS NULL OR id > $2)
      ORDER BY id LIMIT $3`,
    [pointId, afterId, most],
  );
  return found.map(({ id }) => id);
}

export function lockStays(tx: EntityManager, parcelIds: readonly string[]): Promise<StayedRow[]> {
  return rows<StayedRow>(tx, `${STAYED} WHERE c.id = ANY($1::uuid[]) FOR UPDATE OF c SKIP LOCKED`, [parcelIds]);
}

/** Counts stays by the calendars of now and writes the deadlines that are other than before. */
export async function recount(
  tx: EntityManager,
  stayed: readonly StayedRow[],
): Promise<{ counted: Map<string, CountedStay>; changed: number }> {
  const stays: Stay[] = stayed
    .filter((row) => row.is_waiting)
    .map((row) => ({
      parcelId: row.parcel_id,
      pointCode: row.point_code,
      sinceMs: row.since.getTime(),
      extensions: row.extensions,
      // What an extension promised is part of what the row says was promised.
      extendedUntilMs: null,
    }));
  const counted = await countStays(tx, stays);
  return { counted, changed: await writeDeadlines(tx, counted) };
}

/** @returns How many deadlines are other than before. */
export async function writeDeadlines(tx: EntityManager, counted: ReadonlyMap<string, CountedStay>): Promise<number> {
  if (counted.size === 0) return 0;
  const given = [...counted].map(([id, { deadlineMs }]) => ({
    id,
    deadline: deadlineMs === null ? null : new Date(deadlineMs),
  }));
  const changed = await rows(
    tx,
    `UPDATE parcel c SET deadline = given.deadline
       FROM jsonb_to_recordset($1::jsonb) AS given(id uuid, deadline timestamptz)
      WHERE c.id = given.id AND c.deadline IS DISTINCT FROM given.deadline RETURNING c.id`,
    [JSON.stringify(given)],
  );
  return changed.length;
}
