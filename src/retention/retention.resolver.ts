import { Args, ID, Mutation, Resolver } from '@nestjs/graphql';
import type { Language } from '#libs/refusals';
import { checkKey } from '../parcels/check-parcel.js';
import { ParcelsService } from '../parcels/parcels.service.js';
import { Allow, type Caller, CurrentCaller } from '../platform/caller.js';
import { CurrentLanguage } from '../platform/language.js';
import { ExtendRetentionResult } from './retention.inputs.js';
import { RetentionService } from './retention.service.js';

@Resolver()
export class RetentionResolver {
  constructor(
    private readonly retention: RetentionService,
    private readonly parcels: ParcelsService,
  ) {}

  @Allow('OPERATOR', 'MERCHANT', 'CLERK', 'CUSTOMER')
  @Mutation(() => ExtendRetentionResult, {
    description:
      'Gives the customer more time to collect, as much and as often as the rule allows under which the parcel came.',
  })
  async extendRetention(
    @CurrentCaller() caller: Caller,
    @Args('trackingNumber', { type: () => ID }) trackingNumber: string,
    @Args('idempotencyKey', { type: () => String, description: 'Unique for the parcel: sent again it extends once.' })
    idempotencyKey: string,
    @CurrentLanguage() language: Language,
  ): Promise<typeof ExtendRetentionResult> {
    const key = checkKey(idempotencyKey, 'idempotencyKey');
    return this.parcels.byId(caller, await this.retention.extend(caller, trackingNumber.trim(), key), language);
  }
}
