import { parseArgs } from 'node:util';
import { writeSection } from '../results.js';
import { type Measured, measure } from './measure.js';
import { generated, type Network, supermarkets } from './network.js';
import { MOST, type Peer, peersOf } from './peers.js';
import { served } from './postgis.js';
import { targetsOf, timesOf, upkeepTable } from './tables.js';
import { upkeepOf } from './upkeep.js';

const COUNTS = [100_000, 1_000_000];

/** npm run bench -- search [--points COUNT]… [--blocks 5] [--milliseconds 150] [--upkeep-blocks 5] */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      points: { type: 'string', multiple: true },
      blocks: { type: 'string', default: '5' },
      milliseconds: { type: 'string', default: '150' },
      'upkeep-blocks': { type: 'string', default: '5' },
    },
  });
  const effort = { blocks: Number(values.blocks), milliseconds: Number(values.milliseconds) };
  const counts = values.points?.map(Number) ?? COUNTS;
  const parts: string[] = [];
  for (const network of networks(counts)) {
    const measured = await measureOne(network, effort);
    parts.push(`### ${network.name}, µs a query\n\n${timesOf(measured)}\n\n${targetsOf(measured)}`);
  }
  const upkeepBlocks = Number(values['upkeep-blocks']);
  if (upkeepBlocks > 0) {
    const network = generated(Math.max(...counts));
    parts.push(`### Upkeep, ${network.name}\n\n${upkeepTable(await upkeepOf(network, upkeepBlocks))}`);
  }
  const text = `${introduction()}\n\n${parts.join('\n\n')}`;
  console.log(`\n${text}`);
  writeSection(
    'search',
    `${effort.blocks} blocks of ${effort.milliseconds} ms for each peer and filter, in turn`,
    text,
  );
}

function* networks(counts: readonly number[]): Generator<Network> {
  const folder = process.env.RELAIS_TEST_DATA;
  if (folder) yield supermarkets(folder);
  else console.log('The real file is left out: RELAIS_TEST_DATA does not say where it is.');
  for (const count of counts) yield generated(count);
}

let server = '';

async function measureOne(network: Network, effort: Parameters<typeof measure>[2]): Promise<Measured> {
  const peers: Peer[] = peersOf(network);
  const url = process.env.DATABASE_URL;
  if (!url) {
    console.log('PostGIS is left out: DATABASE_URL does not name a database.');
    return measure(network, peers, effort);
  }
  const { peers: more, version, drop } = await served(url, network);
  server = version;
  try {
    return await measure(network, [...peers, ...more], effort);
  } finally {
    await drop();
  }
}

function introduction(): string {
  return `The nearest ${MOST} of those that a filter lets through, asked from places near points. 200 classes, which lie
everywhere; the points that pass are those of some of them, and filters that let few through ask for rare ones. Median
(least–most) of the blocks. The answers of all were the same, in the order of distance, to 10 cm; flatbush is the floor:
it knows neither the sphere nor a filter, and is not compared. ${server === '' ? 'PostGIS was left out.' : `${server}, on the same machine, by a prepared statement.`}`;
}
