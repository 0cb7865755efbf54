import type { Arcs } from './arcs.js';
import { SpanningTree } from './spanning-tree.js';

/** How many origins are looked through before the best arc that was seen is taken. */
const BLOCK = 32;

/** How many pivots are made between two looks at whether to go on. */
const PIVOTS_BETWEEN_LOOKS = 2000;

const NONE = -1;

/**
 * The network simplex method (Dantzig 1951) for parcels, points and what is left over, with strongly feasible trees,
 * which never cycle (Cunningham, "A Network Simplex Method", Mathematical Programming 11, 1976), and block search for the
 * arc that enters (as in LEMON: Kovács, "Minimum-cost flow algorithms: an experimental evaluation", 2015).
 *
 * Its own for this shape: an origin whose parcels all go to one point, as nearly all do, is not in the tree but hangs
 * from it, so that most pivots move one origin from one point to another and touch nothing else.
 */
export class Simplex {
  readonly tree: SpanningTree;
  /** Of points whose arc to the root is not in the tree: 1 where it is used up, 0 where it is not used at all. */
  private readonly isFull: Uint8Array;
  private next = 0;
  private nextPoint = 0;
  pivots = 0;

  constructor(
    private readonly supplies: Int32Array,
    private readonly rooms: Int32Array,
    private readonly arcs: Arcs,
    private readonly penalties: Float64Array,
  ) {
    this.tree = new SpanningTree(rooms.length, supplies.length);
    this.isFull = new Uint8Array(rooms.length);
    this.start();
  }

  /** Improves until no arc is left that would. @param look - Called now and then; what it throws ends the work. */
  run(look: () => void): void {
    for (;;) {
      if (!this.pivot()) return;
      this.pivots += 1;
      if (this.pivots % PIVOTS_BETWEEN_LOOKS === 0) look();
    }
  }

  /**
   * Everybody to the first point that has room for all of an origin and one parcel more: a point that is full has no
   * place in a strongly feasible tree below the root. The others go nowhere at first.
   */
  private start(): void {
    const { tree, arcs, supplies, rooms, penalties } = this;
    supplies.forEach((supply, origin) => {
      let chosen = NONE;
      for (let arc = arcs.startOf(origin); chosen === NONE && arc < arcs.endOf(origin); arc += 1) {
        const point = arcs.points[arc] as number;
        if ((tree.flow[point] as number) + supply < (rooms[point] as number)) chosen = arc;
      }
      const node = tree.nodeOf(origin);
      if (chosen === NONE) {
        tree.hang(node, tree.root, supply, penalties[origin] as number);
        return;
      }
      const point = arcs.points[chosen] as number;
      tree.flow[point] = (tree.flow[point] as number) + supply;
      tree.hang(node, point, supply, arcs.costs[chosen] as number);
    });
  }

  /** @returns Whether there was an arc that improves. */
  private pivot(): boolean {
    const { supplies, rooms } = this;
    const count = supplies.length;
    for (let seen = 0; seen < count; seen += BLOCK) {
      if (this.enterBest(Math.min(BLOCK, count - seen)) || this.release(BLOCK)) return true;
    }
    return this.release(rooms.length);
  }

  /** Takes the best arc of the next origins into the tree. @returns False if none improves. */
  private enterBest(count: number): boolean {
    const { arcs, supplies, penalties, tree } = this;
    const { potential, root } = tree;
    let best = 0;
    let [bestOrigin, bestPoint, bestCost] = [NONE, NONE, 0];
    for (let seen = 0; seen < count; seen += 1) {
      const origin = this.next;
      this.next = origin + 1 === supplies.length ? 0 : origin + 1;
      if (supplies[origin] === 0) continue;
      const total = tree.costFrom(tree.nodeOf(origin));
      const end = arcs.endOf(origin);
      for (let arc = arcs.startOf(origin); arc < end; arc += 1) {
        const point = arcs.points[arc] as number;
        const gain = (arcs.costs[arc] as number) + (potential[point] as number) - total;
        if (gain < best) [best, bestOrigin, bestPoint, bestCost] = [gain, origin, point, arcs.costs[arc] as number];
      }
      const penalty = penalties[origin] as number;
      if (penalty - total < best) [best, bestOrigin, bestPoint, bestCost] = [penalty - total, origin, root, penalty];
    }
    if (bestOrigin === NONE) return false;
    this.enter(bestOrigin, bestPoint, bestCost);
    return true;
  }

