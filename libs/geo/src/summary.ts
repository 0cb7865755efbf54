import { HEADER, type Layout, levelsOf, NO_CLASS, NODE_SIZE, RECORD, UNLIMITED } from './layout.js';

/** The end of a node's children: slots of a leaf, nodes of another. They begin at `firstChild`. */
export function endOfChildren({ header, leafCount, firstChild }: Layout, node: number): number {
  if (node >= leafCount) return firstChild[node + 1] as number;
  return Math.min((node + 1) * NODE_SIZE, header[HEADER.packed] as number);
}

/** Computes what every node says of what lies below it: bounds, classes, room. */
export function summarise(layout: Layout): void {
  const { header, nodeCount, firstChild } = layout;
  let node = 0;
  let startBelow = 0;
  for (const count of levelsOf(header[HEADER.packed] as number)) {
    const start = node;
    for (let at = 0; at < count; at += 1, node += 1) firstChild[node] = startBelow + at * NODE_SIZE;
    startBelow = start;
  }
  // The root's children end where the root, which is a level of its own, begins.
  firstChild[nodeCount] = nodeCount - 1;
  for (let each = 0; each < nodeCount; each += 1) {
    bound(layout, each);
    gatherRoom(layout, each);
  }
  gatherClasses(layout);
}

function gatherClasses(layout: Layout): void {
  const { header, nodeCount, leafCount, firstChild, classOf, childrenWith, bits } = layout;
  rankClasses(layout);
  // A root that is a leaf has no children.
  const slots = nodeCount > leafCount ? (header[HEADER.packed] as number) : 0;
  for (let slot = 0; slot < slots; slot += 1) {
    const leaf = Math.floor(slot / NODE_SIZE);
    const bit = bitOf(layout, classOf[slot] as number);
    addChild(childrenWith, bits * Math.floor(leaf / NODE_SIZE) + bit, leaf % NODE_SIZE);
  }
  for (let node = leafCount; node < nodeCount; node += 1) {
    const first = firstChild[node] as number;
    const end = first < leafCount ? first : endOfChildren(layout, node);
    for (let child = first; child < end; child += 1) {
      for (let bit = 0; bit < bits; bit += 1) {
        if (childrenWith[bits * (child - leafCount) + bit] === 0) continue;
        addChild(childrenWith, bits * (node - leafCount) + bit, child - first);
      }
    }
  }
}

/** Gives the first bits to the classes that most points have. */
function rankClasses({ header, classOf, bitOfClass, bits }: Layout): void {
  const points = new Float64Array(bits);
  for (let slot = 0; slot < (header[HEADER.packed] as number); slot += 1) {
    const at = (classOf[slot] as number) & (bits - 1);
    points[at] = (points[at] as number) + 1;
  }
  const order = [...points.keys()].sort((a, b) => (points[b] as number) - (points[a] as number));
  order.forEach((at, bit) => {
    bitOfClass[at] = bit;
  });
}

function addChild(childrenWith: Uint16Array, at: number, child: number): void {
  childrenWith[at] = (childrenWith[at] as number) | (1 << child);
}

function bound(layout: Layout, node: number): void {
  const { leafCount, firstChild, vectors, boxes } = layout;
  const end = endOfChildren(layout, node);
  for (let axis = 0; axis < 3; axis += 1) {
    let [low, high] = [Infinity, -Infinity];
    for (let child = firstChild[node] as number; child < end; child += 1) {
      const isLeaf = node < leafCount;
      low = Math.min(low, (isLeaf ? vectors[RECORD * child + axis] : boxes[6 * child + axis]) as number);
      high = Math.max(high, (isLeaf ? vectors[RECORD * child + axis] : boxes[6 * child + 3 + axis]) as number);
    }
    boxes[6 * node + axis] = roundedDown(low);
    boxes[6 * node + 3 + axis] = -roundedDown(-high);
  }
}

/** A number that is exact in 32 bits, and not above the one given by more than it has to be below it. */
function roundedDown(value: number): number {
  const rounded = Math.fround(value);
  // Coordinates of unit vectors: two units in the last place of 1 are enough for all of them.
  return rounded <= value ? rounded : Math.fround(rounded - 2 ** -23);
}

/** The bit that stands for a class, alone or among others. */
export function bitOf({ bitOfClass, bits }: Layout, itsClass: number): number {
  return bitOfClass[itsClass & (bits - 1)] as number;
}

/** Tells the nodes above a slot whether a bit's classes are still, or again, below them. */
function renewBit(layout: Layout, slot: number, bit: number): void {
  const { leafCount, childrenWith, bits } = layout;
  if (slot >= (layout.header[HEADER.packed] as number)) return;
  let child = Math.floor(slot / NODE_SIZE);
  let isBelow = hasBit(layout, child, bit);
  let [start, count] = [0, leafCount];
  while (count > 1) {
    start += count;
    count = Math.ceil(count / NODE_SIZE);
    const own = 1 << (child % NODE_SIZE);
    child = Math.floor(child / NODE_SIZE);
    const at = bits * (start - leafCount + child) + bit;
    const before = childrenWith[at] as number;
    const after = isBelow ? before | own : before & ~own;
    if (after === before) return;
    childrenWith[at] = after;
    isBelow = after !== 0;
  }
}

function hasBit(layout: Layout, leaf: number, bit: number): boolean {
  const { firstChild, classOf } = layout;
  const end = endOfChildren(layout, leaf);
  for (let slot = firstChild[leaf] as number; slot < end; slot += 1) {
    const itsClass = classOf[slot] as number;
    if (itsClass !== NO_CLASS && bitOf(layout, itsClass) === bit) return true;
  }
  return false;
}

/** Renews what a node says of the room below it. Says whether that is news. */
function gatherRoom(layout: Layout, node: number): boolean {
  const { leafCount, firstChild, classOf, freeOf, mostFree, leastFree } = layout;
  const end = endOfChildren(layout, node);
  let [most, least] = [-UNLIMITED, UNLIMITED];
  for (let child = firstChild[node] as number; child < end; child += 1) {
    if (node < leafCount && classOf[child] === NO_CLASS) continue;
    most = Math.max(most, (node < leafCount ? freeOf[child] : mostFree[child]) as number);
    least = Math.min(least, (node < leafCount ? freeOf[child] : leastFree[child]) as number);
  }
  const isNews = mostFree[node] !== most || leastFree[node] !== least;
  mostFree[node] = most;
  leastFree[node] = least;
  return isNews;
}

/** Renews what is said of the room above a slot, for as long as that changes anything. */
function renewRoom(layout: Layout, slot: number): void {
  let [start, count, at] = [0, layout.leafCount, slot];
  if (slot >= (layout.header[HEADER.packed] as number)) return;
  for (;;) {
    at = Math.floor(at / NODE_SIZE);
    if (!gatherRoom(layout, start + at) || count === 1) return;
    start += count;
    count = Math.ceil(count / NODE_SIZE);
  }
}

export function setFree(layout: Layout, slot: number, free: number): void {
  if (layout.freeOf[slot] === free) return;
  layout.freeOf[slot] = free;
  renewRoom(layout, slot);
}

/** Sets the class of a slot; NO_CLASS takes it out of every answer. */
export function setClass(layout: Layout, slot: number, itsClass: number): void {
  const before = layout.classOf[slot] as number;
  if (before === itsClass) return;
  layout.classOf[slot] = itsClass;
  for (const changed of [before, itsClass]) {
    if (changed !== NO_CLASS) renewBit(layout, slot, bitOf(layout, changed));
  }
  if (before === NO_CLASS || itsClass === NO_CLASS) renewRoom(layout, slot);
}
