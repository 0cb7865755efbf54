import {
  type AllowedClasses,
  type AssignmentProblem,
  type AssignOptions,
  assign,
  keepTogether,
  nearestFirst,
  type Placements,
  PointTree,
  type Together,
  verifyCertificate,
} from '#libs/assignment';

/** Half the way round the Earth. */
const MOST_METRES = 20_016_000;

/** A batch and a network as arrays, which a thread is given whole. */
export interface Task {
  points: { lats: Float64Array; lons: Float64Array; classes: Int32Array; rooms: Int32Array; extraMetres: Int32Array };
  spots: {
    lats: Float64Array;
    lons: Float64Array;
    sorts: Int32Array;
    priorities: Uint8Array;
    supplies: Int32Array;
    /** Whose parcels they are; -1 where that is not known, or does not matter. */
    customers: Int32Array;
  };
  /** What each point beyond a customer's first counts, in metres. */
  splitMetres: number;
  sorts: AllowedClasses[];
  /** Whether the proof is checked over all pairs, which takes time in proportion to their number. */
  verify: boolean;
}

/** Placements with the way of each. */
export interface Ways extends Placements {
  metres: Int32Array;
}

/** How many points customers have to go to beyond their first, and how near that is to the best. */
export interface Splits {
  splits: number;
  /** At the least distance, before anything was done about it. */
  splitsBefore: number;
  /** By how much the whole cost, splitting included, is above what no plan is below: 0.01 is one per cent. */
  gap: number;
}

/** What came of a task. */
export interface Solution {
  optimal: Ways;
  /** What came of giving each parcel its nearest place that was left, in the order of the batch. */
  nearestFirst: Ways;
  /** By spot: parcels that have no point. */
  unplaced: Int32Array;
  /** By point: parcels that would go there if everybody went to the nearest that takes them, full or not. */
  wanted: Float64Array;
  /** By point: what one more place there would save, in metres. */
  rents: Float64Array;
  /** Points beyond the first of each customer; null where nothing was asked for. */
  splits: Splits | null;
  /** Null where it was not asked for; the code of the first fault otherwise, or 'OK'. */
  proof: string | null;
  work: { arcs: number; rounds: number; pivots: number };
}

/** @throws AssignmentCancelled, BadProblem. */
export function solve({ points, spots, sorts, splitMetres, verify }: Task, options: AssignOptions): Solution {
  const extras = [...sorts.map(({ extraMetres }) => extraMetres), points.extraMetres];
  const mostCost =
    MOST_METRES + 2 * extras.flatMap((each) => [...each]).reduce((most, each) => Math.max(most, each), 0);
  const tree = new PointTree(points, spots, sorts);
  const problem: AssignmentProblem = {
    supplies: spots.supplies,
    priorities: spots.priorities,
    rooms: points.rooms,
    points: tree,
    mostCost,
  };
  const greedy = nearestFirst(problem);
  const answer = assign(problem, options);
  const customers = { ofOrigin: spots.customers, splitCost: splitMetres };
  const together = splitMetres > 0 ? keepTogether(problem, answer, customers, options) : null;
  const ways = (placements: Placements): Ways => ({
    ...placements,
    metres: placements.points.map((point, at) => {
      const origin = placements.origins[at] as number;
      const itsClass = points.classes[point] as number;
      const added =
        (sorts[spots.sorts[origin] as number]?.extraMetres[itsClass] ?? 0) + (points.extraMetres[point] ?? 0);
      return tree.cost(origin, point) - added;
    }),
  });
  return {
    optimal: ways((together ?? answer).placements),
    nearestFirst: ways(greedy.placements),
    unplaced: answer.unplaced,
    wanted: wantedOf(problem),
    rents: answer.rents,
    splits: together && splitsOf(together),
    proof: verify ? (verifyCertificate(problem, answer)?.code ?? 'OK') : null,
    work: answer.work,
  };
}

function splitsOf({ splits, splitsBefore, penalisedCost, bound }: Together): Splits {
  return { splits, splitsBefore, gap: bound === 0 ? 0 : (penalisedCost - bound) / bound };
}

function wantedOf({ supplies, rooms, points }: AssignmentProblem): Float64Array {
  const wanted = new Float64Array(rooms.length);
  const found = { points: new Int32Array(1), costs: new Float64Array(1) };
  rooms.forEach((_, point) => points.setRent(point, 0));
  supplies.forEach((supply, origin) => {
    if (points.cheapest(origin, Infinity, 1, found) === 0) return;
    const point = found.points[0] as number;
    wanted[point] = (wanted[point] as number) + supply;
  });
  return wanted;
}
