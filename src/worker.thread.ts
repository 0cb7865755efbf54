// Run by workers.ts: one of several threads that answer requests.
import { closeSync, openSync } from 'node:fs';
import type { Server } from 'node:http';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Calls } from './platform/calls.js';
import { Changes } from './platform/changes.js';
import { Commits } from './platform/database/commits.js';
import { type Database, openDatabase } from './platform/database/database.js';
import { Metrics } from './platform/http/metrics.js';
import { Seen } from './platform/seen.js';
import type { Worker } from './platform/workers.js';
import { PointsInMemory } from './search/points-in-memory.js';
import type { SharedPoints } from './search/shared-points.js';
import { buildApp, listDocuments, listen } from './service.js';
import { Streams } from './streams/streams.js';
import type { Listening, WorkerData } from './workers.js';

const { config, number, shared, publications } = workerData as WorkerData;
const commits = new Commits(shared.commits);
let database: Database;
let app: NestExpressApplication;
let closed: Promise<void> = Promise.resolve();

const main: Calls = new Calls(parentPort as MessagePort, {
  START: start,
  METRICS: () => app.get(Metrics).own(),
  STOP_LISTENING: stopListening,
  STOP: stop,
});

/** @param socket - That of the first worker; null for the first. */
async function start(socket: number | null): Promise<Listening> {
  const worker: Worker = {
    kind: 'WORKER',
    number,
    workers: config.workers,
    shared,
    seen: new Seen(shared.seen),
    commits,
    main,
    publications,
  };
  database = await openDatabase(config, commits);
  app = await buildApp(config, database, undefined, worker);
  listDocuments(app, config);
  await app.get(Changes).start();
  const points = app.get<SharedPoints>(PointsInMemory);
  const metrics = app.get(Metrics);
  metrics.gauge(
    'relais_index_bytes',
    'Bytes of the tree of points, which all workers share.',
    () => points.state.bytes,
  );
  metrics.gauge(
    'relais_index_generation',
    'Which arrangement of its memory a worker reads.',
    () => points.state.generation,
  );
  const url = await listen(app, config, socket);
  return { url, socket: socketOf(server()) };
}

function server(): Server & { _handle: { fd: number } | null } {
  return app.getHttpServer() as ReturnType<typeof server>;
}

// Node has no other way to tell on which socket it listens.
function socketOf({ _handle }: { _handle: { fd: number } | null }): number {
  return _handle?.fd ?? -1;
}

/**
 * Takes no more connections. The workers do so one after another, since to all of them the socket is the same number of
 * the process: the first to close it closes it for all, and the number must not become that of another file before the
 * last one has closed it.
 *
 * @param mayClose - Whether the number still is what it was, or at least nobody else's.
 * @returns Whether it is after this.
 */
function stopListening(mayClose: boolean): boolean {
  const listening = server();
  const socket = socketOf(listening);
  if (!mayClose) listening._handle = null;
  // These would never be finished by themselves.
  app.get(Streams).stop();
  closed = new Promise((resolve) => {
    listening.close(() => resolve());
  });
  return mayClose && keepNumber(socket);
}

/** Gives a descriptor's number, which was just closed, to a file that nobody uses. The system gives out the least first. */
function keepNumber(wanted: number): boolean {
  const others: number[] = [];
  try {
    for (;;) {
      const got = openSync('/dev/null', 'r');
      if (got === wanted) return true;
      others.push(got);
      if (got > wanted) return false;
    }
  } finally {
    for (const other of others) closeSync(other);
  }
}

/** Lets what is under way finish, then closes everything. */
async function stop(): Promise<void> {
  await closed;
  await app.close();
  await database.close();
}
