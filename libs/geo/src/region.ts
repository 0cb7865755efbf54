import type { Position } from './sphere.js';

const RADIANS = Math.PI / 180;

/** More than rounding does to a product of coordinates of unit vectors. */
const NOISE = 1e-12;

/** Bounds in degrees, all inclusive. A west above its east goes over ±180°. */
export interface Bounds {
  south: number;
  west: number;
  north: number;
  east: number;
}

/** The part of the sphere between two parallels and two meridians. */
export class Region {
  private readonly leastZ: number;
  private readonly mostZ: number;
  private readonly isWide: boolean;
  private readonly west: readonly [number, number];
  private readonly east: readonly [number, number];

  constructor(readonly bounds: Bounds) {
    const { south, west, north, east } = bounds;
    this.leastZ = Math.sin(south * RADIANS) - NOISE;
    this.mostZ = Math.sin(north * RADIANS) + NOISE;
    this.isWide = (east >= west ? east - west : east - west + 360) >= 180;
    this.west = [Math.cos(west * RADIANS), Math.sin(west * RADIANS)];
    this.east = [Math.cos(east * RADIANS), Math.sin(east * RADIANS)];
  }

  holds(degrees: Float64Array, at: number): boolean {
    return isWithin(this.bounds, { lat: degrees[at] as number, lon: degrees[at + 1] as number });
  }

  /** Whether any of a box in space may lie within: meridians are half-planes through the axis. */
  mayHold(boxes: Float32Array, at: number): boolean {
    if ((boxes[at + 2] as number) > this.mostZ || (boxes[at + 5] as number) < this.leastZ) return false;
    const [w, e] = [this.west, this.east];
    const eastOfWest = most(boxes, at, -w[1], w[0]) >= -NOISE;
    const westOfEast = most(boxes, at, e[1], -e[0]) >= -NOISE;
    return this.isWide ? eastOfWest || westOfEast : eastOfWest && westOfEast;
  }
}

export function isWithin({ south, west, north, east }: Bounds, { lat, lon }: Position): boolean {
  if (lat < south || lat > north) return false;
  return west <= east ? lon >= west && lon <= east : lon >= west || lon <= east;
}

/** The greatest of a·x + b·y over a box. */
function most(boxes: Float32Array, at: number, a: number, b: number): number {
  const x = (a > 0 ? boxes[at + 3] : boxes[at]) as number;
  const y = (b > 0 ? boxes[at + 4] : boxes[at + 1]) as number;
  return a * x + b * y;
}
