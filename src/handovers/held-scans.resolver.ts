import { Args, ID, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Language } from '#libs/refusals';
import { Allow, CurrentCaller } from '../platform/caller.js';
import { checkFirst, checkRange } from '../platform/input.js';
import { CurrentLanguage } from '../platform/language.js';
import type { OperatorCaller } from '../points/operator.js';
import { MOST_SCANS } from './check-scan.js';
import { HeldScanConnection, HeldScanOutcome } from './held-scans.inputs.js';
import { HeldScansService } from './held-scans.service.js';

@Resolver()
export class HeldScansResolver {
  constructor(private readonly held: HeldScansService) {}

  @Allow('OPERATOR')
  @Query(() => HeldScanConnection, {
    description: 'Scans that wait for a decision, since the token that sent them had ended; the oldest first.',
  })
  heldScans(
    @CurrentCaller() caller: OperatorCaller,
    @Args('tokenId', { type: () => ID, nullable: true }) tokenId: string | null | undefined,
    @Args('first', { type: () => Int, defaultValue: 50 }) first: number,
    @Args('after', { type: () => String, nullable: true }) after: string | null | undefined,
  ): Promise<HeldScanConnection> {
    return this.held.list(caller, tokenId ?? null, checkFirst(first), after ?? null);
  }

  @Allow('OPERATOR')
  @Mutation(() => [HeldScanOutcome], {
    description: `Records 1 to ${MOST_SCANS} scans that wait as if they had come in time, or leaves them out for good.`,
  })
  decideHeldScans(
    @CurrentCaller() caller: OperatorCaller,
    @Args('ids', { type: () => [ID] }) ids: string[],
    @Args('accept', { type: () => Boolean }) accept: boolean,
    @CurrentLanguage() language: Language,
  ): Promise<HeldScanOutcome[]> {
    checkRange(ids.length, 'ids', 1, MOST_SCANS);
    return this.held.decide(caller, ids, accept, language);
  }
}
