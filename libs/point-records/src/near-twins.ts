import { distanceMetres, EARTH_RADIUS_METRES } from '#libs/geo';

/** How near two records of one chain are when they are probably one store. */
export const NEAR_TWIN_METRES = 60;

interface Placed {
  ref: string;
  chain: string;
  lat: number;
  lon: number;
}

export interface TwinPair {
  first: string;
  second: string;
  distanceMetres: number;
}

const RADIANS = Math.PI / 180;

/**
 * Finds records of one chain that lie within 60 m of each other, while they come one by one.
 *
 * Records are kept in cubes of 60 m around the Earth's centre, so that only the 27 cubes about a record are looked
 * into: the work grows with the records and not with their square, and there is no seam at a meridian or a pole. A
 * straight line is never longer than the way over the ground, so no pair is missed.
 */
export class NearTwins {
  readonly pairs: TwinPair[] = [];
  private readonly cubes = new Map<number, Placed[]>();

  add(record: Placed): void {
    const [x, y, z] = cubeOf(record);
    for (const dx of [-1, 0, 1]) {
      for (const dy of [-1, 0, 1]) {
        for (const dz of [-1, 0, 1]) this.compare(record, keyOf(x + dx, y + dy, z + dz));
      }
    }
    const key = keyOf(x, y, z);
    const cube = this.cubes.get(key);
    if (cube) cube.push(record);
    else this.cubes.set(key, [record]);
  }

  /** The refs of all that have a twin, once each. */
  refs(): string[] {
    return [...new Set(this.pairs.flatMap(({ first, second }) => [first, second]))];
  }

  private compare(record: Placed, key: number): void {
    for (const other of this.cubes.get(key) ?? []) {
      if (other.chain !== record.chain) continue;
      const metres = distanceMetres(other, record);
      if (metres <= NEAR_TWIN_METRES) {
        this.pairs.push({ first: other.ref, second: record.ref, distanceMetres: metres });
      }
    }
  }
}

function cubeOf({ lat, lon }: Placed): [number, number, number] {
  const ring = Math.cos(lat * RADIANS);
  return [ring * Math.cos(lon * RADIANS), ring * Math.sin(lon * RADIANS), Math.sin(lat * RADIANS)].map((part) =>
    Math.floor((part * EARTH_RADIUS_METRES) / NEAR_TWIN_METRES),
  ) as [number, number, number];
}

/**
 * A number for a cube. There are more cubes than a double counts exactly, so each part is folded after 2^17 of them,
 * which is 7 864 km: what shares a number from so far away is told apart by its distance.
 */
function keyOf(x: number, y: number, z: number): number {
  const fold = 131_072;
  const folded = (part: number) => ((part % fold) + fold) % fold;
  return (folded(x) * fold + folded(y)) * fold + folded(z);
}
