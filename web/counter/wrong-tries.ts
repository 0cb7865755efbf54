import type { Store } from './store.js';

const MOST_TRIES = 5;

/** Wrong codes for each parcel on this phone, so that guessing stops where the service cannot count. */
export class WrongTries {
  private tries: Record<string, number> = {};

  constructor(private readonly store: Store) {}

  async load(): Promise<void> {
    this.tries = (await this.store.kept<Record<string, number>>('wrong-tries')) ?? {};
  }

  isLocked(trackingNumber: string): boolean {
    return (this.tries[trackingNumber] ?? 0) >= MOST_TRIES;
  }

  /** @returns How many are left. */
  async count(trackingNumber: string): Promise<number> {
    const tries = (this.tries[trackingNumber] ?? 0) + 1;
    this.tries = { ...this.tries, [trackingNumber]: tries };
    await this.store.keep('wrong-tries', this.tries);
    return Math.max(0, MOST_TRIES - tries);
  }

  /** The code was right after all, or the operator has given a new one. */
  async clear(trackingNumber: string): Promise<void> {
    const { [trackingNumber]: _, ...others } = this.tries;
    this.tries = others;
    await this.store.keep('wrong-tries', this.tries);
  }
}
