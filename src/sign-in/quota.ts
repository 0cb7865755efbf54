import type { Clock } from '../platform/clock.js';

const MOST_KEYS = 10_000;

/**
 * How often something may be done for each key within a while. Counted by each thread for itself, which is enough to
 * keep a mailbox from being flooded.
 */
export class Quota {
  private readonly counts = new Map<string, { left: number; endsAtMs: number }>();

  constructor(
    private readonly clock: Clock,
    private readonly limits: { most: number; minutes: number },
  ) {}

  /** Takes one. @returns How many seconds to wait for the next one where there is none left; 0 where one was taken. */
  take(key: string): number {
    const nowMs = this.clock.now().getTime();
    const { most, minutes } = this.limits;
    let count = this.counts.get(key);
    if (count === undefined || count.endsAtMs <= nowMs) {
      this.makeRoom(nowMs);
      count = { left: most, endsAtMs: nowMs + minutes * 60_000 };
      this.counts.set(key, count);
    }
    if (count.left === 0) return Math.ceil((count.endsAtMs - nowMs) / 1000);
    count.left -= 1;
    return 0;
  }

  private makeRoom(nowMs: number): void {
    if (this.counts.size < MOST_KEYS) return;
    for (const [key, { endsAtMs }] of this.counts) if (endsAtMs <= nowMs) this.counts.delete(key);
    const [oldest] = this.counts.keys();
    if (this.counts.size >= MOST_KEYS && oldest !== undefined) this.counts.delete(oldest);
  }
}
