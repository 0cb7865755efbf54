import fc from 'fast-check';
import {
  type Bounds,
  distanceMetres,
  Filter,
  GeoIndex,
  GeoIndexBuilder,
  isWithin,
  LeftOut,
  Line,
  type Point,
  PointTarget,
  type Position,
  Region,
  type Target,
  TIE_METRES,
  tieKey,
  UNLIMITED,
} from './index.js';

const CLASSES = 6;

const anywhere = fc.record({
  lat: fc.double({ min: -90, max: 90, noNaN: true }),
  lon: fc.double({ min: -180, max: 180, noNaN: true }),
});
/** Where indexes go wrong: poles, the antimeridian, nothing at all, opposite ends, one spot, a grid with many ties. */
const awkward = fc.constantFrom<Position>(
  ...[-90, 90].flatMap((lat) => [0, 90, -180, 180].map((lon) => ({ lat, lon }))),
  ...[-180, 180, 179.999, -179.999].map((lon) => ({ lat: -16.5, lon })),
  { lat: 0, lon: 0 },
  { lat: 0, lon: 180 },
  { lat: -48.85, lon: -177.65 },
  { lat: 48.85, lon: 2.35 },
);
const grid = fc.record({ lat: fc.integer({ min: 44, max: 48 }), lon: fc.integer({ min: 0, max: 4 }) });
const position = fc.oneof(anywhere, awkward, grid);

const point: fc.Arbitrary<Point> = fc
  .tuple(position, fc.nat(CLASSES - 1), fc.constantFrom(0, 1, 2, 5, UNLIMITED))
  .map(([{ lat, lon }, itsClass, free]) => ({ lat, lon, itsClass, free }));

type Change =
  | { do: 'add'; point: Point }
  | { do: 'move'; which: number; point: Point }
  | { do: 'remove' | 'class' | 'free'; which: number; to: number }
  | { do: 'rebuild' }
  | { do: 'reload' };

const which = fc.nat(200);
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ do: fc.constant('add' as const), point }),
  fc.record({ do: fc.constant('move' as const), which, point }),
  fc.record({ do: fc.constantFrom('remove', 'class', 'free'), which, to: fc.nat(CLASSES - 1) }),
  fc.constantFrom<Change>({ do: 'rebuild' }, { do: 'reload' }),
);

const bounds: fc.Arbitrary<Bounds> = fc
  .tuple(position, position)
  .map(([a, b]) => ({ south: Math.min(a.lat, b.lat), north: Math.max(a.lat, b.lat), west: a.lon, east: b.lon }));

const maybe = <Value>(some: fc.Arbitrary<Value>) => fc.option(some, { freq: 2 });
const question = fc.record({
  from: position,
  most: fc.constantFrom(0, 1, 3, 20),
  maxDistanceMetres: maybe(fc.constantFrom(0, 1, 150_000, 5_000_000, 20_015_000, 30_000_000)),
  bounds: maybe(bounds),
  filter: maybe(
    fc.record({ passes: fc.uint8Array({ minLength: 0, maxLength: CLASSES, max: 1 }), leastFree: fc.nat(3) }),
  ),
  isLeftOut: fc.boolean(),
  accepts: maybe(fc.integer({ min: 2, max: 4 })),
});
type Question = typeof question extends fc.Arbitrary<infer Value> ? Value : never;

/** The index, and beside it the same as plain objects. */
class Story {
  index: GeoIndex;
  readonly points: (Point | null)[];

  constructor(points: readonly Point[]) {
    this.points = [...points];
    const builder = new GeoIndexBuilder();
    for (const each of points) builder.add(each);
    this.index = builder.finish({ spare: 1 });
  }

  apply(what: Change): void {
    if (what.do === 'rebuild') this.index = this.index.rebuilt({ spare: 0 });
    else if (what.do === 'reload') this.index = GeoIndex.from(this.index.buffer.slice(0));
    else if (what.do === 'add') {
      expect(this.index.add(what.point)).toBe(this.points.length);
      this.points.push(what.point);
    } else if (this.points.length > 0) this.change(what);
  }

