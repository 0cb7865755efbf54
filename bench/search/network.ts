import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { GeoIndex, GeoIndexBuilder, type Position, UNLIMITED } from '#libs/geo';

/** How much filters let through, as shares of all points. Each lets through what the next smaller one does, and more. */
export const SHARES = [1, 0.5, 0.1, 0.01, 0.001] as const;
export type Share = (typeof SHARES)[number];

/** How many classes each step from one filter to the next adds, from the smallest filter to the widest. */
const CLASSES_A_STEP = [10, 25, 45, 60, 60];
const CLASSES = CLASSES_A_STEP.reduce((sum, classes) => sum + classes, 0);

/** Towns that the points of a network lie around, and the rest that lies anywhere. */
const TOWNS = 400;
const SHARE_IN_TOWNS = 0.8;
/** About the extent of France, in degrees. */
const EXTENT = { south: 42.3, north: 51.1, west: -4.8, east: 8.2 };
/** The length of a degree of latitude. */
const DEGREE_KM = 111.2;

export interface Network {
  name: string;
  places: Position[];
  classOf: Int32Array;
  /** Places near points, that the nearest points are asked for. */
  queries: Position[];
}

export interface ClassFilter {
  share: Share;
  classes: number[];
  passes: Uint8Array;
}

export type Random = () => number;

/** A generator of the same numbers from 0 to 1 every time (mulberry32, Tommy Ettinger). */
export function randomFrom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A place at a normally distributed distance from another (Box & Muller, 1958), within the extent. */
function near({ lat, lon }: Position, kilometres: number, random: Random): Position {
  const reach = (kilometres / DEGREE_KM) * Math.sqrt(-2 * Math.log(1 - random()));
  const angle = 2 * Math.PI * random();
  const east = (reach * Math.sin(angle)) / Math.cos((lat * Math.PI) / 180);
  return {
    lat: Math.min(EXTENT.north, Math.max(EXTENT.south, lat + reach * Math.cos(angle))),
    lon: Math.min(EXTENT.east, Math.max(EXTENT.west, lon + east)),
  };
}

function anywhere(random: Random): Position {
  return {
    lat: EXTENT.south + (EXTENT.north - EXTENT.south) * random(),
    lon: EXTENT.west + (EXTENT.east - EXTENT.west) * random(),
  };
}

/** Picks a number from 0 with the frequency that weights give it. */
function pickerOf(weights: readonly number[], random: Random): () => number {
  let sum = 0;
  const upTo = Float64Array.from(weights, (weight) => (sum += weight));
  return () => {
    const at = random() * sum;
    let [low, high] = [0, weights.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((upTo[middle] as number) > at) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}

/** The k-th town has a k-th of the first one's points (Zipf), and is as wide as the root of them. */
export function generated(count: number): Network {
  const random = randomFrom(count);
  const towns = Array.from({ length: TOWNS }, (_, rank) => ({ ...anywhere(random), weight: 1 / (rank + 3) }));
  const pick = pickerOf(
    towns.map(({ weight }) => weight),
    random,
  );
  const places = Array.from({ length: count }, () => {
    if (random() > SHARE_IN_TOWNS) return anywhere(random);
    const town = towns[pick()] as (typeof towns)[number];
    return near(town, 1 + 20 * Math.sqrt(town.weight), random);
  });
  return classified(`${count.toLocaleString('en').replaceAll(',', ' ')} points, generated`, places, random);
}

/** The supermarkets of France, by where they are. */
export function supermarkets(folder: string): Network {
  const text = readFileSync(join(folder, 'points/supermarkets_fr.csv'), 'utf8');
  const rows = parse(text, { columns: true, bom: true }) as { lat: string; lon: string }[];
  const places = rows.map(({ lat, lon }) => ({ lat: Number(lat), lon: Number(lon) }));
  return classified(`${places.length.toLocaleString('en').replaceAll(',', ' ')} supermarkets`, places, randomFrom(1));
}

/** Gives classes independently of the places: neighbours that are alike would make it easier for ours. */
function classified(name: string, places: Position[], random: Random): Network {
  const pick = pickerOf(weightsOfClasses(), random);
  const classOf = Int32Array.from(places, () => scattered(pick()));
  const queries = Array.from({ length: 2000 }, () =>
    near(places[Math.floor(random() * places.length)] as Position, 1, random),
  );
  return { name, places, classOf, queries };
}

/** Each step's classes have together what its filter lets through beyond the smaller ones, unevenly (Zipf). */
function weightsOfClasses(): number[] {
  const shares = SHARES.toReversed();
  return CLASSES_A_STEP.flatMap((classes, step) => {
    const weights = Array.from({ length: classes }, (_, rank) => 1 / (rank + 1));
    const sum = weights.reduce((all, weight) => all + weight, 0);
    const share = (shares[step] as number) - (shares[step - 1] ?? 0);
    return weights.map((weight) => (share * weight) / sum);
  });
}

/** So that the numbers of a filter's classes do not follow each other: 77 has no divisor in common with 200. */
function scattered(rank: number): number {
  return (rank * 77) % CLASSES;
}

export function filterOf(share: Share): ClassFilter {
  const steps = SHARES.length - SHARES.indexOf(share);
  const count = CLASSES_A_STEP.slice(0, steps).reduce((sum, classes) => sum + classes, 0);
  const classes = Array.from({ length: count }, (_, rank) => scattered(rank));
  const passes = new Uint8Array(CLASSES);
  for (const each of classes) passes[each] = 1;
  return { share, classes, passes };
}

export function indexOf({ places, classOf }: Network, isShared = false): GeoIndex {
  const builder = new GeoIndexBuilder();
  places.forEach((place, at) => builder.add({ ...place, itsClass: classOf[at] as number, free: UNLIMITED }));
  return builder.finish({ isShared });
}
