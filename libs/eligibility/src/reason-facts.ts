import type { NafNomenclature, Sector } from '#libs/identifiers';
import type { RefusalCode } from '#libs/refusals';
import type { Day } from './days.js';
import type { Approval, PointKind } from './types.js';

type NoFacts = Record<never, never>;

/** Why a programme does not apply: each code, with the facts that the sentence about it names. */
export type FactsByCode = {
  SECTOR_OUTSIDE: { readonly sector: Sector };
  NAF_OUTSIDE: { readonly nafCode: string | null; readonly nomenclature: NafNomenclature };
  NO_CARRIER_ACCOUNT: { readonly wanted: readonly string[] };
  NOT_LISTED: NoFacts;
  NOT_STARTED: { readonly day: Day };
  ENDED: { readonly day: Day };
  NOT_ENROLLED: NoFacts;
  ENROLMENT_NOT_STARTED: { readonly day: Day };
  ENROLMENT_ENDED: { readonly day: Day };
  ALREADY_ENROLLED: { readonly lastDay: Day | null };
  GRANT_USED: { readonly day: Day };
  MERCHANT_PENDING: { readonly awaits: Approval };
  MERCHANT_REFUSED: NoFacts;
  HAS_A_FEE: { readonly feeCents: number; readonly currency: string };
  PICKUP_NOT_COVERED: NoFacts;
  CHAIN_OUTSIDE: { readonly chain: string | null };
  NETWORK_OUTSIDE: { readonly wanted: readonly string[] };
  SERVICE_MISSING: { readonly service: string };
  KIND_OUTSIDE: { readonly kind: PointKind };
  NOT_OWN_SHOP: NoFacts;
};

// Reasons are in the API's one list of codes: this fails to compile when one is missing there.
type OnTheList<Code extends RefusalCode> = Code;

export type ReasonCode = OnTheList<keyof FactsByCode>;

export type ReasonFacts<Code extends ReasonCode = ReasonCode> = {
  [Each in Code]: { readonly code: Each } & FactsByCode[Each];
}[Code];
