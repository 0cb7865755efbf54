import { anneal } from './annealing.js';
import { Arcs } from './arcs.js';
import { type AssignOptions, assign } from './assign.js';
import { OUT, Packing } from './packing.js';
import { AssignmentCancelled, FORBIDDEN, type Found, penaltiesOf } from './problem.js';
import { relaxAndFix } from './relax-and-fix.js';
import { sizedBound } from './sized-bound.js';
import { cheapestThatFits, checkSizedProblem, type SizedProblem, sizeOf, unitsOf } from './sized-problem.js';
import { betterRents } from './sized-rents.js';

/** How many points are thought of for each parcel, of those that are cheapest with their rents. */
const CANDIDATES = 12;
/** How many others may be moved on for one parcel's sake: for one that has no place, and for one that has. */
const DEPTH_OUT = 2;
const DEPTH = 1;
const MOST_PASSES = 20;
/** With how few parcels it is tried how often, every other time so much hotter. */
const SMALL = 200;
const TRIES_IF_SMALL = 12;
const HOTTER = 4;
const PARCELS_BETWEEN_LOOKS = 1024;

/** Parcels of several sizes, each whole at one point, and how far from the optimum that may be at most. */
export interface SizedAssignment {
  /** By parcel; -1 where it has no point. */
  points: Int32Array;
  /** Of what is placed. */
  totalCost: number;
  /** What it costs with a penalty for each unit of size that is left out. */
  penalisedCost: number;
  /** No assignment costs less than this, penalties included. */
  bound: number;
  /** By point and unit of size: at these `sizedBound` is the bound. */
  rents: Float64Array;
}

/**
 * An assignment of parcels of several sizes, by linear relaxation, rounding and local improvement, with its bound. As much
 * size as possible is placed, by priority, as far as whole parcels allow. The same problem gives the same answer.
 *
 * @throws BadProblem; AssignmentCancelled.
 */
export function assignSized(problem: SizedProblem, options: AssignOptions = {}): SizedAssignment {
  checkSizedProblem(problem);
  const { units, parts } = unitsOf(problem);
  const relaxed = assign(units, options);
  const penalties = penaltiesOf(units).map((penalty, parcel) => (penalty / parts) * (problem.sizes[parcel] as number));
  const look = lookOf(options, relaxed.work);
  let rents: Float64Array = relaxed.rents.map((rent) => rent / parts);
  const packing = new Packing(problem, candidates(problem, rents, penalties), penalties);
  relaxAndFix(packing, { isCancelled: options.isCancelled });
  settle(packing, look);
  if (problem.sizeAt !== undefined) {
    rents = betterRents(problem, rents, penalties, packing.totalCost, () => look(0));
  }
  const bound = sizedBound(problem, rents, penalties);
  improve(packing, rents, bound, look);
  const { at: points, costs, totalCost: penalisedCost } = packing;
  const totalCost = costs.reduce((sum, cost, parcel) => (points[parcel] === OUT ? sum : sum + cost), 0);
  return { points, totalCost, penalisedCost, bound, rents };
}

function lookOf({ progress, isCancelled }: AssignOptions, { rounds, pivots }: { rounds: number; pivots: number }) {
  return (share: number) => {
    if (isCancelled?.()) throw new AssignmentCancelled();
    progress?.({ stage: 'ROUND', share, round: rounds, pivots });
  };
}

/** Tries again where that costs little, ever from the best that was found, until it is proved or enough. */
function improve(packing: Packing, rents: Float64Array, bound: number, look: (share: number) => void): void {
  const tries = packing.at.length <= SMALL ? TRIES_IF_SMALL : 1;
  for (let seed = 1; seed <= tries; seed += 1) {
    const before = packing.totalCost;
    // Costs are whole numbers: none lies between the bound and the next one.
    if (before - bound < 1) return;
    const best = { at: packing.at.slice(), costs: packing.costs.slice() };
    anneal(packing, { rents, bound, seed, hotter: seed % 2 === 1 ? 1 : HOTTER }, look);
    settle(packing, look);
    if (packing.totalCost > before) packing.restore(best);
  }
}

/** Places whoever is out where it does the least harm, and improves one parcel after the other until nothing does. */
function settle(packing: Packing, look: (share: number) => void): void {
  const { sizes } = packing.problem;
  const bySize = (a: number, b: number) => (sizes[b] as number) - (sizes[a] as number) || a - b;
  for (const parcel of packing.out.sort(bySize)) {
    if (!packing.improve(parcel, DEPTH_OUT)) placeAnywhere(packing, parcel);
  }
  for (let pass = 0; pass < MOST_PASSES; pass += 1) {
    let improved = 0;
    for (let parcel = 0; parcel < sizes.length; parcel += 1) {
      if (parcel % PARCELS_BETWEEN_LOOKS === 0) look(parcel / sizes.length);
      if (packing.improve(parcel, DEPTH)) improved += 1;
    }
    if (improved === 0) return;
  }
}

/** Where none of the points that were thought of has room, the cheapest of all that has. */
function placeAnywhere(packing: Packing, parcel: number): void {
  const { problem, left, arcs } = packing;
  const found: Found = { points: new Int32Array(1), costs: new Float64Array(1) };
  left.forEach((room, point) => {
    problem.points.setRent(point, sizeOf(problem, parcel, point) > room ? Infinity : 0);
  });
  if (problem.points.cheapest(parcel, Infinity, 1, found) === 0) return;
  const [point, cost] = [found.points[0] as number, found.costs[0] as number];
  if (!arcs.has(parcel, point)) arcs.add(parcel, point, cost);
  packing.put(parcel, point, cost);
}

/** The points of each parcel that are cheapest with their rents. */
function candidates(problem: SizedProblem, rents: Float64Array, penalties: Float64Array): Arcs {
  const { sizes, rooms, points } = problem;
  const arcs = new Arcs(sizes.length, CANDIDATES);
  rents.forEach((rent, point) => points.setRent(point, rooms[point] === 0 ? Infinity : rent));
  const found: Found = { points: new Int32Array(CANDIDATES), costs: new Float64Array(CANDIDATES) };
  for (let parcel = 0; parcel < sizes.length; parcel += 1) {
    if (problem.sizeAt !== undefined) {
      for (const { point, cost } of allOf(problem, rents, parcel)) arcs.add(parcel, point, cost);
      continue;
    }
    const count = cheapestThatFits(
      problem,
      parcel,
      penalties[parcel] as number,
      CANDIDATES,
      found,
      sizes[parcel] as number,
    );
    arcs.reserve(parcel, count);
    for (let at = 0; at < count; at += 1) arcs.add(parcel, found.points[at] as number, found.costs[at] as number);
  }
  return arcs;
}

/** Where sizes depend on the point, no order of the points serves all parcels, and each is looked at. */
function allOf(problem: SizedProblem, rents: Float64Array, parcel: number) {
  const all = Array.from(problem.rooms, (room, point) => {
    const size = sizeOf(problem, parcel, point);
    const cost = size > room ? FORBIDDEN : problem.points.cost(parcel, point);
    return { point, cost, sum: cost + (rents[point] as number) * size };
  }).filter(({ cost }) => cost !== FORBIDDEN);
  return all.sort((a, b) => a.sum - b.sum || a.point - b.point).slice(0, CANDIDATES);
}
