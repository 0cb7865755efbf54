import { Args, ID, Int, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Allow, type Caller, CurrentCaller } from '../platform/caller.js';
import { checkFirst, checkRange } from '../platform/input.js';
import { checkPlan, checkPlannedParcel, MOST_PARCELS, requireOwnRow } from './check-plan.js';
import {
  AssignmentPlan,
  CancelAssignmentResult,
  CommitAssignmentResult,
  PlanAssignmentInput,
  PlanRowConnection,
} from './plans.inputs.js';
import { PlansService } from './plans.service.js';
import { viewPlan, viewRows } from './view-plan.js';

@Resolver(() => AssignmentPlan)
export class PlansResolver {
  constructor(private readonly plans: PlansService) {}

  @Allow('OPERATOR', 'MERCHANT', 'CARRIER')
  @Query(() => AssignmentPlan, { description: 'A plan of one’s own; ask again while it is being worked out.' })
  async assignmentPlan(
    @CurrentCaller() caller: Caller,
    @Args('id', { type: () => ID }) id: string,
  ): Promise<AssignmentPlan> {
    return viewPlan(await this.plans.byId(caller, id.trim()));
  }

  @Allow('OPERATOR', 'MERCHANT', 'CARRIER')
  @Mutation(() => AssignmentPlan, {
    description: 'Plans which point each parcel of a batch should go to. Nothing is booked before it is committed.',
  })
  async planAssignment(
    @CurrentCaller() caller: Caller,
    @Args('input') input: PlanAssignmentInput,
  ): Promise<AssignmentPlan> {
    checkRange(input.parcels.length, 'input.parcels', 1, MOST_PARCELS);
    const plan = checkPlan(caller, input, 'input.');
    const given = input.parcels.map((parcel, place) => {
      const row = checkPlannedParcel(parcel, `input.parcels.${place}.`);
      requireOwnRow(caller, row, plan.isForecast);
      return { row };
    });
    return viewPlan(await this.plans.byId(caller, await this.plans.ask(caller, plan, given)));
  }

  @Allow('OPERATOR', 'MERCHANT')
  @Mutation(() => CommitAssignmentResult, {
    description: 'Makes the parcels of a plan, all of them in one transaction; what has changed since is planned anew.',
  })
  async commitAssignment(
    @CurrentCaller() caller: Caller,
    @Args('id', { type: () => ID }) id: string,
  ): Promise<typeof CommitAssignmentResult> {
    return viewPlan(await this.plans.commit(caller, id.trim()));
  }

  @Allow('OPERATOR', 'MERCHANT', 'CARRIER')
  @Mutation(() => CancelAssignmentResult, { description: 'Gives a plan up, also while it is being worked out.' })
  async cancelAssignment(
    @CurrentCaller() caller: Caller,
    @Args('id', { type: () => ID }) id: string,
  ): Promise<typeof CancelAssignmentResult> {
    return viewPlan(await this.plans.cancel(caller, id.trim()));
  }

  @ResolveField(() => PlanRowConnection, { description: 'In the order in which they were sent.' })
  async rows(
    @Parent() { id }: AssignmentPlan,
    @Args('first', { type: () => Int, defaultValue: 20 }) first: number,
    @Args('after', { type: () => String, nullable: true }) after: string | null | undefined,
  ): Promise<PlanRowConnection> {
    return viewRows(await this.plans.rows(id, { first: checkFirst(first), after: after ?? null }));
  }
}
