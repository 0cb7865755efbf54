import type { NormalisedInput } from './fingerprint.js';
import { isOwnShop, pointOf } from './parties.js';
import type { ParcelState } from './state.js';
import { mayRecord, rulesFor } from './table.js';
import type { Entry, EntryKind, ParcelFacts, Role, Side } from './words.js';

/** Who asks. Whether an operator's chain may see this parcel is decided before it comes here. */
export type Caller =
  | { role: 'MERCHANT'; merchantId: string }
  | { role: 'CLERK'; pointCode: string }
  | { role: 'CARRIER'; networkCode: string }
  | { role: 'CUSTOMER'; parcelId: string }
  /** The id is a pseudonym. */
  | { role: 'OPERATOR'; operatorId: string }
  | { role: 'SYSTEM' };

/** The role and scope that an entry keeps of its caller. */
export function actorOf(caller: Caller): { role: Role; id: string } {
  switch (caller.role) {
    case 'MERCHANT':
      return { role: caller.role, id: caller.merchantId };
    case 'CLERK':
      return { role: caller.role, id: caller.pointCode };
    case 'CARRIER':
      return { role: caller.role, id: caller.networkCode };
    case 'CUSTOMER':
      return { role: caller.role, id: caller.parcelId };
    case 'OPERATOR':
      return { role: caller.role, id: caller.operatorId };
    case 'SYSTEM':
      return { role: caller.role, id: 'SYSTEM' };
  }
}

/** Where a merchant's word counts only for its own shop, because the parcel changes hands over a counter there. */
const AT_THE_COUNTER: readonly EntryKind[] = ['COLLECTION', 'CUSTOMER_RETURN', 'CUSTOMER_REFUSAL', 'SHELVED'];

/** One proposed handover with all that is known when it is judged. */
export interface Question {
  parcel: ParcelFacts;
  entries: readonly Entry[];
  /** The state before the proposed entry. */
  before: ParcelState;
  caller: Caller;
  kind: EntryKind;
  side: Side | null;
  input: NormalisedInput;
}

/** Whether the caller may record this kind for this parcel, at that place and on that side. */
export function isEntitled(question: Question): boolean {
  const { parcel, caller, kind, input, side } = question;
  if (!mayRecord(caller.role, kind) || !isOwnSide(caller.role, kind, side)) return false;
  if (kind === 'CORRECTION' && !isOwnEntry(question)) return false;
  switch (caller.role) {
    case 'MERCHANT':
      return caller.merchantId === parcel.merchantId && isMerchantsPlace(question);
    case 'CLERK': {
      if (input.pointCode !== null && input.pointCode !== caller.pointCode) return false;
      if (kind === 'READY_AT_SHOP') return isOwnShop(parcel, caller.pointCode);
      return rulesFor(kind).nature !== 'ACT' || concernsPoint(question, caller.pointCode);
    }
    case 'CARRIER': {
      if (input.carrierCode !== null && input.carrierCode !== caller.networkCode) return false;
      return rulesFor(kind).nature !== 'ACT' || concernsCarrier(question, caller.networkCode);
    }
    case 'CUSTOMER':
      return caller.parcelId === parcel.parcelId;
    case 'OPERATOR':
    case 'SYSTEM':
      return true;
  }
}

/** The side that a role stands on by nature; null where it may stand on either, or where there is only one. */
export function naturalSide(role: Role, kind: EntryKind): Side | null {
  if (kind === 'CARRIER_PICKUP') {
    if (role === 'CARRIER') return 'RECEIVER';
    return role === 'CLERK' || role === 'MERCHANT' ? 'GIVER' : null;
  }
  if (kind !== 'STORE_RECEIPT') return null;
  if (role === 'CARRIER') return 'GIVER';
  return role === 'CLERK' ? 'RECEIVER' : null;
}

/** To speak for the other side of a handover is to speak as somebody else. */
function isOwnSide(role: Role, kind: EntryKind, side: Side | null): boolean {
  const natural = naturalSide(role, kind);
  return side === null || natural === null || side === natural;
}

/** Operators correct anything; the others what they recorded themselves. A correction of nothing harms nobody. */
function isOwnEntry({ entries, caller, input }: Question): boolean {
  if (caller.role === 'OPERATOR') return true;
  const target = entries.find((entry) => entry.idempotencyKey === input.correctsKey);
  if (target === undefined) return true;
  const actor = actorOf(caller);
  return target.actor?.role === actor.role && target.actor.id === actor.id;
}

function isMerchantsPlace({ parcel, before, kind, input }: Question): boolean {
  if (kind === 'MERCHANT_TAKE_BACK') return true;
  if (AT_THE_COUNTER.includes(kind)) return isOwnShop(parcel, input.pointCode ?? before.bookedPointCode);
  return input.pointCode === null || isOwnShop(parcel, input.pointCode);
}

/** A clerk speaks of a parcel's fate only where the parcel has been, or is awaited. */
function concernsPoint({ before, entries }: Question, pointCode: string): boolean {
  return before.bookedPointCode === pointCode || entries.some((entry) => pointOf(entry) === pointCode);
}

/** A carrier that has only seen a parcel, at a hub of its own, takes that back too. */
function concernsCarrier({ parcel, entries }: Question, networkCode: string): boolean {
  if (parcel.carrierCode === networkCode) return true;
  return entries.some(
    ({ from, to, actor }) =>
      (actor?.role === 'CARRIER' && actor.id === networkCode) ||
      [from, to].some((party) => party?.kind === 'CARRIER' && party.id === networkCode),
  );
}
