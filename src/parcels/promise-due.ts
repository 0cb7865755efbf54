import type { EntityManager } from 'typeorm';
import { arrayText, prepared } from '../platform/database/rows.js';

/**
 * Has what was promised of parcels worked out anew, in the transaction that gives reason to. Where no carrier has a
 * timetable nothing is promised, and nothing written.
 */
export async function promiseAnew(tx: EntityManager, parcelIds: readonly string[], at: Date): Promise<void> {
  if (parcelIds.length === 0) return;
  await prepared(
    tx,
    'promises_due',
    `INSERT INTO promise (parcel_id, due_at)
     SELECT id, $2 FROM unnest($1::uuid[]) w (id) WHERE EXISTS (SELECT FROM timetable)
     ON CONFLICT (parcel_id) DO UPDATE SET due_at = LEAST(promise.due_at, excluded.due_at)`,
    [arrayText(parcelIds), at],
  );
}
