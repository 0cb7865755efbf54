import { Args, ID, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Language } from '#libs/refusals';
import { Allow, type Caller, CheckedItemByItem, CurrentCaller } from '../platform/caller.js';
import { checkFirst, checkRange } from '../platform/input.js';
import { CurrentLanguage } from '../platform/language.js';
import type { OperatorCaller } from '../points/operator.js';
import { checkPosition } from '../search/origin.js';
import { CoordinatesInput } from '../search/search.inputs.js';
import { MOST_MOVES, MovesService } from './moves.service.js';
import {
  CustomerReturn,
  MoveOutcome,
  MoveParcelInput,
  ProposedMoveConnection,
  ProposedPoints,
} from './proposals.inputs.js';
import { ProposalsService } from './proposals.service.js';
import { ReturnsService } from './returns.service.js';

@Resolver()
export class ProposalsResolver {
  constructor(
    private readonly proposals: ProposalsService,
    private readonly moves: MovesService,
    private readonly returns: ReturnsService,
  ) {}

  @Allow('OPERATOR', 'MERCHANT', 'CUSTOMER')
  @Query(() => ProposedPoints, {
    description:
      'Other points for a parcel: nearest to the booked one, with room, at no more than it costs already; rebookParcel takes one.',
  })
  proposedPoints(
    @CurrentCaller() caller: Caller,
    @Args('trackingNumber', { type: () => ID }) trackingNumber: string,
    @Args('first', { type: () => Int, defaultValue: 5 }) first: number,
  ): Promise<ProposedPoints> {
    return this.proposals.forParcel(caller, trackingNumber.trim(), checkFirst(first));
  }

  @Allow('OPERATOR', 'MERCHANT', 'CUSTOMER')
  @Query(() => CustomerReturn, {
    description: 'Where a customer may give back a parcel that they have collected: nearest first, and until when.',
  })
  customerReturn(
    @CurrentCaller() caller: Caller,
    @Args('trackingNumber', { type: () => ID }) trackingNumber: string,
    @Args('near', { type: () => CoordinatesInput, nullable: true, description: 'From the pickup point if left out.' })
    near: CoordinatesInput | null | undefined,
    @Args('first', { type: () => Int, defaultValue: 5 }) first: number,
    @CurrentLanguage() language: Language,
  ): Promise<CustomerReturn> {
    if (near) checkPosition(near, 'near');
    return this.returns.of(caller, trackingNumber.trim(), near ?? null, checkFirst(first), language);
  }

  @Allow('OPERATOR')
  @Query(() => ProposedMoveConnection, {
    description:
      'Another point for each parcel that is bound for one, such as a point that is suspended; no place is proposed twice.',
  })
  movesProposed(
    @CurrentCaller() caller: OperatorCaller,
    @Args('pointCode', { type: () => ID }) pointCode: string,
    @Args('first', { type: () => Int, defaultValue: 20 }) first: number,
    @Args('after', { type: () => String, nullable: true }) after: string | null | undefined,
  ): Promise<ProposedMoveConnection> {
    return this.proposals.forPoint(caller, pointCode.trim(), checkFirst(first), after ?? null);
  }

  @Allow('OPERATOR')
  @CheckedItemByItem('inputs')
  @Mutation(() => [MoveOutcome], { description: `Rebooks 1 to ${MOST_MOVES} parcels; answers in the order sent.` })
  moveParcels(
    @CurrentCaller() caller: Caller,
    @Args('inputs', { type: () => [MoveParcelInput] }) inputs: MoveParcelInput[],
    @CurrentLanguage() language: Language,
  ): Promise<MoveOutcome[]> {
    checkRange(inputs.length, 'inputs', 1, MOST_MOVES);
    return this.moves.move(caller, inputs, language);
  }
}
