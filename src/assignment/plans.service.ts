import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { CodedError } from '#libs/refusals';
import type { Caller } from '../platform/caller.js';
import { Clock } from '../platform/clock.js';
import { rows } from '../platform/database/rows.js';
import { type Connection, connectionOf, isId, keyOfCursor } from '../platform/graphql/page.js';
import { check } from '../platform/input.js';
import { Jobs } from '../platform/jobs.js';
import { Secrets } from '../platform/secrets.js';
import { PLAN_JOB } from './plan-job.js';
import { move, type ParcelOfPlan, type PlanRow, type PlanTerms, planOf, rowsOf } from './plans.queries.js';
import { type Given, SealedRows } from './sealed-rows.js';

/** The most rows of one plan, and the most plans that one asker may have at a time. */
export const MOST_PLAN_ROWS = 100_000;
const MOST_PLANS = 20;

export interface NewPlan {
  /** For rows that name none. */
  merchantId: string | null;
  isForecast: boolean;
  terms: PlanTerms;
}

/** Plans for whole batches: asked for, looked at, committed or dropped. They are worked out by jobs (plan-job.ts). */
@Injectable()
export class PlansService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly secrets: Secrets,
    private readonly jobs: Jobs,
  ) {}

  /**
   * Keeps what is to be planned, all of it or nothing.
   *
   * @returns The plan's id. @throws CodedError TOO_MANY_ITEMS, IMPORT_EMPTY, and whatever the rows throw.
   */
  async ask(caller: Caller, plan: NewPlan, given: AsyncIterable<Given> | Iterable<Given>): Promise<string> {
    const id = uuid();
    const now = this.clock.now();
    await this.dataSource.transaction(async (tx) => {
      const [plans] = await rows<{ count: number }>(
        tx,
        'SELECT count(*)::int AS count FROM plan WHERE asked_by_role = $1 AND asked_by_id = $2',
        [caller.role, caller.id],
      );
      if ((plans?.count ?? 0) >= MOST_PLANS) throw new CodedError('TOO_MANY_ITEMS', { most: MOST_PLANS });
      await tx.query(
        `INSERT INTO plan (id, asked_by_role, asked_by_id, merchant_id, network_code, chain_code, is_forecast, terms,
                           state, row_count, parcel_count, created_at, touched_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8::jsonb, 'WAITING', 0, 0, $9, $9)`,
        [
          id,
          caller.role,
          caller.id,
          plan.merchantId,
          caller.role === 'CARRIER' ? caller.networkCode : null,
          caller.role === 'OPERATOR' ? caller.chainCode : null,
          plan.isForecast,
          JSON.stringify(plan.terms),
          now,
        ],
      );
      const kept = new SealedRows(tx, this.secrets, id);
      for await (const each of given) {
        if (kept.count === MOST_PLAN_ROWS) throw new CodedError('TOO_MANY_ITEMS', { most: MOST_PLAN_ROWS });
        await kept.add(each);
      }
      await kept.flush();
      if (kept.count === 0) throw new CodedError('IMPORT_EMPTY');
      await tx.query('UPDATE plan SET row_count = $2, parcel_count = $3 WHERE id = $1', [id, kept.count, kept.parcels]);
      await this.jobs.enqueue(tx, PLAN_JOB, { id });
    });
    return id;
  }

  /** @throws CodedError NOT_FOUND, also for a plan that is none of the caller's business. */
  async byId(caller: Caller, id: string): Promise<PlanRow> {
    const found = isId(id) ? await planOf(this.dataSource.manager, caller, id) : null;
    if (found === null) throw new CodedError('NOT_FOUND', { id }, { field: 'id' });
    return found;
  }

  async rows(planId: string, page: { first: number; after: string | null }): Promise<Connection<ParcelOfPlan>> {
    const key = keyOfCursor(page.after);
    const isKey = key === null || /^\d{1,9}$/.test(key);
    check(isKey, 'after', 'Give the endCursor of the page before, as it was.');
    const found = await rowsOf(this.dataSource.manager, planId, key === null ? -1 : Number(key), page.first + 1);
    return connectionOf(
      found,
      page.first,
      ({ row }) => String(row),
      (row) => row,
    );
  }

  /**
   * Begins to make the parcels of a plan. Asking again while it is under way, or after it, changes nothing.
   *
   * @throws CodedError NOT_FOUND, PLAN_NOT_READY, PLAN_IS_FORECAST.
   */
  async commit(caller: Caller, id: string): Promise<PlanRow> {
    const plan = await this.byId(caller, id);
    if (plan.is_forecast) throw new CodedError('PLAN_IS_FORECAST', { id });
    const at = this.clock.now();
    const begun = await this.dataSource.transaction(async (tx) => {
      const moved = await move(tx, id, { from: ['PLANNED'], to: 'COMMITTING', at });
      if (moved) await this.jobs.enqueue(tx, PLAN_JOB, { id });
      return moved;
    });
    const now = await this.byId(caller, id);
    if (!begun && now.state !== 'COMMITTING' && now.state !== 'COMMITTED') {
      throw new CodedError('PLAN_NOT_READY', { id, state: now.state });
    }
    return now;
  }

  /** Gives a plan up that is not committed, nor about to be. @throws CodedError NOT_FOUND, PLAN_NOT_READY. */
  async cancel(caller: Caller, id: string): Promise<PlanRow> {
    const before = await this.byId(caller, id);
    const from = ['WAITING', 'PLANNING', 'PLANNED', 'FAILED'] as const;
    const moved = await move(this.dataSource.manager, id, { from, to: 'CANCELLED', at: this.clock.now() });
    if (!moved && before.state !== 'CANCELLED') throw new CodedError('PLAN_NOT_READY', { id, state: before.state });
    return this.byId(caller, id);
  }
}
