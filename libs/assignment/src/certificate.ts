import type { Assignment } from './assign.js';
import { type AssignmentProblem, FORBIDDEN, penaltiesOf } from './problem.js';

/** What is wrong with an answer or its proof, and where. */
export interface Fault {
  code:
    | 'NOT_ALLOWED'
    | 'TOO_MANY_AT_POINT'
    | 'PARCELS_LOST'
    | 'NEGATIVE_COUNT'
    | 'WRONG_TOTAL'
    | 'NEGATIVE_RENT'
    | 'RENT_WITH_ROOM_LEFT'
    | 'CHEAPER_ELSEWHERE'
    | 'COULD_BE_PLACED'
    | 'BETTER_UNPLACED';
  origin?: number;
  point?: number;
}

/**
 * Checks that an answer is one, and that no other is better, without knowing how it was found.
 *
 * Suppose each point asks a rent for a place, and points with places left ask nothing. If every parcel is where cost and
 * rent together are least (or nowhere, where its penalty is less than that), then nobody can be better off: any other
 * answer pays the same rents at most, for no more places, and as much or more for every parcel. That is complementary
 * slackness of linear programming duality, and all that is needed is to look at all pairs.
 *
 * @returns The first fault, or null if there is none. Time grows with origins × points.
 */
export function verifyCertificate(problem: AssignmentProblem, answer: Assignment): Fault | null {
  return feasibilityFault(problem, answer) ?? rentFault(problem, answer) ?? placeFault(problem, answer);
}

function feasibilityFault({ supplies, rooms, points }: AssignmentProblem, answer: Assignment): Fault | null {
  const { placements, unplaced, totalCost } = answer;
  const left = Float64Array.from(supplies);
  const used = new Float64Array(rooms.length);
  let total = 0;
  for (const [at, origin] of placements.origins.entries()) {
    const [point, count] = [placements.points[at] as number, placements.counts[at] as number];
    const cost = points.cost(origin, point);
    if (count <= 0) return { code: 'NEGATIVE_COUNT', origin, point };
    if (cost === FORBIDDEN) return { code: 'NOT_ALLOWED', origin, point };
    left[origin] = (left[origin] as number) - count;
    used[point] = (used[point] as number) + count;
    total += count * cost;
  }
  const lost = left.findIndex((count, origin) => count !== unplaced[origin] || count < 0);
  if (lost >= 0) return { code: 'PARCELS_LOST', origin: lost };
  const over = used.findIndex((count, point) => count > (rooms[point] as number));
  if (over >= 0) return { code: 'TOO_MANY_AT_POINT', point: over };
  return total === totalCost ? null : { code: 'WRONG_TOTAL' };
}

function rentFault({ rooms }: AssignmentProblem, { placements, rents }: Assignment): Fault | null {
  const used = new Float64Array(rooms.length);
  placements.points.forEach((point, at) => {
    used[point] = (used[point] as number) + (placements.counts[at] as number);
  });
  for (const [point, rent] of rents.entries()) {
    if (!(rent >= 0)) return { code: 'NEGATIVE_RENT', point };
    if (rent > 0 && (used[point] as number) < (rooms[point] as number)) return { code: 'RENT_WITH_ROOM_LEFT', point };
  }
  return null;
}

function placeFault(problem: AssignmentProblem, { placements, unplaced, rents }: Assignment): Fault | null {
  const { supplies, rooms, points } = problem;
  const penalties = penaltiesOf(problem);
  const pays = new Float64Array(supplies.length).fill(-1);
  for (const [at, origin] of placements.origins.entries()) {
    const point = placements.points[at] as number;
    // Whoever is in several places pays the most at one of them, and that must be the least anywhere.
    pays[origin] = Math.max(pays[origin] as number, points.cost(origin, point) + (rents[point] as number));
  }
  for (const [origin, supply] of supplies.entries()) {
    if (supply === 0) continue;
    const penalty = penalties[origin] as number;
    if ((pays[origin] as number) > penalty) return { code: 'BETTER_UNPLACED', origin };
    const isUnplaced = (unplaced[origin] as number) > 0;
    const bound = isUnplaced ? penalty : (pays[origin] as number);
    for (let point = 0; point < rooms.length; point += 1) {
      const cost = rooms[point] === 0 ? FORBIDDEN : points.cost(origin, point);
      if (cost === FORBIDDEN || cost + (rents[point] as number) >= bound) continue;
      return { code: isUnplaced ? 'COULD_BE_PLACED' : 'CHEAPER_ELSEWHERE', origin, point };
    }
  }
  return null;
}
