import { Arcs } from './arcs.js';
import { leastRents } from './least-rents.js';
import { type Placement, type Placements, placementsOf } from './placements.js';
import { AssignmentCancelled, type AssignmentProblem, checkProblem, type Found, penaltiesOf } from './problem.js';
import { Simplex } from './simplex.js';

/** How many of its cheapest points an origin knows at first, and how many more it learns of at once. */
const FIRST = 16;
const LEARNT = 8;

/**
 * From how many parcels on a sample is solved first, which part of all it is, and for how large a part of its origins
 * something may be left that would improve: its rents are near those of the whole, so that origins know the right points
 * from the beginning, which halves the time of the whole.
 */
const SAMPLED_FROM = 60_000;
const SAMPLE_ONE_OF = 4;
const MOST_LEARNT_OF_SAMPLE = 0.02;

/** How many origins are asked between two looks at whether to go on. */
const ASKED_BETWEEN_LOOKS = 4096;

export interface Progress {
  stage: 'SURVEY' | 'IMPROVE' | 'PROVE' | 'ROUND' | 'TOGETHER';
  /** Of the stage, from 0 to 1; of IMPROVE nobody knows, and it is 0. */
  share: number;
  /** How often it has been improved and proved. */
  round: number;
  pivots: number;
}

export interface AssignOptions {
  /** Called some times a second. */
  progress?: (progress: Progress) => void;
  /** Asked as often; true ends the work with AssignmentCancelled. */
  isCancelled?: () => boolean;
}

/** An optimum, with what proves it. */
export interface Assignment {
  /** By origin, then by point. */
  placements: Placements;
  /** By origin: parcels that have no point. */
  unplaced: Int32Array;
  /** Of what is placed. */
  totalCost: number;
  /** By point: what one more place there would save, as little as that is. Together they are the certificate. */
  rents: Float64Array;
  /** How much work it was: pairs that were thought of, rounds and pivots. */
  work: { arcs: number; rounds: number; pivots: number };
}

/**
 * The assignment that places as many parcels as possible, of those the ones that come first by priority, and of those the
 * cheapest: over all pairs, although few of them are ever looked at. Origins know their cheapest points first; once none
 * of those improves, every origin asks for points that would at the rents found so far, and only if there is none it is
 * over (column generation: Ford & Fulkerson 1958). The same problem gives the same answer.
 *
 * @throws BadProblem; AssignmentCancelled.
 */
export function assign(problem: AssignmentProblem, { progress, isCancelled }: AssignOptions = {}): Assignment {
  checkProblem(problem);
  const now = { stage: 'SURVEY', share: 0, round: 0, pivots: 0 } satisfies Progress as Progress;
  const look = () => {
    if (isCancelled?.()) throw new AssignmentCancelled();
    progress?.({ ...now });
  };
  const { arcs, simplex } = optimum(problem, rentsOfSample(problem, now, look), 0, now, look);
  const answer = readAnswer(problem, simplex);
  const rents = leastRents(problem, answer, arcs, look);
  return { ...answer, rents, work: { arcs: arcs.count, rounds: now.round, pivots: now.pivots } };
}

/** What the points of the whole may be worth, as far as a sample of its parcels and places says; 0 where it is small. */
function rentsOfSample(problem: AssignmentProblem, now: Progress, look: () => void): Float64Array {
  const { supplies, rooms } = problem;
  const parcels = supplies.reduce((sum, supply) => sum + supply, 0);
  if (parcels < SAMPLED_FROM) return new Float64Array(rooms.length);
  const sample = { ...problem, supplies: sampleOf(supplies, parcels), rooms: sampleOf(rooms, parcels) };
  const most = supplies.length * MOST_LEARNT_OF_SAMPLE;
  const { tree } = optimum(sample, rentsOfSample(sample, now, look), most, now, look).simplex;
  return Float64Array.from(rooms, (_, point) => rentAt(tree.potential, point));
}

/** A part of each number, rounded up or down as if by chance, but always the same. @param salt - Other for each sample. */
function sampleOf(counts: Int32Array, salt: number): Int32Array {
  return counts.map((count, at) => {
    const mixed = Math.imul(at ^ Math.imul(salt, 0x9e3779b1), 0x85ebca6b);
    return Math.floor((count + (((mixed ^ (mixed >>> 15)) >>> 8) % SAMPLE_ONE_OF)) / SAMPLE_ONE_OF);
  });
}

