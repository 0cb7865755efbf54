import fc from 'fast-check';
import { distanceMetres } from '#libs/geo';
import { NEAR_TWIN_METRES, NearTwins } from './near-twins.js';

/** The pairs that are found, in no order. */
function pairsOf(records: { ref: string; chain: string; lat: number; lon: number }[]): string[] {
  const twins = new NearTwins();
  for (const record of records) twins.add(record);
  return twins.pairs.map(({ first, second }) => [first, second].sort().join(' ')).sort();
}

describe('NearTwins', () => {
  it('finds what comparing each with each finds', () => {
    // Crowded about a spot, so that there are pairs; spots at a pole, the antimeridian, Lille and Réunion.
    const spot = fc.constantFrom([89.9999, 10], [-21, 55.5], [0, 180], [50.63, 3.06], [0, -179.9999]);
    const record = fc.tuple(
      spot,
      fc.integer({ min: -30, max: 30 }),
      fc.integer({ min: -30, max: 30 }),
      fc.constantFrom('A', 'B'),
    );
    fc.assert(
      fc.property(fc.array(record, { maxLength: 40 }), (drawn) => {
        const records = drawn.map(([[lat = 0, lon = 0], up, right, chain], index) => {
          const shifted = lon + right * 0.0001;
          return {
            ref: `r${index}`,
            chain,
            lat: Math.min(90, lat + up * 0.0001),
            lon: shifted > 180 ? shifted - 360 : shifted < -180 ? shifted + 360 : shifted,
          };
        });
        const wanted = records.flatMap((one, index) =>
          records
            .slice(0, index)
            .filter((other) => other.chain === one.chain && distanceMetres(one, other) <= NEAR_TWIN_METRES)
            .map((other) => [one.ref, other.ref].sort().join(' ')),
        );
        expect(pairsOf(records)).toEqual(wanted.sort());
      }),
    );
  });

  it('names each once, however many twins it has', () => {
    const twins = new NearTwins();
    for (const ref of ['a', 'b', 'c']) twins.add({ ref, chain: 'A', lat: 50, lon: 3 });
    expect([twins.pairs.length, twins.refs().sort()]).toEqual([3, ['a', 'b', 'c']]);
  });
});
