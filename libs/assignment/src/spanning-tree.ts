const NONE = -1;

/**
 * A spanning tree over the points, the origins and a root, which stands for nowhere: a parcel that is with it is placed
 * nowhere, and what a point takes in flows on to it.
 *
 * Nodes are the points, then the root, then the origins. An origin that hangs from one node and has nothing below it, as
 * nearly all do, is a leaf: it knows its parent, and nobody knows it, so that no walk through the tree meets it. Depths
 * are kept of the others only.
 */
export class SpanningTree {
  readonly root: number;
  readonly parent: Int32Array;
  /** Of the arc to the parent: parcels that move along it, and the cost of each. */
  readonly flow: Float64Array;
  readonly cost: Float64Array;
  /** What a parcel at a node costs from there on to the root; the rent of a point. */
  readonly potential: Float64Array;
  private readonly depth: Int32Array;
  private readonly firstChild: Int32Array;
  private readonly nextSibling: Int32Array;
  private readonly previousSibling: Int32Array;

  constructor(
    readonly pointCount: number,
    originCount: number,
  ) {
    const nodes = pointCount + 1 + originCount;
    this.root = pointCount;
    this.parent = new Int32Array(nodes).fill(NONE);
    this.flow = new Float64Array(nodes);
    this.cost = new Float64Array(nodes);
    this.potential = new Float64Array(nodes);
    this.depth = new Int32Array(nodes);
    this.firstChild = new Int32Array(nodes).fill(NONE);
    this.nextSibling = new Int32Array(nodes).fill(NONE);
    this.previousSibling = new Int32Array(nodes).fill(NONE);
    for (let point = 0; point < pointCount; point += 1) {
      this.parent[point] = this.root;
      this.link(point);
      this.depth[point] = 1;
    }
  }

  nodeOf(origin: number): number {
    return this.pointCount + 1 + origin;
  }

  isOrigin(node: number): boolean {
    return node > this.root;
  }

  isLeaf(node: number): boolean {
    return this.isOrigin(node) && this.firstChild[node] === NONE;
  }

  /** Hangs an origin, below which nothing is, from another node. */
  hang(node: number, parent: number, flow: number, cost: number): void {
    this.parent[node] = parent;
    this.flow[node] = flow;
    this.cost[node] = cost;
  }

  /** What a parcel of an origin costs, all told. */
  costFrom(node: number): number {
    return (this.cost[node] as number) + (this.potential[this.parent[node] as number] as number);
  }

  /** Where the ways of two nodes to the root meet. */
  join(one: number, other: number): number {
    let [a, b] = [one, other];
    if (this.isLeaf(a)) a = this.parent[a] as number;
    if (this.isLeaf(b)) b = this.parent[b] as number;
    while (a !== b) {
      if ((this.depth[a] as number) >= (this.depth[b] as number)) a = this.parent[a] as number;
      else b = this.parent[b] as number;
    }
    return a;
  }

  /**
   * Cuts the arc between a node and its parent, and hangs what was below it from another node, by an arc between two
   * nodes that were not neighbours.
   *
   * @param cut - The lower end of the arc that is cut.
   * @param inside - A node below it, or itself: the lower end of the new arc.
   * @param outside - The upper end of the new arc, not below the cut.
   */
  move(cut: number, inside: number, outside: number, flow: number, cost: number): void {
    if (inside === cut && this.isLeaf(cut)) {
      this.hang(cut, outside, flow, cost);
      return;
    }
    const above = this.parent[cut] as number;
    // Before anything is turned: what hangs from nothing else but this may be what is outside.
    if (this.isLeaf(outside)) this.enter(outside);
    this.turn(cut, inside);
    this.hang(inside, outside, flow, cost);
    this.link(inside);
    this.settle(inside);
    // The one that has lost its neighbour below may be a leaf now, at either end of the cut.
    for (const node of [cut, above]) if (this.isLeaf(node)) this.unlink(node);
  }

  /** Turns the arcs between a node and one above it around, so that the lower one is on top. It hangs from nothing then. */
  private turn(cut: number, inside: number): void {
    let node = inside;
    let above = this.parent[node] as number;
    let [flow, cost] = [this.flow[node] as number, this.cost[node] as number];
    if (!this.isLeaf(node)) this.unlink(node);
    while (node !== cut) {
      const next = this.parent[above] as number;
      const [nextFlow, nextCost] = [this.flow[above] as number, this.cost[above] as number];
      this.unlink(above);
      this.hang(above, node, flow, cost);
      this.link(above);
      [node, above, flow, cost] = [above, next, nextFlow, nextCost];
    }
  }

  /** An origin that gets something below it becomes known to its parent. */
  private enter(node: number): void {
    this.link(node);
    this.settleOne(node);
  }

  private link(node: number): void {
    const parent = this.parent[node] as number;
    const first = this.firstChild[parent] as number;
    this.nextSibling[node] = first;
    this.previousSibling[node] = NONE;
    if (first !== NONE) this.previousSibling[first] = node;
    this.firstChild[parent] = node;
  }

  private unlink(node: number): void {
    const [previous, next] = [this.previousSibling[node] as number, this.nextSibling[node] as number];
    if (previous === NONE) this.firstChild[this.parent[node] as number] = next;
    else this.nextSibling[previous] = next;
    if (next !== NONE) this.previousSibling[next] = previous;
    this.previousSibling[node] = NONE;
    this.nextSibling[node] = NONE;
  }

  /** Works out the potentials and depths of a node and of all below it from those of its parent. */
  private settle(top: number): void {
    let node = top;
    for (;;) {
      this.settleOne(node);
      let next = this.firstChild[node] as number;
      while (next === NONE) {
        if (node === top) return;
        next = this.nextSibling[node] as number;
        if (next === NONE) node = this.parent[node] as number;
      }
      node = next;
    }
  }

  private settleOne(node: number): void {
    const parent = this.parent[node] as number;
    const [above, cost] = [this.potential[parent] as number, this.cost[node] as number];
    this.potential[node] = this.isOrigin(node) ? above + cost : parent === this.root ? 0 : above - cost;
    this.depth[node] = (this.depth[parent] as number) + 1;
  }
}
