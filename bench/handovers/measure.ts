import { deepStrictEqual } from 'node:assert';
import type { ChildProcess } from 'node:child_process';
import type { Database } from '../../src/platform/database/database.js';
import { posted, recorded } from './ours.js';
import { insertedAtOnce, insertedOneByOne, type Peer, rowsOf, rowsOfStep, savedByTypeorm } from './peers.js';
import { BATCH, batchOf, STEPS } from './scans.js';
import { sendAgain, statementsOf } from './statements.js';
import type { BenchParcel, World } from './world.js';

export const OURS = 'the service';
export const HTTP = 'the service, by GraphQL over HTTP';
/** What the server takes for all that the service has it do, with none of our code. */
export const STATEMENTS = 'the service’s statements alone';
export const REPLAY = 'the service, duplicates only';

/** Handovers a second, by who recorded them; one figure for each block. */
export type Rates = Map<string, number[]>;

/** How many parcels the blocks take, with one more to warm up. */
export function parcelsFor(blocks: number): number {
  return (blocks + 1) * 2 * BATCH;
}

interface Measured {
  world: World;
  client: ChildProcess;
  peers: Peer[];
  /** Where the service's statements are sent again. */
  copy: Database;
  parcels: readonly BenchParcel[];
  blocks: number;
}

export async function peersOn(databases: [Database, Database, Database]): Promise<Peer[]> {
  const [first, second, third] = databases;
  return [await savedByTypeorm(first), insertedOneByOne(second), insertedAtOnce(third)];
}

/**
 * Blocks in which all have their turn with the same rows: ours first, since its rows are what the others write. The
 * block before them is not counted, and shows that all have written the same.
 */
export async function measure(measured: Measured): Promise<Rates> {
  const { world, peers, copy, parcels, blocks } = measured;
  const rates: Rates = new Map();
  for (let block = 0; block <= blocks; block += 1) {
    const [here, byHttp] = [0, 1].map((part) =>
      parcels.slice((2 * block + part) * BATCH, (2 * block + part + 1) * BATCH),
    );
    const took = await oneBlock(measured, here as BenchParcel[], byHttp as BenchParcel[]);
    await compare(world, [...peers, { name: STATEMENTS, database: copy }], here as BenchParcel[]);
    if (block === 0) continue;
    for (const [name, milliseconds] of took) {
      const rate = (STEPS * BATCH * 1000) / milliseconds;
      rates.set(name, [...(rates.get(name) ?? []), rate]);
      console.log(`${block} ${name.padEnd(40)} ${rate.toFixed(0).padStart(7)} a second`);
    }
  }
  return rates;
}

async function oneBlock(
  { world, client, peers, copy }: Measured,
  here: readonly BenchParcel[],
  byHttp: readonly BenchParcel[],
): Promise<Map<string, number>> {
  const took = new Map<string, number>();
  const add = (name: string, milliseconds: number) => took.set(name, (took.get(name) ?? 0) + milliseconds);
  const steps = Array.from({ length: STEPS }, (_, step) => step);
  const batches = steps.map((step) => batchOf(here, step));
  const sent = await statementsOf(async () => {
    for (const batch of batches) add(OURS, await recorded(world, batch));
  });
  const ids = here.map(({ id }) => id);
  for (const { name, prepare } of peers) {
    for (const step of steps) {
      const write = prepare(await rowsOfStep(world.service.database, ids, step));
      const started = performance.now();
      await write();
      add(name, performance.now() - started);
    }
  }
  const started = performance.now();
  await sendAgain(copy, sent);
  add(STATEMENTS, performance.now() - started);
  for (const step of steps) add(HTTP, await posted(client, world, batchOf(byHttp, step)));
  const before = await everything(world, ids);
  for (const batch of batches) add(REPLAY, await recorded(world, batch, true));
  deepStrictEqual(await everything(world, ids), before, 'A replay has had an effect.');
  return took;
}

/** @throws AssertionError where a peer's ledgers have another content than ours. */
async function compare(
  world: World,
  peers: readonly Pick<Peer, 'name' | 'database'>[],
  parcels: readonly BenchParcel[],
): Promise<void> {
  const ids = parcels.map(({ id }) => id);
  const ours = await rowsOf(world.service.database, ids);
  deepStrictEqual(ours.length, STEPS * parcels.length, 'Not all was recorded.');
  for (const { name, database } of peers) {
    deepStrictEqual(await rowsOf(database, ids), ours, `The rows of ${name} are others than ours.`);
  }
}

/** How much there is of all that handovers write, and of these parcels' every row. */
async function everything({ service }: World, parcelIds: readonly string[]): Promise<unknown> {
  const tables = {
    ledger_entry: 'parcel_id',
    outbox_event: 'parcel_id',
    parcel: 'id',
    booking: 'parcel_id',
    stay: 'parcel_id',
  };
  const found: unknown[] = [];
  for (const [table, id] of Object.entries(tables)) {
    const sql = `SELECT (SELECT count(*) FROM ${table}) AS count, md5(string_agg(t::text, '' ORDER BY t::text)) AS content
                   FROM ${table} t WHERE ${id} = ANY($1)`;
    found.push(await service.database.dataSource.query(sql, [parcelIds]));
  }
  return found;
}
