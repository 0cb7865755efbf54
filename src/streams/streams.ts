import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CodedError } from '#libs/refusals';
import { CONFIG, type Config } from '../platform/config.js';
import { Commits } from '../platform/database/commits.js';
import { type Logger, stackOf } from '../platform/log.js';
import { LOG } from '../platform/platform.module.js';
import type { Stream } from './stream.js';
import { eventsSince, lastOfParcel, missedOfParcel, type StreamedRow } from './streams.queries.js';

/** Open streams, of one caller and of one process. */
const MOST_OF_CALLER = 10;
const MOST = 1000;
/** Who missed more than this, of whatever parcels, asks for what is there now instead. */
const MOST_MISSED = 10_000;
const TICK_MS = 250;
/** How long another instance's events may go unseen. */
const POLL_MS = 1000;
/** How long after its token was revoked a stream may still be open. */
const RECHECK_MS = 2000;
const BEAT_MS = 15_000;

/**
 * Tells open streams what is noted in the outbox, by whatever instance: nothing is read while none is open, and one
 * reading serves all of them.
 */
@Injectable()
export class Streams implements BeforeApplicationShutdown {
  private readonly open = new Set<Stream>();
  private snapshot: string | null = null;
  private seenCommits = -1;
  private lookedAtMs = 0;
  private checkedAtMs = 0;
  private beatAtMs = 0;
  private timer: NodeJS.Timeout | null = null;
  private isStopped = false;
  private isFailing = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly commits: Commits,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  /** @throws CodedError RATE_LIMITED where there are too many. */
  requireRoom(callerId: string): void {
    const own = [...this.open].filter((stream) => stream.callerId === callerId).length;
    const most = own >= MOST_OF_CALLER ? MOST_OF_CALLER : MOST;
    if (own >= MOST_OF_CALLER || this.open.size >= MOST || this.isStopped) {
      throw new CodedError('RATE_LIMITED', { openStreams: most, retryAfterSeconds: BEAT_MS / 1000 });
    }
  }

  add(stream: Stream): void {
    this.open.add(stream);
    stream.begin();
    if (this.timer === null) this.wait(0);
  }

  remove(stream: Stream): void {
    this.open.delete(stream);
  }

  /** Ends all streams: their receivers come back, to another instance or to the next start. */
  stop(): void {
    this.isStopped = true;
    if (this.timer !== null) clearTimeout(this.timer);
    for (const stream of this.open) stream.end();
    this.open.clear();
  }

  beforeApplicationShutdown(): void {
    this.stop();
  }

  private wait(ms: number): void {
    if (this.isStopped) return;
    this.timer = setTimeout(async () => {
      await this.tick();
      if (this.open.size > 0) this.wait(TICK_MS);
      else this.timer = null;
    }, ms).unref();
  }

  private async tick(): Promise<void> {
    try {
      const now = performance.now();
      for (const stream of this.open) if (!stream.isOpen) this.open.delete(stream);
      if (now - this.checkedAtMs >= RECHECK_MS) await this.recheck(now);
      if (this.mayHaveNews(now)) await this.look(now);
      if (now - this.beatAtMs >= BEAT_MS) {
        for (const stream of this.open) stream.beat();
        this.beatAtMs = now;
      }
      this.isFailing = false;
    } catch (error) {
      if (!this.isFailing) this.log.error({ stack: stackOf(error) }, 'streams of events stand still');
      this.isFailing = true;
    }
  }

  private mayHaveNews(now: number): boolean {
    const isNew = [...this.open].some(({ isLive }) => !isLive);
    const isLate = this.config.databaseUrl !== null && now - this.lookedAtMs >= POLL_MS;
    return isNew || isLate || this.commits.count !== this.seenCommits;
  }

  private async look(now: number): Promise<void> {
    const written = this.commits.count;
    const isFirst = ![...this.open].some(({ isLive }) => isLive);
    const { snapshot, events } = await eventsSince(this.dataSource.manager, {
      since: isFirst ? null : this.snapshot,
      most: MOST_MISSED,
    });
    for (const stream of this.open) {
      if (!stream.isLive) await this.welcome(stream, snapshot);
      else if (events === null) stream.say('reset', await this.positionOf(stream, snapshot));
      else {
        const own = events.filter((event) => stream.concerns(event));
        if (own.length > 0) await this.tell(stream, own, snapshot);
      }
    }
    this.snapshot = snapshot;
    this.seenCommits = written;
    this.lookedAtMs = now;
  }

  /** Tells a new stream what it missed, up to where all others are. */
  private async welcome(stream: Stream, snapshot: string): Promise<void> {
    const missed = await this.missedBy(stream, snapshot);
    if (missed !== null && missed.length > 0) await this.tell(stream, missed, snapshot);
    stream.say(missed === null ? 'reset' : 'ready', await this.positionOf(stream, snapshot));
    stream.isLive = true;
  }

  /** From the beginning everybody has a place to come back to. */
  private async positionOf({ subject }: Stream, snapshot: string): Promise<string | number> {
    return subject.kind === 'POINT'
      ? snapshot
      : await lastOfParcel(this.dataSource.manager, subject.parcelId, snapshot);
  }

  private async missedBy(stream: Stream, snapshot: string): Promise<StreamedRow[] | null> {
    const { subject } = stream;
    if (subject.after === null) return [];
    if (subject.kind === 'PARCEL')
      return missedOfParcel(this.dataSource.manager, { parcelId: subject.parcelId, after: subject.after, snapshot });
    const asked = { since: subject.after, until: snapshot, most: MOST_MISSED };
    const { events } = await eventsSince(this.dataSource.manager, asked);
    return events?.filter((event) => stream.concerns(event)) ?? null;
  }

  /** Who may see a parcel changes with who holds it, so that it is asked again before anything is told. */
  private async tell(stream: Stream, events: StreamedRow[], snapshot: string): Promise<void> {
    if (await this.isAllowed(stream, true)) stream.tell(events, snapshot);
  }

  private async recheck(now: number): Promise<void> {
    this.checkedAtMs = now;
    for (const stream of this.open) await this.isAllowed(stream, false);
  }

  /** Ends a stream whose caller may see it no more. */
  private async isAllowed(stream: Stream, thorough: boolean): Promise<boolean> {
    try {
      await stream.isStillAllowed(thorough);
      return true;
    } catch (error) {
      // An outage of the database is no verdict.
      if (!(error instanceof CodedError) || error.code === 'NOT_UP_TO_DATE') throw error;
      stream.end();
      this.open.delete(stream);
      return false;
    }
  }
}
