import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { addDays, localDateOf } from '#libs/opening-hours';
import { whoFit } from '#libs/routing';
import { ScanningParties } from '../access/scanning-parties.js';
import { type Ledger, lockLedgers } from '../parcels/ledger.js';
import { appendEntries } from '../parcels/ledger-writes.js';
import { judgeAct, SYSTEM } from '../parcels/record-act.js';
import { Clock } from '../platform/clock.js';
import { again } from '../platform/database/again.js';
import { Commits } from '../platform/database/commits.js';
import { Jobs } from '../platform/jobs.js';
import type { Logger } from '../platform/log.js';
import { LOG } from '../platform/platform.module.js';
import { Watcher } from '../platform/watcher.js';
import { forgetLoads, lockRunLoads, type RunId, runIdOf, runKey, runLoads } from '../routing/run-load.queries.js';
import { type CarrierNetwork, Timetables } from '../routing/timetables.js';
import { wayPoints } from '../routing/way-points.js';
import { type Found, inOrder, ParcelContest, roomOf } from './contest.js';
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
const MOST_TRIES = 5;
/** Ways are known of a few days back; what went before is of no use to anybody. */
const KEPT_DAYS = 30;

type Circumstances = Parameters<typeof judgeAct>[3];

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
    jobs.recur('loads', { everySeconds: 86_400 }, async () => {
      const since = addDays(localDateOf(clock.now().getTime(), 'UTC'), -KEPT_DAYS);
      await forgetLoads(dataSource.manager, since);
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
    let waiting = ids;
    // Whoever finds that another process was served meanwhile asks again; after that it is due once more.
    for (let tries = 0; tries < MOST_TRIES && waiting.length > 0; tries += 1) {
      const networks = await this.timetables.current();
      const found = await this.contestOf(await promisedParcels(this.dataSource.manager, waiting), networks, now);
      const scans = await this.scanningParties.current();
      waiting = await again(() => this.dataSource.transaction((tx) => this.store(tx, found, networks, { now, scans })));
    }
  }

  private async contestOf(
    parcels: readonly PromisedParcel[],
    networks: readonly CarrierNetwork[],
    now: Date,
  ): Promise<Found[]> {
    const db = this.dataSource.manager;
    const codes = parcels.flatMap(({ pickupCode, dropOffCode, heldCode, seen }) => [
      ...[pickupCode, dropOffCode, heldCode].filter((code) => code !== null),
      ...(seen ?? []).flatMap(({ pointCode }) => pointCode ?? []),
    ]);
    const points = await wayPoints(db, [...new Set(codes)]);
    const outlooks = new Outlooks(networks, points, Math.floor(now.getTime() / 1000));
    const loadsOf = async (runs: readonly RunId[]) => countsOf(await runLoads(db, runs));
    return new ParcelContest(inOrder(parcels), outlooks, networks, loadsOf).hold();
  }

  /**
   * Writes down what was found, with the places that it takes in vehicles. Parcels are locked before runs, and these before
   * promises, as by everybody.
   *
   * @returns Those whose places are another's by now.
   */
  private async store(
    tx: EntityManager,
    found: readonly Found[],
    networks: readonly CarrierNetwork[],
    circumstances: Circumstances,
  ): Promise<string[]> {
    const { ledgers, known } = await this.lockSlips(tx, found);
    const runs = known.flatMap(({ takes, boards, leaves }) => [...takes, ...boards, ...leaves]);
    const loads = countsOf(await lockRunLoads(tx, [...new Set(runs)].map(runIdOf)));
    const fits = whoFit(known, (run) => roomOf(networks, run) - (loads.get(run) ?? 0));
    const served = known.filter((_, place) => fits[place]);
    const promises = served.flatMap(promiseOf);
    const additions = served.filter(isSlip).flatMap(({ parcel, outlook }) => {
      const ledger = ledgers.get(parcel.trackingNumber);
      if (ledger === undefined) return [];
      const idempotencyKey = `expectation-${ledger.entries.length}`;
      const deadline = outlook === null || outlook.expectedSeconds === null ? null : outlook.expectedSeconds * 1000;
      return judgeAct(ledger, { idempotencyKey, kind: 'EXPECTATION', deadline }, SYSTEM, circumstances) ?? [];
    });
    await appendEntries(tx, additions, circumstances.now);
    await forgetPromises(
      tx,
      served.flatMap(({ parcel, outlook }) => (outlook === null ? [parcel.id] : [])),
    );
    await storePromises(tx, promises, circumstances.now);
    return known.flatMap(({ parcel }, place) => (fits[place] ? [] : [parcel.id]));
  }

  /** What was recorded of a parcel meanwhile has made it due once more, and is not known to what was found. */
  private async lockSlips(
    tx: EntityManager,
    found: readonly Found[],
  ): Promise<{ ledgers: Map<string, Ledger>; known: Found[] }> {
    const numbers = found.filter(isSlip).map(({ parcel }) => parcel.trackingNumber);
    const ledgers = numbers.length === 0 ? new Map<string, Ledger>() : await lockLedgers(tx, numbers);
    const known = found.filter((each) => {
      return !isSlip(each) || ledgers.get(each.parcel.trackingNumber)?.entries.length === each.parcel.sequence;
    });
    return { ledgers, known };
  }
}

function countsOf(loads: Awaited<ReturnType<typeof runLoads>>): Map<string, number> {
  return new Map(loads.map((load) => [runKey(load), load.parcels]));
}

function promiseOf({ parcel, outlook }: Found): NewPromise[] {
  if (outlook === null) return [];
  const { expectedSeconds, reason, handInBySeconds, legs, nextSeconds } = outlook;
  return [
    {
      parcelId: parcel.id,
      expectedAt: instant(expectedSeconds),
      reason,
      isUnderWay: parcel.state !== 'ANNOUNCED',
      handInBy: instant(handInBySeconds),
      legs,
      nextAt: instant(nextSeconds),
      claimedDueAt: parcel.dueAt,
    },
  ];
}

function isSlip({ parcel, outlook }: Found): boolean {
  if (parcel.expectedAt === null || outlook === null || outlook.reason === 'ARRIVED') return false;
  const { expectedSeconds } = outlook;
  return expectedSeconds === null || expectedSeconds * 1000 > parcel.expectedAt.getTime() + SLIP_MS;
}

function instant(seconds: number | null): Date | null {
  return seconds === null ? null : new Date(seconds * 1000);
}
