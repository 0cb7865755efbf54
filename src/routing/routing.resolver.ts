import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Language } from '#libs/refusals';
import { Allow, type Caller, CurrentCaller, requireWholeInstallation } from '../platform/caller.js';
import { Clock } from '../platform/clock.js';
import { CurrentLanguage } from '../platform/language.js';
import { checkDropOffSearch, checkRoute } from './check-route.js';
import { Disruption, DisruptionInput } from './disruptions.inputs.js';
import { DisruptionsService } from './disruptions.service.js';
import { DropOffService } from './drop-off.service.js';
import { DropOffPointSearchInput, DropOffPointSearchResult, RoutePlan, RoutePlanInput } from './route-plan.inputs.js';
import { RoutesService } from './routes.service.js';

@Resolver()
export class RoutingResolver {
  constructor(
    private readonly routes: RoutesService,
    private readonly dropOffs: DropOffService,
    private readonly disruptionsKept: DisruptionsService,
    private readonly clock: Clock,
  ) {}

  @Allow('OPERATOR', 'MERCHANT', 'PUBLISHABLE', 'CLERK', 'CARRIER')
  @Query(() => RoutePlan, {
    description: 'How a parcel that is not yet made gets there, and when; or why it does not.',
  })
  routePlan(@Args('input') input: RoutePlanInput, @CurrentLanguage() language: Language): Promise<RoutePlan> {
    return this.routes.plan(checkRoute(input, this.clock.now()), language);
  }

  @Allow('OPERATOR', 'MERCHANT')
  @Query(() => DropOffPointSearchResult, {
    description: 'The nearest points at which a parcel can be handed in, each with when the customer then has it.',
  })
  dropOffPoints(
    @CurrentCaller() caller: Caller,
    @Args('search') search: DropOffPointSearchInput,
    @CurrentLanguage() language: Language,
  ): Promise<DropOffPointSearchResult> {
    return this.dropOffs.search(caller, checkDropOffSearch(search, this.clock.now()), language);
  }

  @Allow('OPERATOR', 'CARRIER')
  @Query(() => [Disruption], {
    description: 'What stands, the first reported first; for a carrier that of its network.',
  })
  disruptions(
    @CurrentCaller() caller: Caller,
    @Args('networkCode', { type: () => ID, nullable: true }) networkCode: string | null | undefined,
  ): Promise<Disruption[]> {
    return this.disruptionsKept.list(caller, networkCode ?? null);
  }

  @Allow('OPERATOR', 'CARRIER')
  @Mutation(() => Disruption, { description: 'From now on ways are found around it.' })
  reportDisruption(@CurrentCaller() caller: Caller, @Args('input') input: DisruptionInput): Promise<Disruption> {
    requireWholeInstallation(caller);
    return this.disruptionsKept.report(caller, input);
  }

  @Allow('OPERATOR', 'CARRIER')
  @Mutation(() => Disruption, { description: 'It is over, or was none: the timetable holds again.' })
  liftDisruption(@CurrentCaller() caller: Caller, @Args('id', { type: () => ID }) id: string): Promise<Disruption> {
    requireWholeInstallation(caller);
    return this.disruptionsKept.lift(caller, id);
  }
}
