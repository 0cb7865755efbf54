import fc from 'fast-check';
import { AllPoints } from './all-points.js';
import { type Assignment, assign } from './assign.js';
import { verifyCertificate } from './certificate.js';
import { nearestFirst } from './nearest-first.js';
import { AssignmentCancelled, type AssignmentProblem, BadProblem, FORBIDDEN, penaltiesOf } from './problem.js';
import { leastByTryingAll, problemOf, type SmallProblem, smallProblems } from './small-problems.fixture.js';

const TINY = { origins: 5, points: 4, supply: 2, room: 3, cost: 50 };
const SMALL = { origins: 40, points: 30, supply: 6, room: 8, cost: 1000 };

/** The cost with the penalties of what is not placed. */
function wholeCost(problem: AssignmentProblem, { totalCost, unplaced }: Pick<Assignment, 'totalCost' | 'unplaced'>) {
  const penalties = penaltiesOf(problem);
  return unplaced.reduce((sum, count, origin) => sum + count * (penalties[origin] as number), totalCost);
}

const sum = (values: ArrayLike<number>) => Array.from(values).reduce((total, value) => total + value, 0);

describe('the assignment of parcels to points', () => {
  it('costs what trying everything finds, and proves it', () => {
    fc.assert(
      fc.property(smallProblems(TINY), (small) => {
        fc.pre(sum(small.supplies) <= 7);
        const problem = problemOf(small);
        const answer = assign(problem);
        expect(wholeCost(problem, answer)).toBe(leastByTryingAll(small));
        expect(verifyCertificate(problem, answer)).toBeNull();
      }),
      { numRuns: 2000 },
    );
  });

  it('proves what is too great to be tried, and is never dearer than nearest first', () => {
    fc.assert(
      fc.property(smallProblems(SMALL), (small) => {
        const problem = problemOf(small);
        const answer = assign(problem);
        expect(verifyCertificate(problem, answer)).toBeNull();
        const greedy = nearestFirst(problem);
        expect(wholeCost(problem, answer)).toBeLessThanOrEqual(wholeCost(problem, greedy));
        expect(sum(greedy.placements.counts) + sum(greedy.unplaced)).toBe(sum(small.supplies));
      }),
      { numRuns: 500 },
    );
  });

  it('proves what is great enough to begin with a sample of it', () => {
    fc.assert(
      fc.property(smallProblems({ ...SMALL, supply: 20_000, room: 20_000 }), (small) => {
        fc.pre(sum(small.supplies) >= 60_000);
        const problem = problemOf(small);
        const answer = assign(problem);
        expect(verifyCertificate(problem, answer)).toBeNull();
        expect(wholeCost(problem, answer)).toBeLessThanOrEqual(wholeCost(problem, nearestFirst(problem)));
      }),
      { numRuns: 300 },
    );
  });

  it('says of each point what one more place there would save', () => {
    fc.assert(
      fc.property(smallProblems(TINY), (small) => {
        const { rents, ...answer } = assign(problemOf(small));
        const before = wholeCost(problemOf(small), answer);
        small.rooms.forEach((room, point) => {
          const wider = problemOf({ ...small, rooms: small.rooms.with(point, room + 1) });
          // A point without room asks nothing, although a first place may be worth something.
          if (room > 0) expect(before - wholeCost(wider, assign(wider))).toBe(rents[point]);
        });
      }),
      { numRuns: 500 },
    );
  });

  it('is the same each time', () => {
    fc.assert(
      fc.property(smallProblems(SMALL), (small) => expect(assign(problemOf(small))).toEqual(assign(problemOf(small)))),
      { numRuns: 50 },
    );
  });

  it('places as many as there is room for, those of the first priority rather than others', () => {
    const answer = assign(
      problemOf({
        supplies: [3, 3, 3],
        priorities: [2, 0, 1],
        rooms: [2, 2],
        costs: [
          [1, 1],
          [900, 900],
          [5, FORBIDDEN],
        ],
      }),
    );
    expect(Array.from(answer.unplaced)).toEqual([3, 0, 2]);
    expect(answer.totalCost).toBe(3 * 900 + 5);
  });

  it.each<[string, SmallProblem, number[]]>([
    ['no point at all', { supplies: [4], priorities: [0], rooms: [], costs: [[]] }, [4]],
    ['no parcel at all', { supplies: [], priorities: [], rooms: [3], costs: [] }, []],
    ['points without room', { supplies: [1, 1], priorities: [0, 1], rooms: [0], costs: [[1], [1]] }, [1, 1]],
    [
      'a parcel that nothing can take',
      { supplies: [1, 1], priorities: [0, 0], rooms: [9], costs: [[FORBIDDEN], [2]] },
      [1, 0],
    ],
    [
      'room without end',
      { supplies: [1, 2_000_000], priorities: [0, 0], rooms: [1_000_000_000], costs: [[1], [7]] },
      [0, 0],
    ],
    [
      '100 000 parcels at one spot',
      { supplies: [100_000], priorities: [0], rooms: [60_000, 30_000], costs: [[2, 1]] },
      [10_000],
    ],
  ])('has an answer for %s', (_, small, unplaced) => {
    const problem = problemOf(small);
    const answer = assign(problem);
    expect(Array.from(answer.unplaced)).toEqual(unplaced);
    expect(verifyCertificate(problem, answer)).toBeNull();
  });

  it('ends when it is told to, and says how far it is', () => {
    const problem = problemOf({ supplies: [1], priorities: [0], rooms: [1], costs: [[1]] });
    const stages: string[] = [];
    assign(problem, { progress: ({ stage }) => stages.push(stage) });
    expect(stages).toEqual(expect.arrayContaining(['SURVEY', 'PROVE']));
    let asked = 0;
    const isCancelled = () => (asked += 1) > 1;
    expect(() => assign(problem, { isCancelled })).toThrow(AssignmentCancelled);
  });

  it.each<[string, Partial<SmallProblem> & { mostCost?: number }, string]>([
    ['a negative supply', { supplies: [-1] }, 'supplies'],
    ['too few priorities', { priorities: [] }, 'priorities'],
    ['a negative room', { rooms: [-1] }, 'rooms'],
    ['costs that are not whole', { mostCost: 0.5 }, 'mostCost'],
    ['costs whose sums are not exact', { mostCost: 2 ** 50 }, 'mostCost'],
  ])('refuses %s by name', (_, { mostCost, ...more }, field) => {
    const problem = problemOf({ supplies: [1], priorities: [0], rooms: [1], costs: [[1]], ...more });
    const bad = { ...problem, mostCost: mostCost ?? problem.mostCost };
    expect(() => assign(bad)).toThrow(expect.objectContaining({ name: 'BadProblem', field }));
    expect(() => assign(bad)).toThrow(BadProblem);
  });
});

