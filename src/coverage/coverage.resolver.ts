import { Args, Float, ID, Query, Resolver } from '@nestjs/graphql';
import { Allow, CurrentCaller } from '../platform/caller.js';
import { checkRange } from '../platform/input.js';
import type { OperatorCaller } from '../points/operator.js';
import { Coverage, PointInUse } from './coverage.inputs.js';
import { CoverageService } from './coverage.service.js';

@Resolver()
export class CoverageResolver {
  constructor(private readonly service: CoverageService) {}

  @Allow('OPERATOR')
  @Query(() => Coverage, { description: 'Who lives farther than some kilometres from an open point of a programme.' })
  coverage(
    @CurrentCaller() caller: OperatorCaller,
    @Args('programmeCode', { type: () => ID }) programmeCode: string,
    @Args('kilometres', { type: () => Float, defaultValue: 10, description: 'From 1 to 100.' }) kilometres: number,
  ): Promise<Coverage> {
    checkRange(kilometres, 'kilometres', 1, 100);
    return this.service.coverage(caller, programmeCode, kilometres * 1000);
  }

  @Allow('OPERATOR')
  @Query(() => [PointInUse], { description: 'All points of the operator’s, by their codes, with how full they are.' })
  pointsInUse(@CurrentCaller() caller: OperatorCaller): Promise<PointInUse[]> {
    return this.service.pointsInUse(caller);
  }
}