  /** Sends parcels of an origin to a point, or nowhere, and what they push out on. */
  private enter(origin: number, point: number, cost: number): void {
    const { tree, rooms } = this;
    const { parent, flow, root } = tree;
    const node = tree.nodeOf(origin);
    const join = tree.join(node, point);
    let least = Infinity;
    let [cut, isBelowPoint] = [NONE, false];
    for (let at = node; at !== join; at = parent[at] as number) {
      const most = this.mostDown(at);
      if (most < least) [least, cut] = [most, at];
    }
    for (let at = point; at !== join; at = parent[at] as number) {
      const most = this.mostUp(at);
      if (most <= least) [least, cut, isBelowPoint] = [most, at, true];
    }
    if (least > 0) {
      for (let at = node; at !== join; at = parent[at] as number) this.push(at, -least);
      for (let at = point; at !== join; at = parent[at] as number) this.push(at, least);
    }
    if (parent[cut] === root && !tree.isOrigin(cut)) this.isFull[cut] = flow[cut] === rooms[cut] ? 1 : 0;
    if (isBelowPoint) tree.move(cut, point, node, least, cost);
    else tree.move(cut, node, point, least, cost);
  }

  /** Takes the arc of a point to the root into the tree where that improves. @param most - How many points are looked at. */
  private release(most: number): boolean {
    const { tree, rooms } = this;
    const { parent, potential, root } = tree;
    for (let seen = 0; seen < most && seen < rooms.length; seen += 1) {
      const point = this.nextPoint;
      this.nextPoint = point + 1 === rooms.length ? 0 : point + 1;
      if (parent[point] === root) continue;
      const rent = potential[point] as number;
      if (this.isFull[point] === 1 ? rent < 0 : rent > 0) {
        this.openRoot(point, this.isFull[point] === 1);
        return true;
      }
    }
    return false;
  }

  /** @param isFull - Whether less is to go from the point straight to the root, and more through the tree; or the reverse. */
  private openRoot(point: number, isFull: boolean): void {
    const { tree, rooms } = this;
    const { parent, root } = tree;
    const room = rooms[point] as number;
    let least = room;
    let cut = NONE;
    for (let at = point; at !== root; at = parent[at] as number) {
      const most = isFull ? this.mostUp(at) : this.mostDown(at);
      if (isFull ? most <= least : most < least) [least, cut] = [most, at];
    }
    for (let at = point; at !== root; at = parent[at] as number) this.push(at, isFull ? least : -least);
    if (cut === NONE) {
      this.isFull[point] = isFull ? 0 : 1;
      return;
    }
    if (parent[cut] === root && !tree.isOrigin(cut)) {
      this.isFull[cut] = tree.flow[cut] === rooms[cut] ? 1 : 0;
    }
    tree.move(cut, point, root, isFull ? room - least : least, 0);
  }

  /** How many parcels more can go from a node to its parent, or fewer come from it. */
  private mostUp(node: number): number {
    const { tree, rooms } = this;
    if (tree.isOrigin(node)) return Infinity;
    const flow = tree.flow[node] as number;
    return tree.parent[node] === tree.root ? (rooms[node] as number) - flow : flow;
  }

  /** How many fewer can go, or more come. */
  private mostDown(node: number): number {
    const { tree } = this;
    return tree.isOrigin(node) || tree.parent[node] === tree.root ? (tree.flow[node] as number) : Infinity;
  }

  private push(node: number, up: number): void {
    const { tree } = this;
    const goesUp = tree.isOrigin(node) || tree.parent[node] === tree.root;
    tree.flow[node] = (tree.flow[node] as number) + (goesUp ? up : -up);
  }
}
