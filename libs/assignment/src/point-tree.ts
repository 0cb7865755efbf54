import { angleOf, EARTH_RADIUS_METRES, vectorOf } from '#libs/geo';
import { FORBIDDEN, type Found, type Points } from './problem.js';

/** How many points a leaf of the tree has at most. */
const LEAF = 8;

/** Points on the sphere. All arrays have a place for each point. */
export interface PlacedPoints {
  /** Degrees, WGS84. */
  lats: Float64Array;
  lons: Float64Array;
  /** Points of one class are allowed, or not, to the same origins. */
  classes: Int32Array;
  /** Added to what the point costs anybody, such as for being closed at the wished time; none if empty. */
  extraMetres: Int32Array;
}

/** Where parcels are wanted. */
export interface PlacedOrigins {
  lats: Float64Array;
  lons: Float64Array;
  /** The sort of each, a place in `sorts`. */
  sorts: Int32Array;
}

/** Of what classes an origin's points may be, and what those cost it beside the way. */
export interface AllowedClasses {
  /** By class, not 0 for those that are allowed. */
  passes: Uint8Array;
  extraMetres: Int32Array;
}

/**
 * Points in a k-d tree over the unit sphere. Every node knows the box of what lies below it, the least rent there and, in
 * 31 bits, of which classes it is, so that what is dear, far or not allowed is passed over.
 *
 * Costs are the great-circle distance in whole metres and the extras.
 */
export class PointTree implements Points {
  /** Unit vectors, three numbers each. */
  private readonly vectors: Float64Array;
  private readonly originVectors: Float64Array;
  private readonly rents: Float64Array;
  /** The points in the order in which the leaves have them, and where each is. */
  private readonly order: Int32Array;
  private readonly placeOf: Int32Array;
  /** A complete binary tree: the children of node v are 2v + 1 and 2v + 2, and all leaves are on the last level. */
  private readonly levels: number;
  private readonly firstLeaf: number;
  /** Where the points of a leaf begin in `order`; one more for the end. */
  private readonly leafStarts: Int32Array;
  private readonly boxes: Float64Array;
  private readonly leastRents: Float64Array;
  private readonly signatures: Int32Array;
  private readonly sortSignatures: Int32Array;
  private readonly stack = new Int32Array(128);
  private readonly stackBounds = new Float64Array(128);
  /** How many times the rents a parcel of the question pays. */
  private rentFactor = 1;

  constructor(
    private readonly placed: PlacedPoints,
    private readonly origins: PlacedOrigins,
    private readonly sorts: readonly AllowedClasses[],
  ) {
    const count = placed.lats.length;
    this.vectors = vectorsOf(placed);
    this.originVectors = vectorsOf(origins);
    this.rents = new Float64Array(count);
    this.order = Int32Array.from({ length: count }, (_, point) => point);
    this.placeOf = new Int32Array(count);
    this.levels = Math.max(0, Math.ceil(Math.log2(Math.max(1, count) / LEAF)));
    this.firstLeaf = 2 ** this.levels - 1;
    const nodes = 2 * this.firstLeaf + 1;
    this.leafStarts = new Int32Array(this.firstLeaf + 2);
    this.boxes = new Float64Array(6 * nodes);
    this.leastRents = new Float64Array(nodes);
    this.signatures = new Int32Array(nodes);
    this.split(0, 0, count);
    this.leafStarts[this.firstLeaf + 1] = count;
    this.order.forEach((point, place) => {
      this.placeOf[point] = place;
    });
    this.sortSignatures = Int32Array.from(sorts, ({ passes }) =>
      passes.reduce((bits, pass, itsClass) => (pass === 0 ? bits : bits | bitOf(itsClass)), 0),
    );
  }

