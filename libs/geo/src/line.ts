import { angleOf, EARTH_RADIUS_METRES, type Position, type Vector, vectorOf } from './sphere.js';
import { boxDistance2, type Target } from './target.js';

/** Numbers a segment: its ends, the normal of its plane, and the normals of the planes through its ends. */
const SEGMENT = 15;
/** Numbers a ball: centre and radius. */
const BALL = 4;
/** Above what rounding does to a coordinate of a unit vector. */
const NOISE = 1e-15;

/**
 * A line on the sphere, of great circles between its vertices. The distance to it is that to the nearest place on it,
 * wherever that is, and not to a vertex.
 *
 * Balls around the segments, and around pairs of balls up to one for all (a bounding volume hierarchy), keep a line of
 * thousands of vertices from costing thousands of times as much as a point.
 *
 * @throws RangeError without a vertex, or where two that follow each other are antipodes, between which every way is as
 *   short.
 */
export class Line implements Target {
  private readonly segments: Float64Array;
  private readonly balls: Float64Array;
  /** The balls of segments begin here; the children of ball n are 2n and 2n + 1, and the first of all is 1. */
  private readonly firstLeaf: number;
  private readonly count: number;
  private readonly stack: Int32Array;

  constructor(vertices: readonly Position[]) {
    const ends = vertices.map(vectorOf);
    const [first] = ends;
    if (first === undefined) throw new RangeError('A line has at least one vertex.');
    if (ends.length === 1) ends.push(first);
    this.count = ends.length - 1;
    this.segments = new Float64Array(SEGMENT * this.count);
    this.firstLeaf = 2 ** Math.ceil(Math.log2(this.count));
    this.balls = new Float64Array(2 * BALL * this.firstLeaf).fill(-1);
    // Each step down leaves one ball waiting.
    this.stack = new Int32Array(64);
    for (let at = 0; at < this.count; at += 1) this.addSegment(at, ends[at] as Vector, ends[at + 1] as Vector);
    for (let ball = this.firstLeaf - 1; ball >= 1; ball -= 1) this.join(ball);
  }

