/** How long it takes from one place to another, by their numbers: a matrix of rows, in any unit, one way or both. */
export type Durations = readonly (readonly number[])[];

const LONGEST_PART = 3;

/**
 * An order in which to visit all places, beginning at place 0 and, if `returns`, ending there: short, though not always
 * the shortest. Each place is put where it costs least, the nearest first (Rosenkrantz, Stearns & Lewis, 1977); then
 * parts are turned around (2-opt, Croes, 1958), and parts of up to three places moved (Or, 1976), as long as that makes
 * the way shorter. The way back may take longer than the way there. Throws RangeError for a matrix that is not square.
 */
export function drivingOrder(durations: Durations, returns: boolean): number[] {
  if (durations.some((row) => row.length !== durations.length)) throw new RangeError('the matrix is not square');
  if (durations.length === 0) return [];
  const way = new DrivingWay(durations, returns);
  way.insertAll();
  while (way.turnAPart() || way.moveAPart());
  return way.order;
}

class DrivingWay {
  order = [0];
  /** Up to each place of the order, how long the way there is, and the same way back. */
  private there: number[] = [];
  private back: number[] = [];

  constructor(
    private readonly durations: Durations,
    private readonly returns: boolean,
  ) {}

  insertAll(): void {
    const waiting = new Set(this.durations.keys());
    waiting.delete(0);
    while (waiting.size > 0) {
      const place = leastOf(waiting, (each) => Math.min(...this.order.map((known) => this.between(known, each))));
      waiting.delete(place);
      const at = leastOf(this.order.keys(), (before) => this.detour(before, [place]));
      this.order.splice(at + 1, 0, place);
    }
    this.measure();
  }

  /** Turns one part around if that makes the way shorter. */
  turnAPart(): boolean {
    const { order, there, back } = this;
    for (let from = 1; from < order.length; from += 1) {
      for (let to = from + 1; to < order.length; to += 1) {
        const [first, last] = [order[from] as number, order[to] as number];
        const [before, after] = [order[from - 1], order[to + 1]];
        const turned = (back[to] as number) - (back[from] as number);
        const straight = (there[to] as number) - (there[from] as number);
        const gain =
          this.between(before, first) +
          straight +
          this.onward(last, after) -
          (this.between(before, last) + turned + this.onward(first, after));
        if (!(gain > TIE)) continue;
        order.splice(from, to - from + 1, ...order.slice(from, to + 1).reverse());
        this.measure();
        return true;
      }
    }
    return false;
  }

  /** Moves one short part elsewhere, turned around or not, if that makes the way shorter. */
  moveAPart(): boolean {
    for (let length = 1; length <= LONGEST_PART; length += 1) {
      for (let from = 1; from + length <= this.order.length; from += 1) {
        if (this.moveOne(from, length)) return true;
      }
    }
    return false;
  }

  private moveOne(from: number, length: number): boolean {
    const whole = this.order;
    const part = whole.slice(from, from + length);
    const [before, after] = [whole[from - 1], whole[from + length]];
    const [first, last] = [part[0] as number, part[length - 1] as number];
    const saved = this.between(before, first) + this.onward(last, after) - this.onward(before as number, after);
    this.order = whole.toSpliced(from, length);
    for (const turned of [part, part.toReversed()]) {
      const inside = this.lengthOf(turned) - this.lengthOf(part);
      for (let at = 0; at < this.order.length; at += 1) {
        if (!(saved - this.detour(at, turned) - inside > TIE)) continue;
        this.order.splice(at + 1, 0, ...turned);
        this.measure();
        return true;
      }
    }
    this.order = whole;
    return false;
  }

  /** What it costs to visit a part after a place of the order; the way within it is left out. */
  private detour(at: number, part: readonly number[]): number {
    const [before, after] = [this.order[at] as number, this.order[at + 1]];
    const [first, last] = [part[0] as number, part.at(-1) as number];
    return this.between(before, first) + this.onward(last, after) - this.onward(before, after);
  }

  private lengthOf(part: readonly number[]): number {
    return part.reduce((sum, place, at) => (at === 0 ? 0 : sum + this.between(part[at - 1], place)), 0);
  }

  /** To the next place, or back to the first, or nowhere. */
  private onward(from: number, next: number | undefined): number {
    if (next !== undefined) return this.between(from, next);
    return this.returns ? this.between(from, 0) : 0;
  }

  private between(from: number | undefined, to: number): number {
    return from === to ? 0 : (this.durations[from as number]?.[to] as number);
  }

  private measure(): void {
    const { order } = this;
    this.there = [0];
    this.back = [0];
    for (let at = 1; at < order.length; at += 1) {
      const [before, here] = [order[at - 1] as number, order[at] as number];
      this.there.push((this.there[at - 1] as number) + this.between(before, here));
      this.back.push((this.back[at - 1] as number) + this.between(here, before));
    }
  }
}

/** Less than this is no gain: sums of fractions differ by as much, and the search would never end. */
const TIE = 1e-9;

function leastOf(items: Iterable<number>, costOf: (item: number) => number): number {
  let [best, least] = [-1, Infinity];
  for (const item of items) {
    const cost = costOf(item);
    if (cost < least || best < 0) [best, least] = [item, cost];
  }
  return best;
}
