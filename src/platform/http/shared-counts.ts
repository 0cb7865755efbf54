/** Places for counts, a power of two. Each is 20 bytes. */
const PLACES = 2 ** 16;
/** How many places a key may have, one after another, so that a full table takes no longer than this. */
const MOST_TRIED = 16;
const LOCK_BYTES = 8;

/** What a count has come to. */
export interface Counted {
  requests: number;
  /** As `nowMs` was. */
  endsAtMs: number;
}

/**
 * Counts by key that all threads of a process share, each beginning anew when its time is over: a table in shared memory,
 * which one thread at a time may change for the fraction of a microsecond that this takes.
 */
export class SharedCounts {
  private readonly lock: Int32Array;
  private readonly keys: BigInt64Array;
  private readonly ends: Float64Array;
  private readonly requests: Int32Array;

  constructor(memory: SharedArrayBuffer = SharedCounts.memory()) {
    this.lock = new Int32Array(memory, 0, 1);
    this.keys = new BigInt64Array(memory, LOCK_BYTES, PLACES);
    this.ends = new Float64Array(memory, LOCK_BYTES + 8 * PLACES, PLACES);
    this.requests = new Int32Array(memory, LOCK_BYTES + 16 * PLACES, PLACES);
  }

  static memory(): SharedArrayBuffer {
    return new SharedArrayBuffer(LOCK_BYTES + 20 * PLACES);
  }

  /**
   * Counts one more.
   *
   * @param key - 64 bits that nobody can choose, such as those of a digest.
   * @param nowMs - On a clock that all threads have alike.
   * @returns Null where all places that the key may have are taken: some thousand times as many callers as are usual.
   */
  add(key: bigint, nowMs: number, windowMs: number): Counted | null {
    while (Atomics.compareExchange(this.lock, 0, 0, 1) !== 0) Atomics.wait(this.lock, 0, 1, 1);
    try {
      const at = this.placeOf(key, nowMs);
      if (at === null) return null;
      if (this.keys[at] !== key || (this.ends[at] as number) <= nowMs) {
        this.keys[at] = key;
        this.ends[at] = nowMs + windowMs;
        this.requests[at] = 0;
      }
      const requests = (this.requests[at] as number) + 1;
      this.requests[at] = requests;
      return { requests, endsAtMs: this.ends[at] as number };
    } finally {
      Atomics.store(this.lock, 0, 0);
      Atomics.notify(this.lock, 0, 1);
    }
  }

  private placeOf(key: bigint, nowMs: number): number | null {
    const first = Number(key & BigInt(PLACES - 1));
    let free: number | null = null;
    for (let tried = 0; tried < MOST_TRIED; tried += 1) {
      const at = (first + tried) % PLACES;
      if (this.keys[at] === key) return at;
      if (free === null && (this.ends[at] as number) <= nowMs) free = at;
    }
    return free;
  }
}
