/** The mean radius of the Earth in metres (IUGG R1, after GRS80): distances are on the sphere, not on an ellipsoid. */
export const EARTH_RADIUS_METRES = 6_371_008.8;

const RADIANS = Math.PI / 180;

export interface Position {
  /** Degrees, WGS84, -90 to 90. */
  lat: number;
  /** Degrees, WGS84, -180 to 180. */
  lon: number;
}

/**
 * Great-circle distance in metres by the haversine formula (Sinnott, "Virtues of the Haversine", Sky and Telescope 68,
 * 1984), which is exact for near points and at worst some metres off between antipodes.
 */
export function distanceMetres(a: Position, b: Position): number {
  const sinLat = Math.sin(((b.lat - a.lat) * RADIANS) / 2);
  const sinLon = Math.sin(((b.lon - a.lon) * RADIANS) / 2);
  const h = sinLat * sinLat + Math.cos(a.lat * RADIANS) * Math.cos(b.lat * RADIANS) * sinLon * sinLon;
  return 2 * EARTH_RADIUS_METRES * Math.asin(Math.min(1, Math.sqrt(h)));
}
