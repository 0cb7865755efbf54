import type { EntityManager } from 'typeorm';
import { EARTH_RADIUS_METRES } from '#libs/matching';
import { rows } from '../platform/database/database.js';
import { OFFER_COLUMNS, type OfferRow, offerFromRow, type StoredOffer } from './offer.queries.js';

/** What distances are measured from, and which points are looked at at all. */
export interface Reach {
  /** WKT in longitude and latitude: a point or a line. */
  wkt: string;
  box: { south: number; west: number; north: number; east: number } | null;
}

export interface Candidate {
  offer: StoredOffer;
  distanceMetres: number;
}

/** The radius of the sphere on which PostGIS measures geographies: (2a + b) / 3 of the WGS84 ellipsoid. */
const POSTGIS_RADIUS_METRES = (2 * 6_378_137 + 6_356_752.314245179) / 3;

/** How many points the first step reads; each further one reads four times as many. */
const FIRST_STEP = 64;
const LARGEST_STEP = 4096;

/**
 * All points within reach, nearest first, ties by code, read in growing steps so that a search that is soon satisfied
 * reads little. One statement a step sees one state of the database; the whole is for a transaction to hold together.
 */
export async function* candidates(db: EntityManager, reach: Reach, at: Date): AsyncGenerator<Candidate[]> {
  let offset = 0;
  for (let step = FIRST_STEP; ; step = Math.min(step * 4, LARGEST_STEP)) {
    const found = await readStep(db, reach, at, step, offset);
    yield found;
    if (found.length < step) return;
    offset += step;
  }
}

async function readStep(db: EntityManager, reach: Reach, at: Date, step: number, offset: number): Promise<Candidate[]> {
  const { box } = reach;
  const found = await rows<OfferRow & { distance: number }>(
    db,
    // The index ranks by the operator <->; both it and ST_Distance(…, false) measure on the sphere.
    `SELECT ${OFFER_COLUMNS}, near.distance
       FROM (SELECT n.id, ST_Distance(n.position, $2::geography, false) AS distance,
                    n.position <-> $2::geography AS rank
               FROM point n
              WHERE $3::float8 IS NULL
                 OR (n.lat BETWEEN $3 AND $5
                     AND CASE WHEN $4::float8 <= $6 THEN n.lon BETWEEN $4 AND $6 ELSE n.lon >= $4 OR n.lon <= $6 END)
              ORDER BY n.position <-> $2::geography, n.code LIMIT $7 OFFSET $8) near
       JOIN point p ON p.id = near.id
      ORDER BY near.rank, p.code`,
    [at, reach.wkt, box?.south ?? null, box?.west ?? null, box?.north ?? null, box?.east ?? null, step, offset],
  );
  return found.map((row) => ({
    offer: offerFromRow(row),
    distanceMetres: (row.distance / POSTGIS_RADIUS_METRES) * EARTH_RADIUS_METRES,
  }));
}
