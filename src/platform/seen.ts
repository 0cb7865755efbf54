/** The oldest view of another process's writes that anybody is answered from. */
export const MOST_STALE_MS = 5000;

/** How far a thread has looked at what changes in the database, for the others of its process. */
export class Seen {
  private readonly words: BigInt64Array;

  constructor(readonly memory: SharedArrayBuffer = new SharedArrayBuffer(16)) {
    this.words = new BigInt64Array(memory);
  }

  /** How many of the process's commits it has seen. */
  get commits(): number {
    return Number(Atomics.load(this.words, 0));
  }

  /** Whether its last look is too long ago. */
  isStale(): boolean {
    return nowNs() - Atomics.load(this.words, 1) > BigInt(MOST_STALE_MS) * 1_000_000n;
  }

  /** @param startedNs - When the look began, as `nowNs` tells it. */
  tell(commits: number, startedNs: bigint): void {
    Atomics.store(this.words, 0, BigInt(commits));
    Atomics.store(this.words, 1, startedNs);
  }
}

/** Nanoseconds on a clock that only goes forwards. Unlike `performance.now` it is the same one in every thread. */
export const nowNs = (): bigint => process.hrtime.bigint();
