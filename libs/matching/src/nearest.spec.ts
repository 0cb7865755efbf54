import fc from 'fast-check';
import { compareRanked, Nearest, withoutLastTie } from './index.js';

const ranked = fc.record({
  distanceMetres: fc.oneof(fc.double({ min: 0, max: 20_015_000, noNaN: true }), fc.constantFrom(0, 5, 1000)),
  code: fc.stringMatching(/^[A-Z0-9]{1,3}$/),
});

describe('ranking points', () => {
  it('puts the nearest first and breaks ties by the code’s bytes', () => {
    const points = ['a:7', 'B:7', 'A10:7', 'A-1:7', 'A_1:7', 'Z:3'].map((text) => {
      const [code = '', metres] = text.split(':');
      return { code, distanceMetres: Number(metres) };
    });
    expect(points.sort(compareRanked).map(({ code }) => code)).toEqual(['Z', 'A-1', 'A10', 'A_1', 'B', 'a']);
  });

  it('calls a tie what only the arithmetic tells apart', () => {
    const [east, west] = [
      { code: 'EAST', distanceMetres: 707.123_000_000_3 },
      { code: 'WEST', distanceMetres: 707.123_000_000_1 },
    ];
    expect(compareRanked(east, west)).toBeLessThan(0);
    expect(compareRanked(east, { code: 'WEST', distanceMetres: 707.122 })).toBeGreaterThan(0);
  });

  it('keeps the same few as sorting everything would', () => {
    fc.assert(
      fc.property(fc.array(ranked, { maxLength: 200 }), fc.integer({ min: 1, max: 20 }), (points, most) => {
        const nearest = new Nearest(most);
        for (const point of points) nearest.add(point);
        expect(nearest.inOrder()).toEqual([...points].sort(compareRanked).slice(0, most));
        expect(nearest.count).toBe(Math.min(points.length, most));
      }),
    );
  });

  it('drops from a list that was cut whoever may have a twin behind the cut', () => {
    const at = (distanceMetres: number, code: string) => ({ distanceMetres, code });
    expect(withoutLastTie([at(9, 'C'), at(1, 'A'), at(9, 'B'), at(3, 'D')])).toEqual([at(1, 'A'), at(3, 'D')]);
    expect(withoutLastTie([at(0, 'A'), at(0, 'B')])).toEqual([]);
    expect(withoutLastTie([])).toEqual([]);
  });
});
