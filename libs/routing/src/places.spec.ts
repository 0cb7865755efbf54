import fc from 'fast-check';
import { allot, type Contest, type Wish, whoFit } from './index.js';

/** Somebody's ways, the best first; the last one needs no place. */
interface Contender {
  ways: string[][];
  boards: string[];
}

const run = fc.constantFrom('A', 'B', 'C', 'D', 'E');
const someRuns = fc.uniqueArray(run, { minLength: 1, maxLength: 3 });
const contender = fc.record({
  ways: fc.array(someRuns, { maxLength: 4 }).map((ways) => [...ways, []]),
  boards: fc.oneof(
    { weight: 4, arbitrary: fc.constant<string[]>([]) },
    { weight: 1, arbitrary: run.map((one) => [one]) },
  ),
});
const rooms = fc.record({
  ...{ A: fc.integer({ min: -1, max: 4 }), B: fc.integer({ min: 0, max: 4 }), C: fc.integer({ min: 0, max: 4 }) },
  ...{ D: fc.integer({ min: 0, max: 4 }), E: fc.constant(Number.POSITIVE_INFINITY) },
});

/** Held until all is known that has to be. @returns Where each goes, and how often the contest was held. */
function held(contenders: readonly Contender[], room: Readonly<Record<string, number>>) {
  const known = new Map<string, number>();
  let wishes: Wish[] = [];
  for (let times = 1; ; times += 1) {
    const full = new Set<string>();
    wishes = [];
    const contest: Contest = {
      count: contenders.length,
      wish(place) {
        const { ways, boards } = contenders[place] as Contender;
        const free = ways.find((way) => way.every((each) => boards.includes(each) || !full.has(each))) ?? [];
        wishes[place] = { takes: free.filter((each) => !boards.includes(each)), boards };
        return wishes[place];
      },
      fill: (each) => void full.add(each),
      left: (each) => known.get(each),
    };
    const unknown = allot(contest);
    if (unknown.length === 0) return { wishes, times };
    for (const each of unknown) known.set(each, room[each] as number);
  }
}

describe('places in vehicles', () => {
  it('go to each in turn: it goes the best way on which those before it have left any', () => {
    fc.assert(
      fc.property(fc.array(contender, { maxLength: 12 }), rooms, (contenders, room) => {
        const { wishes, times } = held(contenders, room);
        const left: Record<string, number> = { ...room };
        contenders.forEach(({ ways, boards }, place) => {
          const best =
            ways.find((way) => way.every((each) => boards.includes(each) || (left[each] as number) > 0)) ?? [];
          expect(wishes[place]?.takes).toEqual(best.filter((each) => !boards.includes(each)));
          for (const each of [...(wishes[place]?.takes ?? []), ...boards]) left[each] = (left[each] as number) - 1;
        });
        expect(times).toBeLessThanOrEqual(6);
        expect(whoFit(wishes, (each) => room[each as 'A'])).not.toContain(false);
      }),
      { numRuns: 2000 },
    );
  });

  it('are never given twice when somebody else was served meanwhile', () => {
    fc.assert(
      fc.property(fc.array(contender, { maxLength: 12 }), rooms, rooms, (contenders, before, now) => {
        const { wishes } = held(contenders, before);
        const fits = whoFit(wishes, (each) => now[each as 'A']);
        for (const each of ['A', 'B', 'C', 'D'] as const) {
          const those = (what: 'takes' | 'boards') =>
            wishes.filter((wish, place) => fits[place] && wish[what].includes(each)).length;
          // Whoever is aboard takes a place that is not there; nobody takes one beside.
          expect(those('takes')).toBeLessThanOrEqual(Math.max(0, now[each]));
          if (those('boards') === 0) expect(those('takes')).toBeLessThanOrEqual(Math.max(0, now[each]));
        }
      }),
      { numRuns: 1000 },
    );
  });
});
