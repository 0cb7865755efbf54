import fc from 'fast-check';
import { distanceMetres, EARTH_RADIUS_METRES, type Position } from './index.js';

const position = fc.record({
  lat: fc.double({ min: -90, max: 90, noNaN: true }),
  lon: fc.double({ min: -180, max: 180, noNaN: true }),
});

/** The same by vectors in space, which shares no step with the haversine. */
function byVectors(a: Position, b: Position): number {
  const vector = ({ lat, lon }: Position) => {
    const [phi, lambda] = [(lat * Math.PI) / 180, (lon * Math.PI) / 180];
    return [Math.cos(phi) * Math.cos(lambda), Math.cos(phi) * Math.sin(lambda), Math.sin(phi)] as const;
  };
  const [[ax, ay, az], [bx, by, bz]] = [vector(a), vector(b)];
  const cross = Math.hypot(ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx);
  return 6_371_008.8 * Math.atan2(cross, ax * bx + ay * by + az * bz);
}

describe('the distance on the sphere', () => {
  it('is known for a few pairs', () => {
    const quarter = (EARTH_RADIUS_METRES * Math.PI) / 2;
    expect(distanceMetres({ lat: 0, lon: 0 }, { lat: 0, lon: 90 })).toBeCloseTo(quarter, 6);
    expect(distanceMetres({ lat: 90, lon: 17 }, { lat: 0, lon: -120 })).toBeCloseTo(quarter, 6);
    expect(distanceMetres({ lat: 0, lon: 0 }, { lat: 0, lon: 180 })).toBeCloseTo(2 * quarter, 6);
    // A degree of a meridian is 111 195.08 m on this sphere.
    expect(distanceMetres({ lat: 50, lon: 3 }, { lat: 51, lon: 3 })).toBeCloseTo(111_195.0802, 3);
  });

  it('knows no seam at the antimeridian and no longitude at the poles', () => {
    expect(distanceMetres({ lat: -16, lon: 179.99 }, { lat: -16, lon: -179.99 })).toBeCloseTo(2137.75, 1);
    expect(distanceMetres({ lat: -16, lon: 180 }, { lat: -16, lon: -180 })).toBeCloseTo(0, 6);
    expect(distanceMetres({ lat: 90, lon: 0 }, { lat: 90, lon: 77 })).toBeCloseTo(0, 6);
  });

  it('is exactly 0 from a position to itself, and the same both ways', () => {
    fc.assert(
      fc.property(position, position, (a, b) => {
        expect(distanceMetres(a, a)).toBe(0);
        expect(distanceMetres(a, b)).toBe(distanceMetres(b, a));
      }),
    );
  });

  it('agrees with vectors in space', () => {
    fc.assert(
      fc.property(position, position, (a, b) => {
        const [ours, theirs] = [distanceMetres(a, b), byVectors(a, b)];
        // Between antipodes the haversine is at its worst: some decimetres.
        expect(Math.abs(ours - theirs)).toBeLessThan(Math.max(1e-6, theirs > 20_000_000 ? 1 : theirs * 1e-9));
      }),
    );
  });
});
