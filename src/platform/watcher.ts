import type { Commits } from './database/commits.js';
import { type Logger, stackOf } from './log.js';

const TICK_MS = 250;

/**
 * Looks a moment after this process has written something, and when it was told to: for what cannot wait for a job's
 * turn. In between it asks nobody, the database least of all.
 *
 * @param look - Returns in how many milliseconds there is something more to do, whoever writes; null if nothing waits.
 */
export class Watcher {
  private seen = -1;
  private nextAtMs = Number.POSITIVE_INFINITY;
  private timer: NodeJS.Timeout | null = null;
  private looking: Promise<void> = Promise.resolve();
  private isStopped = false;
  private isFailing = false;

  constructor(
    private readonly commits: Commits,
    private readonly log: Pick<Logger, 'error'>,
    private readonly look: () => Promise<number | null>,
  ) {}

  start(): void {
    if (this.isStopped) return;
    this.timer = setTimeout(() => {
      this.looking = this.tick().finally(() => this.start());
    }, TICK_MS).unref();
  }

  /** Resolves once no look is under way. */
  async stop(): Promise<void> {
    this.isStopped = true;
    if (this.timer !== null) clearTimeout(this.timer);
    await this.looking;
  }

  private async tick(): Promise<void> {
    const { count } = this.commits;
    if (count === this.seen && performance.now() < this.nextAtMs) return;
    this.seen = count;
    try {
      const inMs = await this.look();
      this.nextAtMs = inMs === null ? Number.POSITIVE_INFINITY : performance.now() + inMs;
      this.isFailing = false;
    } catch (error) {
      // Once for each outage; the next tick tries again.
      this.seen = -1;
      if (!this.isFailing) this.log.error({ stack: stackOf(error) }, 'what there is to tell is not seen');
      this.isFailing = true;
    }
  }
}
