import type { Arcs } from './arcs.js';
import { type SizedProblem, sizeOf } from './sized-problem.js';

/** Where a parcel is that is left out. */
export const OUT = -1;

/** Who goes where: arcs of the parcels at the same places, or OUT. */
interface Chain {
  parcels: number[];
  arcs: number[];
}

/**
 * Parcels of several sizes at points, and the search for chains of moves that make it cheaper: one parcel to another point,
 * and where there is no room for it, one of those there further on (ejection chains: Glover 1996; for this problem Yagiura,
 * Ibaraki & Glover 2004). A swap is a chain that ends where it began.
 */
export class Packing {
  /** By parcel: its point, or OUT. */
  readonly at: Int32Array;
  /** By parcel: what it costs there, or its penalty. */
  readonly costs: Float64Array;
  /** By point: room that is left. */
  readonly left: Float64Array;
  /** By point: its parcels, and by parcel: its place among them. */
  readonly members: number[][];
  private readonly placeOf: Int32Array;
  /** Parcels that the chain under search moves already, and by depth the best chain found. */
  private readonly isMoving: Uint8Array;
  private readonly chains: Chain[] = [];

  /** @param arcs - The points that are thought of for each parcel, with what they cost. */
  constructor(
    readonly problem: SizedProblem,
    readonly arcs: Arcs,
    readonly penalties: Float64Array,
  ) {
    const { sizes, rooms } = problem;
    this.at = new Int32Array(sizes.length).fill(OUT);
    this.costs = Float64Array.from(penalties);
    this.left = Float64Array.from(rooms);
    this.members = Array.from(rooms, () => []);
    this.placeOf = new Int32Array(sizes.length);
    this.isMoving = new Uint8Array(sizes.length);
  }

  get totalCost(): number {
    return this.costs.reduce((sum, cost) => sum + cost, 0);
  }

  get out(): number[] {
    return Array.from(this.at.keys()).filter((parcel) => this.at[parcel] === OUT);
  }

  /** Puts a parcel that is out where there is room. @returns Whether there is. */
  put(parcel: number, point: number, cost: number): boolean {
    const left = (this.left[point] as number) - sizeOf(this.problem, parcel, point);
    if (left < 0) return false;
    this.left[point] = left;
    const members = this.members[point] as number[];
    this.placeOf[parcel] = members.length;
    members.push(parcel);
    this.at[parcel] = point;
    this.costs[parcel] = cost;
    return true;
  }

  /** Takes a parcel from where it is, if it is anywhere. */
  takeOut(parcel: number): void {
    const point = this.at[parcel] as number;
    if (point === OUT) return;
    const members = this.members[point] as number[];
    const last = members.pop() as number;
    if (last !== parcel) {
      members[this.placeOf[parcel] as number] = last;
      this.placeOf[last] = this.placeOf[parcel] as number;
    }
    this.left[point] = (this.left[point] as number) + sizeOf(this.problem, parcel, point);
    this.at[parcel] = OUT;
    this.costs[parcel] = this.penalties[parcel] as number;
  }

  /** Puts everybody where they were. */
  restore({ at, costs }: { at: Int32Array; costs: Float64Array }): void {
    for (let parcel = 0; parcel < at.length; parcel += 1) this.takeOut(parcel);
    at.forEach((point, parcel) => {
      if (point !== OUT) this.put(parcel, point, costs[parcel] as number);
    });
  }

  /**
   * Makes the best chain of moves that begins with this parcel.
   *
   * @param depth - How many others may be moved on.
   * @returns Whether there was one that is cheaper than what is.
   */
  improve(parcel: number, depth: number): boolean {
    const from = this.at[parcel] as number;
    const size = from === OUT ? 0 : sizeOf(this.problem, parcel, from);
    if (from !== OUT) this.left[from] = (this.left[from] as number) + size;
    this.isMoving[parcel] = 1;
    const cost = this.place(parcel, this.costs[parcel] as number, depth);
    this.isMoving[parcel] = 0;
    if (from !== OUT) this.left[from] = (this.left[from] as number) - size;
    if (cost === Infinity) return false;
    const { parcels, arcs } = this.chains[depth] as Chain;
    for (const each of parcels) this.takeOut(each);
    for (const [at, each] of parcels.entries()) {
      const arc = arcs[at] as number;
      if (arc === OUT) continue;
      this.put(each, this.arcs.points[arc] as number, this.arcs.costs[arc] as number);
    }
    return true;
  }

  /**
   * The least that it costs to place a parcel and to move on whom it pushes out, if that is below a bound; Infinity if not.
   * The chain is then at the depth's place in `chains`.
   */
  private place(parcel: number, below: number, depth: number): number {
    const { arcs, problem, left } = this;
    let best = Infinity;
    if ((this.penalties[parcel] as number) < below) {
      this.chains[depth] = { parcels: [parcel], arcs: [OUT] };
      best = this.penalties[parcel] as number;
    }
    const end = arcs.endOf(parcel);
    for (let arc = arcs.startOf(parcel); arc < end; arc += 1) {
      const [point, cost] = [arcs.points[arc] as number, arcs.costs[arc] as number];
      const bound = Math.min(below, best);
      if (sizeOf(problem, parcel, point) <= (left[point] as number)) {
        if (cost >= bound) continue;
        this.chains[depth] = { parcels: [parcel], arcs: [arc] };
        best = cost;
      } else if (depth > 0) {
        best = Math.min(best, this.pushOut(parcel, arc, bound, depth));
      }
    }
    return best;
  }

  /** The least that it costs to place a parcel where another makes room for it. */
  private pushOut(parcel: number, arc: number, below: number, depth: number): number {
    const { arcs, problem, left } = this;
    const [point, cost] = [arcs.points[arc] as number, arcs.costs[arc] as number];
    const before = left[point] as number;
    const size = sizeOf(problem, parcel, point);
    let best = Infinity;
    for (const other of this.members[point] as number[]) {
      if (this.isMoving[other] === 1) continue;
      const after = before - size + sizeOf(problem, other, point);
      if (after < 0) continue;
      const saved = this.costs[other] as number;
      left[point] = after;
      this.isMoving[other] = 1;
      const total = cost - saved + this.place(other, Math.min(below, best) - cost + saved, depth - 1);
      this.isMoving[other] = 0;
      left[point] = before;
      if (total >= Math.min(below, best)) continue;
      const rest = this.chains[depth - 1] as Chain;
      this.chains[depth] = { parcels: [parcel, ...rest.parcels], arcs: [arc, ...rest.arcs] };
      best = total;
    }
    return best;
  }
}