  private addSegment(at: number, a: Vector, b: Vector): void {
    const difference = subtract(a, b);
    const sum: Vector = [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
    // (a − b) × (a + b) = 2 a × b, and exact where the ends are near each other, when a × b is not.
    const cross = crossed(difference, sum);
    const [length, sumLength] = [Math.hypot(...cross), Math.hypot(...sum)];
    if (sumLength < 1e-9) throw new RangeError(`Vertices ${at} and ${at + 1} are antipodes: put one between them.`);
    // A segment of no length has no plane, and only ends.
    const normal: Vector = length === 0 ? [0, 0, 0] : [cross[0] / length, cross[1] / length, cross[2] / length];
    this.segments.set([...a, ...b, ...normal, ...crossed(normal, a), ...crossed(b, normal)], SEGMENT * at);
    const radius = (Math.hypot(...difference) / 2) * (1 + NOISE) + NOISE;
    this.balls.set([sum[0] / 2, sum[1] / 2, sum[2] / 2, radius], BALL * (this.firstLeaf + at));
  }

  /** Makes a ball around the two below it. One that has a negative radius holds nothing. */
  private join(ball: number): void {
    const { balls } = this;
    const [a, b] = [2 * BALL * ball, 2 * BALL * ball + BALL];
    if ((balls[b + 3] as number) < 0) {
      balls.copyWithin(BALL * ball, a, a + BALL);
      return;
    }
    const centre = [0, 1, 2].map((axis) => ((balls[a + axis] as number) + (balls[b + axis] as number)) / 2);
    const reach = (at: number) =>
      Math.hypot(...centre.map((value, axis) => value - (balls[at + axis] as number))) + (balls[at + 3] as number);
    balls.set([...centre, Math.max(reach(a), reach(b)) * (1 + NOISE) + NOISE], BALL * ball);
  }

  chord2(vectors: Float64Array, at: number, bound: number): number {
    const { balls, stack, firstLeaf } = this;
    const [x, y, z] = [vectors[at] as number, vectors[at + 1] as number, vectors[at + 2] as number];
    let best = Infinity;
    let limit = bound;
    stack[0] = 1;
    for (let height = 1; height > 0; ) {
      height -= 1;
      const ball = stack[height] as number;
      const c = BALL * ball;
      const radius = balls[c + 3] as number;
      if (radius < 0) continue;
      const [dx, dy, dz] = [(balls[c] as number) - x, (balls[c + 1] as number) - y, (balls[c + 2] as number) - z];
      const gap = Math.max(0, Math.sqrt(dx * dx + dy * dy + dz * dz) - radius);
      if (gap * gap > limit) continue;
      if (ball < firstLeaf) {
        stack[height] = 2 * ball;
        stack[height + 1] = 2 * ball + 1;
        height += 2;
        continue;
      }
      const chord2 = this.segmentChord2(ball - firstLeaf, x, y, z);
      if (chord2 > limit) continue;
      best = chord2;
      limit = chord2;
    }
    return best;
  }

  boxChord2(boxes: Float32Array, at: number, bound: number): number {
    const { balls, stack, firstLeaf } = this;
    let best = Infinity;
    let limit = bound;
    stack[0] = 1;
    for (let height = 1; height > 0; ) {
      height -= 1;
      const ball = stack[height] as number;
      const c = BALL * ball;
      const radius = balls[c + 3] as number;
      if (radius < 0) continue;
      const away = boxDistance2(boxes, at, balls[c] as number, balls[c + 1] as number, balls[c + 2] as number);
      let gap = Math.max(0, Math.sqrt(away) - radius);
      if (gap * gap > limit) continue;
      if (ball < firstLeaf) {
        stack[height] = 2 * ball;
        stack[height + 1] = 2 * ball + 1;
        height += 2;
        continue;
      }
      gap = Math.max(gap, this.planeGap(ball - firstLeaf, boxes, at));
      if (gap * gap > limit) continue;
      best = gap * gap;
      limit = best;
      if (best === 0) return 0;
    }
    return best;
  }

  /** How far the plane of a segment is from a box, which is no farther than the segment is. */
  private planeGap(segment: number, boxes: Float32Array, at: number): number {
    const s = SEGMENT * segment + 6;
    let [middle, reach] = [0, NOISE];
    for (let axis = 0; axis < 3; axis += 1) {
      const [low, high] = [boxes[at + axis] as number, boxes[at + 3 + axis] as number];
      const normal = this.segments[s + axis] as number;
      middle += (normal * (low + high)) / 2;
      reach += (Math.abs(normal) * (high - low)) / 2;
    }
    return Math.max(0, Math.abs(middle) - reach);
  }

  private segmentChord2(segment: number, x: number, y: number, z: number): number {
    const { segments } = this;
    const s = SEGMENT * segment;
    if (!this.isBetween(s, x, y, z)) {
      const toA = squared(
        x - (segments[s] as number),
        y - (segments[s + 1] as number),
        z - (segments[s + 2] as number),
      );
      return Math.min(
        toA,
        squared(x - (segments[s + 3] as number), y - (segments[s + 4] as number), z - (segments[s + 5] as number)),
      );
    }
    const [a, b, c] = [segments[s + 6] as number, segments[s + 7] as number, segments[s + 8] as number];
    const sine = a * x + b * y + c * z;
    const cosine = Math.sqrt(squared(b * z - c * y, c * x - a * z, a * y - b * x));
    // 2 − 2 cos θ, without the difference of two numbers that are nearly the same.
    return (2 * sine * sine) / (1 + cosine);
  }

  distanceMetres(vectors: Float64Array, at: number): number {
    const [x, y, z] = [vectors[at] as number, vectors[at + 1] as number, vectors[at + 2] as number];
    // As near as the nearest by chord, but for what chords cannot tell.
    const limit = this.chord2(vectors, at, Infinity) * (1 + 1e-9) + 1e-14;
    let least = Infinity;
    for (let segment = 0; segment < this.count; segment += 1) {
      if (this.segmentChord2(segment, x, y, z) <= limit) least = Math.min(least, this.segmentAngle(segment, x, y, z));
    }
    return EARTH_RADIUS_METRES * least;
  }

  private segmentAngle(segment: number, x: number, y: number, z: number): number {
    const { segments } = this;
    const s = SEGMENT * segment;
    if (this.isBetween(s, x, y, z)) {
      const normal = [segments[s + 6], segments[s + 7], segments[s + 8]] as unknown as Vector;
      return Math.atan2(Math.abs(this.dot(s + 6, x, y, z)), Math.hypot(...crossed(normal, [x, y, z])));
    }
    return Math.min(this.angleTo(s, x, y, z), this.angleTo(s + 3, x, y, z));
  }

  private angleTo(end: number, x: number, y: number, z: number): number {
    const [a, b, c] = this.segments.subarray(end, end + 3) as unknown as Vector;
    return angleOf(squared(a - x, b - y, c - z), squared(a + x, b + y, c + z));
  }

  /** Whether the foot of a place on the great circle of a segment lies between the segment's ends. */
  private isBetween(s: number, x: number, y: number, z: number): boolean {
    const { segments } = this;
    const hasPlane = segments[s + 6] !== 0 || segments[s + 7] !== 0 || segments[s + 8] !== 0;
    return hasPlane && this.dot(s + 9, x, y, z) >= 0 && this.dot(s + 12, x, y, z) >= 0;
  }

  private dot(at: number, x: number, y: number, z: number): number {
    const { segments } = this;
    return (segments[at] as number) * x + (segments[at + 1] as number) * y + (segments[at + 2] as number) * z;
  }
}

function squared(x: number, y: number, z: number): number {
  return x * x + y * y + z * z;
}

function subtract(a: Vector, b: Vector): Vector {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}

function crossed(a: Vector, b: Vector): Vector {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}
