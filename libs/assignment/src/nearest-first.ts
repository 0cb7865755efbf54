import { type Placement, type Placements, placementsOf } from './placements.js';
import type { AssignmentProblem } from './problem.js';

/** What came of it when every parcel took the nearest place that was left. */
export interface NearestFirst {
  placements: Placements;
  unplaced: Int32Array;
  totalCost: number;
}

/**
 * One parcel after the other to the cheapest point that has a place left: what everybody does, and what the optimum is
 * compared with. Those of the first priority come first, and within one the origins in their order.
 */
export function nearestFirst({ supplies, priorities, rooms, points }: AssignmentProblem): NearestFirst {
  const left = Int32Array.from(rooms);
  left.forEach((room, point) => points.setRent(point, room === 0 ? Infinity : 0));
  const found = { points: new Int32Array(1), costs: new Float64Array(1) };
  const unplaced = Int32Array.from(supplies);
  const placed: Placement[] = [];
  let totalCost = 0;
  const order = Array.from(supplies.keys()).sort(
    (a, b) => (priorities[a] as number) - (priorities[b] as number) || a - b,
  );
  for (const origin of order) {
    while ((unplaced[origin] as number) > 0 && points.cheapest(origin, Infinity, 1, found) === 1) {
      const [point, cost] = [found.points[0] as number, found.costs[0] as number];
      const count = Math.min(unplaced[origin] as number, left[point] as number);
      placed.push([origin, point, count]);
      totalCost += count * cost;
      unplaced[origin] = (unplaced[origin] as number) - count;
      left[point] = (left[point] as number) - count;
      if (left[point] === 0) points.setRent(point, Infinity);
    }
  }
  return { placements: placementsOf(placed), unplaced, totalCost };
}
