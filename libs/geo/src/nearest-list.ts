import { EARTH_RADIUS_METRES, TIE_METRES } from './sphere.js';

/** How far apart two squared chords may be whose distances are one tie. */
const TIE_ANGLE = (1.1 * TIE_METRES) / EARTH_RADIUS_METRES;
/** Near the antipode squared chords can no longer tell distances apart: theirs differ by less than rounding. */
const FAR_CHORD2 = 3;
const FAR_NOISE = 4e-15;

/** The squared chord up to which points may be as near, to a tie, as one of the squared chord given. */
export function withTies(chord2: number): number {
  const slack = 2 * Math.sqrt(chord2) * TIE_ANGLE + TIE_ANGLE * TIE_ANGLE;
  return chord2 + slack + (chord2 > FAR_CHORD2 ? FAR_NOISE : 0);
}

/** The nearest slots seen so far by squared chord, and all that may tie with the last of them. */
export class NearestList {
  private keys = new Float64Array(64);
  private slots = new Int32Array(64);
  private most = 0;
  count = 0;
  /** Nothing beyond this squared chord is of interest. */
  bound = Infinity;

  clear(most: number, bound: number): void {
    this.most = most;
    this.bound = most === 0 ? -1 : bound;
    this.count = 0;
  }

  slotAt(at: number): number {
    return this.slots[at] as number;
  }

  /** Adds a slot that is not beyond the bound. */
  add(key: number, slot: number): void {
    if (this.count === this.keys.length) this.grow();
    const { keys, slots, most } = this;
    let at = this.count;
    for (; at > 0 && (keys[at - 1] as number) > key; at -= 1) {
      keys[at] = keys[at - 1] as number;
      slots[at] = slots[at - 1] as number;
    }
    keys[at] = key;
    slots[at] = slot;
    this.count += 1;
    // One behind the first few changes nothing but the number of those that tie.
    if (this.count < most || at >= most) return;
    this.bound = Math.min(this.bound, withTies(keys[most - 1] as number));
    while ((keys[this.count - 1] as number) > this.bound) this.count -= 1;
  }

  private grow(): void {
    const [keys, slots] = [this.keys, this.slots];
    this.keys = new Float64Array(2 * keys.length);
    this.slots = new Int32Array(2 * slots.length);
    this.keys.set(keys);
    this.slots.set(slots);
  }
}