  private change(what: Exclude<Change, { do: 'add' | 'rebuild' | 'reload' }>): void {
    const item = what.which % this.points.length;
    const before = this.points[item] ?? null;
    if (what.do === 'move') {
      this.index.put(item, what.point);
      this.points[item] = what.point;
      return;
    }
    if (what.do === 'remove') {
      this.index.remove(item);
      this.points[item] = null;
      return;
    }
    if (what.do === 'class') this.index.setClass(item, what.to);
    else this.index.setFree(item, what.to);
    if (before) this.points[item] = { ...before, [what.do === 'class' ? 'itsClass' : 'free']: what.to };
  }

  /** Every item that passes, with its distance, in the order of the answer. */
  passing(asked: Question, distance: (from: Position) => number) {
    return this.points
      .flatMap((each, item) => {
        if (each === null || !fits(each, item, asked)) return [];
        return [{ item, distanceMetres: distance(each) }];
      })
      .filter((hit) => hit.distanceMetres <= (asked.maxDistanceMetres ?? Infinity) + TIE_METRES)
      .sort((a, b) => tieKey(a.distanceMetres) - tieKey(b.distanceMetres) || b.item - a.item);
  }
}

function fits({ itsClass, free, lat, lon }: Point, item: number, asked: Question): boolean {
  const { filter, isLeftOut } = asked;
  const isTaken = !filter || (filter.passes[itsClass] === 1 && free >= filter.leastFree);
  if (filter && isTaken === isLeftOut) return false;
  if (asked.accepts && item % asked.accepts !== 0) return false;
  return !asked.bounds || isWithin(asked.bounds, { lat, lon });
}

function wantedFrom(asked: Question) {
  const filter = asked.filter && new Filter(asked.filter);
  return {
    most: asked.most,
    maxDistanceMetres: asked.maxDistanceMetres,
    region: asked.bounds && new Region(asked.bounds),
    filter: filter && (asked.isLeftOut ? new LeftOut(filter, CLASSES) : filter),
    accepts: asked.accepts === null ? null : (item: number) => item % (asked.accepts as number) === 0,
    compare: (a: number, b: number) => b - a,
  };
}

function check(story: Story, asked: Question, target: Target, distance: (from: Position) => number): void {
  const wanted = wantedFrom(asked);
  const passing = story.passing(asked, distance);
  expect(story.index.nearest(target, wanted)).toEqual(passing.slice(0, asked.most));
  if (asked.accepts !== null) return;
  const within = story.index.within(target, wanted).sort((a, b) => a - b);
  expect(within).toEqual(passing.map(({ item }) => item).sort((a, b) => a - b));
}

