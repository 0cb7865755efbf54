import { type AssignOptions, assign } from './assign.js';
import type { Packing } from './packing.js';
import { PointsOfSome } from './points-of-some.js';
import { unitsOf } from './sized-problem.js';

/** In how many steps at most, by size: each is a relaxation of its own. */
const MOST_STEPS = 12;

/**
 * Makes a linear relaxation whole, the great before the small (relax and fix: Dillenberger et al. 1994): all parcels are
 * relaxed, those of the greatest sizes stay where most of each is, and the smaller ones are relaxed anew in the room that
 * is left. They make up for what the great ones had to give way, and the smallest are hardly split at all. Who finds no
 * room where the relaxation had it is left out.
 */
export function relaxAndFix(packing: Packing, options: AssignOptions): void {
  const { problem } = packing;
  for (const least of stepsOf(problem.sizes)) {
    const parcels = Int32Array.from(packing.out);
    const sizes = parcels.map((parcel) => problem.sizes[parcel] as number);
    const { units } = unitsOf({
      sizes,
      priorities: Uint8Array.from(parcels, (parcel) => problem.priorities[parcel] as number),
      rooms: Int32Array.from(packing.left),
      points: new PointsOfSome(problem.points, parcels),
      mostCost: problem.mostCost,
    });
    const { origins, points, counts } = assign(units, options).placements;
    // A parcel that is whole at one point has all its units there, and comes before all that are split.
    const share = (at: number) => (counts[at] as number) / (sizes[origins[at] as number] as number);
    const order = Array.from(origins.keys()).filter((at) => (sizes[origins[at] as number] as number) >= least);
    order.sort((a, b) => share(b) - share(a) || a - b);
    for (const at of order) {
      const [parcel, point] = [parcels[origins[at] as number] as number, points[at] as number];
      if (packing.at[parcel] === -1) packing.put(parcel, point, problem.points.cost(parcel, point));
    }
  }
}

/** The least size of each step, in descending order: every size its own step, or steps of about equal ratio. */
function stepsOf(sizes: Int32Array): number[] {
  const distinct = [...new Set(sizes)].sort((a, b) => b - a);
  const [greatest = 1, smallest = 1] = [distinct[0], distinct.at(-1)];
  if (distinct.length <= MOST_STEPS) return distinct;
  const ratio = (greatest / smallest) ** (1 / MOST_STEPS);
  const edges = Array.from({ length: MOST_STEPS }, (_, step) => greatest / ratio ** (step + 1));
  const steps = edges.slice(0, -1).flatMap((edge) => distinct.filter((size) => size >= edge).slice(-1));
  return [...new Set([...steps, smallest])];
}
