import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { ENDED_STATES, type State } from '#libs/custody';
import { CodedError } from '#libs/refusals';
import { Mailer } from '../notifications/mailer.js';
import { scopeOf } from '../parcels/parcels.service.js';
import type { Caller } from '../platform/caller.js';
import { Clock } from '../platform/clock.js';
import { CONFIG, type Config } from '../platform/config.js';
import { rows } from '../platform/database/database.js';
import { Jobs } from '../platform/jobs.js';
import { eraseRecipients } from './erasing.js';
import { PersonsService } from './persons.service.js';

const DAY_MS = 86_400_000;

/** How long messages that no server takes wait to be carried by hand. */
const MAIL_KEPT_DAYS = 30;

/** A parcel of which nothing was recorded for so long is taken for abandoned, whatever its state. */
const ABANDONED_AFTER_DAYS = 365;

/** Recipients that are erased in one transaction. */
const AT_ONCE = 500;

const NOBODY = '00000000-0000-0000-0000-000000000000';

interface LockedParcel {
  id: string;
  trackingNumber: string;
  state: State;
}

/** Forgets recipients: when their time is over, and when somebody asks for it. */
@Injectable()
export class ErasureService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
    persons: PersonsService,
    mailer: Mailer,
    jobs: Jobs,
  ) {
    jobs.recur('erasures', { everySeconds: 3600, mayTakeSeconds: 3600 }, async () => {
      await persons.indexAll();
      await this.eraseDue();
      const days = Math.min(MAIL_KEPT_DAYS, config.eraseAfterDays);
      await mailer.forget(new Date(clock.now().getTime() - days * DAY_MS));
    });
  }

  /**
   * Erases the recipients of all parcels whose life ended long enough ago, by the last line of their ledger, or that
   * are abandoned. Safe to run at any time, in several instances at once; a parcel that is just being scanned is left
   * for the next run.
   *
   * @returns How many were erased.
   */
  async eraseDue(): Promise<number> {
    let count = 0;
    let last: string | null = NOBODY;
    while (last !== null) {
      const from: string = last;
      const batch = await this.dataSource.transaction((tx) => this.eraseDueFrom(tx, from));
      count += batch.erased;
      last = batch.last;
    }
    // A server does so by itself; until then the old rows are still in the file.
    if (this.config.databaseUrl === null) await this.dataSource.query('VACUUM recipient');
    return count;
  }

  private async eraseDueFrom(tx: EntityManager, after: string): Promise<{ erased: number; last: string | null }> {
    const at = this.clock.now();
    const before = (days: number) => new Date(at.getTime() - days * DAY_MS);
    const { eraseAfterDays } = this.config;
    const due = await rows<{ id: string }>(
      tx,
      `SELECT c.id FROM recipient r JOIN parcel c ON c.id = r.parcel_id
        WHERE r.wrapped_key IS NOT NULL AND r.parcel_id > $1::uuid
          AND (SELECT max(e.recorded_at) FROM ledger_entry e WHERE e.parcel_id = c.id)
              <= CASE WHEN c.state = ANY ($2) THEN $3::timestamptz ELSE $4::timestamptz END
        ORDER BY r.parcel_id LIMIT $5 FOR UPDATE OF c SKIP LOCKED`,
      [after, ENDED_STATES, before(eraseAfterDays), before(Math.max(ABANDONED_AFTER_DAYS, eraseAfterDays)), AT_ONCE],
    );
    const ids = due.map(({ id }) => id);
    const erased = await eraseRecipients(tx, ids, { at, why: 'DUE' });
    return { erased: erased.length, last: ids.length === AT_ONCE ? (ids.at(-1) as string) : null };
  }

  /**
   * Erases one parcel's recipient because somebody asks for it. Doing so again changes nothing.
   *
   * @throws CodedError NOT_FOUND, also for another's parcel; PARCEL_UNDER_WAY while somebody has to hand it over.
   */
  eraseOne(caller: Caller, trackingNumber: string): Promise<string> {
    return this.dataSource.transaction(async (tx) => {
      const [parcel] = await this.lock(tx, caller, 'c.tracking_number = $2', trackingNumber);
      if (parcel === undefined) throw new CodedError('NOT_FOUND', { trackingNumber }, { field: 'trackingNumber' });
      const { id, state } = parcel;
      if (!ENDED_STATES.includes(state)) throw new CodedError('PARCEL_UNDER_WAY', { trackingNumber, state });
      await eraseRecipients(tx, [id], { at: this.clock.now(), why: 'REQUESTED' });
      return trackingNumber;
    });
  }

  /** Those parcels of the caller's for which something holds, kept from being scanned until the transaction ends. */
  private lock(tx: EntityManager, caller: Caller, which: string, value: unknown): Promise<LockedParcel[]> {
    const scope = scopeOf(caller);
    return rows<LockedParcel>(
      tx,
      `SELECT c.id, c.tracking_number AS "trackingNumber", c.state
         FROM parcel c JOIN point p ON p.id = c.pickup_point_id
        WHERE ${scope.where} AND ${which} ORDER BY c.id FOR UPDATE OF c`,
      [scope.value, value],
    );
  }
}
