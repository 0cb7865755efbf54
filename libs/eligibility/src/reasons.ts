import type { ReasonCode, ReasonFacts } from './reason-facts.js';
import { SENTENCES } from './sentences.js';

/** A reason as it is answered; `detail` is the English sentence, and `reasonText` gives the French one. */
export type Reason = ReasonFacts & { readonly programmeCode: string; readonly detail: string };

const POINT_REASONS: ReadonlySet<ReasonCode> = new Set<ReasonCode>([
  'CHAIN_OUTSIDE',
  'NETWORK_OUTSIDE',
  'SERVICE_MISSING',
  'KIND_OUTSIDE',
  'NOT_OWN_SHOP',
  'PICKUP_NOT_COVERED',
]);

function textOf<Code extends ReasonCode>(
  facts: ReasonFacts<Code>,
  programmeCode: string,
  language: 'en' | 'fr',
): string {
  return SENTENCES[facts.code](facts, programmeCode)[language];
}

export function reason(programmeCode: string, facts: ReasonFacts): Reason {
  return { ...facts, programmeCode, detail: textOf(facts, programmeCode, 'en') };
}

/** The sentence of a reason, for people: it names the merchant's or the point's own value and the programme. */
export function reasonText(given: Reason, language: 'en' | 'fr'): string {
  return textOf(given, given.programmeCode, language);
}

/** True if the reason lies in the point, so that another point may do; false if it lies in the merchant or the day. */
export function isPointReason(given: Reason): boolean {
  return POINT_REASONS.has(given.code);
}