  cost(origin: number, point: number): number {
    const { passes, extraMetres } = this.sorts[this.origins.sorts[origin] as number] as AllowedClasses;
    const itsClass = this.placed.classes[point] as number;
    if (!passes[itsClass]) return FORBIDDEN;
    const chord2 = this.chord2(origin, point);
    // Of two unit vectors the squares of difference and sum are 4 together.
    const metres = Math.round(EARTH_RADIUS_METRES * angleOf(chord2, Math.max(0, 4 - chord2)));
    return metres + (extraMetres[itsClass] as number) + (this.placed.extraMetres[point] ?? 0);
  }

  setRent(point: number, rent: number): void {
    if (this.rents[point] === rent) return;
    this.rents[point] = rent;
    let node = this.firstLeaf + this.leafOf(this.placeOf[point] as number);
    let least = Infinity;
    const [start, end] = this.leafRange(node);
    for (let place = start; place < end; place += 1) {
      least = Math.min(least, this.rents[this.order[place] as number] as number);
    }
    while (this.leastRents[node] !== least) {
      this.leastRents[node] = least;
      if (node === 0) return;
      const sibling = node % 2 === 0 ? node - 1 : node + 1;
      least = Math.min(least, this.leastRents[sibling] as number);
      node = (node - 1) >> 1;
    }
  }

  cheapest(origin: number, below: number, most: number, found: Found, rentFactor = 1): number {
    this.rentFactor = rentFactor;
    const { stack, stackBounds } = this;
    const wanted = this.sortSignatures[this.origins.sorts[origin] as number] as number;
    let count = 0;
    let bound = below;
    let height = 1;
    stack[0] = 0;
    stackBounds[0] = this.leastSum(0, origin, wanted);
    while (height > 0) {
      height -= 1;
      if ((stackBounds[height] as number) >= bound) continue;
      const node = stack[height] as number;
      if (node >= this.firstLeaf) {
        count = this.readLeaf(node, origin, bound, most, count, found);
        if (count === most) bound = Math.min(below, this.sumAt(most - 1, found));
        continue;
      }
      const left = 2 * node + 1;
      const [leftSum, rightSum] = [this.leastSum(left, origin, wanted), this.leastSum(left + 1, origin, wanted)];
      // The nearer one is taken first, so that the farther one is often never opened.
      const isLeftNearer = leftSum <= rightSum;
      stack[height] = isLeftNearer ? left + 1 : left;
      stackBounds[height] = isLeftNearer ? rightSum : leftSum;
      stack[height + 1] = isLeftNearer ? left : left + 1;
      stackBounds[height + 1] = isLeftNearer ? leftSum : rightSum;
      height += 2;
    }
    return count;
  }

  private sumAt(at: number, { points, costs }: Found): number {
    // One more, since another point may have the same sum and a lesser number.
    return (costs[at] as number) + this.rentFactor * (this.rents[points[at] as number] as number) + 1;
  }

  /** Puts those points of a leaf that are cheaper than what was found in their places. @returns How many there are now. */
  private readLeaf(node: number, origin: number, bound: number, most: number, before: number, found: Found): number {
    const { points, costs } = found;
    const [start, end] = this.leafRange(node);
    let count = before;
    for (let place = start; place < end; place += 1) {
      const point = this.order[place] as number;
      const rent = this.rentFactor * (this.rents[point] as number);
      const chord2 = this.chord2(origin, point);
      // A chord is never longer than its arc, and rounding takes half a metre at most.
      if (EARTH_RADIUS_METRES * Math.sqrt(chord2) - 1 + rent >= bound) continue;
      const cost = this.cost(origin, point);
      const sum = cost + rent;
      if (cost === FORBIDDEN || sum >= bound) continue;
      let at = count < most ? count : most - 1;
      if (count === most && !this.isBefore(sum, point, at, found)) continue;
      for (; at > 0 && this.isBefore(sum, point, at - 1, found); at -= 1) {
        points[at] = points[at - 1] as number;
        costs[at] = costs[at - 1] as number;
      }
      points[at] = point;
      costs[at] = cost;
      if (count < most) count += 1;
    }
    return count;
  }

