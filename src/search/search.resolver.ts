import { Args, Query, Resolver } from '@nestjs/graphql';
import type { Language } from '#libs/refusals';
import { Allow, type Caller, CurrentCaller } from '../platform/caller.js';
import { CurrentLanguage } from '../platform/language.js';
import { checkSearch } from './check-search.js';
import { PickupPointSearchInput, PickupPointSearchResult } from './search.inputs.js';
import { SearchService } from './search.service.js';

@Resolver()
export class SearchResolver {
  constructor(private readonly service: SearchService) {}

  @Allow('OPERATOR', 'MERCHANT', 'PUBLISHABLE', 'CLERK', 'CARRIER', 'CUSTOMER')
  @Query(() => PickupPointSearchResult, { description: 'The nearest points that fit; and if they are few, why.' })
  pickupPoints(
    @CurrentCaller() caller: Caller,
    @Args('search') search: PickupPointSearchInput,
    @CurrentLanguage() language: Language,
  ): Promise<PickupPointSearchResult> {
    return this.service.search(caller, checkSearch(search), language);
  }
}
