import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { addDays, localDateOf } from '#libs/opening-hours';
import { DisruptedNetwork, Network, Planner, type StopRecord } from '#libs/routing';
import { Changes, type Keys } from '../platform/changes.js';
import { Clock } from '../platform/clock.js';
import { disruptionOf, type StandingRow, standingDisruptions } from './disruption.queries.js';
import { fullRuns, fullRunsOf, type RunId, runIdOf, runKey } from './run-load.queries.js';
import {
  networksWithTimetable,
  readStoredTimetable,
  type StoredTimetable,
  timetableHead,
} from './timetable.queries.js';

/** A trip of a day before yesterday may still be under way. */
const DAYS_BEFORE = 3;
/** How many days ahead ways are known. */
export const DAYS_AHEAD = 21;

/** A carrier's network laid out over the coming days, with what disrupts it. */
export interface CarrierNetwork {
  code: string;
  name: string;
  planner: Planner;
  disrupted: DisruptedNetwork;
  stops: ReadonlyMap<string, StopRecord>;
  /** The stop at each point that the carrier serves, by the point's code. */
  stopOfPoint: ReadonlyMap<string, string>;
  lineNames: ReadonlyMap<string, string>;
}

interface Known {
  stored: StoredTimetable;
  standing: StandingRow[];
  /** The runs that are full of promises, by key. */
  full: Map<string, RunId>;
  /** Those of which the network knows it. */
  filled: Map<string, RunId>;
  /** Null until it is laid out. */
  network: CarrierNetwork | null;
  laidOutOn: string;
}

/**
 * The timetables of all carriers, in memory and in step with the database. Each process and thread keeps its own: they
 * are read thousands of times for each change.
 */
@Injectable()
export class Timetables {
  private readonly known = new Map<string, Known>();
  private networks: readonly CarrierNetwork[] = [];
  private stale: Keys = 'ALL';
  /** Runs that have become full of promises, or are so no more. */
  private loads = new Set<string>();
  private laidOutOn = '';
  private loading: Promise<void> | null = null;

  constructor(
    private readonly dataSource: DataSource,
    private readonly changes: Changes,
    private readonly clock: Clock,
  ) {
    changes.subscribe('timetable', (codes) => {
      const isAll = codes === 'ALL' || this.stale === 'ALL';
      this.stale = isAll ? 'ALL' : new Set([...(this.stale as ReadonlySet<string>), ...codes]);
    });
    changes.subscribe('load', (keys) => {
      if (keys === 'ALL') this.stale = 'ALL';
      else for (const key of keys) this.loads.add(key);
    });
  }

  /**
   * All networks that have a timetable, by code, as they are now. Never within a transaction.
   *
   * @throws CodedError NOT_UP_TO_DATE.
   */
  async current(): Promise<readonly CarrierNetwork[]> {
    await this.changes.current();
    while (this.isBehind()) {
      this.loading ??= this.load().finally(() => {
        this.loading = null;
      });
      await this.loading;
    }
    return this.networks;
  }

  private isBehind(): boolean {
    const isStale = this.stale === 'ALL' || this.stale.size > 0 || this.loads.size > 0;
    return isStale || this.laidOutOn !== this.today();
  }

  private async load(): Promise<void> {
    const { stale, loads } = this;
    const today = this.today();
    // What is noted from here on may not be in what is read below, and is read once more.
    this.stale = new Set();
    this.loads = new Set();
    try {
      await this.dataSource.transaction('REPEATABLE READ', async (tx) => {
        await this.read(tx, stale);
        await this.readLoads(tx, [...loads].map(runIdOf));
      });
    } catch (error) {
      this.stale = 'ALL';
      throw error;
    }
    const inOrder = [...this.known.values()].sort((a, b) => (a.stored.networkCode < b.stored.networkCode ? -1 : 1));
    this.networks = inOrder.map((each) => laidOut(each, today));
    this.laidOutOn = today;
  }

  private async read(tx: EntityManager, stale: Keys): Promise<void> {
    const codes = stale === 'ALL' ? await networksWithTimetable(tx) : stale;
    if (stale === 'ALL') {
      const there = new Set(codes);
      for (const code of this.known.keys()) if (!there.has(code)) this.known.delete(code);
    }
    for (const code of codes) {
      const head = await timetableHead(tx, code);
      if (head === null) {
        this.known.delete(code);
        continue;
      }
      const before = this.known.get(code);
      const isSame = before?.stored.head.importedAt.getTime() === head.importedAt.getTime();
      // Where only a disruption has begun or ended, the network stays and is changed in place.
      const known =
        before && isSame
          ? before
          : {
              stored: await readStoredTimetable(tx, code, head),
              ...{ standing: [], full: new Map(), filled: new Map(), network: null, laidOutOn: '' },
            };
      known.standing = await standingDisruptions(tx, code);
      known.full = byKey(await fullRunsOf(tx, code, addDays(this.today(), -DAYS_BEFORE)));
      this.known.set(code, known);
    }
  }

  private async readLoads(tx: EntityManager, runs: readonly RunId[]): Promise<void> {
    if (runs.length === 0) return;
    const full = byKey(await fullRuns(tx, runs));
    for (const run of runs) {
      const known = this.known.get(run.networkCode);
      if (full.has(runKey(run))) known?.full.set(runKey(run), run);
      else known?.full.delete(runKey(run));
    }
  }

  private today(): string {
    return localDateOf(this.clock.now().getTime(), 'UTC');
  }
}

function laidOut(known: Known, today: string): CarrierNetwork {
  const { stored, standing } = known;
  if (known.network === null || known.laidOutOn !== today) {
    const network = new Network(stored.timetable, addDays(today, -DAYS_BEFORE), DAYS_BEFORE + DAYS_AHEAD);
    const atPoints = stored.stops.flatMap(({ id, pointCode }): [string, string][] => {
      return pointCode === null ? [] : [[pointCode, id]];
    });
    known.network = {
      code: stored.networkCode,
      name: stored.head.networkName,
      planner: new Planner(network),
      disrupted: new DisruptedNetwork(network),
      stops: new Map(stored.stops.map((stop) => [stop.id, stop])),
      stopOfPoint: new Map(atPoints),
      lineNames: stored.lineNames,
    };
    known.laidOutOn = today;
    known.filled = new Map();
  }
  fill(known.network.planner.network, known);
  known.network.disrupted.disrupt(standing.map(disruptionOf));
  return known.network;
}

/** Tells the network which runs have become full of promises, and which are so no more. */
function fill(network: Network, known: Known): void {
  const { full, filled } = known;
  const set = ({ tripId, date }: RunId, isFull: boolean) => {
    const number = network.runNumber(tripId, date);
    if (number !== null) network.setFull(number, isFull);
  };
  for (const [key, run] of filled) if (!full.has(key)) set(run, false);
  for (const [key, run] of full) if (!filled.has(key)) set(run, true);
  known.filled = new Map(full);
}

function byKey(runs: readonly RunId[]): Map<string, RunId> {
  return new Map(runs.map((run) => [runKey(run), run]));
}
