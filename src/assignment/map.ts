import type { Demand } from './demand.js';
import type { Network } from './network.js';
import type { Solution } from './solve.js';

const MOST_LEFT_OUT = 1000;

/**
 * GeoJSON (RFC 7946) of the points that are used, with how full they get, and of places whose parcels have no point.
 * Homes of those that have one are not in it.
 */
export function mapOf(
  { spots }: Demand,
  network: Network,
  { optimal, unplaced, wanted, rents }: Solution,
  codeOf: (point: number) => string,
): string {
  const used = new Map<number, { parcels: number; metres: number; farthest: number }>();
  optimal.points.forEach((point, at) => {
    const [count, metres] = [optimal.counts[at] as number, optimal.metres[at] as number];
    const sum = used.get(point) ?? { parcels: 0, metres: 0, farthest: 0 };
    used.set(point, {
      parcels: sum.parcels + count,
      metres: sum.metres + count * metres,
      farthest: Math.max(sum.farthest, metres),
    });
  });
  const points = [...used].map(([point, { parcels, metres, farthest }]) =>
    feature(network.lons[point] as number, network.lats[point] as number, {
      kind: 'point',
      code: codeOf(point),
      parcels,
      freePlacesBefore: network.rooms[point],
      wanted: wanted[point],
      meanMetres: Math.round(metres / parcels),
      farthestMetres: farthest,
      savedByOneMorePlaceMetres: Math.round(rents[point] as number),
    }),
  );
  const leftOut = spots
    .flatMap(({ lat, lon }, spot) => (unplaced[spot] === 0 ? [] : [{ lat, lon, parcels: unplaced[spot] }]))
    .slice(0, MOST_LEFT_OUT)
    .map(({ lat, lon, parcels }) => feature(rounded(lon), rounded(lat), { kind: 'unplaced', parcels }));
  return `${JSON.stringify({ type: 'FeatureCollection', features: [...points, ...leftOut] })}\n`;
}

function feature(lon: number, lat: number, properties: Record<string, unknown>) {
  return { type: 'Feature', geometry: { type: 'Point', coordinates: [lon, lat] }, properties };
}

/** To a hundred metres or so. */
function rounded(degrees: number): number {
  return Math.round(degrees * 1000) / 1000;
}
