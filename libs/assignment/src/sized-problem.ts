import { type AssignmentProblem, BadProblem, FORBIDDEN, type Found, type Points } from './problem.js';

/** Parts of a unit of cost, of which units of size pay whole numbers; fewer where sums would not be exact. */
const MOST_PARTS = 64;

/**
 * Parcels of several sizes that are to be assigned to points, each whole to one point: the generalised assignment problem.
 * Sizes and rooms are whole numbers of one unit, such as litres.
 *
 * Lockers need none of this: their compartments of each size are points of unit places, to which parcels that do not fit
 * are not allowed, and `assign` finds the optimum.
 */
export interface SizedProblem {
  /** By parcel, at least 1. */
  sizes: Int32Array;
  /** What a parcel takes up at a point where that depends on the point, at least 1; `sizes` then holds a typical one. */
  sizeAt?: (parcel: number, point: number) => number;
  /** By parcel: 0 is placed first where there is not room for all, then 1, and so on. */
  priorities: Uint8Array;
  /** By point, at least 0. */
  rooms: Int32Array;
  points: Points;
  /** No pair costs more than this. */
  mostCost: number;
}

/** @throws BadProblem. */
export function checkSizedProblem({ sizes, priorities, rooms, mostCost }: SizedProblem): void {
  if (sizes.some((size) => size < 1)) throw new BadProblem('sizes', 'a size is less than 1');
  if (priorities.length !== sizes.length) throw new BadProblem('priorities', 'there is not one for each parcel');
  if (rooms.some((room) => room < 0)) throw new BadProblem('rooms', 'a room is negative');
  if (!Number.isInteger(mostCost) || mostCost < 0)
    throw new BadProblem('mostCost', 'is not a whole number of at least 0');
}

/** What a parcel takes up at a point. */
export function sizeOf({ sizes, sizeAt }: SizedProblem, parcel: number, point: number): number {
  return sizeAt === undefined ? (sizes[parcel] as number) : sizeAt(parcel, point);
}

/** As `Points.cheapest`, of the points whose room is not less than what the parcel takes up anywhere. */
export function cheapestThatFits(
  { sizes, rooms, points }: SizedProblem,
  parcel: number,
  below: number,
  most: number,
  found: Found,
  rentFactor: number,
): number {
  for (let asked = most, into = found; ; asked *= 2) {
    if (asked > most) into = { points: new Int32Array(asked), costs: new Float64Array(asked) };
    const seen = points.cheapest(parcel, below, asked, into, rentFactor);
    let count = 0;
    for (let at = 0; at < seen && count < most; at += 1) {
      const point = into.points[at] as number;
      if ((sizes[parcel] as number) > (rooms[point] as number)) continue;
      found.costs[count] = into.costs[at] as number;
      found.points[count] = point;
      count += 1;
    }
    // Points that are too small may have hidden others.
    if (count === most || seen < asked) return count;
  }
}

/**
 * The linear relaxation: units of size are parcels of their own, of which those of one parcel may be at several points.
 *
 * @returns It, and in how many parts of a unit its costs are counted.
 */
export function unitsOf(problem: SizedProblem) {
  const { sizes, priorities, rooms, mostCost } = problem;
  const size = sizes.reduce((sum, each) => sum + each, 0);
  const isExact = (parts: number) =>
    Number.isSafeInteger(size * mostCost * parts) &&
    Number.isSafeInteger(1024 * (rooms.length + 2) * (mostCost * parts + 1));
  let parts = MOST_PARTS;
  while (parts > 1 && !isExact(parts)) parts /= 2;
  const units: AssignmentProblem = {
    supplies: sizes,
    priorities,
    rooms,
    points: new PointsByUnit(problem, parts),
    mostCost: mostCost * parts,
  };
  return { units, parts };
}

/**
 * Points as a unit of size sees them: it pays its part of what the parcel costs, in whole parts of a metre, so that sums
 * stay exact.
 */
class PointsByUnit implements Points {
  private readonly rents: Float64Array;

  /** @param parts - Of one unit of cost; costs are rounded down to them, so that the relaxation stays a bound. */
  constructor(
    private readonly problem: SizedProblem,
    private readonly parts: number,
  ) {
    this.rents = new Float64Array(problem.rooms.length);
  }

  cost(origin: number, point: number): number {
    const { sizes, rooms } = this.problem;
    if ((sizes[origin] as number) > (rooms[point] as number)) return FORBIDDEN;
    const cost = this.problem.points.cost(origin, point);
    return cost === FORBIDDEN ? FORBIDDEN : this.byUnit(origin, cost);
  }

  setRent(point: number, rent: number): void {
    this.rents[point] = rent;
    this.problem.points.setRent(point, rent);
  }

  cheapest(origin: number, below: number, most: number, found: Found): number {
    const factor = (this.problem.sizes[origin] as number) / this.parts;
    // Before rounding down, what is below may be above by less than one part.
    const near = cheapestThatFits(this.problem, origin, (below + 1) * factor, most, found, factor);
    let count = 0;
    for (let at = 0; at < near; at += 1) {
      const point = found.points[at] as number;
      const cost = this.byUnit(origin, found.costs[at] as number);
      if (cost + (this.rents[point] as number) >= below) continue;
      found.points[count] = point;
      found.costs[count] = cost;
      count += 1;
    }
    return count;
  }

  private byUnit(origin: number, cost: number): number {
    return Math.floor((cost * this.parts) / (this.problem.sizes[origin] as number));
  }
}
