import type { Arcs } from './arcs.js';
import type { Placements } from './placements.js';
import { type AssignmentProblem, type Found, penaltiesOf } from './problem.js';

/** How many points an origin is told of at once that ask too little. */
const LEARNT = 8;

/**
 * The least rents that prove an assignment, which are what one more place at each point would save; any greater ones that
 * prove it too say too much. (Of the optimal duals of an assignment the least form the lattice's bottom: Shapley & Shubik,
 * "The Assignment Game I", 1971.)
 *
 * From nothing they are raised only where they must be: to whoever is at a point no other may be cheaper, its own rent
 * included. They never pass those of any other proof, so that it ends.
 *
 * @param look - Called now and then; what it throws ends the work.
 */
export function leastRents(
  problem: AssignmentProblem,
  { placements, unplaced }: { placements: Placements; unplaced: Int32Array },
  arcs: Arcs,
  look: () => void,
): Float64Array {
  const raising = new Raising(problem, placements, unplaced, arcs);
  for (;;) {
    raising.settle(look);
    if (!raising.learn(look)) return raising.rents;
  }
}

class Raising {
  readonly rents: Float64Array;
  private readonly penalties: Float64Array;
  /** Where the placements of each origin begin, which are in their order. */
  private readonly starts: Int32Array;
  /** The placements of each point, as lists: the first, and the next of each. */
  private readonly firstAt: Int32Array;
  private readonly nextAt: Int32Array;
  /** Origins whose points may ask too little, in a ring. */
  private readonly waiting: Int32Array;
  private readonly isWaiting: Uint8Array;
  private head = 0;
  private count = 0;

  constructor(
    private readonly problem: AssignmentProblem,
    private readonly placements: Placements,
    private readonly unplaced: Int32Array,
    private readonly arcs: Arcs,
  ) {
    const { supplies, rooms } = problem;
    this.rents = new Float64Array(rooms.length);
    this.penalties = penaltiesOf(problem);
    this.starts = new Int32Array(supplies.length + 1);
    for (const origin of placements.origins) this.starts[origin + 1] = (this.starts[origin + 1] as number) + 1;
    for (let origin = 0; origin < supplies.length; origin += 1) {
      this.starts[origin + 1] = (this.starts[origin + 1] as number) + (this.starts[origin] as number);
    }
    this.firstAt = new Int32Array(rooms.length).fill(-1);
    this.nextAt = new Int32Array(placements.origins.length);
    placements.points.forEach((point, at) => {
      this.nextAt[at] = this.firstAt[point] as number;
      this.firstAt[point] = at;
    });
    this.waiting = new Int32Array(supplies.length);
    this.isWaiting = new Uint8Array(supplies.length);
    for (let origin = 0; origin < supplies.length; origin += 1) this.wait(origin);
  }

  /** Raises what the pairs that are known ask for. */
  settle(look: () => void): void {
    for (let done = 1; this.count > 0; done += 1) {
      const origin = this.waiting[this.head] as number;
      this.head = this.head + 1 === this.waiting.length ? 0 : this.head + 1;
      this.count -= 1;
      this.isWaiting[origin] = 0;
      const pays = this.paysAt(origin);
      for (let arc = this.arcs.startOf(origin); arc < this.arcs.endOf(origin); arc += 1) {
        this.raise(this.arcs.points[arc] as number, pays - (this.arcs.costs[arc] as number));
      }
      if (done % 10_000 === 0) look();
    }
  }

  /** Asks all points. @returns Whether any asks too little that no pair was known of. */
  learn(look: () => void): boolean {
    const { supplies, rooms, points } = this.problem;
    rooms.forEach((room, point) => points.setRent(point, room === 0 ? Infinity : (this.rents[point] as number)));
    const found: Found = { points: new Int32Array(LEARNT), costs: new Float64Array(LEARNT) };
    for (let origin = 0; origin < supplies.length; origin += 1) {
      if (origin % 4096 === 0) look();
      const count = points.cheapest(origin, this.paysAt(origin), LEARNT, found);
      for (let at = 0; at < count; at += 1) {
        this.arcs.add(origin, found.points[at] as number, found.costs[at] as number);
      }
      if (count > 0) this.wait(origin);
    }
    return this.count > 0;
  }

  private raise(point: number, least: number): void {
    if (least <= (this.rents[point] as number)) return;
    this.rents[point] = least;
    for (let at = this.firstAt[point] as number; at >= 0; at = this.nextAt[at] as number) {
      this.wait(this.placements.origins[at] as number);
    }
  }

  /** What the parcel of an origin that pays most pays; nothing where there is none. */
  private paysAt(origin: number): number {
    if ((this.unplaced[origin] as number) > 0) return this.penalties[origin] as number;
    let most = -Infinity;
    for (let at = this.starts[origin] as number; at < (this.starts[origin + 1] as number); at += 1) {
      const point = this.placements.points[at] as number;
      most = Math.max(most, this.problem.points.cost(origin, point) + (this.rents[point] as number));
    }
    return most;
  }

  private wait(origin: number): void {
    if (this.isWaiting[origin] === 1) return;
    this.isWaiting[origin] = 1;
    this.waiting[(this.head + this.count) % this.waiting.length] = origin;
    this.count += 1;
  }
}
