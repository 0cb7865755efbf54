import type { EntityManager } from 'typeorm';
import { arrayText, prepared, rows } from '../platform/database/rows.js';
import { OFFER_FACTS, type OfferRow } from './offer.queries.js';

/** Points that are read at once. */
const BATCH = 5000;

/** What the index holds of a point. */
export interface IndexedRow extends Omit<OfferRow, 'hours'> {
  /** As JSON: most points have hours that others have too, which are read once. */
  hours_text: string | null;
  /** When its room changes by time alone, as a booking lapses or a day begins, in milliseconds since 1970; null if never. */
  lapses_at_ms: number | null;
}

/** What `point_parcels` counts, for all points at once: asking the function for each of thousands takes far longer. */
const PARCELS_OF_ALL = `
  SELECT point_id, count(*)::integer AS parcels
    FROM (SELECT b.point_id FROM booking b
           WHERE b.released_at IS NULL AND (b.lapses_at IS NULL OR b.lapses_at > $1)
          UNION ALL
          SELECT held.custodian_point_id FROM parcel held
           WHERE held.custodian_point_id IS NOT NULL
             AND NOT EXISTS (SELECT FROM booking b
                              WHERE b.parcel_id = held.id AND b.point_id = held.custodian_point_id
                                AND b.released_at IS NULL AND (b.lapses_at IS NULL OR b.lapses_at > $1))) taken
   GROUP BY point_id`;

const IS_DWELL_KNOWN = 'EXISTS (SELECT FROM dwell_forecast)';
/** Where parcels are expected to be collected, room changes from day to day, and with each forecast that begins. */
const NEXT_DAY = `CASE WHEN ${IS_DWELL_KNOWN} THEN LEAST(
  (date_trunc('day', $1::timestamptz AT TIME ZONE p.time_zone) + interval '1 day') AT TIME ZONE p.time_zone,
  (SELECT min(f.from_at) FROM dwell_forecast f WHERE f.from_at > $1)) END`;
const LAPSES = `(SELECT (extract(epoch FROM LEAST(min(b.lapses_at) FILTER (WHERE b.lapses_at > $1),
                                                  CASE WHEN count(*) > 0 THEN ${NEXT_DAY} END)) * 1000)::float8
                   FROM booking b WHERE b.point_id = p.id AND b.released_at IS NULL) AS lapses_at_ms`;

/** All points as they are, in the order of their ids, a part at a time. */
export async function* readAllPoints(db: EntityManager, at: Date): AsyncGenerator<IndexedRow[]> {
  for (let afterId = '0'; ; ) {
    const read = await readRows(
      db,
      `SELECT ${OFFER_FACTS}, p.hours::text AS hours_text, CASE WHEN used.parcels > 0 AND ${IS_DWELL_KNOWN} THEN point_use(p.id, $1)
                   ELSE COALESCE(used.parcels, 0) END AS used_parcels, ${LAPSES}
         FROM point p LEFT JOIN (${PARCELS_OF_ALL}) used ON used.point_id = p.id
        WHERE p.id > $2 ORDER BY p.id LIMIT ${BATCH}`,
      [at, afterId],
    );
    yield read;
    const last = read.at(-1);
    if (last === undefined || read.length < BATCH) return;
    afterId = last.id;
  }
}

/** Certain points as they are; those that are not there are not in the answer. */
export async function* readPoints(
  db: EntityManager,
  ids: readonly string[],
  at: Date,
): AsyncGenerator<{ ids: readonly string[]; read: IndexedRow[] }> {
  for (let from = 0; from < ids.length; from += BATCH) {
    const some = ids.slice(from, from + BATCH);
    const read = await readRows(
      db,
      `SELECT ${OFFER_FACTS}, p.hours::text AS hours_text, point_use(p.id, $1) AS used_parcels, ${LAPSES}
         FROM point p WHERE p.id = ANY($2::bigint[])`,
      [at, some],
    );
    yield { ids: some, read };
  }
}

/** How much room is used at certain points now; those that are not there are not in the answer. */
export async function readRooms(
  db: EntityManager,
  ids: readonly string[],
  at: Date,
): Promise<{ id: string; used: number; lapsesAtMs: number | null }[]> {
  return prepared(
    db,
    'search_rooms',
    `SELECT p.id::text AS id, CASE WHEN ${IS_DWELL_KNOWN} THEN point_use(p.id, $1) ELSE booked.parcels + held.parcels END AS used,
            date_part('epoch', LEAST(booked.lapses_at, CASE WHEN booked.parcels > 0 THEN ${NEXT_DAY} END)) * 1000
              AS "lapsesAtMs"
       FROM point p
       CROSS JOIN LATERAL (
         SELECT count(*)::integer AS parcels, min(b.lapses_at) AS lapses_at FROM booking b
          WHERE b.point_id = p.id AND b.released_at IS NULL AND (b.lapses_at IS NULL OR b.lapses_at > $1)) booked
       CROSS JOIN LATERAL (
         SELECT count(*)::integer AS parcels FROM parcel c
          WHERE c.custodian_point_id = p.id
            AND NOT EXISTS (SELECT FROM booking b
                             WHERE b.parcel_id = c.id AND b.point_id = p.id AND b.released_at IS NULL
                               AND (b.lapses_at IS NULL OR b.lapses_at > $1))) held
      WHERE p.id = ANY($2::bigint[])`,
    [at, arrayText(ids)],
  );
}

/** Reads thousands of rows as one value of JSON, which takes half the time of as many rows of twenty columns. */
async function readRows(db: EntityManager, sql: string, values: unknown[]): Promise<IndexedRow[]> {
  const [read] = await rows<{ points: IndexedRow[] | null }>(
    db,
    `SELECT json_agg(r) AS points FROM (${sql}) r`,
    values,
  );
  return read?.points ?? [];
}
