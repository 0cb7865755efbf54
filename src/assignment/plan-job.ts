import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AssignmentCancelled } from '#libs/assignment';
import { CodedError } from '#libs/refusals';
import { Clock } from '../platform/clock.js';
import { rows } from '../platform/database/rows.js';
import { Jobs } from '../platform/jobs.js';
import { PlanCommit } from './plan-commit.service.js';
import { Planning } from './planning.service.js';
import { move, type PlanRow } from './plans.queries.js';

export const PLAN_JOB = 'plan';

/** For how long a plan lasts: it holds who lives where, and what it was worked out from is soon no longer so. */
const LASTS_HOURS = 24;
/** Work on which nobody has touched a plan for so long is begun again: whoever did it is gone. */
const STALE_MINUTES = 30;
const MAY_TAKE_SECONDS = 1800;

/** Works out plans and commits them, in whichever process comes to it. */
@Injectable()
export class PlanJob {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly planning: Planning,
    private readonly commit: PlanCommit,
    private readonly jobs: Jobs,
  ) {
    jobs.handle(PLAN_JOB, { retries: 2, mayTakeSeconds: MAY_TAKE_SECONDS }, ({ id }: { id: string }, signal) =>
      this.run(id, signal),
    );
    jobs.recur('plans-upkeep', { everySeconds: 300 }, () => this.upkeep());
  }

  private async run(id: string, signal: AbortSignal): Promise<void> {
    const [plan] = await rows<PlanRow>(this.dataSource.manager, 'SELECT * FROM plan WHERE id = $1', [id]);
    if (plan === undefined) return;
    try {
      if (plan.state === 'WAITING' || plan.state === 'PLANNING') await this.planning.run(plan, signal);
      if (plan.state === 'COMMITTING') await this.commit.run(plan);
    } catch (error) {
      // Whoever cancelled the plan has said so already; whoever stops the service leaves it to the next one.
      if (error instanceof AssignmentCancelled) {
        if (signal.aborted) throw error;
        return;
      }
      if (!(error instanceof CodedError)) throw error;
      const failure = `${error.code}: ${error.message}`;
      const from = ['WAITING', 'PLANNING', 'COMMITTING'] as const;
      await move(this.dataSource.manager, id, { from, to: 'FAILED', at: this.clock.now() }, { failure });
    }
  }

  private async upkeep(): Promise<void> {
    const now = this.clock.now();
    await this.dataSource.transaction(async (tx) => {
      await tx.query(`DELETE FROM plan WHERE created_at < $1::timestamptz - make_interval(hours => $2)`, [
        now,
        LASTS_HOURS,
      ]);
      const stale = await rows<{ id: string }>(
        tx,
        `UPDATE plan SET touched_at = $1 WHERE state IN ('WAITING', 'PLANNING', 'COMMITTING')
           AND touched_at < $1::timestamptz - make_interval(mins => $2) RETURNING id`,
        [now, STALE_MINUTES],
      );
      for (const { id } of stale) await this.jobs.enqueue(tx, PLAN_JOB, { id });
    });
  }
}
