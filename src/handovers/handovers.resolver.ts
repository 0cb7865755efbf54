import { Args, ID, Mutation, Resolver } from '@nestjs/graphql';
import type { Language } from '#libs/refusals';
import { Allow, type Caller, CheckedItemByItem, CurrentCaller } from '../platform/caller.js';
import { DateTime } from '../platform/graphql/scalars.js';
import { checkRange } from '../platform/input.js';
import { CurrentLanguage } from '../platform/language.js';
import { MOST_SCANS } from './check-scan.js';
import { CodesService } from './codes.service.js';
import { HandoverInput, HandoverOutcome } from './handovers.inputs.js';
import { HandoversService } from './handovers.service.js';
import { HeldScansService } from './held-scans.service.js';

@Resolver()
export class HandoversResolver {
  constructor(
    private readonly handovers: HandoversService,
    private readonly codes: CodesService,
    private readonly held: HeldScansService,
  ) {}

  @Allow('OPERATOR', 'MERCHANT', 'CLERK', 'CARRIER', 'CUSTOMER', 'FORMER')
  @CheckedItemByItem('inputs')
  @Mutation(() => [HandoverOutcome], { description: `Records 1 to ${MOST_SCANS} scans; answers in the order sent.` })
  recordHandovers(
    @CurrentCaller() caller: Caller,
    @Args('inputs', { type: () => [HandoverInput] }) inputs: HandoverInput[],
    @Args('sentAt', { type: () => DateTime, nullable: true, description: 'What the sender’s clock shows now.' })
    sentAt: Date | null | undefined,
    @CurrentLanguage() language: Language,
  ): Promise<HandoverOutcome[]> {
    checkRange(inputs.length, 'inputs', 1, MOST_SCANS);
    if (caller.role === 'FORMER') return this.held.hold(caller, inputs, sentAt ?? null, language);
    return this.handovers.record(caller, inputs, sentAt ?? null, language);
  }

  @Allow('OPERATOR')
  @Mutation(() => Boolean, {
    description: 'After five wrong tries: gives the customer a new code, which their link shows.',
  })
  replacePickupCode(
    @CurrentCaller() caller: Caller & { role: 'OPERATOR' },
    @Args('trackingNumber', { type: () => ID }) trackingNumber: string,
  ): Promise<boolean> {
    return this.codes.replace(caller, trackingNumber.trim());
  }
}
