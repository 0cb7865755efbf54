import type { BeforeApplicationShutdown } from '@nestjs/common';
import { CodedError } from '#libs/refusals';
import { pruneChanges, readChanges } from './changes.queries.js';
import type { Database } from './database/database.js';
import { type Logger, stackOf } from './log.js';
import { MOST_STALE_MS, nowNs, type Seen } from './seen.js';

/**
 * What can change, and by what it is named:
 * point (its row or networks; id), room (what takes room at a point; the point's id), chain, network and programme
 * (code), merchant (its row or enrolments; id), token (id), place (never by a key), timetable (the network's code), load
 * (whether a trip of a day is full of promises: network, day and trip).
 */
export const TOPICS = [
  ...(['point', 'room', 'chain', 'network', 'programme', 'merchant', 'token', 'place', 'timetable', 'load'] as const),
] as const;
export type Topic = (typeof TOPICS)[number];

/** What of a topic may have changed; ALL where it is not known, and before anything is. */
export type Keys = ReadonlySet<string> | 'ALL';

export interface ChangesTiming {
  /** How long after one look the next one is taken, unless somebody asks earlier. */
  pollMs: number;
  /** The oldest view of another process's writes that anybody is answered from. */
  mostStaleMs: number;
  /** How long a look may take; then it is given up, and counts as an outage. */
  readMs: number;
  pruneMs: number;
  /** How long changes are kept: far longer than `mostStaleMs`, so that only who was stopped has to begin anew. */
  keepSeconds: number;
}

const TIMING: ChangesTiming = {
  pollMs: 100,
  mostStaleMs: MOST_STALE_MS,
  readMs: 4000,
  pruneMs: 30_000,
  keepSeconds: 600,
};

interface Listener {
  topic: Topic;
  handle: (keys: Keys) => void | Promise<void>;
}

/**
 * Tells what changes in the database, whoever changes it, to those who keep some of it in memory.
 *
 * Looks at the log of changes by itself, and at once for whoever asks for the present state after this process has
 * written something. Those who listen are told in the order in which they began, one after another; if one fails, all
 * are told the same again at the next look. Times are measured on the clock that only goes forwards.
 */
export class Changes implements BeforeApplicationShutdown {
  private readonly listeners: Listener[] = [];
  private snapshot: string | null = null;
  /** This process's commits that are in the snapshot. */
  private seenCommits = -1;
  /** When the last look began that was told to all. */
  private asOfMs = Number.NEGATIVE_INFINITY;
  private flight: Promise<void> | null = null;
  private timer: NodeJS.Timeout | null = null;
  private tick: Promise<void> = Promise.resolve();
  private isStopped = false;
  private isFailing = false;
  private prunedAtMs = performance.now();

  constructor(
    private readonly database: Pick<Database, 'kind' | 'dataSource' | 'commits'>,
    private readonly log: Pick<Logger, 'error' | 'info'>,
    private readonly timing: ChangesTiming = TIMING,
    /** Where other threads are told how far this one has looked. */
    private readonly seen: Seen | null = null,
  ) {}

  /**
   * Calls somebody for every change of a topic, first with ALL. Others wait until the call is done, so that it must not
   * ask for the present state itself; and it may come twice for one change.
   */
  subscribe(topic: Topic, handle: (keys: Keys) => void | Promise<void>): void {
    if (this.flight !== null || this.snapshot !== null) throw new Error('Listen before the first look.');
    this.listeners.push({ topic, handle });
  }

  /** Takes the first look, and then one after another until the application stops. @throws CodedError NOT_UP_TO_DATE */
  async start(): Promise<void> {
    await this.current();
    this.wait();
  }

  /**
   * Makes sure that all are told of whatever this process committed before the call, and that what they know of the
   * others' writes is not older than the bound.
   *
   * Never within a transaction: a look may have to wait for the connection that the transaction holds.
   * @returns Undefined where nothing is to be waited for, which is nearly always.
   * @throws CodedError NOT_UP_TO_DATE, as a rejection, when the database does not answer.
   */
  current(): Promise<void> | undefined {
    return this.seenCommits === this.database.commits.count && !this.isStale() ? undefined : this.catchUp();
  }

