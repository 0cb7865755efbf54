/** The mean radius of the Earth in metres (IUGG R1, after GRS80): distances are on the sphere, not on an ellipsoid. */
export const EARTH_RADIUS_METRES = 6_371_008.8;

const RADIANS = Math.PI / 180;

export interface Position {
  /** Degrees, WGS84, -90 to 90. */
  lat: number;
  /** Degrees, WGS84, -180 to 180. */
  lon: number;
}

/** A point of the unit sphere in space: x towards 0° 0°, y towards 0° 90° E, z towards the north pole. */
export type Vector = readonly [x: number, y: number, z: number];

/** The unit vector of a position (n-vector; Gade, "A Non-singular Horizontal Position Representation", 2010). */
export function vectorOf({ lat, lon }: Position): Vector {
  const cosLat = Math.cos(lat * RADIANS);
  return [cosLat * Math.cos(lon * RADIANS), cosLat * Math.sin(lon * RADIANS), Math.sin(lat * RADIANS)];
}

/** The angle in radians between two unit vectors whose difference has the length² `difference2`, their sum `sum2`. */
export function angleOf(difference2: number, sum2: number): number {
  return 2 * Math.atan2(Math.sqrt(difference2), Math.sqrt(sum2));
}

/**
 * Great-circle distance in metres, from the chords between unit vectors: 2 · atan2(|a − b|, |a + b|) (Kahan, "How
 * Futile are Mindless Assessments of Roundoff", 2006, §12). Unlike the haversine and the arc cosine it is exact to some
 * nanometres everywhere, near and antipodal points included, and knows neither poles nor a seam at ±180°.
 */
export function distanceMetres(a: Position, b: Position): number {
  return vectorDistanceMetres(vectorOf(a), vectorOf(b));
}

/** The same between unit vectors. */
export function vectorDistanceMetres([ax, ay, az]: Vector, [bx, by, bz]: Vector): number {
  const difference2 = (ax - bx) ** 2 + (ay - by) ** 2 + (az - bz) ** 2;
  const sum2 = (ax + bx) ** 2 + (ay + by) ** 2 + (az + bz) ** 2;
  return EARTH_RADIUS_METRES * angleOf(difference2, sum2);
}

/**
 * Distances closer to each other than this are the same: it is far above the noise of the arithmetic, which differs from
 * one implementation to the next, and far below what a position can mean.
 */
export const TIE_METRES = 0.000_1;

/** A distance in metres as a whole number of ties, which is what rankings compare. */
export function tieKey(distance: number): number {
  return Math.round(distance / TIE_METRES);
}

/** @throws RangeError for a position that is none, for example one with its coordinates swapped. */
export function checkPosition({ lat, lon }: Position): void {
  if (lat >= -90 && lat <= 90 && lon >= -180 && lon <= 180) return;
  throw new RangeError(`No position has latitude ${lat} and longitude ${lon}.`);
}
