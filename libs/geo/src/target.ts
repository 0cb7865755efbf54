import { angleOf, EARTH_RADIUS_METRES, type Position, vectorOf } from './sphere.js';

/**
 * What distances are measured from. Within a search they are compared as squares of chords, straight through the
 * Earth, which order points as great circles do and cost no trigonometry; boxes are boxes in space, so that poles and
 * ±180° are places like any other.
 */
export interface Target {
  /** The squared chord to the vector at `at` of `vectors`; anything above `bound` may come out as Infinity. */
  chord2(vectors: Float64Array, at: number, bound: number): number;
  /** A lower bound of the same for all that lies in the box at `at` of `boxes`; Infinity if above `bound`. */
  boxChord2(boxes: Float32Array, at: number, bound: number): number;
  /** The distance in metres on the sphere. */
  distanceMetres(vectors: Float64Array, at: number): number;
}

/** The squared chord of a distance on the sphere in metres; Infinity for any that all points are within. */
export function chord2Of(distanceMetres: number): number {
  const angle = distanceMetres / EARTH_RADIUS_METRES;
  return angle >= Math.PI ? Infinity : (2 * Math.sin(angle / 2)) ** 2;
}

/** The squared distance from a position in space to a box, 0 inside it. */
export function boxDistance2(boxes: Float32Array, at: number, x: number, y: number, z: number): number {
  const dx = Math.max((boxes[at] as number) - x, 0, x - (boxes[at + 3] as number));
  const dy = Math.max((boxes[at + 1] as number) - y, 0, y - (boxes[at + 4] as number));
  const dz = Math.max((boxes[at + 2] as number) - z, 0, z - (boxes[at + 5] as number));
  return dx * dx + dy * dy + dz * dz;
}

export class PointTarget implements Target {
  private readonly x: number;
  private readonly y: number;
  private readonly z: number;

  constructor(position: Position) {
    [this.x, this.y, this.z] = vectorOf(position);
  }

  chord2(vectors: Float64Array, at: number): number {
    const dx = (vectors[at] as number) - this.x;
    const dy = (vectors[at + 1] as number) - this.y;
    const dz = (vectors[at + 2] as number) - this.z;
    return dx * dx + dy * dy + dz * dz;
  }

  boxChord2(boxes: Float32Array, at: number): number {
    return boxDistance2(boxes, at, this.x, this.y, this.z);
  }

  distanceMetres(vectors: Float64Array, at: number): number {
    const [x, y, z] = [vectors[at] as number, vectors[at + 1] as number, vectors[at + 2] as number];
    const sum2 = (x + this.x) ** 2 + (y + this.y) ** 2 + (z + this.z) ** 2;
    return EARTH_RADIUS_METRES * angleOf(this.chord2(vectors, at), sum2);
  }
}
