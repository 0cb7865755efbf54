// The distances of points by PostGIS, which measures them in its own way: an oracle for our own arithmetic.
import { rows } from '../../src/platform/database/database.js';
import type { BruteSearch } from './brute-force.js';
import type { Relais } from './relais.js';

/** The radii of the sphere on which PostGIS measures geographies, (2a + b) / 3 of the WGS84 ellipsoid, and of ours. */
const [POSTGIS_RADIUS_METRES, RADIUS_METRES] = [(2 * 6_378_137 + 6_356_752.314245179) / 3, 6_371_008.8];

/** Every point within a search's box, or all, with its distance in metres from where the search starts. */
export async function postgisDistances(relais: Relais, { near }: BruteSearch): Promise<Map<string, number>> {
  const { box } = near;
  const found = await rows<{ code: string; distance: number }>(
    relais.dataSource.manager,
    `SELECT p.code, ST_Distance(p.position, $1::geography, false) AS distance FROM point p
      WHERE $2::float8 IS NULL
         OR (p.lat BETWEEN $2 AND $4
             AND CASE WHEN $3::float8 <= $5 THEN p.lon BETWEEN $3 AND $5 ELSE p.lon >= $3 OR p.lon <= $5 END)`,
    [originOf(near), box?.south ?? null, box?.west ?? null, box?.north ?? null, box?.east ?? null],
  );
  return new Map(found.map(({ code, distance }) => [code, (distance / POSTGIS_RADIUS_METRES) * RADIUS_METRES]));
}

function originOf({ coordinates, along, box }: BruteSearch['near']): string {
  if (along) {
    const vertices = along.vertices.filter(({ lat, lon }, n) => {
      const before = along.vertices[n - 1];
      return before === undefined || before.lat !== lat || before.lon !== lon;
    });
    const [first] = vertices;
    if (vertices.length > 1)
      return `SRID=4326;LINESTRING(${vertices.map(({ lat, lon }) => `${lon} ${lat}`).join(', ')})`;
    return `SRID=4326;POINT(${first?.lon} ${first?.lat})`;
  }
  if (coordinates) return `SRID=4326;POINT(${coordinates.lon} ${coordinates.lat})`;
  const { south = 0, west = 0, north = 0, east = 0 } = box ?? {};
  const middle = west + (east >= west ? east - west : east - west + 360) / 2;
  return `SRID=4326;POINT(${middle > 180 ? middle - 360 : middle} ${(south + north) / 2})`;
}
