/** What `cost` says of a pair that must not be. */
export const FORBIDDEN = -1;

/** The most points, parcels and metres for which all sums stay whole numbers that a double holds exactly. */
const MOST_EXACT = Number.MAX_SAFE_INTEGER;

/** Points that were found for an origin, the cheapest first. */
export interface Found {
  points: Int32Array;
  /** Without rents. */
  costs: Float64Array;
}

/**
 * The points, as the method asks of them. Each has a rent, which is added to what it costs to use it; all are 0 at
 * first.
 */
export interface Points {
  /** What a parcel of an origin costs at a point: a whole number, at least 0, or FORBIDDEN. Knows nothing of rents. */
  cost(origin: number, point: number): number;
  setRent(point: number, rent: number): void;
  /**
   * The `most` points of least cost and rent for an origin whose sum is below a bound, in order of the sum, then of their
   * numbers.
   *
   * @param most - No more than `found` has places for.
   * @param rentFactor - How many rents a parcel of the origin pays, greater than 0; 1 if nothing is said.
   * @returns How many were found.
   */
  cheapest(origin: number, below: number, most: number, found: Found, rentFactor?: number): number;
}

/**
 * Parcels that are to be assigned to points. Parcels of one origin are alike: at one spot, allowed at the same points.
 */
export interface AssignmentProblem {
  /** Parcels by origin, at least 0. */
  supplies: Int32Array;
  /** By origin: 0 is placed first where there is not room for all, then 1, and so on. */
  priorities: Uint8Array;
  /** Free places by point, at least 0. */
  rooms: Int32Array;
  points: Points;
  /** No pair costs more than this. */
  mostCost: number;
}

/** A problem that is none, with the field that is at fault. */
export class BadProblem extends Error {
  override readonly name = 'BadProblem';

  constructor(
    readonly field: 'supplies' | 'sizes' | 'priorities' | 'rooms' | 'mostCost',
    message: string,
  ) {
    super(`${field}: ${message}`);
  }
}

/** Somebody asked for it to be stopped: there is no answer. */
export class AssignmentCancelled extends Error {
  override readonly name = 'AssignmentCancelled';
}

/** @throws BadProblem. */
export function checkProblem({ supplies, priorities, rooms, mostCost }: AssignmentProblem): void {
  if (supplies.some((supply) => supply < 0)) throw new BadProblem('supplies', 'a supply is negative');
  if (priorities.length !== supplies.length) throw new BadProblem('priorities', 'there is not one for each origin');
  if (rooms.some((room) => room < 0)) throw new BadProblem('rooms', 'a room is negative');
  if (!Number.isInteger(mostCost) || mostCost < 0)
    throw new BadProblem('mostCost', 'is not a whole number of at least 0');
  const parcels = supplies.reduce((sum, supply) => sum + supply, 0);
  if (!Number.isSafeInteger(4 * penaltyUnit(rooms.length, mostCost) * 256) || parcels * mostCost > MOST_EXACT)
    throw new BadProblem('mostCost', 'is so great that sums would no longer be exact');
}

/**
 * What it costs to leave a parcel unplaced, by origin. A chain of moves that makes place for one more parcel visits no
 * point twice, so that it costs less than the unit; hence as many as possible are placed. The sets of parcels that can be
 * placed together are a matroid (a transversal one: Edmonds & Fulkerson 1965), and of its greatest sets the one of
 * greatest weight is also the one that a greedy choice by priority makes, whatever the weights: they need only differ.
 */
export function penaltiesOf({ rooms, priorities, mostCost }: AssignmentProblem): Float64Array {
  const lowest = priorities.reduce((most, each) => Math.max(most, each), 0);
  const unit = penaltyUnit(rooms.length, mostCost);
  return Float64Array.from(priorities, (priority) => unit * (1 + lowest - priority));
}

function penaltyUnit(pointCount: number, mostCost: number): number {
  return (pointCount + 2) * (mostCost + 1);
}
