import { OUT, type Packing } from './packing.js';
import { sizeOf } from './sized-problem.js';

/** How hot it is at first and last, and what points are thought of, in what a rounded point has cost above the bound. */
const HOT = 0.5;
const COLD = 0.05;
const NEAR = 2;
/** Moves that are thought of for each parcel that has a choice, of few parcels and of many, and in all. */
const MOVES_PER_PARCEL = 10_000;
const MOVES_IF_FEW = 50_000;
const FEW = 100;
const MOST_MOVES = 300_000_000;
const MOVES_BETWEEN_LOOKS = 16_384;

/** The points that are near enough to the best for a parcel to be worth a try, and who has more than one. */
interface Choices {
  starts: Int32Array;
  points: Int32Array;
  costs: Float64Array;
  parcels: Int32Array;
}

/**
 * Moves and swaps at random, the worse ones ever more seldom (simulated annealing: Kirkpatrick, Gelatt & Vecchi 1983).
 * Only points whose cost with rent is little above the parcel's least are thought of. What is random is drawn the same
 * each time.
 *
 * @param bound - No packing is cheaper.
 * @param hotter - How many times hotter than usual it is, and farther points are thought of.
 * @param seed - Of what is random.
 * @param look - Called now and then with how far it is.
 */
export function anneal(
  packing: Packing,
  { rents, bound, hotter, seed }: { rents: Float64Array; bound: number; hotter: number; seed: number },
  look: (share: number) => void,
): void {
  const full = rents.reduce((count, rent) => (rent > 0 ? count + 1 : count), 0);
  const scale = (hotter * (packing.totalCost - bound)) / Math.max(1, full);
  const choices = choicesOf(packing, rents, NEAR * scale);
  const count = choices.parcels.length;
  if (scale <= 0 || count === 0) return;
  const random = randomOf(seed);
  const moves = Math.min(MOST_MOVES, count * (count <= FEW ? MOVES_IF_FEW : MOVES_PER_PARCEL));
  let heat = HOT * scale;
  const isTaken = (more: number) => more <= 0 || random() < Math.exp(-more / heat);
  for (let move = 0; move < moves; move += 1) {
    if (move % MOVES_BETWEEN_LOOKS === 0) {
      heat = HOT * scale * (COLD / HOT) ** (move / moves);
      look(move / moves);
    }
    const parcel = choices.parcels[Math.floor(random() * count)] as number;
    const start = choices.starts[parcel] as number;
    const arc = start + Math.floor(random() * ((choices.starts[parcel + 1] as number) - start));
    tryArc(packing, choices, parcel, arc, isTaken, random);
  }
}

function tryArc(
  packing: Packing,
  choices: Choices,
  parcel: number,
  arc: number,
  isTaken: (more: number) => boolean,
  random: () => number,
): void {
  const { problem, at, left, costs, members } = packing;
  const [from, to, cost] = [at[parcel] as number, choices.points[arc] as number, choices.costs[arc] as number];
  if (from === to || from === OUT) return;
  const more = cost - (costs[parcel] as number);
  const lacks = sizeOf(problem, parcel, to) - (left[to] as number);
  if (lacks <= 0) {
    if (!isTaken(more)) return;
    packing.takeOut(parcel);
    packing.put(parcel, to, cost);
    return;
  }
  const there = members[to] as number[];
  if (there.length === 0) return;
  const other = there[Math.floor(random() * there.length)] as number;
  const freed = sizeOf(problem, parcel, from) + (left[from] as number);
  if (sizeOf(problem, other, to) < lacks || sizeOf(problem, other, from) > freed) return;
  for (let back = choices.starts[other] as number; back < (choices.starts[other + 1] as number); back += 1) {
    if (choices.points[back] !== from) continue;
    const backCost = choices.costs[back] as number;
    if (!isTaken(more + backCost - (costs[other] as number))) return;
    packing.takeOut(parcel);
    packing.takeOut(other);
    packing.put(parcel, to, cost);
    packing.put(other, from, backCost);
    return;
  }
}

function choicesOf({ problem, arcs, at }: Packing, rents: Float64Array, near: number): Choices {
  const starts = new Int32Array(problem.sizes.length + 1);
  const [points, costs, parcels]: [number[], number[], number[]] = [[], [], []];
  for (let parcel = 0; parcel < problem.sizes.length; parcel += 1) {
    let least = Infinity;
    for (let arc = arcs.startOf(parcel); arc < arcs.endOf(parcel); arc += 1) {
      const point = arcs.points[arc] as number;
      const sum = (arcs.costs[arc] as number) + (rents[point] as number) * sizeOf(problem, parcel, point);
      least = Math.min(least, sum);
      if (sum - least > near && point !== at[parcel]) continue;
      points.push(point);
      costs.push(arcs.costs[arc] as number);
    }
    starts[parcel + 1] = points.length;
    if (points.length - (starts[parcel] as number) > 1) parcels.push(parcel);
  }
  return {
    starts,
    points: Int32Array.from(points),
    costs: Float64Array.from(costs),
    parcels: Int32Array.from(parcels),
  };
}

/** Numbers that are as good as random and the same each time (mulberry32; Ettinger, 2017). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
