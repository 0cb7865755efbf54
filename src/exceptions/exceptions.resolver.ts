import { Args, ID, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import { EXCEPTION_KINDS, type ExceptionKind } from '#libs/custody';
import type { Language } from '#libs/refusals';
import { Allow, CurrentCaller } from '../platform/caller.js';
import { check, checkFirst, checkRange } from '../platform/input.js';
import { CurrentLanguage } from '../platform/language.js';
import type { OperatorCaller } from '../points/operator.js';
import { ExceptionKindName, ExceptionTotal, ParcelExceptionConnection, SettledException } from './exceptions.inputs.js';
import { ExceptionsService } from './exceptions.service.js';

const MOST_SETTLED = 500;

@Resolver()
export class ExceptionsResolver {
  constructor(private readonly exceptionsFound: ExceptionsService) {}

  @Allow('OPERATOR')
  @Query(() => ParcelExceptionConnection, {
    description:
      'Parcels that an operator has to look at, with what is wrong and what to do; the longest in the same hands first.',
  })
  exceptions(
    @CurrentCaller() caller: OperatorCaller,
    @Args('kinds', { type: () => [ExceptionKindName], nullable: true, description: 'Any of these; all if left out.' })
    kinds: ExceptionKind[] | null | undefined,
    @Args('first', { type: () => Int, defaultValue: 20 }) first: number,
    @Args('after', { type: () => String, nullable: true }) after: string | null | undefined,
    @CurrentLanguage() language: Language,
  ): Promise<ParcelExceptionConnection> {
    const most = EXCEPTION_KINDS.length;
    check((kinds ?? []).length <= most, 'kinds', `At most ${most}.`);
    return this.exceptionsFound.list(caller, kinds ?? [], { first: checkFirst(first), after: after ?? null }, language);
  }

  @Allow('OPERATOR')
  @Query(() => [ExceptionTotal], { description: 'How many parcels there are of each kind of exception.' })
  exceptionTotals(@CurrentCaller() caller: OperatorCaller): Promise<ExceptionTotal[]> {
    return this.exceptionsFound.totals(caller);
  }

  @Allow('OPERATOR')
  @Mutation(() => [SettledException], {
    description: `Takes 1 to ${MOST_SETTLED} parcels off the list of exceptions until something new is recorded of them.`,
  })
  settleExceptions(
    @CurrentCaller() caller: OperatorCaller,
    @Args('trackingNumbers', { type: () => [ID] }) trackingNumbers: string[],
    @CurrentLanguage() language: Language,
  ): Promise<SettledException[]> {
    checkRange(trackingNumbers.length, 'trackingNumbers', 1, MOST_SETTLED);
    return this.exceptionsFound.settle(
      caller,
      trackingNumbers.map((number) => number.trim()),
      language,
    );
  }
}
