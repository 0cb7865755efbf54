import { allocate, bitsFor, HEADER, type Layout, levelsOf, NO_CLASS, NODE_SIZE, RECORD } from './layout.js';
import { summarise } from './summary.js';

/** What there is to be indexed, by item; an item of class NO_CLASS was removed. */
export interface Items {
  count: number;
  /** Unit vectors, 3 × count. */
  vectors: Float64Array;
  /** Degrees, latitude and longitude, 2 × count. */
  degrees: Float64Array;
  classes: Int32Array;
  free: Int32Array;
}

export interface BuildOptions {
  /** Slots for points that come or move after this. */
  spare: number;
  /** Whether other threads are to read it, in a SharedArrayBuffer. */
  isShared: boolean;
}

/**
 * Packs items into a tree from above: a range is halved at the median of its widest axis until each part fills a node,
 * so that all nodes but the last of a level are full (a k-d tree by ranges, Bentley 1975, with the fan-out and packing of
 * OMT, Lee & Lee 2003). It takes O(n log n), without sorting.
 */
export function build(items: Items, { spare, isShared }: BuildOptions): Layout {
  const order = new Int32Array(items.count);
  let packed = 0;
  let classes = 1;
  for (let item = 0; item < items.count; item += 1) {
    const itsClass = items.classes[item] as number;
    if (itsClass === NO_CLASS) continue;
    classes = Math.max(classes, itsClass + 1);
    order[packed] = item;
    packed += 1;
  }
  const layout = allocate({ packed, capacity: items.count + spare, bits: bitsFor(classes) }, isShared);
  new Partition(items.vectors, order, packed).run();
  const { header, vectors, degrees, classOf, freeOf, slotOf } = layout;
  header[HEADER.slots] = packed;
  header[HEADER.items] = items.count;
  for (let slot = 0; slot < packed; slot += 1) {
    const item = order[slot] as number;
    for (let axis = 0; axis < 3; axis += 1) vectors[RECORD * slot + axis] = items.vectors[3 * item + axis] as number;
    for (let axis = 0; axis < 2; axis += 1) degrees[2 * slot + axis] = items.degrees[2 * item + axis] as number;
    classOf[slot] = items.classes[item] as number;
    freeOf[slot] = items.free[item] as number;
    vectors[RECORD * slot + 3] = item;
    slotOf[item] = slot;
  }
  summarise(layout);
  return layout;
}

/** Builds anew from an index, with the same items. Reads the buffer only; may run in another thread on a copy. */
export function rebuild(layout: Layout, options: BuildOptions): Layout {
  const count = layout.header[HEADER.items] as number;
  const items: Items = {
    count,
    vectors: new Float64Array(3 * count),
    degrees: new Float64Array(2 * count),
    classes: new Int32Array(count).fill(NO_CLASS),
    free: new Int32Array(count),
  };
  for (let item = 0; item < count; item += 1) {
    const slot = layout.slotOf[item] as number;
    if (slot < 0) continue;
    for (let axis = 0; axis < 3; axis += 1)
      items.vectors[3 * item + axis] = layout.vectors[RECORD * slot + axis] as number;
    for (let axis = 0; axis < 2; axis += 1) items.degrees[2 * item + axis] = layout.degrees[2 * slot + axis] as number;
    items.classes[item] = layout.classOf[slot] as number;
    items.free[item] = layout.freeOf[slot] as number;
  }
  return build(items, options);
}

/** Puts items in the order of the tree's leaves. */
class Partition {
  private readonly points: Float64Array;

  constructor(
    vectors: Float64Array,
    private readonly order: Int32Array,
    private readonly count: number,
  ) {
    // Moved along with the order, so that each step reads memory from left to right.
    this.points = new Float64Array(3 * count);
    for (let at = 0; at < count; at += 1) {
      const item = order[at] as number;
      for (let axis = 0; axis < 3; axis += 1) this.points[3 * at + axis] = vectors[3 * item + axis] as number;
    }
  }

  run(): void {
    const height = levelsOf(this.count).length;
    this.split(0, this.count, NODE_SIZE ** (height - 1));
  }

  /** Splits a range into parts of `size` items, all full but the last, and those further down to the leaves. */
  private split(from: number, to: number, size: number): void {
    const parts = Math.ceil((to - from) / size);
    if (parts <= 1) {
      if (size > NODE_SIZE && to > from) this.split(from, to, size / NODE_SIZE);
      return;
    }
    const middle = from + Math.ceil(parts / 2) * size;
    this.select(from, to - 1, middle, this.widestAxis(from, to));
    this.split(from, middle, size);
    this.split(middle, to, size);
  }

  private widestAxis(from: number, to: number): number {
    const { points } = this;
    const least = [Infinity, Infinity, Infinity];
    const most = [-Infinity, -Infinity, -Infinity];
    for (let axis = 0; axis < 3; axis += 1) {
      let [low, high] = [Infinity, -Infinity];
      for (let at = 3 * from + axis; at < 3 * to; at += 3) {
        const value = points[at] as number;
        if (value < low) low = value;
        if (value > high) high = value;
      }
      least[axis] = low;
      most[axis] = high;
    }
    const width = most.map((high, axis) => high - (least[axis] as number)) as [number, number, number];
    if (width[0] >= width[1] && width[0] >= width[2]) return 0;
    return width[1] >= width[2] ? 1 : 2;
  }

  /** Moves the items that come before the one at `target` on an axis before it (Hoare's quickselect, 1961). */
  private select(from: number, to: number, target: number, axis: number): void {
    const { points } = this;
    let [low, high] = [from, to];
    while (high > low) {
      const pivot = this.medianOfThree(low, (low + high) >> 1, high, axis);
      let [left, right] = [low, high];
      while (left <= right) {
        while ((points[3 * left + axis] as number) < pivot) left += 1;
        while ((points[3 * right + axis] as number) > pivot) right -= 1;
        if (left > right) break;
        this.swap(left, right);
        left += 1;
        right -= 1;
      }
      if (target <= right) high = right;
      else if (target >= left) low = left;
      else return;
    }
  }

  private medianOfThree(a: number, b: number, c: number, axis: number): number {
    const [x, y, z] = [a, b, c].map((at) => this.points[3 * at + axis] as number) as [number, number, number];
    return Math.max(Math.min(x, y), Math.min(Math.max(x, y), z));
  }

  private swap(a: number, b: number): void {
    const { points, order } = this;
    for (let axis = 0; axis < 3; axis += 1) {
      const kept = points[3 * a + axis] as number;
      points[3 * a + axis] = points[3 * b + axis] as number;
      points[3 * b + axis] = kept;
    }
    const kept = order[a] as number;
    order[a] = order[b] as number;
    order[b] = kept;
  }
}
