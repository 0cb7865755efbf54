import { UNLIMITED } from '#libs/geo';
import { stateAt } from '#libs/opening-hours';
import type { PointsInMemory } from '../search/points-in-memory.js';

/** What a point without a stated capacity takes: more than any batch has. */
const WITHOUT_END = 1_000_000_000;

/** The points as they were at one moment, as arrays: each point has the same place in all of them. */
export interface Network {
  /** Items of the index. */
  items: Int32Array;
  lats: Float64Array;
  lons: Float64Array;
  classes: Int32Array;
  /** Free places. */
  rooms: Int32Array;
  /** 1 where the point is not known to be open at the wished time; empty where none was wished. */
  notOpen: Uint8Array;
}

/** A copy of what the index has now, in the order of codes, so that the same network gives the same plan anywhere. */
export function networkOf(index: PointsInMemory, openAtMs: number | null): Network {
  const { geo } = index;
  const found: number[] = [];
  for (let item = 0; item < geo.itemCount; item += 1) if (geo.pointOf(item) !== null) found.push(item);
  const items = Int32Array.from(found.sort(index.compare));
  const network: Network = {
    items,
    lats: new Float64Array(items.length),
    lons: new Float64Array(items.length),
    classes: new Int32Array(items.length),
    rooms: new Int32Array(items.length),
    notOpen: new Uint8Array(openAtMs === null ? 0 : items.length),
  };
  items.forEach((item, place) => {
    const { lat, lon, itsClass, free } = geo.pointOf(item) as NonNullable<ReturnType<typeof geo.pointOf>>;
    network.lats[place] = lat;
    network.lons[place] = lon;
    network.classes[place] = itsClass;
    network.rooms[place] = free >= UNLIMITED ? WITHOUT_END : Math.max(0, free);
    if (openAtMs !== null) network.notOpen[place] = isOpen(index, item, openAtMs) ? 0 : 1;
  });
  return network;
}

function isOpen(index: PointsInMemory, item: number, atMs: number): boolean {
  const { hours, context } = index.hours.at(index.hoursOf(item));
  return hours !== null && stateAt(hours, context, atMs) === 'OPEN';
}
