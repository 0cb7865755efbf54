import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Allow, type Caller, CurrentCaller } from '../platform/caller.js';
import { DateTime } from '../platform/graphql/scalars.js';
import { DwellForecast, DwellForecastInput } from './dwell-forecast.inputs.js';
import { DwellForecastService } from './dwell-forecast.service.js';

@Resolver()
export class DwellForecastResolver {
  constructor(private readonly forecasts: DwellForecastService) {}

  @Allow('OPERATOR', 'CARRIER')
  @Query(() => [DwellForecast], {
    description: 'How soon parcels are collected at a network’s points, the latest first.',
  })
  dwellForecasts(@Args('networkCode', { type: () => ID }) networkCode: string): Promise<DwellForecast[]> {
    return this.forecasts.list(networkCode.trim());
  }

  @Allow('OPERATOR')
  @Mutation(() => [DwellForecast], {
    description:
      'Has bookings at a network’s points hold room from when a parcel is expected until it is likely to be collected. Null: from creation until it leaves.',
  })
  saveDwellForecast(
    @CurrentCaller() caller: Caller,
    @Args('networkCode', { type: () => ID }) networkCode: string,
    @Args('forecast', { type: () => DwellForecastInput, nullable: true }) forecast:
      | DwellForecastInput
      | null
      | undefined,
    @Args('from', { type: () => DateTime, nullable: true, description: 'Now, if it is left out.' })
    from: Date | null | undefined,
  ): Promise<DwellForecast[]> {
    return this.forecasts.save(caller, networkCode.trim(), forecast ?? null, from ?? null);
  }
}
