import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { fold } from '#libs/custody';
import { ScanningParties } from '../access/scanning-parties.js';
import { loadLedger } from '../parcels/ledger.js';
import { type Circumstances, recordAct, SYSTEM } from '../parcels/record-act.js';
import { countStays, waitingOf } from '../parcels/stay.js';
import { Clock } from '../platform/clock.js';
import { rows } from '../platform/database/database.js';
import { Jobs } from '../platform/jobs.js';
import type { Logger } from '../platform/log.js';
import { LOG } from '../platform/platform.module.js';
import { recountNext } from './calendar-changes.js';
import { remindDue } from './reminders.js';
import { writeDeadlines } from './stays.queries.js';

/** What a run came to. */
export interface RetentionRun {
  /** Deadlines that moved because a point's calendar did. */
  recounted: number;
  ended: number;
  reminded: number;
}

/** How many parcels one transaction takes, and how many transactions one run: what is left is the next run's. */
const MOST_AT_ONCE = 100;
const MOST_BATCHES = 50;

interface DueRow {
  id: string;
  tracking_number: string;
  deadline: Date;
}

/**
 * What time does to parcels that wait: deadlines follow the calendars of points, customers are reminded, and what was
 * not collected is to be returned. Several instances may run it at once; what one has taken the others leave alone.
 */
@Injectable()
export class RetentionRunService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly scanningParties: ScanningParties,
    jobs: Jobs,
    @Inject(LOG) private readonly log: Logger,
  ) {
    jobs.recur('retention', { everySeconds: 60 }, async () => {
      await this.runDue();
    });
  }

  /** Does all that is due, up to a bound. In this order, so that nobody is reminded of what is over. */
  async runDue(): Promise<RetentionRun> {
    const recounted = await this.batches((tx) => recountNext(tx, MOST_AT_ONCE));
    const ended = await this.endDue();
    const reminded = await this.batches((tx) => remindDue(tx, this.clock.now(), MOST_AT_ONCE));
    return { recounted, ended, reminded };
  }

  /** Takes batches, each in a transaction of its own, until one finds nothing to do. @returns The sum of what they did. */
  private async batches(take: (tx: EntityManager) => Promise<{ found: number; done: number }>): Promise<number> {
    let sum = 0;
    for (let batch = 0; batch < MOST_BATCHES; batch += 1) {
      const { found, done } = await this.dataSource.transaction(take);
      sum += done;
      if (found === 0) break;
    }
    return sum;
  }

  /** Each parcel in a transaction of its own, so that one that cannot be ended keeps no other from it. */
  private async endDue(): Promise<number> {
    const now = this.clock.now();
    const scans = await this.scanningParties.current();
    let ended = 0;
    let last: DueRow | null = null;
    for (let batch = 0; batch < MOST_BATCHES; batch += 1) {
      const due: DueRow[] = await dueAfter(this.dataSource.manager, now, last);
      for (const row of due) {
        try {
          if (await this.dataSource.transaction((tx) => endOne(tx, row, { now, scans }))) ended += 1;
        } catch (error) {
          this.log.error({ error, parcelId: row.id }, 'the retention of a parcel could not be ended');
        }
      }
      last = due.at(-1) ?? null;
      if (due.length < MOST_AT_ONCE) break;
    }
    return ended;
  }
}

function dueAfter(db: EntityManager, now: Date, last: DueRow | null): Promise<DueRow[]> {
  return rows<DueRow>(
    db,
    `SELECT id, tracking_number, deadline FROM parcel
      WHERE deadline <= $1 AND state = 'AVAILABLE' AND ($2::timestamptz IS NULL OR (deadline, id) > ($2, $3::uuid))
      ORDER BY deadline, id LIMIT $4`,
    [now, last?.deadline ?? null, last?.id ?? null, MOST_AT_ONCE],
  );
}

/** Ends one parcel's time, unless it is being handed over just now, or the calendar of today gives it more. */
async function endOne(
  tx: EntityManager,
  { id, tracking_number: trackingNumber }: DueRow,
  circumstances: Circumstances,
): Promise<boolean> {
  const locked = await rows(tx, 'SELECT 1 FROM parcel WHERE id = $1 FOR UPDATE SKIP LOCKED', [id]);
  const ledger = locked.length === 0 ? null : await loadLedger(tx, trackingNumber);
  if (ledger === null) return false;
  const stay = waitingOf(id, fold(ledger.facts, ledger.entries));
  if (stay === null) return false;
  const counted = await countStays(tx, [stay]);
  const deadlineMs = counted.get(id)?.deadlineMs ?? null;
  if (deadlineMs === null || deadlineMs > circumstances.now.getTime()) {
    await writeDeadlines(tx, counted);
    return false;
  }
  // Named by the deadline: an operator who takes it back has the last word until another deadline passes.
  const act = { idempotencyKey: `retention-over-${deadlineMs}`, kind: 'RETENTION_OVER' };
  return recordAct(tx, ledger, act, SYSTEM, circumstances);
}
