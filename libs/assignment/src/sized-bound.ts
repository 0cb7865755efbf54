import { FORBIDDEN, type Found } from './problem.js';
import { cheapestThatFits, type SizedProblem, sizeOf } from './sized-problem.js';

/**
 * What no assignment of whole parcels can cost less than, with the penalties of those left out: every parcel where cost
 * and rent for its size are least, without heed to room, and what all rooms bring in taken off. That is the Lagrangian of
 * the problem (Geoffrion 1974), and true at any rents, so that it can be checked without knowing where they are from.
 *
 * @param rents - By point and unit of size, at least 0.
 * @param penalties - By parcel: the cost of leaving it out.
 */
export function sizedBound(problem: SizedProblem, rents: Float64Array, penalties: Float64Array): number {
  let bound = 0;
  for (const [point, room] of problem.rooms.entries()) bound -= room * (rents[point] as number);
  leastAtRents(problem, rents, penalties, (_parcel, least) => {
    bound += least;
  });
  return bound;
}

/** The least that each parcel can pay, and where: -1 if left out. */
export function leastAtRents(
  problem: SizedProblem,
  rents: Float64Array,
  penalties: Float64Array,
  tell: (parcel: number, least: number, point: number) => void,
): void {
  const { sizes, rooms, points } = problem;
  const found: Found = { points: new Int32Array(1), costs: new Float64Array(1) };
  const ask = problem.sizeAt === undefined ? askTree : lookAtAll;
  rents.forEach((rent, point) => points.setRent(point, rooms[point] === 0 ? Infinity : rent));
  for (let parcel = 0; parcel < sizes.length; parcel += 1) {
    const penalty = penalties[parcel] as number;
    const point = ask(problem, rents, parcel, penalty, found);
    const cost = found.costs[0] as number;
    tell(parcel, point < 0 ? penalty : cost + (rents[point] as number) * sizeOf(problem, parcel, point), point);
  }
}

function askTree(problem: SizedProblem, _: Float64Array, parcel: number, below: number, found: Found): number {
  const count = cheapestThatFits(problem, parcel, below, 1, found, problem.sizes[parcel] as number);
  return count === 0 ? -1 : (found.points[0] as number);
}

/** Where sizes depend on the point, rents do as well, and no order of the points serves all parcels. */
function lookAtAll(problem: SizedProblem, rents: Float64Array, parcel: number, below: number, found: Found): number {
  let [least, chosen] = [below, -1];
  for (const [point, room] of problem.rooms.entries()) {
    const size = sizeOf(problem, parcel, point);
    const cost = size > room ? FORBIDDEN : problem.points.cost(parcel, point);
    const sum = cost + (rents[point] as number) * size;
    if (cost === FORBIDDEN || sum >= least) continue;
    [least, chosen] = [sum, point];
    found.costs[0] = cost;
  }
  return chosen;
}
