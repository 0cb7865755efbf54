import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { ScanningParties } from '../access/scanning-parties.js';
import { lockLedgers } from '../parcels/ledger.js';
import { appendEntries } from '../parcels/ledger-writes.js';
import { judgeAct, SYSTEM } from '../parcels/record-act.js';
import { Clock } from '../platform/clock.js';
import { again } from '../platform/database/again.js';
import { Commits } from '../platform/database/commits.js';
import { Jobs } from '../platform/jobs.js';
import type { Logger } from '../platform/log.js';
import { LOG } from '../platform/platform.module.js';
import { Watcher } from '../platform/watcher.js';
import { Timetables } from '../routing/timetables.js';
import { wayPoints } from '../routing/way-points.js';
import {
  claimPromises,
  forgetPromises,
  type NewPromise,
  nextPromiseAt,
  type PromisedParcel,
  promisedParcels,
  storePromises,
} from './promises.queries.js';
import { Outlooks } from './work-out.js';

const MOST_AT_ONCE = 500;
/** Less than this is no delay that anybody would want to hear of. */
const SLIP_MS = 60_000;

interface WorkedOut {
  parcel: PromisedParcel;
  promise: NewPromise;
}

/**
 * Works out when parcels will be there: after everything that is recorded of them, when their way is disrupted, and when
 * they were to be seen and were not. What is later than was promised is recorded in the parcel's ledger, and so told.
 */
@Injectable()
export class PromisesService implements BeforeApplicationShutdown {
  private readonly watcher: Watcher;
  private isStopping = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly timetables: Timetables,
    private readonly scanningParties: ScanningParties,
    commits: Commits,
    jobs: Jobs,
    @Inject(LOG) log: Logger,
  ) {
    this.watcher = new Watcher(commits, log, () => this.run());
    jobs.onStart(() => this.watcher.start());
    jobs.recur('promises', { everySeconds: 120 }, async () => {
      await this.run();
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    await this.watcher.stop();
  }

  /** Works out whatever is due. @returns In how many milliseconds there is more to do; null if nothing waits. */
  private async run(): Promise<number | null> {
    while (!this.isStopping) {
      const now = this.clock.now();
      const nextAt = await nextPromiseAt(this.dataSource.manager);
      if (nextAt === null || nextAt > now) return nextAt && nextAt.getTime() - now.getTime();
      const claimed = await claimPromises(this.dataSource, now, MOST_AT_ONCE);
      if (claimed.length === 0) return null;
      await this.workOut(claimed, now);
    }
    return null;
  }

  private async workOut(ids: readonly string[], now: Date): Promise<void> {
    const networks = await this.timetables.current();
    const db = this.dataSource.manager;
    const parcels = await promisedParcels(db, ids);
    const codes = parcels.flatMap(({ pickupCode, dropOffCode, heldCode, seen }) => [
      ...[pickupCode, dropOffCode, heldCode].filter((code) => code !== null),
      ...(seen ?? []).flatMap(({ pointCode }) => pointCode ?? []),
    ]);
    const outlooks = new Outlooks(networks, await wayPoints(db, [...new Set(codes)]), Math.floor(now.getTime() / 1000));
    const over: string[] = [];
    const found: WorkedOut[] = [];
    for (const parcel of parcels) {
      const outlook = outlooks.of(parcel);
      if (outlook === null) over.push(parcel.id);
      else found.push({ parcel, promise: promiseOf(parcel, outlook) });
    }
    const slips = found.filter(isSlip);
    const kept = found.filter((each) => !isSlip(each));
    await again(() =>
      this.dataSource.transaction(async (tx) => {
        await forgetPromises(tx, over);
        await storePromises(
          tx,
          kept.map(({ promise }) => promise),
        );
      }),
    );
    if (slips.length > 0) await this.tell(slips, now);
  }

  /** Parcels are locked before their promises, as by everybody else. */
  private async tell(slips: readonly WorkedOut[], now: Date): Promise<void> {
    const scans = await this.scanningParties.current();
    await again(() => this.dataSource.transaction((tx) => this.record(tx, slips, { now, scans })));
  }

  private async record(
    tx: EntityManager,
    slips: readonly WorkedOut[],
    circumstances: Parameters<typeof judgeAct>[3],
  ): Promise<void> {
    const ledgers = await lockLedgers(
      tx,
      slips.map(({ parcel }) => parcel.trackingNumber),
    );
    const still = slips.flatMap(({ parcel, promise }) => {
      const ledger = ledgers.get(parcel.trackingNumber);
      // What was recorded since has made it due once more, and is not known to this.
      return ledger && ledger.entries.length === parcel.sequence ? [{ ledger, promise }] : [];
    });
    const additions = still.flatMap(({ ledger, promise: { expectedAt } }) => {
      const idempotencyKey = `expectation-${ledger.entries.length}`;
      const act = { idempotencyKey, kind: 'EXPECTATION', deadline: expectedAt?.getTime() ?? null };
      return judgeAct(ledger, act, SYSTEM, circumstances) ?? [];
    });
    await appendEntries(tx, additions, circumstances.now);
    await storePromises(
      tx,
      still.map(({ promise }) => promise),
    );
  }
}

function promiseOf(parcel: PromisedParcel, outlook: NonNullable<ReturnType<Outlooks['of']>>): NewPromise {
  const { expectedSeconds, reason, handInBySeconds, legs, nextSeconds } = outlook;
  return {
    parcelId: parcel.id,
    expectedAt: instant(expectedSeconds),
    reason,
    handInBy: instant(handInBySeconds),
    legs,
    nextAt: instant(nextSeconds),
    claimedDueAt: parcel.dueAt,
  };
}

function isSlip({ parcel, promise }: WorkedOut): boolean {
  if (parcel.expectedAt === null || promise.reason === 'ARRIVED') return false;
  return promise.expectedAt === null || promise.expectedAt.getTime() > parcel.expectedAt.getTime() + SLIP_MS;
}

function instant(seconds: number | null): Date | null {
  return seconds === null ? null : new Date(seconds * 1000);
}