describe('a certificate', () => {
  const problem: AssignmentProblem = {
    supplies: Int32Array.from([2, 1, 3, 1]),
    priorities: new Uint8Array(4),
    rooms: Int32Array.from([2, 2, 4, 3]),
    points: new AllPoints(4, (origin, point) =>
      origin === 3 && point !== 0 ? FORBIDDEN : 10 * Math.abs(origin - point) + point,
    ),
    mostCost: 40,
  };
  const answer = assign(problem);
  const tally = problem.rooms.map((_, point) =>
    sum(answer.placements.points.map((at, place) => (at === point ? (answer.placements.counts[place] as number) : 0))),
  );
  const changed = (change: (copy: Assignment) => void): Assignment => {
    const copy = structuredClone(answer);
    change(copy);
    return copy;
  };

  it('is accepted as it is', () => {
    expect(verifyCertificate(problem, answer)).toBeNull();
    expect(Math.max(...answer.rents)).toBeGreaterThan(0);
  });

  it.each<[string, (copy: Assignment) => void, string]>([
    [
      'a parcel more',
      ({ placements }) => (placements.counts[0] = (placements.counts[0] as number) + 1),
      'PARCELS_LOST',
    ],
    ['none where there is said to be some', ({ placements }) => (placements.counts[0] = 0), 'NEGATIVE_COUNT'],
    [
      'a parcel where it must not be',
      ({ placements }) => (placements.points[placements.points.length - 1] = 1),
      'NOT_ALLOWED',
    ],
    ['everything at one point', ({ placements }) => placements.points.fill(0), 'TOO_MANY_AT_POINT'],
    ['another total', (copy) => (copy.totalCost -= 1), 'WRONG_TOTAL'],
    ['a rent below nothing', ({ rents }) => (rents[0] = -1), 'NEGATIVE_RENT'],
    ['a rent that is no number', ({ rents }) => (rents[0] = Number.NaN), 'NEGATIVE_RENT'],
    [
      'a rent where there is room',
      ({ rents }) => (rents[tally.findIndex((used, point) => used < (problem.rooms[point] as number))] = 1),
      'RENT_WITH_ROOM_LEFT',
    ],
    ['no rents', ({ rents }) => rents.fill(0), 'CHEAPER_ELSEWHERE'],
    ['rents that nobody would pay', ({ rents }) => (rents[rents.indexOf(Math.max(...rents))] = 1e9), 'BETTER_UNPLACED'],
  ])('is refused with %s', (_, change, code) => {
    expect(verifyCertificate(problem, changed(change))).toMatchObject({ code });
  });

  it('is refused where somebody is said to have no place who could have one', () => {
    const lazy = changed((copy) => {
      const last = copy.placements.origins.length - 1;
      const [origin, point, count] = [copy.placements.origins, copy.placements.points, copy.placements.counts].map(
        (list) => list[last] as number,
      ) as [number, number, number];
      copy.totalCost -= count * problem.points.cost(origin, point);
      copy.unplaced[origin] = count;
      copy.placements = {
        origins: copy.placements.origins.slice(0, last),
        points: copy.placements.points.slice(0, last),
        counts: copy.placements.counts.slice(0, last),
      };
      copy.rents.fill(0);
    });
    expect(verifyCertificate(problem, lazy)?.code).toMatch(/COULD_BE_PLACED|CHEAPER_ELSEWHERE/);
  });
});
