import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Language } from '#libs/refusals';
import { ParcelsService } from '../parcels/parcels.service.js';
import { Allow, type Caller, CurrentCaller, requireWholeInstallation } from '../platform/caller.js';
import { Json } from '../platform/graphql/scalars.js';
import { CurrentLanguage } from '../platform/language.js';
import { ErasureService } from './erasure.service.js';
import { PersonsService } from './persons.service.js';
import { ErasedPerson, EraseRecipientResult } from './privacy.inputs.js';

@Resolver()
export class PrivacyResolver {
  constructor(
    private readonly erasure: ErasureService,
    private readonly parcels: ParcelsService,
    private readonly persons: PersonsService,
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

  @Allow('OPERATOR')
  @Query(() => Json, {
    description:
      'All that is held about the person with an e-mail address or a telephone number. For the operator of the installation.',
  })
  personData(@CurrentCaller() caller: Caller, @Args('contact') contact: string): Promise<object> {
    requireWholeInstallation(caller);
    return this.persons.export(contact);
  }

  @Allow('OPERATOR')
  @Mutation(() => ErasedPerson, {
    description: 'Erases the recipient of every parcel with this contact whose life has ended. It cannot be undone.',
  })
  erasePerson(@CurrentCaller() caller: Caller, @Args('contact') contact: string): Promise<ErasedPerson> {
    requireWholeInstallation(caller);
    return this.persons.erase(contact);
  }
}
