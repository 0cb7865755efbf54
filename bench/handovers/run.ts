import { parseArgs } from 'node:util';
import type { Database } from '../../src/platform/database/database.js';
import { Processes } from '../graphql/processes.js';
import { writeSection } from '../results.js';
import { inFolders, onServer, type Place } from './databases.js';
import { measure, parcelsFor, peersOn } from './measure.js';
import { BATCH } from './scans.js';
import { describePlace, type PlaceResult } from './tables.js';
import { measureTracking } from './tracking.js';
import { fill, open, start } from './world.js';

const DATABASE = 'relais_bench_handovers';
const DEVELOPMENT = 'postgresql://relais_dev:dev@localhost:5432/relais_dev';

/** npm run bench -- handovers [--blocks 5] [--only postgres|embedded] */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { blocks: { type: 'string', default: '5' }, only: { type: 'string' } },
  });
  const blocks = Number(values.blocks);
  const results: PlaceResult[] = [];
  if (values.only !== 'embedded') {
    results.push(await measureIn(await onServer(process.env.DATABASE_URL ?? DEVELOPMENT, DATABASE), blocks));
  }
  if (values.only !== 'postgres') results.push(await measureIn(await inFolders(), blocks));
  const text = results.map(describePlace).join('\n\n');
  console.log(`\n${text}`);
  if (values.only === undefined)
    writeSection('handovers', `${blocks} blocks of three batches of ${BATCH}, in turn`, text);
}

async function measureIn(place: Place, blocks: number): Promise<PlaceResult> {
  const processes = new Processes();
  const opened: Database[] = [];
  try {
    console.time('fill');
    const parcels = await fill(place.ours, parcelsFor(blocks));
    console.timeEnd('fill');
    for (const name of ['typeorm', 'prepared', 'unnest']) opened.push(await open(await place.copy(name)));
    const peers = await peersOn(opened as [Database, Database, Database]);
    const world = await start(place.ours, { jobs: false });
    try {
      const client = processes.start('../handovers/client.ts');
      const rates = await measure({ world, client, peers, parcels, blocks });
      const tracking = await measureTracking(world, parcels, blocks);
      return { name: place.name, rates, tracking };
    } finally {
      await world.service.stop();
    }
  } finally {
    processes.end();
    for (const database of opened) await database.close();
    await place.drop();
  }
}