  private isBefore(sum: number, point: number, at: number, { points, costs }: Found): boolean {
    const other = points[at] as number;
    const otherSum = (costs[at] as number) + this.rentFactor * (this.rents[other] as number);
    return sum < otherSum || (sum === otherSum && point < other);
  }

  /** No point below a node costs an origin less than this. */
  private leastSum(node: number, origin: number, wanted: number): number {
    if (((this.signatures[node] as number) & wanted) === 0) return Infinity;
    const { boxes, originVectors } = this;
    let chord2 = 0;
    for (let axis = 0; axis < 3; axis += 1) {
      const value = originVectors[3 * origin + axis] as number;
      const low = (boxes[6 * node + axis] as number) - value;
      const high = value - (boxes[6 * node + 3 + axis] as number);
      const gap = low > 0 ? low : high > 0 ? high : 0;
      chord2 += gap * gap;
    }
    return EARTH_RADIUS_METRES * Math.sqrt(chord2) - 1 + this.rentFactor * (this.leastRents[node] as number);
  }

  private chord2(origin: number, point: number): number {
    const { vectors, originVectors } = this;
    const x = (vectors[3 * point] as number) - (originVectors[3 * origin] as number);
    const y = (vectors[3 * point + 1] as number) - (originVectors[3 * origin + 1] as number);
    const z = (vectors[3 * point + 2] as number) - (originVectors[3 * origin + 2] as number);
    return x * x + y * y + z * z;
  }

  private leafRange(node: number): [start: number, end: number] {
    const leaf = node - this.firstLeaf;
    return [this.leafStarts[leaf] as number, this.leafStarts[leaf + 1] as number];
  }

  /** The leaf that a place in the order belongs to, by bisection. */
  private leafOf(place: number): number {
    let [low, high] = [0, this.firstLeaf];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.leafStarts[middle] as number) <= place) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Orders the places of a node by its widest axis and halves them, down to the leaves. */
  private split(node: number, start: number, end: number): void {
    this.bound(node, start, end);
    if (node >= this.firstLeaf) {
      this.leafStarts[node - this.firstLeaf] = start;
      return;
    }
    const axis = this.widestAxis(node);
    const { vectors } = this;
    this.order
      .subarray(start, end)
      .sort((a, b) => (vectors[3 * a + axis] as number) - (vectors[3 * b + axis] as number) || a - b);
    const middle = (start + end) >> 1;
    this.split(2 * node + 1, start, middle);
    this.split(2 * node + 2, middle, end);
  }

  private bound(node: number, start: number, end: number): void {
    const { boxes, vectors } = this;
    boxes.fill(Infinity, 6 * node, 6 * node + 3);
    boxes.fill(-Infinity, 6 * node + 3, 6 * node + 6);
    for (let place = start; place < end; place += 1) {
      const point = this.order[place] as number;
      this.signatures[node] = (this.signatures[node] as number) | bitOf(this.placed.classes[point] as number);
      for (let axis = 0; axis < 3; axis += 1) {
        const value = vectors[3 * point + axis] as number;
        boxes[6 * node + axis] = Math.min(boxes[6 * node + axis] as number, value);
        boxes[6 * node + 3 + axis] = Math.max(boxes[6 * node + 3 + axis] as number, value);
      }
    }
  }

  private widestAxis(node: number): number {
    const widths = [0, 1, 2].map(
      (axis) => (this.boxes[6 * node + 3 + axis] as number) - (this.boxes[6 * node + axis] as number),
    );
    return widths.indexOf(Math.max(...widths));
  }
}

function bitOf(itsClass: number): number {
  return 1 << (itsClass % 31);
}

function vectorsOf({ lats, lons }: { lats: Float64Array; lons: Float64Array }): Float64Array {
  const vectors = new Float64Array(3 * lats.length);
  lats.forEach((lat, at) => {
    vectors.set(vectorOf({ lat, lon: lons[at] as number }), 3 * at);
  });
  return vectors;
}
