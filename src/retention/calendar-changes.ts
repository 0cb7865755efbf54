import type { EntityManager } from 'typeorm';
import { rows } from '../platform/database/database.js';
import { lockStays, recount, waitingAt } from './stays.queries.js';

interface Change {
  id: string;
  point_id: string;
  after_parcel_id: string | null;
}

/**
 * Takes the next point whose calendar has changed, and counts some of its stays anew: as many as are given, from where
 * the last batch ended. Parcels that are being handed over just now are left for another pass over the point.
 */
export async function recountNext(tx: EntityManager, most: number): Promise<{ found: number; done: number }> {
  const [change] = await rows<Change>(
    tx,
    'SELECT id, point_id, after_parcel_id FROM calendar_change ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED',
  );
  if (change === undefined) return { found: 0, done: 0 };
  if (change.after_parcel_id === null) await dropRepeated(tx, change);
  const waiting = await waitingAt(tx, change.point_id, change.after_parcel_id, most);
  const stayed = await lockStays(tx, waiting);
  const { changed } = await recount(tx, stayed);
  const isOver = waiting.length < most;
  if (stayed.length < waiting.length) await leaveForLater(tx, waiting, stayed, change);
  await tx.query(
    isOver
      ? 'DELETE FROM calendar_change WHERE id = $1'
      : 'UPDATE calendar_change SET after_parcel_id = $2 WHERE id = $1',
    isOver ? [change.id] : [change.id, waiting.at(-1)],
  );
  return { found: 1, done: changed };
}

/** A pass that has just begun sees all that was changed before, so that one is enough for all of it. */
async function dropRepeated(tx: EntityManager, { id, point_id: pointId }: Change): Promise<void> {
  await tx.query(
    `DELETE FROM calendar_change WHERE id IN
       (SELECT id FROM calendar_change WHERE point_id = $1 AND id <> $2 FOR UPDATE SKIP LOCKED)`,
    [pointId, id],
  );
}

/** Of parcels that were passed over, those that have a stay: what has none has nothing to count. */
async function leaveForLater(
  tx: EntityManager,
  waiting: readonly string[],
  stayed: readonly { parcel_id: string }[],
  { point_id: pointId }: Change,
): Promise<void> {
  const seen = new Set(stayed.map((row) => row.parcel_id));
  await tx.query(
    `INSERT INTO calendar_change (point_id)
     SELECT $1 WHERE EXISTS (SELECT FROM stay WHERE parcel_id = ANY($2::uuid[]) AND point_id = $1)`,
    [pointId, waiting.filter((id) => !seen.has(id))],
  );
}
