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

/** Events that a snapshot does not see, as with the log of changes: whatever the order of the commits, none is missed. */
const SINCE = `(transaction >= pg_snapshot_xmax($1::pg_snapshot)
                OR transaction = ANY (ARRAY(SELECT pg_snapshot_xip($1::pg_snapshot))))`;

/** Everything since a snapshot, and the snapshot that sees it. One statement, so that they belong together. */
export async function eventsSince(
  db: EntityManager,
  snapshot: string | null,
): Promise<{ snapshot: string; events: StreamedRow[] }> {
  const [read] = await rows<{ snapshot: string; events: (Omit<StreamedRow, 'at'> & { at: string })[] }>(
    db,
    `SELECT pg_current_snapshot()::text AS snapshot,
            coalesce((SELECT json_agg(e ORDER BY e.at, e.parcel_id, e.sequence)
                        FROM (SELECT ${COLUMNS} FROM outbox_event WHERE ${SINCE}) e), '[]') AS events`,
    [snapshot],
  );
  const { snapshot: now, events } = read as NonNullable<typeof read>;
  return { snapshot: now, events: events.map((event) => ({ ...event, at: new Date(event.at) })) };
}

/** What somebody missed of a parcel who has had its events up to a number, as far as a snapshot sees. */
export function missedOfParcel(
  db: EntityManager,
  { parcelId, sequence, snapshot, most }: { parcelId: string; sequence: number; snapshot: string; most: number },
): Promise<StreamedRow[]> {
  return rows<StreamedRow>(
    db,
    `SELECT ${COLUMNS} FROM outbox_event
      WHERE parcel_id = $1 AND sequence > $2 AND pg_visible_in_snapshot(transaction, $3::pg_snapshot)
      ORDER BY sequence LIMIT $4`,
    [parcelId, sequence, snapshot, most],
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

/**
 * What somebody missed of a point who has had what an earlier snapshot sees.
 *
 * @returns Null for a snapshot of a time to come, which can only be another database's.
 */
export async function missedOfPoint(
  db: EntityManager,
  { code, since, snapshot, most }: { code: string; since: string; snapshot: string; most: number },
): Promise<StreamedRow[] | null> {
  const [known] = await rows<{ is: boolean }>(
    db,
    'SELECT pg_snapshot_xmax($1::pg_snapshot) <= pg_snapshot_xmax($2::pg_snapshot) AS is',
    [since, snapshot],
  );
  if (!known?.is) return null;
  return rows<StreamedRow>(
    db,
    `SELECT ${COLUMNS} FROM outbox_event
      WHERE ${SINCE} AND pg_visible_in_snapshot(transaction, $2::pg_snapshot)
        AND $3 IN (booked_point_code, point_code, left_point_code)
      ORDER BY at, parcel_id, sequence LIMIT $4`,
    [since, snapshot, code, most],
  );
}
