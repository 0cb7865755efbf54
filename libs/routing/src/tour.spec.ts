import fc from 'fast-check';
import { tourOrder } from './tour.js';

/** Places on a line, so that the shortest way is known without a search. */
const onALine = (...places: number[]) => places.map((from) => places.map((to) => Math.abs(from - to)));

const matrices = fc
  .integer({ min: 1, max: 9 })
  .chain((count) =>
    fc.array(fc.array(fc.nat(500), { minLength: count, maxLength: count }), { minLength: count, maxLength: count }),
  );

function lengthOf(durations: number[][], order: readonly number[]): number {
  return order.slice(1).reduce((sum, to, at) => sum + (durations[order[at] as number]?.[to] as number), 0);
}

describe('the order of a tour', () => {
  it('begins at its depot and ends wherever that is shortest', () => {
    expect(tourOrder(onALine(0, 30, 10, 20), { startsAtFirst: true, ends: 'ANYWHERE' })).toEqual([0, 2, 3, 1]);
  });

  it('comes back to its depot', () => {
    const durations = onALine(0, 20, -10, 30, -5);
    const order = tourOrder(durations, { startsAtFirst: true, ends: 'AT_FIRST' });
    expect(order[0]).toBe(0);
    expect(lengthOf(durations, [...order, 0])).toBe(80);
  });

  it('brings what it collects to the depot at its end, from the far end of its points', () => {
    expect(tourOrder(onALine(20, 50, 10, 0), { startsAtFirst: false, ends: 'AT_LAST' })).toEqual([1, 0, 2, 3]);
  });

  it('goes from one depot to another', () => {
    expect(tourOrder(onALine(0, 30, 10, 40), { startsAtFirst: true, ends: 'AT_LAST' })).toEqual([0, 2, 1, 3]);
  });

  it('has every place once, and its ends where they are given', () => {
    fc.assert(
      fc.property(
        matrices,
        fc.boolean(),
        fc.constantFrom('AT_LAST', 'AT_FIRST', 'ANYWHERE'),
        (durations, first, ends) => {
          const startsAtFirst = first || ends === 'AT_FIRST';
          const order = tourOrder(durations, { startsAtFirst, ends });
          expect(order.toSorted((a, b) => a - b)).toEqual([...durations.keys()]);
          if (startsAtFirst) expect(order[0]).toBe(0);
          if (ends === 'AT_LAST' && (durations.length > 1 || !startsAtFirst))
            expect(order.at(-1)).toBe(durations.length - 1);
        },
      ),
    );
  });

  it('is short: on a line as short as can be, whatever the order of the places in the timetable', () => {
    const shuffled = fc.uniqueArray(fc.nat(1000), { minLength: 2, maxLength: 40 });
    fc.assert(
      fc.property(shuffled, (places) => {
        const durations = onALine(0, ...places);
        const order = tourOrder(durations, { startsAtFirst: true, ends: 'ANYWHERE' });
        expect(lengthOf(durations, order)).toBe(Math.max(...places));
      }),
    );
  });
});
