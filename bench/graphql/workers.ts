import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { median, spread } from '../results.js';
import type { Rate } from './load.js';
import { loaded, Processes, type Target } from './processes.js';
import { benchEnvironment, headersFor, makeWorld } from './world.js';

const DATABASE = 'relais_bench_graphql';
const WORKERS = [1, 2, 3];
const WARM_UP_SECONDS = 3;
const MOST_SECONDS_TO_START = 120;

interface Measured {
  rates: Rate[];
  /** After all blocks. */
  rssMegabytes: number;
}

/**
 * The same load on a service of several threads, on a database of its own on the server that the URL names.
 *
 * @returns A part of the section, with its title.
 */
export async function measureWorkers(serverUrl: string, blocks: number, seconds: number): Promise<string> {
  const server = new pg.Client({ connectionString: serverUrl });
  await server.connect();
  const drop = () => server.query(`DROP DATABASE IF EXISTS ${DATABASE} WITH (FORCE)`);
  await drop();
  await server.query(`CREATE DATABASE ${DATABASE}`);
  const processes = new Processes();
  try {
    const url = new URL(serverUrl);
    url.pathname = `/${DATABASE}`;
    const { service, token } = await makeWorld(url.toString());
    await service.stop();
    return tableOf(await measure(processes, { databaseUrl: url.toString(), token, blocks, seconds }));
  } finally {
    processes.end();
    await drop();
    await server.end();
  }
}

interface Wanted {
  databaseUrl: string;
  token: string;
  blocks: number;
  seconds: number;
}

async function measure(
  processes: Processes,
  { databaseUrl, token, blocks, seconds }: Wanted,
): Promise<Map<number, Measured>> {
  // The service as it runs in production: threads that read TypeScript would take longer to start, and more memory.
  execFileSync('npx', ['nest', 'build'], { stdio: 'inherit' });
  const client = processes.start('load.ts');
  const started: { workers: number; service: ChildProcess; target: Target; rates: Rate[] }[] = [];
  try {
    for (const workers of WORKERS) {
      const port = await freePort();
      const service = begin({ PORT: String(port), DATABASE_URL: databaseUrl, RELAIS_WORKERS: String(workers) });
      const target = { url: `http://127.0.0.1:${port}`, headers: headersFor(token) };
      started.push({ workers, service, target, rates: [] });
      await untilReady(service, target.url);
    }
    for (const { target } of started) await loaded(client, target, WARM_UP_SECONDS);
    for (let block = 0; block < blocks; block += 1) {
      for (const { workers, target, rates } of started) {
        const rate = await loaded(client, target, seconds);
        rates.push(rate);
        console.log(`${block + 1} workers: ${workers} ${rate.perSecond.toFixed(0).padStart(6)} a second`);
      }
    }
    return new Map(
      started.map(({ workers, service, rates }) => [workers, { rates, rssMegabytes: rssMegabytesOf(service) }]),
    );
  } finally {
    for (const { service } of started) service.kill();
  }
}

function begin(more: Record<string, string>): ChildProcess {
  return spawn(process.execPath, ['dist/src/main.js'], {
    env: { ...process.env, ...benchEnvironment(more) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

async function untilReady(service: ChildProcess, url: string): Promise<void> {
  for (let second = 0; second < MOST_SECONDS_TO_START && service.exitCode === null; second += 1) {
    const answer = await fetch(`${url}/health/ready`).catch(() => null);
    if (answer?.ok) return;
    await setTimeout(1000);
  }
  throw new Error('The service does not start.');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

function rssMegabytesOf({ pid }: ChildProcess): number {
  return (Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) * 1024) / 1e6;
}

function tableOf(measured: Map<number, Measured>): string {
  const rows = [...measured].map(([workers, { rates, rssMegabytes }]) => {
    const all = rates.map(({ perSecond }) => perSecond);
    return `| ${workers} | ${median(all).toFixed(0)} | ${(spread(all) * 100).toFixed(0)} % | ${rssMegabytes.toFixed(0)} |`;
  });
  const [before, last] = [...measured.values()].map(({ rssMegabytes }) => rssMegabytes).slice(-2);
  return `### RELAIS_WORKERS, on PostgreSQL

The service as it is built, under the same load, which takes a core of the same machine. One worker is the service in a
single thread; several are that many threads beside the main one, which keeps the index. RSS is that of the process after
all blocks; the last worker added ${((last ?? Number.NaN) - (before ?? Number.NaN)).toFixed(0)} MB to it.

| workers | requests a second, median | spread | RSS, MB |
|---|---|---|---|
${rows.join('\n')}`;
}
