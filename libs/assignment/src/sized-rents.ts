import { leastAtRents } from './sized-bound.js';
import { type SizedProblem, sizeOf } from './sized-problem.js';

/** Steps are halved when so many in a row have brought nothing, and given up when they are this small. */
const PATIENCE = 20;
const LEAST_STEP = 1e-4;

/** How many pairs are looked at in all: of a large problem less is improved, and nobody waits for hours. */
const MOST_PAIRS = 2e8;

/**
 * Rents at which the bound is higher, where sizes depend on the point: steps along what is asked for beyond the rooms
 * (subgradients: Held, Wolfe & Crowder 1974).
 *
 * @param target - The cost of an answer: no bound is higher.
 * @param look - Called after each step; what it throws ends the work.
 */
export function betterRents(
  problem: SizedProblem,
  from: Float64Array,
  penalties: Float64Array,
  target: number,
  look: () => void,
): Float64Array {
  const { rooms, sizes } = problem;
  let [best, rents] = [from, from];
  let bestBound = -Infinity;
  let [step, idle] = [1, 0];
  const steps = Math.min(2000, Math.floor(MOST_PAIRS / Math.max(1, sizes.length * rooms.length)));
  for (let at = 0; at <= steps && step > LEAST_STEP; at += 1) {
    const asked = Float64Array.from(rooms, (room) => -room);
    let bound = 0;
    leastAtRents(problem, rents, penalties, (parcel, least, point) => {
      bound += least;
      if (point >= 0) asked[point] = (asked[point] as number) + sizeOf(problem, parcel, point);
    });
    for (const [point, room] of rooms.entries()) bound -= room * (rents[point] as number);
    if (bound > bestBound) [best, bestBound, idle] = [rents, bound, 0];
    else idle += 1;
    if (idle === PATIENCE) {
      [step, idle, rents] = [step / 2, 0, best];
      continue;
    }
    // Where nothing is asked for and nothing is paid, there is nothing to change.
    const moved = asked.map((more, point) => (more < 0 && rents[point] === 0 ? 0 : more));
    const norm = moved.reduce((sum, more) => sum + more * more, 0);
    if (norm === 0 || target - bound <= 0) break;
    const length = (step * (target - bound)) / norm;
    rents = rents.map((rent, point) => Math.max(0, rent + length * (moved[point] as number)));
    look();
  }
  return best;
}
