import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AssignmentCancelled, type Progress } from '#libs/assignment';
import { CodedError } from '#libs/refusals';
import { MerchantsService } from '../merchants/merchants.service.js';
import { PlacesService } from '../places/places.service.js';
import { Clock } from '../platform/clock.js';
import { Secrets } from '../platform/secrets.js';
import { PointsInMemory } from '../search/points-in-memory.js';
import { Distribution, figuresOf, overflowsOf, reasonOf, taskOf } from './batch.js';
import { Demand } from './demand.js';
import { type Network, networkOf } from './network.js';
import { move, type PlanResult, type PlanRow, type WrittenOutcome, writeOutcomes } from './plans.queries.js';
import { openRows } from './sealed-rows.js';
import type { Solution } from './solve.js';
import { solveInThread } from './solving.js';

const MOST_OVERFLOWS = 100;
const AT_ONCE = 1000;
const LOOKS_EVERY_MS = 1000;

/** Works a plan out on the network as it is now. */
@Injectable()
export class Planning {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly secrets: Secrets,
    private readonly index: PointsInMemory,
    private readonly places: PlacesService,
    private readonly merchants: MerchantsService,
  ) {}

  /** @throws AssignmentCancelled where the plan was given up meanwhile, or the service is told to stop. */
  async run(plan: PlanRow, signal: AbortSignal): Promise<void> {
    const db = this.dataSource.manager;
    const at = this.clock.now();
    const begun = await move(db, plan.id, { from: ['WAITING', 'PLANNING'], to: 'PLANNING', at });
    if (!begun) return;
    await this.index.refresh();
    const { demand, bad } = await this.read(plan);
    const openAtMs = plan.terms.openAt === null ? null : Date.parse(plan.terms.openAt);
    const network = await this.index.read(() => networkOf(this.index, openAtMs));
    const task = taskOf(demand, network, plan.terms, false);
    const begunMs = performance.now();
    const solution = await this.solve(plan, task, signal);
    const result = this.resultOf(demand, network, solution, performance.now() - begunMs);
    const outcomes = [...bad, ...this.outcomesOf(plan, demand, network, solution)];
    await this.dataSource.transaction(async (tx) => {
      for (let from = 0; from < outcomes.length; from += AT_ONCE) {
        await writeOutcomes(tx, plan.id, outcomes.slice(from, from + AT_ONCE), { forgets: false });
      }
      const planned_at = this.clock.now();
      const moved = await move(
        tx,
        plan.id,
        { from: ['PLANNING'], to: 'PLANNED', at: planned_at },
        { result, planned_at },
      );
      if (!moved) throw new AssignmentCancelled();
    });
  }

  demandOf(plan: PlanRow): Demand {
    return new Demand(this.index, this.places, this.merchants, {
      merchantId: plan.merchant_id,
      cost: plan.terms.cost,
      metresPerEuro: plan.terms.metresPerEuro,
      chainCode: plan.chain_code,
      networkCode: plan.network_code,
      byCustomer: plan.terms.splitMetres > 0,
      now: this.clock.now(),
    });
  }

  private async read(plan: PlanRow): Promise<{ demand: Demand; bad: WrittenOutcome[] }> {
    const demand = this.demandOf(plan);
    const bad: WrittenOutcome[] = [];
    for await (const page of openRows(this.dataSource.manager, this.secrets, plan.id)) {
      for (const { row, said } of page) {
        if (said === null) {
          demand.skip();
          continue;
        }
        try {
          await demand.add(said);
        } catch (error) {
          if (!(error instanceof CodedError)) throw error;
          demand.skip();
          bad.push({ row, outcome: 'BAD_ROW', detail: `${error.code} ${error.field ?? ''}: ${error.message}` });
        }
      }
    }
    return { demand, bad };
  }

  /** Tells now and then how far it is, and stops where nobody wants to know any more. */
  private async solve({ id }: PlanRow, task: Parameters<typeof solveInThread>[0], signal: AbortSignal) {
    const stop = new AbortController();
    let progress: Progress | null = null;
    const timer = setInterval(() => {
      const text =
        progress === null ? null : `${progress.stage} ${progress.round} ${Math.round(100 * progress.share)} %`;
      const told = { from: ['PLANNING'], to: 'PLANNING', at: this.clock.now() } as const;
      move(this.dataSource.manager, id, told, { progress: text }).then(
        (isWanted) => isWanted || stop.abort(),
        () => {},
      );
    }, LOOKS_EVERY_MS);
    try {
      return await solveInThread(task, {
        progress: (told) => {
          progress = told;
        },
        signal: AbortSignal.any([signal, stop.signal]),
      });
    } finally {
      clearInterval(timer);
    }
  }

  private resultOf(demand: Demand, network: Network, solution: Solution, solvedMs: number): PlanResult {
    const unplaced = { NO_POINT: 0, NO_ROOM: 0 };
    solution.unplaced.forEach((count, spot) => {
      if (count > 0) unplaced[reasonOf(demand, network, spot)] += count;
    });
    return {
      optimal: figuresOf(solution.optimal),
      nearestFirst: figuresOf(solution.nearestFirst),
      unplaced,
      overflows: overflowsOf(solution, network, MOST_OVERFLOWS).map(({ point, ...rest }) => ({
        code: this.index.entries.codeOf(network.items[point] as number),
        ...rest,
      })),
      splits: solution.splits,
      solvedMs: Math.round(solvedMs),
    };
  }

  private outcomesOf(plan: PlanRow, demand: Demand, network: Network, { optimal }: Solution): WrittenOutcome[] {
    const places = new Distribution(optimal, demand.spots.length);
    const outcomes: WrittenOutcome[] = [];
    for (let row = 0; row < demand.rowCount; row += 1) {
      const spot = demand.spotAt(row);
      if (spot < 0) continue;
      const count = demand.countAt(row);
      const taken = places.take(spot, count);
      const placed = taken.reduce((sum, { count: there }) => sum + there, 0);
      const [only] = taken;
      const point = count === 1 && only !== undefined ? only : null;
      outcomes.push({
        row,
        outcome: placed === count ? 'PLACED' : reasonOf(demand, network, spot),
        detail: plan.is_forecast && count > 1 ? `${placed}/${count}` : null,
        pointId: point === null ? null : this.index.entries.idOf(network.items[point.point] as number),
        metres: point?.metres ?? null,
      });
    }
    return outcomes;
  }
}
