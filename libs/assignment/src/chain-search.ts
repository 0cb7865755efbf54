import type { Packing } from './packing.js';
import type { AssignmentProblem } from './problem.js';

/** How many points are thought of for each parcel, and through how many points a chain is sought. */
const CHOICES = 12;
const MOST_EXPANDED = 300;

/** Parcels at points, each of which may be asked to go elsewhere. */
export interface Seats {
  readonly problem: AssignmentProblem;
  readonly packing: Packing;
  readonly originOf: Int32Array;
  /** What it costs beside the way if a parcel goes to a point. */
  splitChange(parcel: number, to: number): number;
}

/** One parcel that makes place, and where it goes. */
export interface Step {
  parcel: number;
  to: number;
  cost: number;
}

/** A point that the search has come to. */
interface Reached {
  point: number;
  /** The cost of coming here with the rents, which order the search, and without. */
  key: number;
  cost: number;
  /** By whose move, from where. */
  by: Step | null;
  from: Reached | null;
}

/**
 * The cheapest chain of moves by which one place becomes free at a point: one of those there goes to another point, one
 * of those there further on, until a point has a place left. With the rents of an optimum no step costs less than nothing,
 * and the search is Dijkstra's (successive shortest paths: Tomizawa 1971); after moves it is near enough, and who asks
 * sees for himself what a chain comes to.
 */
export class ChainSearch {
  private readonly choices = new Map<number, { point: number; cost: number }[]>();

  /** @param rents - By point, of the optimum. */
  constructor(
    private readonly seats: Seats,
    private readonly rents: Float64Array,
  ) {
    const { rooms, points } = seats.problem;
    rooms.forEach((room, point) => points.setRent(point, room === 0 ? Infinity : this.rentOf(point)));
  }

  rentOf(point: number): number {
    return this.rents[point] as number;
  }

  /** The points that are cheapest for a parcel, with their rents. */
  choicesOf(parcel: number): readonly { point: number; cost: number }[] {
    const origin = this.seats.originOf[parcel] as number;
    const known = this.choices.get(origin);
    if (known !== undefined) return known;
    const found = { points: new Int32Array(CHOICES), costs: new Float64Array(CHOICES) };
    const count = this.seats.problem.points.cheapest(origin, Infinity, CHOICES, found);
    const choices = Array.from({ length: count }, (_, at) => ({
      point: found.points[at] as number,
      cost: found.costs[at] as number,
    }));
    this.choices.set(origin, choices);
    return choices;
  }

  /**
   * @param stays - Parcels that are not moved.
   * @param budget - What the chain has to cost less than.
   * @param vacated - Points at which places became free just now.
   * @returns The moves in the order in which each finds its place free, or null.
   */
  from(point: number, stays: ReadonlySet<number>, budget: number, vacated: readonly number[]): Step[] | null {
    const { left } = this.seats.packing;
    // A place that is free is worth nothing, but for those that just became so.
    const mostRent = vacated.reduce((most, each) => Math.max(most, this.rentOf(each)), 0);
    const reached = new Map<number, Reached>([[point, { point, key: 0, cost: 0, by: null, from: null }]]);
    const open = new Set(reached.values());
    let best: Reached | null = null;
    for (let expanded = 0; expanded < MOST_EXPANDED; ) {
      const next = nearestOf(open);
      const most = Math.min(budget, best?.cost ?? Infinity);
      if (next === null || next.key + this.rentOf(point) - mostRent >= most) break;
      open.delete(next);
      if (next.from !== null && (left[next.point] as number) > 0) {
        if (next.cost < most) best = next;
        continue;
      }
      this.expand(next, stays, reached, open);
      expanded += 1;
    }
    const steps: Step[] = [];
    for (let at = best; at?.by; at = at.from) steps.push(at.by);
    return best === null ? null : steps;
  }

  private expand(here: Reached, stays: ReadonlySet<number>, reached: Map<number, Reached>, open: Set<Reached>): void {
    const { packing } = this.seats;
    for (const parcel of packing.members[here.point] as number[]) {
      if (stays.has(parcel)) continue;
      const now = packing.costs[parcel] as number;
      for (const { point: to, cost } of this.choicesOf(parcel)) {
        if (to === here.point) continue;
        const known = reached.get(to);
        if (known !== undefined && !open.has(known)) continue;
        const change = cost - now + this.seats.splitChange(parcel, to);
        const key = here.key + Math.max(0, change + this.rentOf(to) - this.rentOf(here.point));
        if (known !== undefined && known.key <= key) continue;
        if (known !== undefined) open.delete(known);
        const next = { point: to, key, cost: here.cost + change, by: { parcel, to, cost }, from: here };
        reached.set(to, next);
        open.add(next);
      }
    }
  }
}

function nearestOf(open: ReadonlySet<Reached>): Reached | null {
  let nearest: Reached | null = null;
  for (const each of open)
    if (nearest === null || each.key < nearest.key || (each.key === nearest.key && each.point < nearest.point))
      nearest = each;
  return nearest;
}
