import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Language } from '#libs/refusals';
import { Allow, type Caller, CurrentCaller } from '../platform/caller.js';
import { Day } from '../platform/graphql/scalars.js';
import { CurrentLanguage } from '../platform/language.js';
import type { Point } from '../points/point.type.js';
import { EnrolMerchantInput, EnrolMerchantResult, type Enrolment, ProgrammeVerdict } from './enrolment.inputs.js';
import { EnrolmentService } from './enrolment.service.js';
import { OpenOwnShopInput, OpenOwnShopResult } from './own-shop.inputs.js';
import { OwnShopService } from './own-shop.service.js';
import { VerdictsService } from './verdicts.service.js';

/** What a merchant does with programmes: reads what they say, enters one, and opens the shop that one asks for. */
@Resolver()
export class EnrolmentResolver {
  constructor(
    private readonly verdicts: VerdictsService,
    private readonly enrolments: EnrolmentService,
    private readonly shops: OwnShopService,
  ) {}

  @Allow('MERCHANT', 'OPERATOR')
  @Query(() => [ProgrammeVerdict], {
    description:
      'All programmes, each with what it says to the merchant on a day; a chain’s operator sees that chain’s.',
  })
  programmes(
    @CurrentCaller() caller: Caller,
    @CurrentLanguage() language: Language,
    @Args('at', { type: () => Day, nullable: true, description: 'Today if it is left out.' }) at: string | null,
    @Args('merchantId', { type: () => ID, nullable: true, description: 'For operators; a merchant’s own otherwise.' })
    merchantId: string | null,
  ): Promise<ProgrammeVerdict[]> {
    return this.verdicts.list(caller, at ?? null, merchantId ?? null, language);
  }

  @Allow('MERCHANT', 'OPERATOR')
  @Mutation(() => EnrolMerchantResult)
  enrolMerchant(
    @CurrentCaller() caller: Caller,
    @CurrentLanguage() language: Language,
    @Args('input', { type: () => EnrolMerchantInput }) input: EnrolMerchantInput,
  ): Promise<Enrolment> {
    return this.enrolments.enrol(caller, input, language);
  }

  @Allow('MERCHANT', 'OPERATOR')
  @Mutation(() => OpenOwnShopResult, {
    description: 'Makes the merchant’s own shop a point, or brings it up to date with the merchant’s name and address.',
  })
  openOwnShop(
    @CurrentCaller() caller: Caller,
    @Args('input', { type: () => OpenOwnShopInput }) input: OpenOwnShopInput,
  ): Promise<Point> {
    return this.shops.open(caller, input);
  }
}
