import type { ReasonFacts } from './reasons.js';

type Sentence = { readonly en: string; readonly fr: string };

/** One sentence without a full stop, so that it also stands after `NOT_FREE` in a list. */
export function sentence(facts: ReasonFacts, programme: string, language: 'en' | 'fr'): string {
  return sentencesOf(facts, programme)[language];
}

function sentencesOf(facts: ReasonFacts, programme: string): Sentence {
  switch (facts.code) {
    case 'CHAIN_OUTSIDE':
    case 'NETWORK_OUTSIDE':
    case 'SERVICE_MISSING':
    case 'KIND_OUTSIDE':
    case 'NOT_OWN_SHOP':
    case 'PICKUP_NOT_COVERED':
      return aboutPoint(facts, programme);
    case 'NOT_STARTED':
    case 'ENDED':
    case 'ENROLMENT_NOT_STARTED':
    case 'ENROLMENT_ENDED':
    case 'GRANT_USED':
    case 'NOT_ENROLLED':
    case 'ALREADY_ENROLLED':
      return aboutTime(facts, programme);
    default:
      return aboutMerchant(facts, programme);
  }
}

type PointCode =
  | 'CHAIN_OUTSIDE'
  | 'NETWORK_OUTSIDE'
  | 'SERVICE_MISSING'
  | 'KIND_OUTSIDE'
  | 'NOT_OWN_SHOP'
  | 'PICKUP_NOT_COVERED';

type TimeCode =
  | 'NOT_STARTED'
  | 'ENDED'
  | 'ENROLMENT_NOT_STARTED'
  | 'ENROLMENT_ENDED'
  | 'GRANT_USED'
  | 'NOT_ENROLLED'
  | 'ALREADY_ENROLLED';

// Extract leaves out a member whose codes are only partly in the list; none is.
type PointFactsOf = Extract<ReasonFacts, { code: PointCode }> | { readonly code: 'NOT_OWN_SHOP' | 'PICKUP_NOT_COVERED' };
type TimeFactsOf = Extract<ReasonFacts, { code: TimeCode }> | { readonly code: 'NOT_ENROLLED' };
