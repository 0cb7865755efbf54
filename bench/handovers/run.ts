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

const WHAT = `Batches of ${BATCH} scans of as many parcels, each on its way to one of 500 points: all are dropped off at a depot, then picked
up by the carrier, then received at their points. The service does all its work: it judges each, links the hashes, and
writes the ledger, the events for webhooks, the parcels' rows, the rooms and the deadlines, in one transaction a batch. Each
peer writes the same rows of the ledger, and nothing else, into a copy of the same database, over the same driver and with
the same durability, one request at a time; all ledgers were compared whole, and the service's statements were sent again to
a copy too. Replays changed no row. Jobs did not run. The service's own time includes waiting until its search index knows
of the batch before.

Tracking: eight at a time over the same pool. The service checks the link's token, folds the ledger and signs the QR of
what waits; the SELECT returns the parcel, its point and its history in one row, and nothing is made of them.`;

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
  const text = [WHAT, ...results.map(describePlace)].join('\n\n');
  console.log(`\n${text}`);
  if (values.only === undefined)
    writeSection('handovers', `${blocks} blocks of three batches of ${BATCH}, in turn`, text);
}

async function measureIn(place: Place, blocks: number): Promise<PlaceResult> {
  const processes = new Processes();
  const opened: Database[] = [];
  try {
    const parcels = await fill(place.ours, parcelsFor(blocks));
    for (const name of ['typeorm', 'prepared', 'unnest', 'statements']) opened.push(await open(await place.copy(name)));
    const [typeorm, prepared, unnest, copy] = opened as [Database, Database, Database, Database];
    const peers = await peersOn([typeorm, prepared, unnest]);
    const world = await start(place.ours, { jobs: false });
    try {
      const client = processes.start('../handovers/client.ts');
      const rates = await measure({ world, client, peers, copy, parcels, blocks });
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
