import fc from 'fast-check';
import { Allotment, type Candidate } from './index.js';

describe('places that are given out one after another', () => {
  it('go to the first that has one left', () => {
    const near = { code: 'NEAR', freePlaces: 2 };
    const far = { code: 'FAR', freePlaces: null };
    const allotment = new Allotment();
    const takes = Array.from({ length: 4 }, () => allotment.take([near, far])?.code);
    expect(takes).toEqual(['NEAR', 'NEAR', 'FAR', 'FAR']);
    expect(allotment.take([near])).toBeNull();
    expect(allotment.take([])).toBeNull();
  });

  const points = fc.uniqueArray(
    fc.record({
      code: fc.constantFrom(...'ABCDEFGH'),
      freePlaces: fc.option(fc.integer({ min: 0, max: 4 }), { freq: 5 }),
    }),
    { selector: ({ code }) => code, maxLength: 8 },
  );
  const asked = points.chain((all) =>
    fc.tuple(fc.constant<Candidate[]>(all), fc.array(fc.shuffledSubarray<Candidate>(all), { maxLength: 40 })),
  );

  it('are never more than a point has, and are refused only where all candidates are used up', () => {
    fc.assert(
      fc.property(asked, ([all, wishes]) => {
        const allotment = new Allotment();
        const given = new Map<string, number>();
        for (const wish of wishes) {
          const isLeft = ({ code, freePlaces }: Candidate) =>
            freePlaces === null || (given.get(code) ?? 0) < freePlaces;
          const taken = allotment.take(wish);
          // The first with a place left, as whoever counts by hand would say.
          expect(taken).toEqual(wish.find(isLeft) ?? null);
          if (taken !== null) given.set(taken.code, (given.get(taken.code) ?? 0) + 1);
        }
        for (const { code, freePlaces } of all) {
          if (freePlaces !== null) expect(given.get(code) ?? 0).toBeLessThanOrEqual(freePlaces);
        }
      }),
    );
  });
});
