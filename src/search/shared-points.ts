import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { GeoIndex, GeoIndexBuilder } from '#libs/geo';
import { CodedError } from '#libs/refusals';
import type { Changes } from '../platform/changes.js';
import type { Clock } from '../platform/clock.js';
import type { Worker } from '../platform/workers.js';
import { IndexControl } from './index-control.js';
import { PointEntries } from './point-entries.js';
import { PointsInMemory } from './points-in-memory.js';
import type { Publication } from './publisher.js';
import { Tallies } from './tallies.js';

/** How often a question is asked anew at once: a change of one point takes a few microseconds. */
const MOST_AT_ONCE = 20;
/** How long it is asked anew after that: a change of thousands of points takes some milliseconds. */
const MOST_MS = 2000;

const TORN = Symbol('TORN');

/** The points that another thread of this process keeps, in the memory in which it keeps them. Nothing is copied. */
export class SharedPoints extends PointsInMemory {
  geo = new GeoIndexBuilder().finish();
  tallies = Tallies.create({ isShared: false });
  entries = PointEntries.create();
  private readonly control: IndexControl;
  private readonly publications: MessagePort;
  /** The number of the last publication that was taken over. */
  private taken = -1;

  constructor(
    private readonly changes: Changes,
    private readonly clock: Clock,
    private readonly worker: Worker,
  ) {
    super();
    this.control = new IndexControl(worker.shared.index);
    this.publications = worker.publications;
    // A thread that is asked nothing takes them over all the same, so that it keeps no memory that is not used any more.
    this.publications.on('message', (publication: Publication) => this.take(publication));
    this.publications.unref();
  }

  current(): Promise<void> | undefined {
    const waiting = this.changes.current();
    return waiting === undefined && this.isFresh() ? undefined : this.catchUp(waiting);
  }

  async refresh(): Promise<void> {
    await this.changes.refresh();
    await this.worker.main.call('REFRESH_INDEX');
  }

  read<Answer>(ask: () => Answer): Answer | Promise<Answer> {
    for (let attempt = 0; attempt < MOST_AT_ONCE; attempt += 1) {
      const answer = this.attempt(ask);
      if (answer !== TORN) return answer;
    }
    return this.readLater(ask);
  }

  /** The number of the publication by which it knows where all lies, and how many bytes the tree has. */
  get state(): { generation: number; bytes: number } {
    return { generation: this.taken, bytes: this.geo.buffer.byteLength };
  }

  private isFresh(): boolean {
    const { seen, commits } = this.worker;
    return seen.commits >= commits.count && !seen.isStale() && this.clock.now().getTime() < this.control.firstLapseMs;
  }

  private async catchUp(waiting: Promise<void> | undefined): Promise<void> {
    await waiting;
    if (!this.isFresh()) await this.worker.main.call('CURRENT_INDEX');
  }

  private async readLater<Answer>(ask: () => Answer): Promise<Answer> {
    const startedMs = performance.now();
    while (performance.now() - startedMs < MOST_MS) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      const answer = this.attempt(ask);
      if (answer !== TORN) return answer;
    }
    throw new CodedError('NOT_UP_TO_DATE');
  }

  private attempt<Answer>(ask: () => Answer): Answer | typeof TORN {
    const version = this.control.version();
    if (version === null) return TORN;
    this.takeAll();
    try {
      const answer = ask();
      return this.control.isStill(version) ? answer : TORN;
    } catch (error) {
      // What is being changed may name points and tables that are not there yet.
      if (this.control.isStill(version)) throw error;
      return TORN;
    }
  }

  /** Takes over at once what was published: a publication is at the port before its number can be seen. */
  private takeAll(): void {
    while (this.taken < this.control.published) {
      const received = receiveMessageOnPort(this.publications);
      if (received === undefined) throw new Error('What was published has not arrived.');
      this.take(received.message as Publication);
    }
  }

  private take({ number, geo, entries, tallies, classes, hours }: Publication): void {
    this.geo = GeoIndex.from(geo);
    this.entries = PointEntries.over(entries);
    this.tallies = Tallies.over(tallies);
    this.classes.append(classes);
    this.hours.append(hours);
    this.taken = number;
  }
}
