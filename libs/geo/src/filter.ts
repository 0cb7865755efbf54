import { type Layout, NO_CLASS } from './layout.js';
import { bitOf, endOfChildren } from './summary.js';

/** Which points are wanted: those of certain classes that have a certain room. */
export interface FilterOptions {
  /** By class, not 0 for those that are wanted. A class beyond its end is not. */
  passes: Uint8Array;
  /** The free capacity that is needed at least. */
  leastFree?: number;
}

/** Decides which points a search is about. Sets of children and of slots have the first as their lowest bit. */
export interface PointFilter {
  /** Whether a point passes. */
  takes(layout: Layout, slot: number): boolean;
  /** Which of some slots, at most NODE_SIZE, pass. */
  slotsTaken(layout: Layout, first: number, end: number): number;
  /** Below which children of a node, which is no leaf, anything may pass. */
  childrenTaken(layout: Layout, node: number): number;
}

/**
 * A filter, made once for many searches. It sees from the summary of a node that nothing below can pass, so that the
 * node is never opened (as in the signature trees and IR-trees of spatial keyword search: Cong, Jensen & Wu, "Efficient
 * Retrieval of the Top-k Most Relevant Spatial Web Objects", VLDB 2009).
 */
export class Filter implements PointFilter {
  readonly passes: Uint8Array;
  readonly leastFree: number;
  /** The bits of a layout that stand for what passes, and which layout that is. */
  private wanted = new Uint16Array();
  private identity: object | null = null;

  constructor({ passes, leastFree = -Infinity }: FilterOptions) {
    this.passes = passes;
    this.leastFree = leastFree;
  }

  takes({ classOf, freeOf }: Layout, slot: number): boolean {
    return (this.passes[classOf[slot] as number] as number) > 0 && (freeOf[slot] as number) >= this.leastFree;
  }

  slotsTaken({ classOf, freeOf }: Layout, first: number, end: number): number {
    const { passes, leastFree } = this;
    let taken = 0;
    for (let slot = first; slot < end; slot += 1) {
      if ((passes[classOf[slot] as number] as number) > 0) taken |= 1 << (slot - first);
    }
    // Where room does not matter, or nothing is left, the memory that holds it is not read.
    if (leastFree === -Infinity) return taken;
    for (let rest = taken; rest !== 0; rest &= rest - 1) {
      if ((freeOf[first + lowestOf(rest)] as number) < leastFree) taken &= ~(rest & -rest);
    }
    return taken;
  }

  childrenTaken(layout: Layout, node: number): number {
    const { childrenWith, leafCount, firstChild, mostFree, bits } = layout;
    if (this.identity !== layout.identity) this.prepare(layout);
    const { wanted, leastFree } = this;
    const first = firstChild[node] as number;
    const all = allOf(endOfChildren(layout, node) - first);
    const at = bits * (node - leafCount);
    let taken = 0;
    for (let n = 0; n < wanted.length && taken !== all; n += 1) {
      taken |= childrenWith[at + (wanted[n] as number)] as number;
    }
    if (leastFree === -Infinity) return taken;
    for (let rest = taken; rest !== 0; rest &= rest - 1) {
      if ((mostFree[first + lowestOf(rest)] as number) < leastFree) taken &= ~(rest & -rest);
    }
    return taken;
  }

  /** Frequent bits come first, so that children that are all taken are soon known to be. */
  private prepare(layout: Layout): void {
    const isWanted = new Uint8Array(layout.bits);
    this.passes.forEach((passes, itsClass) => {
      if (passes !== 0) isWanted[bitOf(layout, itsClass)] = 1;
    });
    this.wanted = Uint16Array.from([...isWanted.keys()].filter((bit) => isWanted[bit] === 1));
    this.identity = layout.identity;
  }
}

/**
 * What a filter leaves out, by class or for want of room.
 */
export class LeftOut implements PointFilter {
  private readonly others: Filter;

  constructor(
    private readonly filter: Filter,
    classes: number,
  ) {
    this.others = new Filter({ passes: Uint8Array.from({ length: classes }, (_, at) => (filter.passes[at] ? 0 : 1)) });
  }

  takes(layout: Layout, slot: number): boolean {
    return layout.classOf[slot] !== NO_CLASS && !this.filter.takes(layout, slot);
  }

  slotsTaken(layout: Layout, first: number, end: number): number {
    return slotsInUse(layout, first, end) & ~this.filter.slotsTaken(layout, first, end);
  }

  childrenTaken(layout: Layout, node: number): number {
    const { firstChild, leastFree } = layout;
    const first = firstChild[node] as number;
    let taken = this.others.childrenTaken(layout, node);
    for (let rest = allOf(endOfChildren(layout, node) - first) & ~taken; rest !== 0; rest &= rest - 1) {
      if ((leastFree[first + lowestOf(rest)] as number) < this.filter.leastFree) taken |= rest & -rest;
    }
    return taken;
  }
}

/** Takes every point that there is. */
export const EVERY_POINT: PointFilter = {
  takes: ({ classOf }, slot) => classOf[slot] !== NO_CLASS,
  slotsTaken: slotsInUse,
  childrenTaken: (layout, node) => allOf(endOfChildren(layout, node) - (layout.firstChild[node] as number)),
};

function slotsInUse({ classOf }: Layout, first: number, end: number): number {
  let taken = 0;
  for (let slot = first; slot < end; slot += 1) if (classOf[slot] !== NO_CLASS) taken |= 1 << (slot - first);
  return taken;
}

function allOf(count: number): number {
  return (1 << count) - 1;
}

/** The lowest of a set that is not empty. */
export function lowestOf(set: number): number {
  return 31 - Math.clz32(set & -set);
}
