import type { BeforeApplicationShutdown } from '@nestjs/common';
import type PgBoss from 'pg-boss';
import type { EntityManager } from 'typeorm';
import { v5 as uuidOfName } from 'uuid';
import type { Database } from './database/database.js';
import { type JobQueue, newBoss, nextJobInMs, RECURRING, sqlWithin, WORK } from './database/job-tables.js';
import { type Logger, stackOf } from './log.js';

/**
 * Does one job. What is due, and when by our clock, stands in tables of the feature's own: a job only looks there. It
 * may be run twice, by two instances even, when one of them was cut off or took too long.
 *
 * @param signal - Aborted when the service stops: leave what is left for the next run.
 */
type Recurring = (signal: AbortSignal) => Promise<void>;

/** The same for work that somebody enqueued. Its data are kept for days, so that they hold ids and nothing personal. */
type Work = (data: never, signal: AbortSignal) => Promise<void>;

interface Pace {
  everySeconds: number;
  /** How long a run may take; after that another instance takes it for dead and begins anew. */
  mayTakeSeconds?: number;
}

interface Retries {
  /** How often work is tried again, after 5 s and then after twice as long each time, with jitter. */
  retries?: number;
  mayTakeSeconds?: number;
}

interface JobsTiming {
  /** How long after one look the next one is taken. */
  pollMs: number;
  /** How long a stop waits for what is being done. */
  stopMs: number;
}

const TIMING: JobsTiming = { pollMs: 1000, stopMs: 10_000 };
const MOST_AT_ONCE = 8;
const MAY_TAKE_SECONDS = 300;
const RETRY_SECONDS = 5;
/** A recurring job is never given up. */
const WITHOUT_END = 1_000_000;
/** Names of recurring jobs become ids in here, so that each is there once. */
const NAMES = '6d1f3c1e-30b7-4f0a-9d53-5f7f0a1c2b44';

interface Task {
  name: string;
  /** Null for work. */
  everySeconds: number | null;
  mayTakeSeconds: number;
  retries: number;
  run: (data: never, signal: AbortSignal) => Promise<void>;
}

type Taken = PgBoss.Job<{ name: string; data: unknown }>;

/**
 * What is done without anybody asking: recurring jobs, and work that was enqueued together with what it is about. However
 * many instances share a database, one of them does each.
 *
 * pg-boss says who does what and when. There is one row for each recurring job, under an id made from its name; who has
 * done it puts it back for the next time, and who was cut off has it taken away when its time is over. The embedded
 * database is looked at only when something was written to it, or something is due.
 */
export class Jobs implements BeforeApplicationShutdown {
  private readonly boss: PgBoss;
  private readonly tasks = new Map<string, Task>();
  private readonly beginners: (() => void)[] = [];
  private readonly running = new Map<{ queue: JobQueue; id: string }, Promise<void>>();
  private readonly stopping = new AbortController();
  private timer: NodeJS.Timeout | null = null;
  private tick: Promise<void> = Promise.resolve();
  private isFailing = false;
  private seenCommits = -1;
  private nextAtMs = 0;

  constructor(
    private readonly database: Pick<Database, 'kind' | 'dataSource' | 'commits'>,
    private readonly log: Pick<Logger, 'error' | 'info'>,
    private readonly timing: JobsTiming = TIMING,
  ) {
    this.boss = newBoss(database.dataSource);
    this.boss.on('error', (error) => this.log.error({ stack: stackOf(error) }, 'jobs cannot be kept'));
  }

  /** Registers a recurring job, before the start. On a database that does not know it yet it is due at once. */
  recur(name: string, { everySeconds, mayTakeSeconds = MAY_TAKE_SECONDS }: Pace, run: Recurring): void {
    this.add({ name, everySeconds, mayTakeSeconds, retries: WITHOUT_END, run: (_data, signal) => run(signal) });
  }

  /** Registers who does the work of a name, before the start. */
  handle(name: string, { retries = 10, mayTakeSeconds = MAY_TAKE_SECONDS }: Retries, run: Work): void {
    this.add({ name, everySeconds: null, mayTakeSeconds, retries, run });
  }

  /** Calls somebody when this process begins to do jobs, and not where it does none. */
  onStart(begin: () => void): void {
    this.beginners.push(begin);
  }

  /** Enqueues work, which is there if the transaction is committed. Any instance may do it, within a second or so. */
  async enqueue(tx: EntityManager, name: string, data: object, { afterSeconds = 0 } = {}): Promise<void> {
    const task = this.tasks.get(name);
    if (task === undefined) throw new Error(`Nobody does ${name}.`);
    await this.boss.send(WORK, { name, data }, { ...this.optionsOf(task, afterSeconds), db: sqlWithin(tx) });
  }

  /** Runs one recurring job here and now, whoever else may be running it. For stories and the command line. */
  async runNow(name: string): Promise<void> {
    const task = this.tasks.get(name);
    if (task === undefined || task.everySeconds === null) throw new Error(`No recurring job is called ${name}.`);
    await task.run(undefined as never, this.stopping.signal);
  }

  /** Does all work that is enqueued, also what waits for its time. Failures are tried again until they are given up. */
  async runEnqueued(): Promise<void> {
    for (;;) {
      const taken = await this.take(WORK, { ignoreStartAfter: true });
      if (taken.length === 0) return;
      for (const job of taken) await this.runOne(WORK, job);
    }
  }

