import { type Layout, NO_CLASS } from './layout.js';
import { bitOf } from './summary.js';

/** Which points are wanted: those of certain classes that have a certain room. */
export interface FilterOptions {
  /** By class, not 0 for those that are wanted. A class beyond its end is not. */
  passes: Uint8Array;
  /** The free capacity that is needed at least. */
  leastFree?: number;
}

interface Masks {
  /** Words of a summary. */
  words: number;
  at: Int32Array;
  bits: Int32Array;
}

/** Decides which points a search is about. */
export interface PointFilter {
  /** Whether a point passes. */
  takes(layout: Layout, slot: number): boolean;
  /** Whether anything below a node may pass. */
  mayTake(layout: Layout, node: number): boolean;
}

/**
 * A filter, made once for many searches. It sees from the summary of a node that nothing below can pass, so that the
 * node is never opened (as in the signature trees and IR-trees of spatial keyword search: Cong, Jensen & Wu, "Efficient
 * Retrieval of the Top-k Most Relevant Spatial Web Objects", VLDB 2009).
 */
export class Filter implements PointFilter {
  readonly passes: Uint8Array;
  readonly leastFree: number;
  /** The words of a summary that have bits of this filter, and those bits. */
  private masks: Masks = { words: 0, at: new Int32Array(), bits: new Int32Array() };

  constructor({ passes, leastFree = -Infinity }: FilterOptions) {
    this.passes = passes;
    this.leastFree = leastFree;
  }

  /** Whether a point passes. */
  takes({ classOf, freeOf }: Layout, slot: number): boolean {
    return (this.passes[classOf[slot] as number] as number) > 0 && (freeOf[slot] as number) >= this.leastFree;
  }

  /** Whether anything below a node may pass. */
  mayTake({ classBits, mostFree, words }: Layout, node: number): boolean {
    if ((mostFree[node] as number) < this.leastFree) return false;
    const { at, bits } = this.masksFor(words);
    for (let n = 0; n < at.length; n += 1) {
      if (((classBits[words * node + (at[n] as number)] as number) & (bits[n] as number)) !== 0) return true;
    }
    return false;
  }

  private masksFor(words: number): Masks {
    if (this.masks.words === words) return this.masks;
    const bits = new Int32Array(words);
    this.passes.forEach((passes, itsClass) => {
      const bit = bitOf(itsClass, words);
      if (passes !== 0) bits[bit >> 5] = (bits[bit >> 5] as number) | (1 << (bit & 31));
    });
    const at = [...bits.keys()].filter((word) => bits[word] !== 0);
    this.masks = { words, at: Int32Array.from(at), bits: Int32Array.from(at, (word) => bits[word] as number) };
    return this.masks;
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

  mayTake(layout: Layout, node: number): boolean {
    return (layout.leastFree[node] as number) < this.filter.leastFree || this.others.mayTake(layout, node);
  }
}
