import { MessageChannel, Worker as Thread } from 'node:worker_threads';
import { distanceMetres, Filter, PointTarget } from '#libs/geo';
import type { Changes } from '../platform/changes.js';
import { Clock } from '../platform/clock.js';
import { Commits } from '../platform/database/commits.js';
import { Seen } from '../platform/seen.js';
import { threadFile } from '../platform/thread-file.js';
import type { Worker } from '../platform/workers.js';
import { IndexControl } from './index-control.js';
import { POINTS, placeOf } from './shared-points.fixture.js';
import { SharedPoints } from './shared-points.js';

const MIDDLE = { lat: 45.5, lon: 2.5 };
const FIRST = 25;
const RUN_MS = 4000;

/** The ids of the nearest in a state, worked out by looking at every point. */
function nearestIn(state: number): string[] {
  return Array.from({ length: POINTS }, (_, point) => ({
    id: String(point + 1),
    code: `P-${point}-${state}`,
    key: Math.round(distanceMetres(MIDDLE, placeOf(point, state)) * 10_000),
  }))
    .sort((a, b) => a.key - b.key || (a.code < b.code ? -1 : 1))
    .slice(0, FIRST)
    .map(({ id }) => id);
}

describe('points that another thread writes', () => {
  const control = new IndexControl();
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const target = new PointTarget(MIDDLE);
  let points: SharedPoints;
  let thread: Thread;
  let asked = 0;

  beforeAll(() => {
    const { port1, port2 } = new MessageChannel();
    const { file, options } = threadFile('shared-points.fixture', import.meta.url);
    const workerData = { memory: control.memory, port: port1, stop: stop.buffer };
    thread = new Thread(file, { ...options, workerData, transferList: [port1] });
    const worker = { shared: { index: control.memory }, seen: new Seen(), commits: new Commits(), publications: port2 };
    points = new SharedPoints({} as Changes, new Clock(), worker as unknown as Worker);
  });
  afterAll(async () => {
    Atomics.store(stop, 0, 1);
    await thread.terminate();
  });

  /** All that a search asks, at once: what is found, what is said of it, and what is counted. */
  function ask() {
    asked += 1;
    const passes = new Uint8Array(points.classes.classes.count).fill(1);
    const hits = points.geo.nearest(target, {
      most: FIRST,
      filter: new Filter({ passes, leastFree: 1 }),
      compare: points.compare,
    });
    const listed = hits.map(({ item }) => ({ ...points.at(item), offer: points.offerOf(item) }));
    return { listed, all: points.tallies.all, byClass: points.tallies.byClass.reduce((sum, each) => sum + each, 0) };
  }

  it('are read as they are in one state, however fast they change', async () => {
    while (control.published === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const states = new Set<number>();
    const startedMs = performance.now();
    let answers = 0;
    while (performance.now() - startedMs < RUN_MS) {
      const { listed, all, byClass } = await points.read(ask);
      answers += 1;
      const state = listed[0]?.freePlaces ?? NaN;
      states.add(state);
      expect([all, byClass]).toEqual([POINTS, POINTS]);
      expect(listed.map(({ id }) => id)).toEqual(nearestIn(state));
      for (const { id, freePlaces, offer, lat, lon } of listed) {
        expect({ freePlaces, lat, lon }).toEqual({ freePlaces: state, ...placeOf(Number(id) - 1, state) });
        expect(offer).toMatchObject({ code: `P-${Number(id) - 1}-${state}`, chain: `CHAIN-${state % 40}` });
        expect(offer.hoursContext.timeZone).toBe(`Zone ${state % 30}`);
      }
    }
    process.stdout.write(`${answers} answers from ${states.size} states, after ${asked} attempts\n`);
    // Otherwise nothing was written while it was read, and nothing was shown.
    expect(states.size).toBeGreaterThan(20);
    expect(asked).toBeGreaterThan(answers);
  }, 30_000);

  it('tell an error as it is where it is none of the writing', async () => {
    Atomics.store(stop, 0, 1);
    await new Promise((resolve) => thread.once('exit', resolve));
    expect(() => points.read(() => points.at(POINTS))).toThrow(RangeError);
  });
});
