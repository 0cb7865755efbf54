import fc from 'fast-check';
import { GeoIndexBuilder, Line, type Position } from './index.js';
import { distanceMetres, type Vector, vectorDistanceMetres, vectorOf } from './sphere.js';

const position = fc.record({
  lat: fc.double({ min: -90, max: 90, noNaN: true }),
  lon: fc.double({ min: -180, max: 180, noNaN: true }),
});

function distanceTo(line: Line, at: Position): number {
  const builder = new GeoIndexBuilder();
  builder.add({ ...at, itsClass: 0, free: 0 });
  return builder.finish().distanceMetres(0, line);
}

/** Places along a great circle from one end to the other, by slerp. */
function walk(a: Vector, b: Vector, steps: number): Vector[] {
  const angle = 2 * Math.asin(Math.min(1, Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]) / 2));
  if (angle === 0) return [a];
  return Array.from({ length: steps + 1 }, (_, n) => {
    const [s, t] = [Math.sin((1 - n / steps) * angle), Math.sin((n / steps) * angle)].map((x) => x / Math.sin(angle));
    return a.map((x, axis) => x * (s as number) + (b[axis] as number) * (t as number)) as unknown as Vector;
  });
}

describe('the distance to a line', () => {
  it('is that to the nearest place on it', () => {
    fc.assert(
      fc.property(position, position, position, (a, b, p) => {
        fc.pre(distanceMetres(a, b) < 19_000_000);
        const from = vectorOf(p);
        const samples = walk(vectorOf(a), vectorOf(b), 500).map((at) => vectorDistanceMetres(at, from));
        const sampled = Math.min(...samples);
        const told = distanceTo(new Line([a, b]), p);
        // A sample that was worked out lies beside the line by some roundings.
        expect(told).toBeLessThanOrEqual(sampled + 0.001);
        // No place on it is farther than half a step from a sample.
        expect(sampled - told).toBeLessThanOrEqual(distanceMetres(a, b) / 1000 + 0.001);
      }),
      { numRuns: 2000 },
    );
  });

  it('is measured across, not to a vertex, and over ±180°', () => {
    const road = new Line([
      { lat: 0, lon: 170 },
      { lat: 0, lon: -170 },
    ]);
    expect(distanceTo(road, { lat: 1, lon: 180 })).toBeCloseTo(111_195.08, 2);
    expect(distanceTo(road, { lat: 0, lon: -180 })).toBeCloseTo(0, 6);
    expect(distanceTo(road, { lat: 0, lon: -169 })).toBeCloseTo(111_195.08, 2);
    expect(distanceTo(road, { lat: 90, lon: 0 })).toBeCloseTo(90 * 111_195.0802, 0);
  });

  it('is exact to a millimetre beside a short piece of road', () => {
    // 1 m of a meridian; a place 100 m east of its middle.
    const metre = 1 / 111_195.0802;
    const road = new Line([
      { lat: 48.5, lon: 2 },
      { lat: 48.5 + metre, lon: 2 },
    ]);
    const east = (100 * metre) / Math.cos((48.5 * Math.PI) / 180);
    expect(distanceTo(road, { lat: 48.5 + metre / 2, lon: 2 + east })).toBeCloseTo(100, 3);
  });

  it('is that to a point for a line of one vertex, or of one place', () => {
    const [a, p] = [
      { lat: 48.85, lon: 2.35 },
      { lat: 50.63, lon: 3.06 },
    ];
    expect(distanceTo(new Line([a]), p)).toBeCloseTo(distanceMetres(a, p), 6);
    expect(distanceTo(new Line([a, a, a]), p)).toBeCloseTo(distanceMetres(a, p), 6);
  });

  it('takes ten thousand vertices', () => {
    const vertices = Array.from({ length: 10_000 }, (_, n) => ({
      lat: 60 * Math.sin(n / 300),
      lon: ((n / 20) % 360) - 180,
    }));
    const line = new Line(vertices);
    const builder = new GeoIndexBuilder();
    for (let n = 0; n < 2000; n += 1) builder.add({ lat: (n % 160) - 80, lon: (n % 359) - 179, itsClass: 0, free: 0 });
    const index = builder.finish();
    const parts = vertices.slice(1).map((to, at) => new Line([vertices[at] as Position, to]));
    for (const { item, distanceMetres: told } of index.nearest(line, { most: 5 })) {
      expect(told).toBe(Math.min(...parts.map((part) => index.distanceMetres(item, part))));
    }
    expect(index.nearest(line, { most: 5 })).toHaveLength(5);
  });

  it('refuses no vertex, and antipodes', () => {
    expect(() => new Line([])).toThrow('at least one vertex');
    expect(
      () =>
        new Line([
          { lat: 10, lon: 20 },
          { lat: -10, lon: -160 },
        ]),
    ).toThrow('antipodes');
  });
});
