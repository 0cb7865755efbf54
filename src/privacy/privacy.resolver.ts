import { Args, ID, Mutation, Resolver } from '@nestjs/graphql';
import type { Language } from '#libs/refusals';
import { ParcelsService } from '../parcels/parcels.service.js';
import { Allow, type Caller, CurrentCaller } from '../platform/caller.js';
import { CurrentLanguage } from '../platform/language.js';
import { ErasureService } from './erasure.service.js';
import { EraseRecipientResult } from './privacy.inputs.js';

@Resolver()
export class PrivacyResolver {
  constructor(
    private readonly erasure: ErasureService,
    private readonly parcels: ParcelsService,
  ) {}

  @Allow('OPERATOR', 'MERCHANT')
  @Mutation(() => EraseRecipientResult, {
    description: 'Destroys what is known of the recipient of a parcel whose life has ended. It cannot be undone.',
  })
  async eraseRecipient(
    @CurrentCaller() caller: Caller,
    @Args('trackingNumber', { type: () => ID }) trackingNumber: string,
    @CurrentLanguage() language: Language,
  ): Promise<typeof EraseRecipientResult> {
    return this.parcels.byId(caller, await this.erasure.eraseOne(caller, trackingNumber.trim()), language);
  }
}
