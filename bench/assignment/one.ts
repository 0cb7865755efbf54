// One night, in a process of its own: run.ts reads what it prints.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import highsModule from 'highs';
import { Arcs } from '../../libs/assignment/src/arcs.js';
import { assign, assignSized, nearestFirst } from '../../libs/assignment/src/index.js';
import { penaltiesOf } from '../../libs/assignment/src/problem.js';
import { Simplex } from '../../libs/assignment/src/simplex.js';
import { type Night, nightOf, randomOf, townsOf } from './night.js';

/** Candidates of each parcel, as LEMON was measured with before a line of Relais was written. */
const CANDIDATES = 16;

/** Beyond so many parcels a linear programme written out takes gigabytes, and parcels of several sizes minutes. */
const MOST_OF_HIGHS = 10_000;
const MOST_SIZED = 100_000;

/** A carrier's four classes, each twice the one before: 55, 25, 15 and 5 of 100 parcels. */
const CLASSES = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 4, 4, 4, 8];

/** Its types describe a module with a default export, which for CommonJS is the module itself. */
const loadHighs = highsModule as unknown as typeof highsModule.default;

/** What was measured of one night. Times in milliseconds. */
export interface Measured {
  areReal: boolean;
  nearestFirst: { ms: number[]; meanMetres: number; placed: number };
  full: { ms: number[]; meanMetres: number; placed: number; rounds: number; pivots: number; peakBytes: number };
  /** Costs are whole, and with the penalties too great for a number to hold exactly. */
  onArcs: { ms: number[]; cost: string };
  lemon: { ms: number[]; cost: string } | null;
  highs: { ms: number[]; cost: number } | null;
  sized: { ms: number[]; gap: number } | null;
}

const [parcels = 0, points = 0, blocks = 1] = process.argv.slice(2, 5).map(Number);
const [, , , , , folder = '.', program = ''] = process.argv;

function timed<Answer>(times: number[], work: () => Answer): Answer {
  const begun = performance.now();
  const answer = work();
  times.push(performance.now() - begun);
  return answer;
}

function arcsOf({ problem }: Night): Arcs {
  const { supplies, points: all } = problem;
  const arcs = new Arcs(supplies.length, CANDIDATES);
  const found = { points: new Int32Array(CANDIDATES), costs: new Float64Array(CANDIDATES) };
  problem.rooms.forEach((_, point) => all.setRent(point, 0));
  supplies.forEach((_, origin) => {
    const count = all.cheapest(origin, Infinity, CANDIDATES, found);
    arcs.reserve(origin, count);
    for (let at = 0; at < count; at += 1) arcs.add(origin, found.points[at] as number, found.costs[at] as number);
  });
  return arcs;
}

function writeArcs(path: string, { problem }: Night, arcs: Arcs): void {
  const { supplies, rooms } = problem;
  const count = arcs.count;
  const [from, to, costs] = [new Int32Array(count), new Int32Array(count), new Float64Array(count)];
  let next = 0;
  for (let origin = 0; origin < supplies.length; origin += 1) {
    for (let arc = arcs.startOf(origin); arc < arcs.endOf(origin); arc += 1) {
      from[next] = origin;
      to[next] = arcs.points[arc] as number;
      costs[next] = arcs.costs[arc] as number;
      next += 1;
    }
  }
  const parts = [
    Int32Array.of(supplies.length, rooms.length, count),
    supplies,
    rooms,
    penaltiesOf(problem),
    from,
    to,
    costs,
  ];
  writeFileSync(
    path,
    Buffer.concat(parts.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength))),
  );
}

/** The same arcs as a linear programme. */
function programmeOf({ problem }: Night, arcs: Arcs): string {
  const { supplies, rooms } = problem;
  const penalties = penaltiesOf(problem);
  const objective: string[] = [];
  const constraints: string[] = [];
  const atPoint = Array.from(rooms, (): string[] => []);
  supplies.forEach((supply, origin) => {
    objective.push(`${penalties[origin]} u${origin}`);
    const own = [`u${origin}`];
    for (let arc = arcs.startOf(origin); arc < arcs.endOf(origin); arc += 1) {
      const variable = `x${origin}_${arcs.points[arc]}`;
      objective.push(`${arcs.costs[arc]} ${variable}`);
      own.push(variable);
      atPoint[arcs.points[arc] as number]?.push(variable);
    }
    constraints.push(` s${origin}: ${own.join(' + ')} = ${supply}`);
  });
  atPoint.forEach((variables, point) => {
    if (variables.length > 0) constraints.push(` r${point}: ${variables.join(' + ')} <= ${rooms[point]}`);
  });
  return ['Minimize', ` cost: ${objective.join('\n + ')}`, 'Subject To', ...constraints, 'End'].join('\n');
}

