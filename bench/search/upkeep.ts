import { Worker } from 'node:worker_threads';
import { Filter, type GeoIndex, PointTarget, type Position } from '#libs/geo';
import { median } from '../results.js';
import { filterOf, indexOf, type Network } from './network.js';
import { MOST } from './peers.js';

const UPDATES = 50_000;
/** As many as the service lets join the side list before it builds anew. */
const MOVES = 256;
const REBUILD_THREAD = new URL('../../src/search/rebuild.thread.ts', import.meta.url);
const TYPESCRIPT = new URL('../../tools/typescript.mjs', import.meta.url);
/** Queries between two looks at what the thread says. */
const QUERIES_AT_ONCE = 100;

/** What keeping the index costs, each by block. */
export interface Upkeep {
  bytesAPoint: number;
  buildSeconds: number[];
  rebuildSeconds: number[];
  /** Microseconds each. */
  roomMicroseconds: number[];
  classMicroseconds: number[];
  moveMicroseconds: number[];
  /** Microseconds a query at 10 %, without and during a rebuild in another thread. */
  alone: { p50: number; p99: number }[];
  during: { p50: number; p99: number }[];
}

export async function upkeepOf(network: Network, blocks: number): Promise<Upkeep> {
  const upkeep: Upkeep = {
    bytesAPoint: indexOf(network).buffer.byteLength / network.places.length,
    ...{ buildSeconds: [], rebuildSeconds: [], roomMicroseconds: [], classMicroseconds: [], moveMicroseconds: [] },
    ...{ alone: [], during: [] },
  };
  for (let block = 0; block < blocks; block += 1) {
    let index: GeoIndex | null = null;
    upkeep.buildSeconds.push(seconds(() => (index = indexOf(network, true))));
    upkeep.rebuildSeconds.push(seconds(() => (index as GeoIndex).rebuilt({ isShared: true })));
    await disturbed(index as unknown as GeoIndex, network, upkeep);
    update(index as unknown as GeoIndex, network, upkeep, block);
  }
  return upkeep;
}

function seconds(work: () => void): number {
  const started = performance.now();
  work();
  return (performance.now() - started) / 1000;
}

/** Points all over the country change: the room of one, the class of one, the place of some. */
function update(index: GeoIndex, { places, classOf }: Network, upkeep: Upkeep, block: number): void {
  // A step that has no divisor in common with the count reaches every item, in no order that the tree knows.
  const itemAt = (turn: number) => ((turn + block * UPDATES) * 7919) % places.length;
  const each = (count: number, change: (item: number, turn: number) => void) =>
    (seconds(() => {
      for (let turn = 0; turn < count; turn += 1) change(itemAt(turn), turn);
    }) *
      1e6) /
    count;
  upkeep.roomMicroseconds.push(each(UPDATES, (item, turn) => index.setFree(item, turn % 41)));
  upkeep.classMicroseconds.push(
    each(UPDATES, (item, turn) => index.setClass(item, classOf[(item + turn) % places.length] as number)),
  );
  upkeep.moveMicroseconds.push(
    each(MOVES, (item) => {
      const { lat, lon } = places[item] as Position;
      index.put(item, { lat, lon: lon + 0.001, itsClass: classOf[item] as number, free: 1 });
    }),
  );
}

/** Asks for a while alone, then for as long as the thread of the service builds the index anew in the same memory. */
async function disturbed(index: GeoIndex, { queries }: Network, upkeep: Upkeep): Promise<void> {
  const filter = new Filter({ passes: filterOf(0.1).passes });
  const ask = async (isOver: (milliseconds: number) => boolean) => {
    const times: number[] = [];
    const started = performance.now();
    do {
      for (let turn = 0; turn < QUERIES_AT_ONCE; turn += 1) {
        const query = queries[times.length % queries.length] as Position;
        const before = performance.now();
        index.nearest(new PointTarget(query), { most: MOST, filter });
        times.push((performance.now() - before) * 1000);
      }
      await new Promise(setImmediate);
    } while (!isOver(performance.now() - started));
    return { p50: median(times), p99: times.sort((a, b) => a - b)[Math.floor(times.length * 0.99)] as number };
  };
  upkeep.alone.push(await ask((milliseconds) => milliseconds > 1000));
  let isBuilt = false;
  const thread = new Worker(REBUILD_THREAD, { workerData: index.buffer, execArgv: ['--import', TYPESCRIPT.href] });
  const ended = new Promise<void>((resolve, reject) => {
    thread.once('error', reject);
    thread.once('exit', () => resolve());
    thread.once('message', () => {
      isBuilt = true;
    });
  });
  upkeep.during.push(await ask(() => isBuilt));
  await ended;
}
