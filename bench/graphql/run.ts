import { deepStrictEqual } from 'node:assert';
import { parseArgs } from 'node:util';
import { median, spread, writeSection } from '../results.js';
import type { Rate } from './load.js';
import { CONNECTIONS, loaded, message, Processes, type Target } from './processes.js';
import { questions } from './question.js';
import { measureWorkers } from './workers.js';

const SERVERS = {
  relais: 'Relais: access, rates and log as in production',
  stock: 'Nest, Apollo Server and Express as they come',
  mercurius: 'Mercurius with its JIT on Fastify',
  bare: 'node:http and JSON.stringify',
} as const;
type Name = keyof typeof SERVERS;
const NAMES = Object.keys(SERVERS) as Name[];

const WHAT = `pickupPoints with 10 matches of 12 fields among 10 000 points, ${CONNECTIONS} connections. Every server searches in the same
index, in its own process; the data of all answers were equal.`;
const WARM_UP_SECONDS = 3;

/** npm run bench -- graphql [--blocks 5] [--seconds 3] */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      blocks: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '3' },
    },
  });
  const [blocks, seconds] = [Number(values.blocks), Number(values.seconds)];
  const parts = [WHAT, tableOf(await measure(blocks, seconds))];
  const server = process.env.DATABASE_URL;
  if (server) parts.push(await measureWorkers(server, blocks, seconds));
  else console.log('Several workers are left out: DATABASE_URL does not name a database.');
  const text = parts.join('\n\n');
  console.log(`\n${text}`);
  writeSection('graphql', `${blocks} blocks of ${seconds} s each, in turn`, text);
}

async function measure(blocks: number, seconds: number): Promise<Record<Name, Rate[]>> {
  const processes = new Processes();
  try {
    const targets = {} as Record<Name, Target>;
    for (const name of NAMES) targets[name] = (await message(processes.start('server.ts', name))) as Target;
    await compare(targets);
    const client = processes.start('load.ts');
    const rates = { relais: [], stock: [], mercurius: [], bare: [] } as Record<Name, Rate[]>;
    for (const name of NAMES) await loaded(client, targets[name], WARM_UP_SECONDS);
    for (let block = 0; block < blocks; block += 1) {
      for (const name of NAMES) {
        const rate = await loaded(client, targets[name], seconds);
        rates[name].push(rate);
        console.log(`${block + 1} ${name.padEnd(10)} ${rate.perSecond.toFixed(0).padStart(6)} a second`);
      }
    }
    return rates;
  } finally {
    processes.end();
  }
}

/** @throws AssertionError where one server says something else than another. */
async function compare(targets: Record<Name, Target>): Promise<void> {
  for (const question of questions()) {
    const answers = await Promise.all(NAMES.map((name) => ask(targets[name], question)));
    if (answers[0]?.pickupPoints?.matches.length !== 10) throw new Error('There are not ten matches.');
    for (const answer of answers) deepStrictEqual(answer, answers[0]);
  }
}

async function ask({ url, headers }: Target, question: object): Promise<{ pickupPoints?: { matches: unknown[] } }> {
  const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify(question) });
  const { data, errors } = (await response.json()) as {
    data: { pickupPoints?: { matches: unknown[] } };
    errors?: unknown;
  };
  if (errors !== undefined) throw new Error(`${url} answers with errors: ${JSON.stringify(errors)}`);
  return data;
}

function tableOf(rates: Record<Name, Rate[]>): string {
  const ours = rates.relais.map(({ perSecond }) => perSecond);
  const lines = NAMES.map((name) => {
    const all = rates[name].map(({ perSecond }) => perSecond);
    // Each block by itself: what slows the machine down for a while slows down both.
    const ratios = all.map((rate, at) => (ours[at] ?? Number.NaN) / rate);
    const p99 = median(rates[name].map(({ p99Milliseconds }) => p99Milliseconds));
    const ratio = name === 'relais' ? '' : `${median(ratios).toFixed(2)}×`;
    return `| ${SERVERS[name]} | ${median(all).toFixed(0)} | ${(spread(all) * 100).toFixed(0)} % | ${p99.toFixed(1)} | ${ratio} |`;
  });
  return `| | requests a second, median | spread | p99, ms | Relais to it |\n|---|---|---|---|---|\n${lines.join('\n')}`;
}
