import fc from 'fast-check';
import { drivingOrder } from './index.js';

/** Places on a plane, and a road from each to each that may be longer one way. */
const matrix = (least: number, most: number) =>
  fc
    .tuple(
      fc.array(fc.tuple(fc.nat(100), fc.nat(100)), { minLength: least, maxLength: most }),
      fc.constantFrom(0, 0, 20),
      fc.infiniteStream(fc.nat(100)),
    )
    .map(([places, oneWay, noise]) =>
      places.map(([x, y]) =>
        places.map(([u, v]) => {
          const extra = oneWay === 0 ? 0 : ((noise.next().value ?? 0) * oneWay) / 100;
          return Math.hypot(x - u, y - v) + extra;
        }),
      ),
    );

function lengthOf(durations: readonly (readonly number[])[], order: readonly number[], returns: boolean): number {
  const stops = returns ? [...order, order[0] ?? 0] : order;
  return stops.slice(1).reduce((sum, place, at) => {
    const from = stops[at] ?? 0;
    return sum + (from === place ? 0 : (durations[from]?.[place] ?? Number.NaN));
  }, 0);
}

function* ordersOf(places: readonly number[]): Generator<number[]> {
  if (places.length === 0) yield [];
  for (const place of places) {
    for (const rest of ordersOf(places.filter((other) => other !== place))) yield [place, ...rest];
  }
}

function shortest(durations: readonly (readonly number[])[], returns: boolean): number {
  const others = [...durations.keys()].slice(1);
  return Math.min(...[...ordersOf(others)].map((order) => lengthOf(durations, [0, ...order], returns)));
}

describe('the driving order of a tour', () => {
  it('visits every place once, from the first', () => {
    fc.assert(
      fc.property(matrix(1, 25), fc.boolean(), (durations, returns) => {
        const order = drivingOrder(durations, returns);
        expect(order[0]).toBe(0);
        expect(order.toSorted((a, b) => a - b)).toEqual([...durations.keys()]);
      }),
      { interruptAfterTimeLimit: 2_000 },
    );
  });

  it('is nearly always the shortest of all where there are few places', () => {
    // The same places at each run: a share of few is not a statement that a random draw could be held to.
    const drawn = fc.sample(fc.tuple(matrix(1, 7), fc.boolean()), { numRuns: 200, seed: 2020 });
    const ratios = drawn.map(([durations, returns]) => {
      const ours = lengthOf(durations, drivingOrder(durations, returns), returns);
      return (ours + 1e-6) / (shortest(durations, returns) + 1e-6);
    });
    expect(Math.max(...ratios)).toBeLessThanOrEqual(1.25);
    expect(ratios.filter((ratio) => ratio < 1 + 1e-6).length / ratios.length).toBeGreaterThan(0.9);
  });

  it('goes around a circle', () => {
    const angle = (place: number) => (2 * Math.PI * ((place * 7) % 20)) / 20;
    const durations = Array.from({ length: 20 }, (_, a) =>
      Array.from({ length: 20 }, (__, b) =>
        Math.hypot(Math.cos(angle(a)) - Math.cos(angle(b)), Math.sin(angle(a)) - Math.sin(angle(b))),
      ),
    );
    expect(lengthOf(durations, drivingOrder(durations, true), true)).toBeCloseTo(40 * Math.sin(Math.PI / 20));
  });

  it('ends even where there is no road', () => {
    const none = Infinity;
    expect(
      drivingOrder(
        [
          [0, none, 1],
          [none, 0, none],
          [1, none, 0],
        ],
        true,
      ),
    ).toHaveLength(3);
    expect(drivingOrder([], false)).toEqual([]);
    expect(drivingOrder([[0]], true)).toEqual([0]);
    expect(() => drivingOrder([[0, 1]], true)).toThrow('the matrix is not square');
  });
});
