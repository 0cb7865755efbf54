import fc from 'fast-check';
import { distanceMetres } from '#libs/geo';
import { AllPoints } from './all-points.js';
import { assign } from './assign.js';
import { verifyCertificate } from './certificate.js';
import { type AllowedClasses, PointTree } from './point-tree.js';
import { FORBIDDEN } from './problem.js';

const CLASSES = 40;
const lat = fc.oneof(fc.double({ min: -90, max: 90, noNaN: true }), fc.constantFrom(-90, 0, 48.85, 90));
const lon = fc.oneof(fc.double({ min: -180, max: 180, noNaN: true }), fc.constantFrom(-180, 0, 2.35, 180));
const place = fc.record({ lat, lon });
const sort = fc.record<AllowedClasses>({
  passes: fc.uint8Array({ minLength: CLASSES, maxLength: CLASSES, max: 1 }),
  extraMetres: fc.constantFrom(
    new Int32Array(CLASSES),
    new Int32Array(CLASSES).map((_, at) => 100 * (at % 7)),
  ),
});

interface World {
  points: { lat: number; lon: number; itsClass: number; rent: number; extra: number }[];
  origins: { lat: number; lon: number; sort: number }[];
  sorts: AllowedClasses[];
}

const worlds: fc.Arbitrary<World> = fc.record({
  points: fc.array(
    fc.record({
      lat,
      lon,
      itsClass: fc.nat(CLASSES - 1),
      rent: fc.constantFrom(0, 0, 5, 20_000, 3_000_000, Infinity),
      extra: fc.constantFrom(0, 500),
    }),
    { maxLength: 120 },
  ),
  origins: fc.array(
    fc.tuple(place, fc.nat(2)).map(([at, itsSort]) => ({ ...at, sort: itsSort })),
    {
      minLength: 1,
      maxLength: 10,
    },
  ),
  sorts: fc.array(sort, { minLength: 3, maxLength: 3 }),
});

function treeOf({ points, origins, sorts }: World): PointTree {
  return new PointTree(
    {
      lats: Float64Array.from(points, (point) => point.lat),
      lons: Float64Array.from(points, (point) => point.lon),
      classes: Int32Array.from(points, ({ itsClass }) => itsClass),
      extraMetres: Int32Array.from(points, ({ extra }) => extra),
    },
    {
      lats: Float64Array.from(origins, (origin) => origin.lat),
      lons: Float64Array.from(origins, (origin) => origin.lon),
      sorts: Int32Array.from(origins, (origin) => origin.sort),
    },
    sorts,
  );
}

describe('a tree of points', () => {
  it('finds what looking at all of them finds, in the same order, at any rents', () => {
    fc.assert(
      fc.property(
        worlds,
        fc.constantFrom(0, 1000, 1_000_000, Infinity),
        fc.integer({ min: 1, max: 20 }),
        fc.constantFrom(undefined, 0.37, 25),
        (world, below, most, rentFactor) => {
          const tree = treeOf(world);
          const all = new AllPoints(world.points.length, (origin, point) => tree.cost(origin, point));
          const find = (points: AllPoints | PointTree) =>
            world.origins.map((_, origin) => {
              const found = { points: new Int32Array(most), costs: new Float64Array(most) };
              const count = points.cheapest(origin, below, most, found, rentFactor);
              return [Array.from(found.points.subarray(0, count)), Array.from(found.costs.subarray(0, count))];
            });
          expect(find(tree)).toEqual(find(all));
          for (const points of [tree, all]) world.points.forEach(({ rent }, point) => points.setRent(point, rent));
          expect(find(tree)).toEqual(find(all));
          for (const points of [tree, all]) world.points.forEach((_, point) => points.setRent(point, point % 3));
          expect(find(tree)).toEqual(find(all));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('costs the distance in whole metres, and what is added to it', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const tree = treeOf(world);
        for (const [origin, { sort: itsSort, ...from }] of world.origins.entries()) {
          for (const [point, { itsClass, extra, ...to }] of world.points.entries()) {
            const { passes, extraMetres } = world.sorts[itsSort] as AllowedClasses;
            const added = (extraMetres[itsClass] as number) + extra;
            const cost = tree.cost(origin, point);
            if (passes[itsClass] === 0) expect(cost).toBe(FORBIDDEN);
            // Half a metre of rounding, and at the antipodes some decimetres of arithmetic.
            else expect(Math.abs(cost - added - distanceMetres(from, to))).toBeLessThan(1);
          }
        }
      }),
      { numRuns: 50 },
    );
  });

  it('serves the assignment, which is the optimum over all pairs', () => {
    fc.assert(
      fc.property(worlds, fc.array(fc.nat(3), { minLength: 120, maxLength: 120 }), (world, rooms) => {
        const problem = {
          supplies: Int32Array.from(world.origins, (_, origin) => 1 + (origin % 5)),
          priorities: Uint8Array.from(world.origins, (_, origin) => origin % 2),
          rooms: Int32Array.from(world.points, (_, point) => rooms[point] as number),
          points: treeOf(world),
          mostCost: 20_100_000,
        };
        expect(verifyCertificate(problem, assign(problem))).toBeNull();
      }),
      { numRuns: 200 },
    );
  });
});