  /** Begins to look for jobs. */
  async start(): Promise<void> {
    await this.boss.start();
    await this.database.dataSource.transaction(async (tx) => {
      for (const task of this.tasks.values()) if (task.everySeconds !== null) await this.putBack(tx, task, 0);
    });
    for (const begin of this.beginners) begin();
    this.wait();
  }

  /** Begins nothing new, and resolves when what is under way is done or has had its time. */
  async stop(): Promise<void> {
    if (this.stopping.signal.aborted) return;
    this.stopping.abort();
    if (this.timer !== null) clearTimeout(this.timer);
    await this.tick;
    await this.settled();
    // What is still being done will be begun again by another instance, or at the next start.
    for (const { queue, id } of this.running.keys()) await this.boss.fail(queue, id).catch(() => {});
    await this.boss.stop({ graceful: false });
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.stop();
  }

  private add(task: Task): void {
    if (this.timer !== null || this.tasks.has(task.name)) throw new Error(`${task.name} is known, or comes too late.`);
    this.tasks.set(task.name, task);
  }

  private async settled(): Promise<void> {
    let late: NodeJS.Timeout | undefined;
    const time = new Promise<void>((resolve) => {
      late = setTimeout(resolve, this.timing.stopMs);
    });
    await Promise.race([Promise.all(this.running.values()), time]);
    clearTimeout(late);
  }

  private wait(): void {
    if (this.stopping.signal.aborted) return;
    this.timer = setTimeout(() => {
      this.tick = this.look().finally(() => this.wait());
    }, this.timing.pollMs).unref();
  }

  private async look(): Promise<void> {
    try {
      const { kind, commits } = this.database;
      const isIdle = kind === 'EMBEDDED' && commits.count === this.seenCommits && performance.now() < this.nextAtMs;
      if (isIdle || this.running.size >= MOST_AT_ONCE) return;
      this.seenCommits = commits.count;
      const inMs = await nextJobInMs(this.database.dataSource.manager);
      this.nextAtMs = inMs === null ? Number.POSITIVE_INFINITY : performance.now() + inMs;
      if (inMs !== null && inMs <= 0) {
        for (const queue of [RECURRING, WORK] as const) {
          for (const job of await this.take(queue, {})) this.begin(queue, job);
        }
      }
      this.isFailing = false;
    } catch (error) {
      // Once for each outage; the next tick tries again.
      if (!this.isFailing) this.log.error({ stack: stackOf(error) }, 'jobs are not seen');
      this.isFailing = true;
    }
  }

  private async take(queue: JobQueue, options: { ignoreStartAfter?: boolean }): Promise<Taken[]> {
    const batchSize = MOST_AT_ONCE - this.running.size;
    return batchSize > 0 ? this.boss.fetch(queue, { ...options, batchSize }) : [];
  }

  private begin(queue: JobQueue, job: Taken): void {
    const key = { queue, id: job.id };
    const run = this.runOne(queue, job).finally(() => {
      this.running.delete(key);
      this.nextAtMs = 0;
    });
    this.running.set(key, run);
  }

  /** Never fails: what went wrong is logged, and tried again. */
  private async runOne(queue: JobQueue, job: Taken): Promise<void> {
    const { name, data } = job.data;
    try {
      const task = this.tasks.get(name);
      if (task === undefined) throw new Error('A job that this version does not know.');
      const failure = await this.attempt(task, data);
      if (task.everySeconds !== null) await this.again(task);
      else if (failure === null) await this.boss.complete(queue, job.id);
      else await this.boss.fail(queue, job.id);
    } catch (error) {
      this.log.error({ job: name, stack: stackOf(error) }, 'a job is not done');
      await this.boss.fail(queue, job.id).catch(() => {});
    }
  }

  private async attempt({ name, run }: Task, data: unknown): Promise<unknown> {
    try {
      await run(data as never, this.stopping.signal);
      return null;
    } catch (error) {
      this.log.error({ job: name, stack: stackOf(error) }, 'a job failed');
      return error;
    }
  }

  /** A recurring job that failed has its next turn like one that did not. */
  private async again(task: Task): Promise<void> {
    await this.database.dataSource.transaction(async (tx) => {
      await this.boss.deleteJob(RECURRING, uuidOfName(task.name, NAMES), { db: sqlWithin(tx) });
      await this.putBack(tx, task, task.everySeconds as number);
    });
  }

  /** Does nothing where it is there already, whoever is doing it. */
  private async putBack(tx: EntityManager, task: Task, afterSeconds: number): Promise<void> {
    const id = uuidOfName(task.name, NAMES);
    const options = { ...this.optionsOf(task, afterSeconds), id, db: sqlWithin(tx) };
    await this.boss.send(RECURRING, { name: task.name, data: null }, options);
  }

  private optionsOf({ everySeconds, retries, mayTakeSeconds }: Task, afterSeconds: number): PgBoss.SendOptions {
    return {
      startAfter: afterSeconds,
      retryLimit: retries,
      retryDelay: RETRY_SECONDS,
      retryBackoff: everySeconds === null,
      expireInSeconds: mayTakeSeconds,
    };
  }
}
