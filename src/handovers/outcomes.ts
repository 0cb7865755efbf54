import { instructionText, nextInstruction, type ParcelState } from '#libs/custody';
import type { CodedError, Language } from '#libs/refusals';
import { tellDiscrepancy } from '../parcels/parcel-view.js';
import type { Discrepancy } from '../parcels/parcels.inputs.js';
import { Refusal } from '../platform/graphql/refusal.type.js';
import type { HandoverInput, HandoverOutcome } from './handovers.inputs.js';

export function refused(input: HandoverInput, error: CodedError, language: Language): HandoverOutcome {
  return {
    idempotencyKey: input.idempotencyKey ?? null,
    trackingNumber: input.trackingNumber ?? null,
    recorded: false,
    duplicate: false,
    refusal: Refusal.from(error, language),
    discrepancies: [],
    state: null,
    custodian: null,
    instruction: null,
  };
}

/** What became of a scan that is in the ledger. */
export function told(
  input: HandoverInput,
  trackingNumber: string,
  state: ParcelState,
  language: Language,
  { duplicate, checked = [] }: { duplicate: boolean; checked?: Discrepancy[] },
): HandoverOutcome {
  const { code, params } = nextInstruction(state);
  return {
    idempotencyKey: input.idempotencyKey ?? null,
    trackingNumber,
    recorded: true,
    duplicate,
    refusal: null,
    discrepancies: [...state.discrepancies.map((discrepancy) => tellDiscrepancy(discrepancy, language)), ...checked],
    state: state.state,
    custodian: state.custodian,
    instruction: instructionText(code, language, params),
  };
}
