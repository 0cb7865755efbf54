import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Allow, type Caller, CurrentCaller } from '../platform/caller.js';
import { DateTime, Json } from '../platform/graphql/scalars.js';
import { DatedRetention } from './network-retention.inputs.js';
import { NetworkRetentionService } from './network-retention.service.js';

@Resolver()
export class NetworkRetentionResolver {
  constructor(private readonly retention: NetworkRetentionService) {}

  @Allow('OPERATOR', 'MERCHANT', 'CLERK', 'CARRIER')
  @Query(() => [DatedRetention], { description: 'The rules of a network, the latest first.' })
  networkRetention(@Args('networkCode', { type: () => ID }) networkCode: string): Promise<DatedRetention[]> {
    return this.retention.list(networkCode.trim());
  }

  @Allow('OPERATOR')
  @Mutation(() => [DatedRetention], {
    description:
      'How long a network’s points keep parcels that arrive from an instant on, where their programme does not say it. {days reminderDays extensionDays extensions}, or null for no rule.',
  })
  saveNetworkRetention(
    @CurrentCaller() caller: Caller,
    @Args('networkCode', { type: () => ID }) networkCode: string,
    @Args('retention', { type: () => Json, nullable: true }) retention: unknown,
    @Args('from', { type: () => DateTime, nullable: true, description: 'Now, if it is left out.' })
    from: Date | null | undefined,
  ): Promise<DatedRetention[]> {
    return this.retention.save(caller, networkCode.trim(), retention, from ?? null);
  }
}
