import {
  type AllowedClasses,
  type AssignmentProblem,
  type AssignOptions,
  assign,
  nearestFirst,
  type Placements,
  PointTree,
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
  };
  sorts: AllowedClasses[];
  /** Whether the proof is checked over all pairs, which takes time in proportion to their number. */
  verify: boolean;
}

/** Placements with the way of each. */
export interface Ways extends Placements {
  metres: Int32Array;
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
  /** Null where it was not asked for; the code of the first fault otherwise, or 'OK'. */
  proof: string | null;
  work: { arcs: number; rounds: number; pivots: number };
}

/** @throws AssignmentCancelled, BadProblem. */
export function solve({ points, spots, sorts, verify }: Task, options: AssignOptions): Solution {
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
    optimal: ways(answer.placements),
    nearestFirst: ways(greedy.placements),
    unplaced: answer.unplaced,
    wanted: wantedOf(problem),
    rents: answer.rents,
    proof: verify ? (verifyCertificate(problem, answer)?.code ?? 'OK') : null,
    work: answer.work,
  };
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
