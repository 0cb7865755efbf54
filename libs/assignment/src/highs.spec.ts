import fc from 'fast-check';
import highsModule from 'highs';
import { assign } from './assign.js';
import { verifyCertificate } from './certificate.js';
import { FORBIDDEN, penaltiesOf } from './problem.js';
import { problemOf, type SmallProblem, smallProblems } from './small-problems.fixture.js';

/** Its types describe a module with a default export, which for CommonJS is the module itself. */
const loadHighs = highsModule as unknown as typeof highsModule.default;

/** How many problems are given to the solver as one, since to start it takes longer than to solve any of them. */
const AT_ONCE = 40;

const SIZES = [
  { origins: 12, points: 8, supply: 4, room: 9, cost: 500 },
  // Far too little room.
  { origins: 12, points: 8, supply: 6, room: 2, cost: 500 },
  // Single parcels and single places: the assignment problem itself.
  { origins: 14, points: 14, supply: 1, room: 1, cost: 100 },
].map(smallProblems);

/** A problem as a linear programme: its variables and its constraints begin with a name of their own. */
function linesOf(name: string, { supplies, rooms, costs }: SmallProblem, penalties: Float64Array) {
  const objective: string[] = [];
  const atOrigin = supplies.map((_, origin): string[] => [`${name}u${origin}`]);
  const atPoint = rooms.map((): string[] => []);
  for (const [origin, penalty] of penalties.entries()) objective.push(`${penalty} ${name}u${origin}`);
  for (const [origin, ofOrigin] of costs.entries()) {
    for (const [point, cost] of ofOrigin.entries()) {
      if (cost === FORBIDDEN) continue;
      const variable = `${name}x${origin}_${point}`;
      objective.push(`${cost} ${variable}`);
      atOrigin[origin]?.push(variable);
      atPoint[point]?.push(variable);
    }
  }
  const constraints = [
    ...atOrigin.map((variables, origin) => `${name}s${origin}: ${variables.join(' + ')} = ${supplies[origin]}`),
    ...atPoint.flatMap((variables, point) =>
      variables.length === 0 ? [] : [`${name}r${point}: ${variables.join(' + ')} <= ${rooms[point]}`],
    ),
  ];
  return { objective, constraints };
}

describe('the assignment of parcels to points, beside a solver of linear programmes', () => {
  it('costs the same, with room and without, with pairs that must not be, with priorities', async () => {
    const highs = await loadHighs();
    let compared = 0;
    fc.assert(
      fc.property(fc.array(fc.oneof(...SIZES), { minLength: AT_ONCE, maxLength: AT_ONCE }), (problems) => {
        const penalties = problems.map((small) => penaltiesOf(problemOf(small)));
        const parts = problems.map((small, at) => linesOf(`p${at}`, small, penalties[at] as Float64Array));
        const programme = [
          'Minimize',
          ` cost: ${parts.flatMap(({ objective }) => objective).join('\n + ')}`,
          'Subject To',
          ...parts.flatMap(({ constraints }) => constraints.map((line) => ` ${line}`)),
          'End',
        ].join('\n');
        const { Status, Columns } = highs.solve(programme);
        expect(Status).toBe('Optimal');
        const least = new Float64Array(problems.length);
        for (const [variable, { Primal }] of Object.entries(Columns as Record<string, { Primal: number }>)) {
          const [, at = '', kind = '', origin = '', point = ''] = /^p(\d+)([ux])(\d+)(?:_(\d+))?$/.exec(variable) ?? [];
          const [small, penalty] = [problems[Number(at)], penalties[Number(at)]];
          const cost = kind === 'u' ? penalty?.[Number(origin)] : small?.costs[Number(origin)]?.[Number(point)];
          least[Number(at)] = (least[Number(at)] as number) + Primal * (cost as number);
        }
        for (const [at, small] of problems.entries()) {
          const problem = problemOf(small);
          const answer = assign(problem);
          const cost = answer.unplaced.reduce(
            (sum, count, origin) => sum + count * (penalties[at]?.[origin] as number),
            answer.totalCost,
          );
          // The solver counts with fractions, of which the optimum of such a programme has none.
          expect(Math.abs(cost - (least[at] as number))).toBeLessThan(1e-3);
          expect(verifyCertificate(problem, answer)).toBeNull();
          compared += 1;
        }
      }),
      { numRuns: 60, endOnFailure: true, interruptAfterTimeLimit: 60_000 },
    );
    expect(compared).toBe(60 * AT_ONCE);
  });
});
