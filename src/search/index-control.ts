/** Places of the 32-bit words. */
const VERSION = 0;
const PUBLISHED = 1;
/** Place of the 64-bit word, behind them. */
const FIRST_LAPSE = 1;

const NEVER = 2n ** 62n;

/**
 * By what one thread writes the index while others read it: a sequence lock (as in the Linux kernel's seqlock). The
 * version is odd while something is being changed. Whoever reads looks at it before and after, and reads again if it was
 * odd or has moved: what was read in between may belong to no state that there ever was.
 */
export class IndexControl {
  private readonly words: Int32Array;
  private readonly wide: BigInt64Array;

  constructor(readonly memory: SharedArrayBuffer = new SharedArrayBuffer(16)) {
    this.words = new Int32Array(memory, 0, 2);
    this.wide = new BigInt64Array(memory);
    if (this.firstLapseMs === 0) this.firstLapseMs = Infinity;
  }

  /** Only for the one that writes. */
  begin(): void {
    Atomics.add(this.words, VERSION, 1);
    // What is written next may be seen before an addition's own store on some processors, but not before a load that
    // comes after it.
    Atomics.load(this.words, VERSION);
  }

  end(): void {
    Atomics.add(this.words, VERSION, 1);
  }

  /** To be compared later; null while something is being changed. */
  version(): number | null {
    const version = Atomics.load(this.words, VERSION);
    return version % 2 === 0 ? version : null;
  }

  /** Whether nothing was changed since. Adding nothing, unlike a load, waits for all that was read before. */
  isStill(version: number): boolean {
    return Atomics.add(this.words, VERSION, 0) === version;
  }

  /** How many times something was published that readers have to take over before they read on. */
  get published(): number {
    return Atomics.load(this.words, PUBLISHED);
  }

  set published(count: number) {
    Atomics.store(this.words, PUBLISHED, count);
  }

  /** When the first of all bookings lapses, in milliseconds since 1970; Infinity if none does. */
  get firstLapseMs(): number {
    const at = Atomics.load(this.wide, FIRST_LAPSE);
    return at === NEVER ? Infinity : Number(at);
  }

  set firstLapseMs(atMs: number) {
    Atomics.store(this.wide, FIRST_LAPSE, atMs === Infinity ? NEVER : BigInt(Math.ceil(atMs)));
  }
}
