import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { message, Processes } from '../graphql/processes.js';
import { onServer } from '../handovers/databases.js';
import { BATCH } from '../handovers/scans.js';
import { fill } from '../handovers/world.js';
import { writeSection } from '../results.js';
import { Load, post, type Target } from './load.js';
import { asking, type Sample, sample, slopeAMinute } from './samples.js';

const DATABASE = 'relais_bench_soak';
const DEVELOPMENT = 'postgresql://relais_dev:dev@localhost:5432/relais_dev';
const SECONDS_AT_MOST = 15;
const EVERY_MS = 10_000;

/** npm run bench -- soak [--minutes 30] */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { minutes: { type: 'string', default: '30' } } });
  const minutes = Number(values.minutes);
  const place = await onServer(process.env.DATABASE_URL ?? DEVELOPMENT, DATABASE);
  const processes = new Processes();
  const { DATABASE_URL: url } = place.ours as { DATABASE_URL: string };
  const receiver = await receive();
  const db = new pg.Client({ connectionString: url });
  try {
    await fill(place.ours, BATCH);
    const service = processes.start('../soak/server.ts', url);
    const target = (await message(service)) as Target;
    await post(
      target,
      target.secrets.operator,
      'mutation ($input: CreateWebhookInput!) { createWebhook(input: $input) { __typename } }',
      {
        input: { url: receiver.url },
      },
    );
    await db.connect();
    const ask = asking(service);
    const load = new Load(target, ask, BATCH);
    const most = await load.run(SECONDS_AT_MOST, Number.POSITIVE_INFINITY);
    console.log(`at most ${most.toFixed(0)} handovers a second; half of it from now on`);
    const samples: Sample[] = [];
    const started = performance.now();
    const working = load.run(minutes * 60, most / 2);
    for (let isOver = false; !isOver; ) {
      const one = await sample(ask, db, (performance.now() - started) / 1000, load.handovers);
      samples.push(one);
      console.log(lineOf(one));
      isOver = await Promise.race([setTimeout(EVERY_MS, false), working.then(() => true)]);
    }
    const text = describe(await working, most, samples, receiver.count());
    console.log(`\n${text}`);
    writeSection('soak', `${minutes} minutes`, text);
  } finally {
    await db.end();
    processes.end();
    receiver.close();
    await setTimeout(1000);
    await place.drop();
  }
}

/** An endpoint that takes whatever comes. */
async function receive() {
  let count = 0;
  const server = createServer((request, response) => {
    request.resume().once('end', () => {
      count += 1;
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, count: () => count, close: () => server.close() };
}

const FIGURES: [name: string, figure: (one: Sample) => number][] = [
  ['RSS, MB', ({ rssMegabytes }) => rssMegabytes],
  ['heap after a collection, MB', ({ heapMegabytes }) => heapMegabytes],
  ['events not yet addressed', ({ unaddressed }) => unaddressed],
  ['webhook deliveries that wait', ({ deliveries }) => deliveries],
  ['jobs that are due or under way', ({ jobs }) => jobs],
];

function lineOf(one: Sample): string {
  return [
    `${one.seconds.toFixed(0).padStart(5)} s`,
    `${one.handovers} handovers`,
    ...FIGURES.map(([name, figure]) => `${name}: ${figure(one).toFixed(0)}`),
  ].join('  ');
}

function describe(rate: number, most: number, samples: readonly Sample[], told: number): string {
  const rows = FIGURES.map(([name, figure]) => {
    const all = samples.map(figure);
    const [first, last] = [all[0] ?? Number.NaN, all.at(-1) ?? Number.NaN];
    const slope = slopeAMinute(samples, figure);
    return `| ${name} | ${first.toFixed(0)} | ${last.toFixed(0)} | ${Math.max(...all).toFixed(0)} | ${slope.toFixed(1)} |`;
  });
  return `Half of what the service takes at most, which was ${most.toFixed(0)} handovers a second with all the rest: ${rate.toFixed(0)} a second came about.
Parcels are announced, each batch of handovers goes with tracking and searches, jobs run, and one webhook hears of
everything; ${told} requests reached it. The slope is that of the second half.

| | first | last | most | slope a minute |
|---|---|---|---|---|
${rows.join('\n')}`;
}
