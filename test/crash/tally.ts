import type { Fate } from './checks.js';
import type { Kind, Sent } from './load.js';

const AGES_MS = [1, 2, 5, 10, 20, 50, 100, 200, 500];

/** What was going on at the moments of the kills: a kill of something idle proves nothing. */
export class Tally {
  kills = 0;
  /** Kills while the service was still starting, recovering from the last one. */
  inStart = 0;
  private readonly underWay: number[] = [];
  private readonly deliveries: number[] = [];
  private readonly agesMs: number[] = [];
  private readonly done: Record<Kind, number> = { CREATE: 0, SCAN: 0, BATCH: 0 };
  private readonly undone: Record<Kind, number> = { CREATE: 0, SCAN: 0, BATCH: 0 };
  private readonly restartsMs: number[] = [];

  caught(sent: readonly Sent[], deliveries: number): void {
    const now = performance.now();
    this.underWay.push(sent.length);
    this.deliveries.push(deliveries);
    for (const { sentAtMs } of sent) this.agesMs.push(now - sentAtMs);
  }

  settled(fates: readonly Fate[]): void {
    for (const { sent, wasDone } of fates) if (sent.isCaught) (wasDone ? this.done : this.undone)[sent.kind] += 1;
  }

  restarted(ms: number): void {
    this.restartsMs.push(ms);
  }

  get lines(): string[] {
    const sorted = this.restartsMs.toSorted((a, b) => a - b);
    const at = (share: number) => Math.round(sorted[Math.floor(share * (sorted.length - 1))] ?? 0);
    const kinds = (counts: Record<Kind, number>) =>
      `${counts.CREATE} new parcels, ${counts.SCAN} single scans, ${counts.BATCH} batches`;
    return [
      `${this.kills} kills, ${this.inStart} of them during a start; restarts took ${at(0.5)} ms (median), ${at(1)} ms (most)`,
      `requests under way at a kill: ${histogram(this.underWay, [0, 1, 2, 4, 6, 8])}`,
      `their age in ms: ${histogram(this.agesMs, AGES_MS)}`,
      `deliveries under way at a kill: ${histogram(this.deliveries, [0, 1, 2, 4, 8, 16])}`,
      `of those under way, done but not acknowledged: ${kinds(this.done)}`,
      `of those under way, not done: ${kinds(this.undone)}`,
    ];
  }

  /** Whether enough was going on that the kills prove something. */
  get isTelling(): boolean {
    const idle = this.underWay.filter((count) => count === 0).length;
    return this.kills > 0 && idle <= this.underWay.length / 5;
  }
}

/** How many values are at most each bound, and more than the one before it. */
function histogram(values: readonly number[], bounds: readonly number[]): string {
  const parts = bounds.map((bound, place) => {
    const least = bounds[place - 1] ?? -Infinity;
    return `≤${bound}: ${values.filter((value) => value <= bound && value > least).length}`;
  });
  const last = bounds.at(-1) ?? 0;
  return [...parts, `>${last}: ${values.filter((value) => value > last).length}`].join(', ');
}
