import { Args, ID, Int, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { Language } from '#libs/refusals';
import { Allow, type Caller, CurrentCaller, EVERYONE } from '../platform/caller.js';
import { checkFirst, checkText } from '../platform/input.js';
import { CurrentLanguage } from '../platform/language.js';
import { ActService } from './act.service.js';
import { checkKey, checkNewParcel } from './check-parcel.js';
import { CreateParcelService } from './create-parcel.service.js';
import { ParcelChecksService } from './parcel-checks.service.js';
import {
  CancelParcelResult,
  CreateParcelInput,
  CreateParcelResult,
  LedgerLine,
  Parcel,
  ParcelConnection,
  ParcelsFilter,
  PointCheck,
  RebookParcelInput,
  RebookParcelResult,
} from './parcels.inputs.js';
import { ParcelsService } from './parcels.service.js';
import { TrackedParcel } from './tracking.inputs.js';

@Resolver(() => Parcel)
export class ParcelsResolver {
  constructor(
    private readonly reading: ParcelsService,
    private readonly creation: CreateParcelService,
    private readonly acts: ActService,
    private readonly checking: ParcelChecksService,
  ) {}

  @Allow('OPERATOR', 'MERCHANT', 'CLERK', 'CARRIER', 'CUSTOMER')
  @Query(() => Parcel, { description: 'By its id or its tracking number.' })
  parcel(
    @CurrentCaller() caller: Caller,
    @Args('id', { type: () => ID }) id: string,
    @CurrentLanguage() language: Language,
  ): Promise<Parcel> {
    return this.reading.byId(caller, id.trim(), language);
  }

  @Allow('OPERATOR', 'MERCHANT', 'CLERK', 'CARRIER')
  @Query(() => ParcelConnection)
  async parcels(
    @CurrentCaller() caller: Caller,
    @Args('filter', { type: () => ParcelsFilter, nullable: true }) filter: ParcelsFilter | null | undefined,
    @Args('first', { type: () => Int, defaultValue: 20 }) first: number,
    @Args('after', { type: () => String, nullable: true }) after: string | null | undefined,
    @CurrentLanguage() language: Language,
  ): Promise<ParcelConnection> {
    return this.reading.list(caller, filter ?? {}, { first: checkFirst(first), after: after ?? null }, language);
  }

  @Allow(...EVERYONE)
  @Query(() => TrackedParcel, { description: 'For the customer, with the secret of the link that they were sent.' })
  track(
    @CurrentCaller() caller: Caller,
    @Args('trackingNumber', { type: () => ID }) trackingNumber: string,
    @Args('token', { type: () => String, nullable: true }) token: string | null | undefined,
    @CurrentLanguage() language: Language,
  ): Promise<TrackedParcel> {
    return this.reading.track(caller, trackingNumber.trim(), token ?? null, language);
  }

  @Allow('OPERATOR', 'MERCHANT')
  @Mutation(() => CreateParcelResult)
  async createParcel(
    @CurrentCaller() caller: Caller,
    @Args('input') input: CreateParcelInput,
    @CurrentLanguage() language: Language,
  ): Promise<typeof CreateParcelResult> {
    return this.reading.byId(caller, await this.creation.create(caller, checkNewParcel(input)), language);
  }

  @Allow('OPERATOR', 'MERCHANT')
  @Mutation(() => CancelParcelResult)
  async cancelParcel(
    @CurrentCaller() caller: Caller,
    @Args('trackingNumber', { type: () => ID }) trackingNumber: string,
    @CurrentLanguage() language: Language,
  ): Promise<typeof CancelParcelResult> {
    return this.reading.byId(caller, await this.acts.cancel(caller, trackingNumber.trim()), language);
  }

  @Allow('OPERATOR', 'MERCHANT', 'CUSTOMER')
  @Mutation(() => RebookParcelResult, {
    description:
      'Books another point. A customer may while the parcel is on its way to them, and where it waits only if it is free.',
  })
  async rebookParcel(
    @CurrentCaller() caller: Caller,
    @Args('input') input: RebookParcelInput,
    @CurrentLanguage() language: Language,
  ): Promise<typeof RebookParcelResult> {
    checkKey(input.idempotencyKey, 'input.idempotencyKey');
    checkText(input.pickupPointCode, 'input.pickupPointCode', { most: 100 });
    return this.reading.byId(caller, await this.acts.rebook(caller, input), language);
  }

  @ResolveField(() => [LedgerLine])
  ledger(@Parent() { trackingNumber }: Parcel): Promise<LedgerLine[]> {
    return this.reading.ledger(trackingNumber);
  }

  @ResolveField(() => String)
  instruction(@Parent() { trackingNumber }: Parcel, @CurrentLanguage() language: Language): Promise<string> {
    return this.reading.instruction(trackingNumber, language);
  }

  @ResolveField(() => [PointCheck], {
    description: 'Checks of the booked point, made now. What cannot be checked is UNMADE, never PASSED.',
  })
  checks(@Parent() { trackingNumber }: Parcel): Promise<PointCheck[]> {
    return this.checking.check(trackingNumber);
  }
}