/** @param most - How many pairs may be left that would still improve. */
function optimum(
  problem: AssignmentProblem,
  rents: Float64Array,
  most: number,
  now: Progress,
  look: () => void,
): { arcs: Arcs; simplex: Simplex } {
  const { supplies, rooms, points } = problem;
  const before = now.pivots;
  Object.assign(now, { stage: 'SURVEY', share: 0 });
  // A point without room takes nothing, whatever it would be worth.
  rooms.forEach((room, point) => points.setRent(point, room === 0 ? Infinity : (rents[point] as number)));
  const arcs = survey(problem, (share) => {
    now.share = share;
    look();
  });
  const simplex = new Simplex(supplies, rooms, arcs, penaltiesOf(problem));
  for (;;) {
    Object.assign(now, { stage: 'IMPROVE', share: 0, round: now.round + 1 });
    simplex.run(() => {
      now.pivots = before + simplex.pivots;
      look();
    });
    Object.assign(now, { stage: 'PROVE', pivots: before + simplex.pivots });
    const learnt = learn(problem, arcs, simplex, (share) => {
      now.share = share;
      look();
    });
    if (learnt <= most) return { arcs, simplex };
  }
}

/** The cheapest points of each origin. */
function survey({ supplies, points }: AssignmentProblem, look: (share: number) => void): Arcs {
  const arcs = new Arcs(supplies.length, FIRST);
  const found = placesFor(FIRST);
  for (let origin = 0; origin < supplies.length; origin += 1) {
    if (origin % ASKED_BETWEEN_LOOKS === 0) look(origin / supplies.length);
    if (supplies[origin] === 0) continue;
    const count = points.cheapest(origin, Infinity, FIRST, found);
    arcs.reserve(origin, count);
    for (let at = 0; at < count; at += 1) arcs.add(origin, found.points[at] as number, found.costs[at] as number);
  }
  return arcs;
}

/** Asks all origins for points that would improve. @returns How many there were. */
function learn(
  { supplies, rooms, points }: AssignmentProblem,
  arcs: Arcs,
  { tree }: Simplex,
  look: (share: number) => void,
): number {
  rooms.forEach((room, point) => points.setRent(point, room === 0 ? Infinity : rentAt(tree.potential, point)));
  const found = placesFor(LEARNT);
  let learnt = 0;
  for (let origin = 0; origin < supplies.length; origin += 1) {
    if (origin % ASKED_BETWEEN_LOOKS === 0) look(origin / supplies.length);
    if (supplies[origin] === 0) continue;
    const count = points.cheapest(origin, tree.costFrom(tree.nodeOf(origin)), LEARNT, found);
    for (let at = 0; at < count; at += 1) arcs.add(origin, found.points[at] as number, found.costs[at] as number);
    learnt += count;
  }
  return learnt;
}

/** A point that nobody uses may hang in the tree at less than nothing, and is worth nothing all the same. */
function rentAt(potential: Float64Array, point: number): number {
  return Math.max(0, potential[point] as number);
}

function placesFor(most: number): Found {
  return { points: new Int32Array(most), costs: new Float64Array(most) };
}

function readAnswer({ supplies, rooms }: AssignmentProblem, { tree }: Simplex) {
  const unplaced = new Int32Array(supplies.length);
  const placed: Placement[] = [];
  let totalCost = 0;
  const take = (origin: number, point: number, count: number, cost: number) => {
    if (count === 0) return;
    placed.push([origin, point, count]);
    totalCost += count * cost;
  };
  supplies.forEach((supply, origin) => {
    const node = tree.nodeOf(origin);
    if (supply === 0) return;
    const [flow, cost] = [tree.flow[node] as number, tree.cost[node] as number];
    if (tree.parent[node] === tree.root) unplaced[origin] = flow;
    else take(origin, tree.parent[node] as number, flow, cost);
  });
  for (let point = 0; point < rooms.length; point += 1) {
    const above = tree.parent[point] as number;
    if (tree.isOrigin(above))
      take(above - tree.nodeOf(0), point, tree.flow[point] as number, tree.cost[point] as number);
  }
  return { placements: placementsOf(placed), unplaced, totalCost };
}
