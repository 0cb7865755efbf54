import type { EntityManager } from 'typeorm';
import { EARTH_RADIUS_METRES } from '#libs/geo';
import type { Ranked } from '#libs/matching';
import { rows } from '../platform/database/database.js';
import { OFFER_FACTS, type OfferRow, offerFromRow, type StoredOffer } from './offer.queries.js';

/** What distances are measured from, and which points are looked at at all. */
export interface Reach {
  /** WKT in longitude and latitude: a point or a line. */
  wkt: string;
  isLine: boolean;
  box: { south: number; west: number; north: number; east: number } | null;
}

export interface Candidate extends Ranked {
  /** Its hours are only there if they were asked for. */
  offer: StoredOffer;
}

/** Which points are read, as they are at which instant. */
export interface Reading {
  reach: Reach;
  at: Date;
  /** Hours are half of what is read of a point, and most searches do not ask for them. */
  withHours: boolean;
}

/** The radius of the sphere on which PostGIS measures geographies: (2a + b) / 3 of the WGS84 ellipsoid. */
const POSTGIS_RADIUS_METRES = (2 * 6_378_137 + 6_356_752.314245179) / 3;

/** Points that are held at once while all of them are read. */
const BATCH = 10_000;

const IN_BOX = `($3::float8 IS NULL
  OR (p.lat BETWEEN $3 AND $5
      AND CASE WHEN $4::float8 <= $6 THEN p.lon BETWEEN $4 AND $6 ELSE p.lon >= $4 OR p.lon <= $6 END))`;

const DISTANCE = 'ST_Distance(p.position, $2::geography, false) AS distance';

const HOURS = 'CASE WHEN $7::boolean THEN p.hours END AS hours';

/** What `point_use` counts, for all points at once: asking the function for each of thousands takes far longer. */
const USE_OF_ALL = `
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

/**
 * The nearest points within reach, in no order, by the index on positions. There are fewer than `limit` only if there
 * are no more; otherwise some that are as far as the last one may be missing.
 *
 * Not for lines: the index can rank points by their distance to one wrongly, which PostgreSQL then notices and refuses
 * ("index returned tuples in wrong order", seen with a line that ends at a pole).
 */
export function nearestCandidates(db: EntityManager, reading: Reading, limit: number): Promise<Candidate[]> {
  return readCandidates(
    db,
    // The index ranks by the operator <->, which like ST_Distance(…, false) measures on the sphere.
    `SELECT ${OFFER_FACTS}, ${HOURS}, point_use(p.id, $1) AS used_parcels, ${DISTANCE}
       FROM point p
       JOIN (SELECT p.id FROM point p WHERE ${IN_BOX} ORDER BY p.position <-> $2::geography LIMIT $8) near USING (id)`,
    [...valuesOf(reading), limit],
  );
}

/** All points within reach, in no order that means anything, a part at a time. */
export async function* allCandidates(db: EntityManager, reading: Reading): AsyncGenerator<Candidate[]> {
  for (let afterId = '0'; ; ) {
    const found = await readCandidates(
      db,
      `SELECT ${OFFER_FACTS}, ${HOURS}, COALESCE(used.parcels, 0) AS used_parcels, ${DISTANCE}
         FROM point p LEFT JOIN (${USE_OF_ALL}) used ON used.point_id = p.id
        WHERE p.id > $8 AND ${IN_BOX} ORDER BY p.id LIMIT $9`,
      [...valuesOf(reading), afterId, BATCH],
    );
    yield found;
    const last = found.at(-1);
    if (last === undefined || found.length < BATCH) return;
    afterId = last.offer.id;
  }
}

function valuesOf({ reach: { wkt, box }, at, withHours }: Reading): unknown[] {
  return [at, wkt, box?.south ?? null, box?.west ?? null, box?.north ?? null, box?.east ?? null, withHours];
}

/** Reads thousands of rows as one value of JSON, which takes half the time of as many rows of twenty columns. */
async function readCandidates(db: EntityManager, sql: string, values: unknown[]): Promise<Candidate[]> {
  const [read] = await rows<{ candidates: (OfferRow & { distance: number })[] | null }>(
    db,
    `SELECT json_agg(c) AS candidates FROM (${sql}) c`,
    values,
  );
  return (read?.candidates ?? []).map((row) => ({
    offer: offerFromRow(row),
    code: row.code,
    distanceMetres: (row.distance / POSTGIS_RADIUS_METRES) * EARTH_RADIUS_METRES,
  }));
}
