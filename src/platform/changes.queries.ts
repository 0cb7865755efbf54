import type { DataSource, EntityManager } from 'typeorm';
import { rows } from './database/database.js';

/** What was read of the log of changes: everything that the snapshot sees and the one before it did not. */
export interface ReadChanges {
  /** Where the next reading goes on. */
  snapshot: string;
  /** Whether the log no longer holds, or never held, all that happened since the snapshot before. */
  isLost: boolean;
  /** Keys of null are anything. */
  changes: { topic: string; keys: string[] | null }[];
}

/** Lines of the log that are deleted in one go. */
export const PRUNED_AT_ONCE = 1000;

/**
 * Reads the log from a snapshot on, null for a first reading.
 *
 * A transaction is unseen by a snapshot if it began later or was under way then, so that one that began early and is
 * committed late is read once it is committed, and nothing is read twice. It is one statement, since the new snapshot
 * has to be the one that the lines are read by.
 */
export async function readChanges(db: EntityManager, snapshot: string | null): Promise<ReadChanges> {
  const [read] = await rows<ReadChanges>(
    db,
    `SELECT pg_current_snapshot()::text AS snapshot,
            coalesce(pg_snapshot_xmin($1::pg_snapshot) <= (SELECT pruned_through FROM change_horizon)
                     OR pg_snapshot_xmax($1::pg_snapshot) > pg_snapshot_xmax(pg_current_snapshot()), true) AS "isLost",
            coalesce((SELECT json_agg(json_build_object('topic', topic, 'keys', keys)) FROM change_log
                       WHERE transaction >= pg_snapshot_xmax($1::pg_snapshot)
                          OR transaction = ANY (ARRAY(SELECT pg_snapshot_xip($1::pg_snapshot)))), '[]') AS changes`,
    [snapshot],
  );
  return read as ReadChanges;
}

/**
 * Deletes lines older than a time, and writes down how far, in one transaction: whoever sees that lines are gone sees
 * that too.
 *
 * Only what every snapshot from now on has behind it is deleted, so that a long transaction does not make those who
 * read all the time believe that they missed something.
 * @returns How many lines were deleted; 0 too where another process is at it.
 */
export function pruneChanges(dataSource: DataSource, olderThanSeconds: number): Promise<number> {
  return dataSource.transaction(async (tx) => {
    const mine = await rows(tx, 'SELECT 1 FROM change_horizon FOR UPDATE SKIP LOCKED');
    if (mine.length === 0) return 0;
    const [gone] = await rows<{ count: number; through: string | null }>(
      tx,
      `WITH gone AS (
         DELETE FROM change_log WHERE ctid = ANY (ARRAY(
           SELECT ctid FROM (SELECT ctid, at FROM change_log
                              WHERE transaction < pg_snapshot_xmin(pg_current_snapshot())
                              ORDER BY transaction LIMIT $2) first
            WHERE at < statement_timestamp() - make_interval(secs => $1)))
         RETURNING transaction)
       SELECT count(*)::integer AS count, max(transaction)::text AS through FROM gone`,
      [olderThanSeconds, PRUNED_AT_ONCE],
    );
    if (!gone?.through) return 0;
    await tx.query('UPDATE change_horizon SET pruned_through = greatest(pruned_through, $1::xid8)', [gone.through]);
    return gone.count;
  });
}
