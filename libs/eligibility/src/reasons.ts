import type { NafNomenclature, Sector } from '#libs/identifiers';
import type { RefusalCode } from '#libs/refusals';
import type { Day } from './days.js';
import { sentence } from './sentences.js';
import type { Approval, PointKind } from './types.js';

/** Why a programme does not apply, with the facts that the sentence about it names. */
export type ReasonFacts =
  | { readonly code: 'SECTOR_OUTSIDE'; readonly sector: Sector }
  | { readonly code: 'NAF_OUTSIDE'; readonly nafCode: string | null; readonly nomenclature: NafNomenclature }
  | { readonly code: 'NO_CARRIER_ACCOUNT'; readonly wanted: readonly string[] }
  | { readonly code: 'NOT_STARTED' | 'ENDED' | 'ENROLMENT_NOT_STARTED' | 'ENROLMENT_ENDED' | 'GRANT_USED'; readonly day: Day }
  | { readonly code: 'NOT_LISTED' | 'NOT_ENROLLED' | 'MERCHANT_REFUSED' | 'PICKUP_NOT_COVERED' | 'NOT_OWN_SHOP' }
  | { readonly code: 'MERCHANT_PENDING'; readonly awaits: Approval }
  | { readonly code: 'ALREADY_ENROLLED'; readonly lastDay: Day | null }
  | { readonly code: 'HAS_A_FEE'; readonly feeCents: number; readonly currency: string }
  | { readonly code: 'CHAIN_OUTSIDE'; readonly chain: string | null }
  | { readonly code: 'NETWORK_OUTSIDE'; readonly wanted: readonly string[] }
  | { readonly code: 'SERVICE_MISSING'; readonly service: string }
  | { readonly code: 'KIND_OUTSIDE'; readonly kind: PointKind };

export type ReasonCode = ReasonFacts['code'];

/** A reason as it is answered; `detail` is the English sentence, and `reasonText` gives the French one. */
export type Reason = ReasonFacts & { readonly programmeCode: string; readonly detail: string };

// Reasons are in the API's one list of codes: this fails to compile when one is missing there.
const POINT_REASONS = [
  'CHAIN_OUTSIDE',
  'NETWORK_OUTSIDE',
  'SERVICE_MISSING',
  'KIND_OUTSIDE',
  'NOT_OWN_SHOP',
  'PICKUP_NOT_COVERED',
] as const satisfies readonly (ReasonCode & RefusalCode)[];

const POINT_REASON_CODES: ReadonlySet<RefusalCode> = new Set<RefusalCode>(POINT_REASONS);

export function reason(programmeCode: string, facts: ReasonFacts): Reason {
  return { ...facts, programmeCode, detail: sentence(facts, programmeCode, 'en') };
}

/** The sentence of a reason, for people: it names the merchant's or the point's value and the programme. */
export function reasonText(given: Reason, language: 'en' | 'fr'): string {
  return sentence(given, given.programmeCode, language);
}

/** True if the reason lies in the point, so that another point may do; false if it lies in the merchant or the day. */
export function isPointReason(given: Reason): boolean {
  return POINT_REASON_CODES.has(given.code satisfies RefusalCode);
}
