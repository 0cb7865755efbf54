import { randomInt } from 'node:crypto';
import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import { Webhook as Signature } from 'standardwebhooks';
import { DataSource } from 'typeorm';
import { eventBody, eventId } from '../outbox/event-view.js';
import { Clock } from '../platform/clock.js';
import { Commits } from '../platform/database/commits.js';
import { Jobs } from '../platform/jobs.js';
import { type Logger, stackOf } from '../platform/log.js';
import { LOG } from '../platform/platform.module.js';
import { Secrets } from '../platform/secrets.js';
import { Watcher } from '../platform/watcher.js';
import {
  addressEvents,
  type Claimed,
  claimDue,
  forgetEvents,
  release,
  type Settled,
  settle,
  settleTaken,
  type Taken,
  workAhead,
} from './deliveries.queries.js';
import { MOST_FAILING_MS, nextAttempt, pauseUntil } from './schedule.js';
import { type Answer, Sender } from './sender.js';
import { openSecret } from './webhook-secrets.js';

/** How much is sent at once by one process. */
const MOST_AT_ONCE = 64;
const DAY_MS = 86_400_000;
/** How long events, and the log of what became of them, are kept. */
export const KEEP_DAYS = 30;

/**
 * Sends what the outbox holds to the endpoints of others: at least once, in the order of each parcel, and without one
 * endpoint or one parcel waiting for another. What is to be sent, when, and who is sending it stands in the database, so
 * that any number of processes may do this, and one that dies loses nothing.
 */
@Injectable()
export class Dispatcher implements BeforeApplicationShutdown {
  private readonly sending = new Set<Promise<void>>();
  private readonly stopping = new AbortController();
  private readonly watcher: Watcher;
  private pass: Promise<number | null> = Promise.resolve(null);
  private queued: Promise<number | null> | null = null;
  private taken: Taken[] = [];
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly secrets: Secrets,
    private readonly sender: Sender,
    commits: Commits,
    jobs: Jobs,
    @Inject(LOG) private readonly log: Logger,
  ) {
    this.watcher = new Watcher(commits, log, () => this.next());
    jobs.onStart(() => this.watcher.start());
    // What another process left behind when it died, or what was written by other means.
    jobs.recur('webhooks', { everySeconds: 120 }, (signal) => this.run(signal));
    jobs.recur('forget-events', { everySeconds: 3600 }, () =>
      forgetEvents(dataSource.manager, new Date(clock.now().getTime() - KEEP_DAYS * DAY_MS)),
    );
  }

  /** Sends whatever is due now, and what becomes due by that, and waits for the answers. */
  async run(signal: AbortSignal): Promise<void> {
    let stop = () => {};
    const stopped = new Promise<void>((resolve) => {
      stop = resolve;
    });
    signal.addEventListener('abort', stop);
    try {
      while (!signal.aborted && !this.stopping.signal.aborted) {
        const pass = this.next();
        await pass;
        if (this.sending.size > 0) await Promise.race([...this.sending, stopped]);
        // What was answered during this look has asked for another one, which may find more.
        else if (this.pass === pass) return;
      }
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  /** Stops waiting for answers: what was not answered yet is sent again by whoever comes next. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.watcher.stop();
    await this.pass.catch(() => {});
    await Promise.all(this.sending);
  }

  /** One look after another. @returns In how many milliseconds there is more to do; null if nothing waits. */
  private next(): Promise<number | null> {
    this.queued ??= this.pass
      .catch(() => {})
      .then(() => {
        this.queued = null;
        return this.begin();
      });
    this.pass = this.queued;
    return this.pass;
  }

  private async begin(): Promise<number | null> {
    if (this.stopping.signal.aborted) return null;
    const now = this.clock.now();
    const ahead = await workAhead(this.dataSource.manager, now);
    if (ahead.isUnaddressed) await addressEvents(this.dataSource, now);
    const free = MOST_AT_ONCE - this.sending.size;
    const isDue = ahead.isUnaddressed || (ahead.nextAt !== null && ahead.nextAt <= now);
    if (isDue && free > 0) for (const claimed of await claimDue(this.dataSource, now, free)) this.send(claimed);
    return ahead.nextAt === null ? null : Math.max(0, ahead.nextAt.getTime() - now.getTime());
  }

  private send(claimed: Claimed): void {
    const sent = this.sendOne(claimed)
      .catch((error: unknown) => this.log.error({ stack: stackOf(error) }, 'a delivery could not be settled'))
      .finally(() => {
        this.sending.delete(sent);
        // There is room, and what waited behind it may go.
        this.next().catch(() => {});
      });
    this.sending.add(sent);
  }

  private async sendOne(claimed: Claimed): Promise<void> {
    const id = eventId(claimed);
    const body = eventBody(claimed);
    const headers = this.headers(claimed, id, body);
    const answer = await this.sender.send({ url: claimed.url, headers, body }, this.stopping.signal);
    if (answer.failure === 'STOPPED') return release(this.dataSource.manager, claimed);
    if (answer.failure === null && answer.status !== null && claimed.failing_since === null) {
      return this.settleTaken({ claimed, status: answer.status });
    }
    const now = this.clock.now();
    const settled = settledBy(claimed, answer, now);
    await this.dataSource.transaction((tx) => settle(tx, claimed, settled, now));
    if (settled.disabledBecause !== null)
      this.log.warn({ webhook: claimed.webhook_id, because: settled.disabledBecause }, 'a webhook is disabled');
  }

  /** What was taken while others were being written down is written down together. */
  private settleTaken(one: Taken): Promise<void> {
    this.taken.push(one);
    this.writing = this.writing
      .catch(() => {})
      .then(async () => {
        const taken = this.taken;
        this.taken = [];
        if (taken.length > 0) await settleTaken(this.dataSource.manager, taken, this.clock.now());
      });
    return this.writing;
  }

  private headers(claimed: Claimed, id: string, body: string): Record<string, string> {
    const at = this.clock.now();
    const isRotating = claimed.previous_secret_until !== null && claimed.previous_secret_until > at;
    const sealed = [claimed.secret_sealed, ...(isRotating ? [claimed.previous_secret_sealed as Buffer] : [])];
    const signatures = sealed.map((one) =>
      new Signature(openSecret(this.secrets, claimed.webhook_id, one)).sign(id, at, body),
    );
    return {
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
      'user-agent': 'Relais',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': signatures.join(' '),
    };
  }
}

function settledBy(claimed: Claimed, { status, failure, retryAfter }: Answer, now: Date): Settled {
  const plain = { status, failure, pausedUntil: null, disabledBecause: null };
  if (failure === null) return { ...plain, state: 'DELIVERED', dueAt: now };
  // Gone: what waits is kept, should the endpoint be enabled again under another address.
  if (status === 410) return { ...plain, state: 'PENDING', dueAt: now, disabledBecause: 'GONE' };
  const pausedUntil = pauseUntil(now, status, retryAfter);
  const isFailing = claimed.failing_since !== null && now.getTime() - claimed.failing_since.getTime() > MOST_FAILING_MS;
  const disabledBecause = isFailing ? ('FAILING' as const) : null;
  const next = nextAttempt(now, claimed.attempts, randomInt(1_000_001) / 1_000_000);
  if (next === null) return { ...plain, state: 'FAILED', dueAt: now, pausedUntil, disabledBecause };
  const dueAt = pausedUntil !== null && pausedUntil > next ? pausedUntil : next;
  return { ...plain, state: 'PENDING', dueAt, pausedUntil, disabledBecause };
}
