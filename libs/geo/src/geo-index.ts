import { type BuildOptions, build, type Items, rebuild } from './build.js';
import { EVERY_POINT, lowestOf, type PointFilter } from './filter.js';
import {
  enlarged,
  HEADER,
  itemAt,
  type Layout,
  layoutOf,
  NO_CLASS,
  NODE_SIZE,
  putPlace,
  RECORD,
  UNLIMITED,
} from './layout.js';
import { NearestList, withTies } from './nearest-list.js';
import { NodeQueue } from './queue.js';
import type { Region } from './region.js';
import { checkPosition, type Position, TIE_METRES, tieKey } from './sphere.js';
import { endOfChildren, setClass, setFree } from './summary.js';
import { chord2Of, type Target } from './target.js';

/** A point that was found, by its item. */
export interface Hit {
  item: number;
  distanceMetres: number;
}

export interface Within {
  /** Only points as near as this, to a tie. Default: all. */
  maxDistanceMetres?: number | null;
  region?: Region | null;
  filter?: PointFilter | null;
}

export interface Nearest extends Within {
  /** How many are wanted. */
  most: number;
  /**
   * A test that is dear. It is only made of points that pass all others and are nearer than what was found so far: most
   * of those are about to be returned. It must not search.
   */
  accepts?: ((item: number) => boolean) | null;
  /** The order of points that are as far. Default: of their items. */
  compare?: (a: number, b: number) => number;
}

export type Point = Position & {
  /** A small whole number that says all that filters ask of a point but its room; points alike share one. */
  itsClass: number;
  /** Free capacity; UNLIMITED where there is no limit. */
  free: number;
};

const DEFAULTS: BuildOptions = { spare: 1024, isShared: false };

/**
 * An index of points on the sphere for filtered nearest-neighbour search: the nearest k of those that pass, exactly, in
 * the order of their great-circle distance.
 *
 * The tree is searched best first, from a queue of nodes by the least distance that anything below them can have
 * (Hjaltason & Samet, "Distance Browsing in Spatial Databases", ACM TODS 24(2), 1999), and ends when the next node is
 * farther than the k-th point found. Each node also knows the classes and the room of what lies below it, so that a
 * filter that few points pass opens few nodes.
 *
 * Class and room of a point change in place. One that moves or comes anew joins a side list, which is read from its
 * beginning to its end by every search: rebuild when it has grown.
 */
export class GeoIndex {
  private readonly queue = new NodeQueue();
  private readonly found = new NearestList();

  private constructor(private layout: Layout) {}

  static build(items: Items, options: Partial<BuildOptions> = {}): GeoIndex {
    return new GeoIndex(build(items, { ...DEFAULTS, ...options }));
  }

  /** @throws RangeError for a buffer that is no index, or not whole. */
  static from(buffer: ArrayBufferLike): GeoIndex {
    return new GeoIndex(layoutOf(buffer));
  }

  /** All there is to it, to be shared or saved as it is. It becomes another when the side list outgrows its room. */
  get buffer(): ArrayBufferLike {
    return this.layout.buffer;
  }

  /** Items that were ever added; those removed count. */
  get itemCount(): number {
    return this.layout.header[HEADER.items] as number;
  }

  /** Points that are not in the tree yet, and places in the tree that are no longer theirs. */
  get sideCount(): number {
    const { header } = this.layout;
    return (header[HEADER.slots] as number) - (header[HEADER.packed] as number);
  }

  /**
   * Adds a point to the side list.
   *
   * @returns its item.
   * @throws RangeError for a position that is none.
   */
  add(point: Point): number {
    const item = this.itemCount;
    this.put(item, point);
    return item;
  }

  /**
   * Makes an item be as given: in place where it has not moved, else by the side list. One that was removed comes back.
   *
   * @throws RangeError for a position that is none.
   */
  put(item: number, point: Point): void {
    const slot = this.slotOf(item);
    const { degrees } = this.layout;
    if (slot >= 0 && degrees[2 * slot] === point.lat && degrees[2 * slot + 1] === point.lon) {
      this.setClass(item, point.itsClass);
      this.setFree(item, point.free);
      return;
    }
    checkPosition(point);
    this.remove(item);
    this.place(item, point);
  }

