import { HEADER, type Layout, levelsOf, NO_CLASS, NODE_SIZE, UNLIMITED } from './layout.js';

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
    gatherBits(layout, each);
    gatherRoom(layout, each);
  }
}

function gatherBits(layout: Layout, node: number): void {
  const { leafCount, firstChild, classOf, classBits, words } = layout;
  const end = endOfChildren(layout, node);
  for (let child = firstChild[node] as number; child < end; child += 1) {
    if (node < leafCount) {
      const bit = bitOf(classOf[child] as number, words);
      const at = words * node + (bit >> 5);
      classBits[at] = (classBits[at] as number) | (1 << (bit & 31));
      continue;
    }
    for (let word = 0; word < words; word += 1) {
      const at = words * node + word;
      classBits[at] = (classBits[at] as number) | (classBits[words * child + word] as number);
    }
  }
}

function bound(layout: Layout, node: number): void {
  const { leafCount, firstChild, vectors, boxes } = layout;
  const end = endOfChildren(layout, node);
  for (let axis = 0; axis < 3; axis += 1) {
    let [low, high] = [Infinity, -Infinity];
    for (let child = firstChild[node] as number; child < end; child += 1) {
      const isLeaf = node < leafCount;
      low = Math.min(low, (isLeaf ? vectors[3 * child + axis] : boxes[6 * child + axis]) as number);
      high = Math.max(high, (isLeaf ? vectors[3 * child + axis] : boxes[6 * child + 3 + axis]) as number);
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
export function bitOf(itsClass: number, words: number): number {
  return itsClass & (32 * words - 1);
}

/** Sets the bit of a node to whether anything below has it. Says whether that is news. */
function gatherBit(layout: Layout, node: number, bit: number): boolean {
  const { leafCount, firstChild, classOf, classBits, words } = layout;
  const [word, mask] = [bit >> 5, 1 << (bit & 31)];
  const end = endOfChildren(layout, node);
  let isThere = false;
  for (let child = firstChild[node] as number; child < end && !isThere; child += 1) {
    if (node >= leafCount) isThere = ((classBits[words * child + word] as number) & mask) !== 0;
    else {
      const itsClass = classOf[child] as number;
      isThere = itsClass !== NO_CLASS && bitOf(itsClass, words) === bit;
    }
  }
  const before = classBits[words * node + word] as number;
  const after = isThere ? before | mask : before & ~mask;
  classBits[words * node + word] = after;
  return after !== before;
}

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

/** Renews a node's summary from its leaf up, for as long as that changes anything. */
function climb(layout: Layout, slot: number, gather: (node: number) => boolean): void {
  let [start, count, at] = [0, layout.leafCount, slot];
  if (slot >= (layout.header[HEADER.packed] as number)) return;
  for (;;) {
    at = Math.floor(at / NODE_SIZE);
    if (!gather(start + at) || count === 1) return;
    start += count;
    count = Math.ceil(count / NODE_SIZE);
  }
}

export function setFree(layout: Layout, slot: number, free: number): void {
  if (layout.freeOf[slot] === free) return;
  layout.freeOf[slot] = free;
  climb(layout, slot, (node) => gatherRoom(layout, node));
}

/** Sets the class of a slot; NO_CLASS takes it out of every answer. */
export function setClass(layout: Layout, slot: number, itsClass: number): void {
  const before = layout.classOf[slot] as number;
  if (before === itsClass) return;
  layout.classOf[slot] = itsClass;
  for (const changed of [before, itsClass]) {
    if (changed === NO_CLASS) continue;
    climb(layout, slot, (node) => gatherBit(layout, node, bitOf(changed, layout.words)));
  }
  if (before === NO_CLASS || itsClass === NO_CLASS) climb(layout, slot, (node) => gatherRoom(layout, node));
}