  /** Looks no more by itself. Resolves once nothing is under way. */
  async stop(): Promise<void> {
    this.isStopped = true;
    if (this.timer !== null) clearTimeout(this.timer);
    await this.tick;
    await this.flight?.catch(() => {});
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.stop();
  }

  /** The embedded database is written by this process alone, so that what it has not written is not there. */
  private isStale(): boolean {
    const { kind } = this.database;
    return kind !== 'EMBEDDED' && performance.now() - this.asOfMs > this.timing.mostStaleMs;
  }

  private async catchUp(): Promise<void> {
    const wanted = this.database.commits.count;
    // A look that is under way may have begun before the last commit, or fail of an outage that is over.
    await this.flight?.catch(() => {});
    if (this.seenCommits < wanted || this.isStale()) await this.refresh();
  }

  /**
   * Looks now, for somebody who has seen that something has changed of which all are not told yet.
   *
   * @throws CodedError NOT_UP_TO_DATE when the database does not answer.
   */
  async refresh(): Promise<void> {
    await this.flight?.catch(() => {});
    try {
      await this.look();
    } catch (cause) {
      throw new CodedError('NOT_UP_TO_DATE', {}, { cause });
    }
  }

  /** One look at a time: whoever asks meanwhile gets the one that is under way. */
  private look(): Promise<void> {
    this.flight ??= this.lookOnce().finally(() => {
      this.flight = null;
    });
    return this.flight;
  }

  private async lookOnce(): Promise<void> {
    const { dataSource, commits } = this.database;
    const startedMs = performance.now();
    const startedNs = nowNs();
    const written = commits.count;
    try {
      const { snapshot, isLost, changes } = await this.within(readChanges(dataSource.manager, this.snapshot));
      const keys = isLost ? null : keysByTopic(changes);
      for (const { topic, handle } of this.listeners) {
        const changed = keys === null ? 'ALL' : keys.get(topic);
        if (changed !== undefined) await handle(changed);
      }
      this.snapshot = snapshot;
      this.seenCommits = written;
      this.asOfMs = startedMs;
      this.seen?.tell(written, startedNs);
      this.tellRecovery();
    } catch (error) {
      this.tellFailure(error);
      throw error;
    }
  }

  /** A connection that died silently answers after minutes, if ever. */
  private within<Value>(read: Promise<Value>): Promise<Value> {
    // The embedded database makes its callers wait for as long as a transaction takes, and does not go away.
    if (this.database.kind === 'EMBEDDED') return read;
    return new Promise((resolve, reject) => {
      const late = setTimeout(
        () => reject(new Error('The database did not answer in time.')),
        this.timing.readMs,
      ).unref();
      read.then(resolve, reject).finally(() => clearTimeout(late));
    });
  }

  private wait(): void {
    if (this.isStopped) return;
    this.timer = setTimeout(() => {
      this.tick = this.lookByItself().finally(() => this.wait());
    }, this.timing.pollMs).unref();
  }

  private async lookByItself(): Promise<void> {
    try {
      const isIdle = this.database.kind === 'EMBEDDED' && this.seenCommits === this.database.commits.count;
      if (!isIdle) await this.look();
      if (performance.now() - this.prunedAtMs >= this.timing.pruneMs) await this.prune();
    } catch {
      // It was logged, and the next tick tries again.
    }
  }

  private async prune(): Promise<void> {
    const count = await pruneChanges(this.database.dataSource, this.timing.keepSeconds);
    // While there is more to delete the next tick goes on.
    if (count === 0) this.prunedAtMs = performance.now();
  }

  private tellFailure(error: unknown): void {
    if (!this.isFailing) this.log.error({ stack: stackOf(error) }, 'changes in the database are not seen');
    this.isFailing = true;
  }

  private tellRecovery(): void {
    if (this.isFailing) this.log.info('changes in the database are seen again');
    this.isFailing = false;
  }
}

/** What changed of each topic, once. */
function keysByTopic(changes: readonly { topic: string; keys: string[] | null }[]): Map<string, Keys> {
  const found = new Map<string, Set<string> | 'ALL'>();
  for (const { topic, keys } of changes) {
    const known = found.get(topic) ?? new Set();
    if (known !== 'ALL') for (const key of keys ?? []) known.add(key);
    found.set(topic, keys === null ? 'ALL' : known);
  }
  return found;
}
