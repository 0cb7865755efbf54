import type { Line } from './timetable.js';

/** Which lines take a parcel, by its weight. Parcels that the same lines take share a list. */
export class LineLimits {
  private readonly limits: readonly number[];
  private readonly lists = new Map<number, Uint8Array>();

  constructor(private readonly lines: readonly Line[]) {
    const limits = lines.map(({ maxWeightGrams }) => maxWeightGrams).filter((limit) => limit !== null);
    this.limits = [...new Set(limits)].sort((a, b) => a - b);
  }

  /** By line: 1 for those that do not take it. */
  closedTo(weightGrams: number | null): Uint8Array {
    const heaviest = weightGrams ?? Infinity;
    const exceeded = this.limits.filter((limit) => limit < heaviest).length;
    let list = this.lists.get(exceeded);
    if (list === undefined) {
      list = Uint8Array.from(this.lines, ({ maxWeightGrams }) => ((maxWeightGrams ?? heaviest) < heaviest ? 1 : 0));
      this.lists.set(exceeded, list);
    }
    return list;
  }
}