/** Parcels of several sizes on the same points, whose rooms are scaled to the sizes. */
function sizedGap({ problem, parcels: count }: Night): number {
  const random = randomOf(3);
  const sizes = Int32Array.from({ length: count }, () => CLASSES[Math.floor(random() * CLASSES.length)] as number);
  const scale = sizes.reduce((sum, size) => sum + size, 0) / count;
  const { priorities, points: all, mostCost } = problem;
  const rooms = problem.rooms.map((room) => Math.round(room * scale));
  const { penalisedCost, bound } = assignSized({ sizes, priorities, rooms, points: all, mostCost });
  return (penalisedCost - bound) / bound;
}

/** What the tree of a solved simplex comes to, penalties included. */
function costOf({ tree }: Simplex, { problem }: Night): string {
  let cost = 0n;
  problem.supplies.forEach((_, origin) => {
    const node = tree.nodeOf(origin);
    cost += BigInt(tree.flow[node] as number) * BigInt(tree.cost[node] as number);
  });
  for (let point = 0; point < problem.rooms.length; point += 1) {
    if (tree.isOrigin(tree.parent[point] as number))
      cost += BigInt(tree.flow[point] as number) * BigInt(tree.cost[point] as number);
  }
  return String(cost);
}

const { towns, areReal } = townsOf(process.env.RELAIS_TEST_DATA);
const night = nightOf(parcels, points, towns, 7);
const { problem } = night;
const sum = (counts: Int32Array) => counts.reduce((total, count) => total + count, 0);
const measured: Measured = {
  areReal,
  nearestFirst: { ms: [], meanMetres: 0, placed: 0 },
  full: { ms: [], meanMetres: 0, placed: 0, rounds: 0, pivots: 0, peakBytes: 0 },
  onArcs: { ms: [], cost: '' },
  lemon: program === '' ? null : { ms: [], cost: '' },
  highs: null,
  sized: null,
};
for (let block = 0; block < blocks; block += 1) {
  const full = timed(measured.full.ms, () => assign(problem));
  // Before anything else has taken memory: what the product itself needs.
  if (block === 0) measured.full.peakBytes = 1024 * process.resourceUsage().maxRSS;
  const placed = sum(full.placements.counts);
  Object.assign(measured.full, { meanMetres: full.totalCost / placed, placed, ...full.work });
  const greedy = timed(measured.nearestFirst.ms, () => nearestFirst(problem));
  const greedyPlaced = sum(greedy.placements.counts);
  Object.assign(measured.nearestFirst, { meanMetres: greedy.totalCost / greedyPlaced, placed: greedyPlaced });
  const arcs = arcsOf(night);
  const simplex = timed(measured.onArcs.ms, () => {
    const begun = new Simplex(problem.supplies, problem.rooms, arcs, penaltiesOf(problem));
    begun.run(() => {});
    return begun;
  });
  measured.onArcs.cost = costOf(simplex, night);
  if (measured.lemon === null) continue;
  const path = join(folder, 'arcs');
  writeArcs(path, night, arcs);
  const [cost = '', ms = ''] = execFileSync(program, [path], { encoding: 'utf8' }).trim().split(' ');
  measured.lemon.cost = cost;
  measured.lemon.ms.push(Number(ms));
}
if (parcels <= MOST_OF_HIGHS) {
  const programme = programmeOf(night, arcsOf(night));
  const highs = await loadHighs();
  const ms: number[] = [];
  measured.highs = { ms, cost: timed(ms, () => highs.solve(programme)).ObjectiveValue };
}
if (parcels <= MOST_SIZED) {
  const ms: number[] = [];
  measured.sized = { ms, gap: timed(ms, () => sizedGap(night)) };
}
process.stdout.write(`${JSON.stringify(measured)}\n`);