  remove(item: number): void {
    const slot = this.slotOf(item);
    if (slot < 0) return;
    setClass(this.layout, slot, NO_CLASS);
    this.layout.slotOf[item] = -1;
  }

  setClass(item: number, itsClass: number): void {
    const slot = this.slotOf(item);
    if (slot >= 0) setClass(this.layout, slot, itsClass);
  }

  setFree(item: number, free: number): void {
    const slot = this.slotOf(item);
    if (slot >= 0) setFree(this.layout, slot, Math.min(free, UNLIMITED));
  }

  /** What an item is now; null for one that was removed. */
  pointOf(item: number): Point | null {
    const slot = this.slotOf(item);
    if (slot < 0) return null;
    const { degrees, classOf, freeOf } = this.layout;
    return {
      lat: degrees[2 * slot] as number,
      lon: degrees[2 * slot + 1] as number,
      itsClass: classOf[slot] as number,
      free: freeOf[slot] as number,
    };
  }

  /** NO_CLASS for an item that was removed. */
  classOf(item: number): number {
    return this.layout.classOf[this.slotOf(item)] ?? NO_CLASS;
  }

  /** Whether an item passes a filter. */
  passes(item: number, filter: PointFilter): boolean {
    const slot = this.slotOf(item);
    return slot >= 0 && filter.takes(this.layout, slot);
  }

  distanceMetres(item: number, target: Target): number {
    return target.distanceMetres(this.layout.vectors, RECORD * this.slotOf(item));
  }

  /** The same points, all in the tree, under the same items. The index itself stays as it is. */
  rebuilt(options: Partial<BuildOptions> = {}): GeoIndex {
    return new GeoIndex(rebuild(this.layout, { ...DEFAULTS, ...options }));
  }

  /** The nearest of the points that pass, the nearest first. */
  nearest(target: Target, wanted: Nearest): Hit[] {
    const { most, maxDistanceMetres = null } = wanted;
    const { found, queue, layout } = this;
    found.clear(most, maxDistanceMetres === null ? Infinity : withTies(chord2Of(maxDistanceMetres)));
    const slots = layout.header[HEADER.slots] as number;
    for (let first = layout.header[HEADER.packed] as number; first < slots; first += NODE_SIZE) {
      this.scan(target, wanted, first, Math.min(first + NODE_SIZE, slots));
    }
    queue.clear();
    queue.push(0, layout.nodeCount - 1);
    while (queue.count > 0 && queue.leastKey <= found.bound) {
      const node = queue.pop();
      if (node < layout.leafCount) this.scan(target, wanted, node * NODE_SIZE, endOfChildren(layout, node));
      else this.open(target, wanted, node);
    }
    return this.inOrder(target, wanted);
  }

  /** Puts those children of a node into the queue that may have something to add. */
  private open(target: Target, wanted: Nearest, node: number): void {
    const { layout, queue, found } = this;
    const { boxes } = layout;
    const filter = wanted.filter ?? EVERY_POINT;
    const region = wanted.region ?? null;
    const first = layout.firstChild[node] as number;
    for (let rest = filter.childrenTaken(layout, node); rest !== 0; rest &= rest - 1) {
      const child = first + lowestOf(rest);
      const key = target.boxChord2(boxes, 6 * child, found.bound);
      if (key > found.bound || (region !== null && !region.mayHold(boxes, 6 * child))) continue;
      queue.push(key, child);
    }
  }

  /** Takes from some slots, at most NODE_SIZE, those that are nearer than what was found. */
  private scan(target: Target, wanted: Nearest, first: number, end: number): void {
    const { layout, found } = this;
    const { vectors, degrees } = layout;
    const filter = wanted.filter ?? EVERY_POINT;
    const region = wanted.region ?? null;
    const accepts = wanted.accepts ?? null;
    for (let rest = filter.slotsTaken(layout, first, end); rest !== 0; rest &= rest - 1) {
      const slot = first + lowestOf(rest);
      const key = target.chord2(vectors, RECORD * slot, found.bound);
      if (key > found.bound || (region !== null && !region.holds(degrees, 2 * slot))) continue;
      if (accepts === null || accepts(itemAt(layout, slot))) found.add(key, slot);
    }
  }