describe('the index of points', () => {
  it('answers as brute force does, after any changes, from anywhere, for every filter', () => {
    fc.assert(
      fc.property(
        fc.array(point, { maxLength: 60 }),
        fc.array(change, { maxLength: 30 }),
        fc.array(question, { minLength: 1, maxLength: 3 }),
        (points, changes, questions) => {
          const story = new Story(points);
          for (const each of changes) story.apply(each);
          for (const asked of questions) {
            check(story, asked, new PointTarget(asked.from), (at) => distanceMetres(asked.from, at));
          }
        },
      ),
      { numRuns: 10_000 },
    );
  }, 120_000);

  it('answers so along a line', () => {
    const line = fc.array(position, { minLength: 1, maxLength: 12 }).filter((vertices) => !hasAntipodes(vertices));
    fc.assert(
      fc.property(
        fc.array(point, { maxLength: 60 }),
        fc.array(change, { maxLength: 10 }),
        question,
        line,
        (...given) => {
          const [points, changes, asked, vertices] = given;
          const story = new Story(points);
          for (const each of changes) story.apply(each);
          const segments = (vertices.length === 1 ? [vertices[0], vertices[0]] : vertices) as Position[];
          const parts = segments.slice(1).map((to, at) => new Line([segments[at] as Position, to]));
          const alone = (at: Position) => {
            const one = new GeoIndexBuilder();
            one.add({ ...at, itsClass: 0, free: 0 });
            const index = one.finish();
            return Math.min(...parts.map((part) => index.distanceMetres(0, part)));
          };
          check(story, asked, new Line(vertices), alone);
        },
      ),
      { numRuns: 2000 },
    );
  }, 120_000);

  it('answers so on trees of several levels', () => {
    fc.assert(
      fc.property(
        fc.array(point, { minLength: 300, maxLength: 600 }),
        fc.array(question, { minLength: 5, maxLength: 5 }),
        fc.array(change, { minLength: 100, maxLength: 100 }),
        (points, questions, changes) => {
          const story = new Story(points);
          for (const each of changes) story.apply(each);
          for (const asked of questions) {
            check(story, asked, new PointTarget(asked.from), (at) => distanceMetres(asked.from, at));
          }
        },
      ),
      { numRuns: 100 },
    );
  }, 120_000);

  it('holds a thousand points on one spot, and none', () => {
    const spot = { lat: 50.63, lon: 3.06 };
    const builder = new GeoIndexBuilder();
    for (let n = 0; n < 1000; n += 1) builder.add({ ...spot, itsClass: n % 2, free: n });
    const index = builder.finish();
    const target = new PointTarget(spot);
    const filter = new Filter({ passes: Uint8Array.of(0, 1), leastFree: 990 });
    expect(index.nearest(target, { most: 3 }).map(({ item }) => item)).toEqual([0, 1, 2]);
    expect(index.nearest(target, { most: 9, filter }).map(({ item }) => item)).toEqual([991, 993, 995, 997, 999]);
    expect(index.within(target, { maxDistanceMetres: 0 })).toHaveLength(1000);
    const empty = new GeoIndexBuilder().finish();
    expect(empty.nearest(target, { most: 5 })).toEqual([]);
    expect(empty.within(null, {})).toEqual([]);
    expect(empty.add({ ...spot, itsClass: 0, free: 1 })).toBe(0);
    expect(empty.nearest(target, { most: 5 })).toEqual([{ item: 0, distanceMetres: 0 }]);
  });

  it('lets one filter serve an index, the one that takes its place, and another with other classes', () => {
    const indexOf = (classOf: (n: number) => number) => {
      const builder = new GeoIndexBuilder();
      for (let n = 0; n < 600; n += 1) builder.add({ lat: n / 10, lon: n / 10, itsClass: classOf(n), free: 1 });
      return builder.finish();
    };
    const filter = new Filter({ passes: Uint8Array.of(0, 1) });
    const target = new PointTarget({ lat: 0, lon: 0 });
    const items = (index: GeoIndex) => index.nearest(target, { most: 3, filter }).map(({ item }) => item);
    const index = indexOf((n) => (n % 100 === 99 ? 1 : 0));
    expect(items(index)).toEqual([99, 199, 299]);
    for (let n = 0; n < 550; n += 1) index.setClass(n, 1);
    expect(items(index)).toEqual([0, 1, 2]);
    expect(items(index.rebuilt())).toEqual([0, 1, 2]);
    expect(items(indexOf((n) => (n > 500 ? 1 : 40)))).toEqual([501, 502, 503]);
    expect(items(index)).toEqual([0, 1, 2]);
  });

  it('judges what is dear only of points that are nearer than what it has', () => {
    const builder = new GeoIndexBuilder();
    for (let n = 0; n < 10_000; n += 1) {
      builder.add({ lat: (n % 100) / 10, lon: Math.floor(n / 100) / 10, itsClass: 0, free: 1 });
    }
    let judged = 0;
    const accepts = () => {
      judged += 1;
      return true;
    };
    builder.finish().nearest(new PointTarget({ lat: 5.01, lon: 5.02 }), { most: 10, accepts });
    expect(judged).toBeLessThan(40);
  });

  it('refuses a buffer that is no index, and a position that is none', () => {
    const index = new GeoIndexBuilder().finish();
    expect(() => GeoIndex.from(new ArrayBuffer(4))).toThrow('not an index');
    expect(() => GeoIndex.from(new ArrayBuffer(1000))).toThrow('not an index');
    expect(() => GeoIndex.from(index.buffer.slice(0, -4))).toThrow('cut or damaged');
    const other = index.buffer.slice(0);
    new Int32Array(other)[1] = 99;
    expect(() => GeoIndex.from(other)).toThrow('format 99');
    expect(() => new GeoIndexBuilder().add({ lat: 91, lon: 0, itsClass: 0, free: 0 })).toThrow('latitude 91');
    expect(() => index.add({ lat: 0, lon: Number.NaN, itsClass: 0, free: 0 })).toThrow('longitude NaN');
  });
});

function hasAntipodes(vertices: readonly Position[]): boolean {
  return vertices.some((each, at) => at > 0 && distanceMetres(each, vertices[at - 1] as Position) > 20_000_000);
}
