import fc from 'fast-check';
import { AllPoints } from './all-points.js';
import { type AssignmentProblem, FORBIDDEN, penaltiesOf } from './problem.js';

/** A problem small enough to try everything. */
export interface SmallProblem {
  supplies: number[];
  priorities: number[];
  rooms: number[];
  /** By origin, then by point; FORBIDDEN where it must not be. */
  costs: number[][];
}

export function problemOf({ supplies, priorities, rooms, costs }: SmallProblem): AssignmentProblem {
  return {
    supplies: Int32Array.from(supplies),
    priorities: Uint8Array.from(priorities),
    rooms: Int32Array.from(rooms),
    points: new AllPoints(rooms.length, (origin, point) => costs[origin]?.[point] ?? FORBIDDEN),
    mostCost: Math.max(0, ...costs.flat()),
  };
}

/** Costs of few different values make ties, of which degenerate trees are made. */
export function smallProblems(most: { origins: number; points: number; supply: number; room: number; cost: number }) {
  return fc
    .record({
      origins: fc.integer({ min: 1, max: most.origins }),
      points: fc.integer({ min: 0, max: most.points }),
      mostCost: fc.constantFrom(1, 3, most.cost),
    })
    .chain(({ origins, points, mostCost }) => {
      const each = <Value>(length: number, value: fc.Arbitrary<Value>) =>
        fc.array(value, { minLength: length, maxLength: length });
      const cost = fc.oneof(
        { weight: 5, arbitrary: fc.nat(mostCost) },
        { weight: 1, arbitrary: fc.constant(FORBIDDEN) },
      );
      return fc.record<SmallProblem>({
        supplies: each(origins, fc.nat(most.supply)),
        priorities: each(origins, fc.nat(2)),
        rooms: each(points, fc.nat(most.room)),
        costs: each(origins, each(points, cost)),
      });
    });
}

/** The least that the placed parcels and the penalties of the others can come to, by trying everything. */
export function leastByTryingAll(small: SmallProblem): number {
  const penalties = penaltiesOf(problemOf(small));
  const parcels = small.supplies.flatMap((supply, origin) => Array.from({ length: supply }, () => origin));
  const left = [...small.rooms];
  const best = (at: number): number => {
    const origin = parcels[at];
    if (origin === undefined) return 0;
    let least = (penalties[origin] as number) + best(at + 1);
    for (const [point, cost] of (small.costs[origin] as number[]).entries()) {
      if (cost === FORBIDDEN || left[point] === 0) continue;
      left[point] = (left[point] as number) - 1;
      least = Math.min(least, cost + best(at + 1));
      left[point] = (left[point] as number) + 1;
    }
    return least;
  };
  return best(0);
}