  private inOrder(target: Target, { most, maxDistanceMetres = null, compare = inTurn }: Nearest): Hit[] {
    const { found, layout } = this;
    const limit = maxDistanceMetres === null ? Infinity : maxDistanceMetres + TIE_METRES;
    const hits: Hit[] = [];
    for (let at = 0; at < found.count; at += 1) {
      const slot = found.slotAt(at);
      const distanceMetres = target.distanceMetres(layout.vectors, RECORD * slot);
      if (distanceMetres <= limit) hits.push({ item: itemAt(layout, slot), distanceMetres });
    }
    const order = (a: Hit, b: Hit) => tieKey(a.distanceMetres) - tieKey(b.distanceMetres) || compare(a.item, b.item);
    // They come in the order of their chords, which is the right one but for ties.
    if (hits.some((hit, at) => at > 0 && order(hits[at - 1] as Hit, hit) > 0)) hits.sort(order);
    if (hits.length > most) hits.length = most;
    return hits;
  }

  /** All points that pass, in no order that means anything. With a distance, a target has to be given. */
  within(target: Target | null, { maxDistanceMetres = null, region = null, filter = null }: Within): number[] {
    const { layout, queue } = this;
    const bound = maxDistanceMetres === null ? Infinity : withTies(chord2Of(maxDistanceMetres));
    const limit = maxDistanceMetres === null ? Infinity : maxDistanceMetres + TIE_METRES;
    const items: number[] = [];
    const scan = (first: number, end: number) => {
      for (let slot = first; slot < end; slot += 1) {
        if (filter === null ? layout.classOf[slot] === NO_CLASS : !filter.takes(layout, slot)) continue;
        if (region !== null && !region.holds(layout.degrees, 2 * slot)) continue;
        if (target !== null && bound !== Infinity) {
          if (target.chord2(layout.vectors, RECORD * slot, bound) > bound) continue;
          if (target.distanceMetres(layout.vectors, RECORD * slot) > limit) continue;
        }
        items.push(itemAt(layout, slot));
      }
    };
    scan(layout.header[HEADER.packed] as number, layout.header[HEADER.slots] as number);
    queue.clear();
    queue.push(0, layout.nodeCount - 1);
    while (queue.count > 0) {
      const node = queue.pop();
      const first = layout.firstChild[node] as number;
      if (region !== null && !region.mayHold(layout.boxes, 6 * node)) continue;
      if (target !== null && target.boxChord2(layout.boxes, 6 * node, bound) > bound) continue;
      if (node < layout.leafCount) {
        scan(first, endOfChildren(layout, node));
        continue;
      }
      const children = (filter ?? EVERY_POINT).childrenTaken(layout, node);
      for (let rest = children; rest !== 0; rest &= rest - 1) queue.push(0, first + lowestOf(rest));
    }
    return items;
  }

  private slotOf(item: number): number {
    return this.layout.slotOf[item] ?? -1;
  }

  private place(item: number, { lat, lon, itsClass, free }: Point): void {
    const slot = this.layout.header[HEADER.slots] as number;
    while (Math.max(slot, item) >= (this.layout.header[HEADER.capacity] as number)) {
      this.layout = enlarged(this.layout);
    }
    const { layout } = this;
    putPlace(layout, slot, { lat, lon }, item);
    layout.slotOf[item] = slot;
    layout.freeOf[slot] = Math.min(free, UNLIMITED);
    layout.classOf[slot] = itsClass;
    layout.header[HEADER.slots] = slot + 1;
    layout.header[HEADER.items] = Math.max(item + 1, this.itemCount);
  }
}

function inTurn(a: number, b: number): number {
  return a - b;
}
