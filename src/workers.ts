import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { prepareFirstMinute } from './demo/first-start.js';
import { Calls } from './platform/calls.js';
import { Changes } from './platform/changes.js';
import type { Config } from './platform/config.js';
import { Commits } from './platform/database/commits.js';
import { openDatabase } from './platform/database/database.js';
import { Metrics } from './platform/http/metrics.js';
import { SharedCounts } from './platform/http/shared-counts.js';
import { Jobs } from './platform/jobs.js';
import type { Logger } from './platform/log.js';
import { LOG } from './platform/platform.module.js';
import { Seen } from './platform/seen.js';
import { threadFile } from './platform/thread-file.js';
import type { MainThread, SharedMemory } from './platform/workers.js';
import { IndexControl } from './search/index-control.js';
import { PointsInMemory } from './search/points-in-memory.js';
import type { SearchIndex } from './search/search-index.js';
import { buildApp, listDocuments, type Service } from './service.js';

/** What a worker is started with. */
export interface WorkerData {
  config: Config;
  number: number;
  shared: SharedMemory;
  publications: MessagePort;
}

/** Where the first worker listens, for the others. */
export interface Listening {
  url: string;
  socket: number;
}

interface Started {
  thread: Worker;
  calls: Calls;
}

/** A service of several threads. */
export type ThreadedService = Pick<Service, 'url' | 'stop'> & {
  /**
   * Settles when a worker has ended that was not told to. The process is to end then: the socket that all listen on may
   * have been closed with it, and what its callers were promised is for the supervisor to begin anew.
   */
  broken: Promise<void>;
};

/**
 * Starts a service of several threads in this process. This one, the main thread, opens the database and keeps the index
 * of points, and answers no requests, so that it is never long in answering the workers. Each worker has the whole
 * application, and reads the index.
 *
 * @throws CodedError as `startService` does.
 */
export async function startWorkers(config: Config, tell: (line: string) => void): Promise<ThreadedService> {
  const shared: SharedMemory = {
    commits: new Commits().memory,
    seen: new Seen().memory,
    index: new IndexControl().memory,
    rates: SharedCounts.memory(),
    connections: new SharedArrayBuffer(4 * config.workers),
  };
  const perWorker = Math.floor((config.databasePoolSize - 1) / config.workers);
  const own = { ...config, databasePoolSize: config.databasePoolSize - perWorker * config.workers };
  const database = await openDatabase(own, new Commits(shared.commits));
  const main: MainThread = { kind: 'MAIN', shared, seen: new Seen(shared.seen) };
  let workers: Workers | null = null;
  try {
    const app = await buildApp(own, database, undefined, main);
    listDocuments(app, config);
    await app.get(Changes).start();
    workers = new Workers(app, { ...config, databasePoolSize: perWorker }, shared);
    const url = await workers.start();
    await prepareFirstMinute(app, url, tell);
    // This thread answers nobody, so that it has the time.
    await app.get(Jobs).start();
    const running = workers;
    const stop = async () => {
      await running.stop();
      await app.close();
      await database.close();
    };
    return { url, stop, broken: running.broken };
  } catch (error) {
    await workers?.abandon();
    await database.close();
    throw error;
  }
}

/** The workers of a process, as the main thread has them. */
class Workers {
  readonly broken: Promise<void>;
  private readonly started: Started[] = [];
  private isStopping = false;
  private tellBroken: () => void = () => {};

  constructor(
    private readonly app: NestExpressApplication,
    private readonly config: Config,
    private readonly shared: SharedMemory,
  ) {
    this.broken = new Promise((resolve) => {
      this.tellBroken = resolve;
    });
  }

  /** Resolves once all listen. */
  async start(): Promise<string> {
    for (let number = 1; number <= this.config.workers; number += 1) this.begin(number);
    const [first, ...others] = this.started;
    // The others listen on the first one's socket.
    const { url, socket } = await (first as Started).calls.call<Listening>('START', null);
    await Promise.all(others.map(({ calls }) => calls.call('START', socket)));
    return url;
  }

  /** Lets what is under way finish. */
  async stop(): Promise<void> {
    this.isStopping = true;
    let mayClose = true;
    for (const { calls } of this.started) mayClose = await calls.call<boolean>('STOP_LISTENING', mayClose);
    await Promise.all(this.started.map(({ calls }) => calls.call('STOP')));
    await this.abandon();
  }

  async abandon(): Promise<void> {
    this.isStopping = true;
    await Promise.all(this.started.map(({ thread }) => thread.terminate()));
  }

  private begin(number: number): void {
    const { port1, port2 } = new MessageChannel();
    const { file, options } = threadFile('worker.thread', import.meta.url);
    const workerData = { config: this.config, number, shared: this.shared, publications: port2 };
    const thread = new Worker(file, { ...options, workerData, transferList: [port2] });
    const index = this.app.get<SearchIndex>(PointsInMemory);
    index.publisher.tell(port1);
    const calls = new Calls(thread, {
      CURRENT_INDEX: () => index.current(),
      REFRESH_INDEX: () => index.refresh(),
      METRICS: () => this.metrics(),
    });
    const log = this.app.get<Logger>(LOG);
    thread.once('error', (error) => {
      log.fatal({ worker: number, stack: error.stack }, 'a worker failed');
      calls.giveUp(error);
    });
    thread.once('exit', (code) => {
      calls.giveUp(new Error(`Worker ${number} ended with ${code}.`));
      if (this.isStopping) return;
      log.fatal({ worker: number, code }, 'a worker ended');
      this.tellBroken();
    });
    this.started.push({ thread, calls });
  }

  private metrics() {
    return Promise.all([this.app.get(Metrics).own(), ...this.started.map(({ calls }) => calls.call('METRICS'))]);
  }
}
