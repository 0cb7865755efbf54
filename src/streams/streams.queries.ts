import type { EntityManager } from 'typeorm';
import type { OutboxRow } from '../outbox/event-view.js';
import { rows } from '../platform/database/rows.js';

/** An event with what tells whom it concerns. */
export interface StreamedRow extends OutboxRow {
  booked_point_code: string | null;
  point_code: string | null;
  left_point_code: string | null;
}

/** As PostgreSQL prints a snapshot; it is sent by clients too. */
const SNAPSHOT = /^\d{1,19}:\d{1,19}:(\d{1,19}(,\d{1,19}){0,99})?$/;

export function isSnapshot(text: string): boolean {
  return SNAPSHOT.test(text);
}

const COLUMNS = 'parcel_id, sequence, type, at, data, booked_point_code, point_code, left_point_code';

/** What was read of the outbox: everything that the snapshot sees and the one before it did not. */
interface ReadEvents {
  /** Where the next reading goes on. */
  snapshot: string;
  /** In the order of each parcel; null if there are more than were asked for. */
  events: StreamedRow[] | null;
}

/**
 * Reads the outbox from a snapshot on, null for none of it. As with the log of changes, none is missed, whatever the order
 * of the commits.
 *
 * By the number of the transaction and at most so many, since the planner takes a third of all there ever was for new.
 * @param until - A snapshot that sees nothing later; what is committed by now without it.
 */
export async function eventsSince(
  db: EntityManager,
  { since, until = null, most }: { since: string | null; until?: string | null; most: number },
): Promise<ReadEvents> {
  const [read] = await rows<{
    snapshot: string;
    isKnown: boolean;
    events: (Omit<StreamedRow, 'at'> & { at: string })[];
  }>(
    db,
    `SELECT pg_current_snapshot()::text AS snapshot,
            coalesce(pg_snapshot_xmax($1::pg_snapshot) <= pg_snapshot_xmax(pg_current_snapshot()), true) AS "isKnown",
            coalesce((SELECT json_agg(e ORDER BY e.parcel_id, e.sequence) FROM (
              SELECT ${COLUMNS} FROM outbox_event
               WHERE transaction = ANY (ARRAY(SELECT pg_snapshot_xip($1::pg_snapshot)))
                 AND pg_visible_in_snapshot(transaction, coalesce($2::pg_snapshot, pg_current_snapshot()))
              UNION ALL
              (SELECT ${COLUMNS} FROM outbox_event
                WHERE transaction >= pg_snapshot_xmax($1::pg_snapshot)
                  AND pg_visible_in_snapshot(transaction, coalesce($2::pg_snapshot, pg_current_snapshot()))
                ORDER BY transaction LIMIT $3)) e), '[]') AS events`,
    [since, until, most + 1],
  );
  const { snapshot, isKnown, events } = read as NonNullable<typeof read>;
  // A snapshot of a time to come can only be another database's.
  if (!isKnown || events.length > most) return { snapshot, events: null };
  return { snapshot, events: events.map((event) => ({ ...event, at: new Date(event.at) })) };
}

/** What somebody missed of a parcel who has had its events up to a number, as far as a snapshot sees. */
export function missedOfParcel(
  db: EntityManager,
  { parcelId, after, snapshot }: { parcelId: string; after: number; snapshot: string },
): Promise<StreamedRow[]> {
  return rows<StreamedRow>(
    db,
    `SELECT ${COLUMNS} FROM outbox_event
      WHERE parcel_id = $1 AND sequence > $2 AND pg_visible_in_snapshot(transaction, $3::pg_snapshot)
      ORDER BY sequence`,
    [parcelId, after, snapshot],
  );
}

/** The number of a parcel's last event, as far as a snapshot sees; 0 if there is none. */
export async function lastOfParcel(db: EntityManager, parcelId: string, snapshot: string): Promise<number> {
  const [found] = await rows<{ last: number }>(
    db,
    `SELECT coalesce(max(sequence), 0) AS last FROM outbox_event
      WHERE parcel_id = $1 AND pg_visible_in_snapshot(transaction, $2::pg_snapshot)`,
    [parcelId, snapshot],
  );
  return found?.last ?? 0;
}
