import type { Entry, EntryKind, ParcelState } from '#libs/custody';
import type { EventContent } from './event.js';
import type { OwnDisposition } from './names.js';

/** One event that an entry becomes. */
export interface Step {
  bizStep: string;
  /** A word of CBV's; or one of ours. */
  disposition: string | { own: OwnDisposition };
  action?: EventContent['action'];
  /**
   * AT: it happens at a point and the parcel is there afterwards. FROM: it happens there and the parcel is not.
   * LYING: the same as AT, and where the entry names no point, it is the one where the parcel lies.
   */
  place: 'AT' | 'FROM' | 'LYING';
  /** Whether possession passes from one party to the other. */
  changesHands?: boolean;
}

/** What had happened before an entry, as far as was known when it was recorded. */
type Before = () => ParcelState;

const AWAITING_COLLECTION = { own: 'awaiting_collection' } as const;
const AWAITING_RETURN = { own: 'awaiting_return' } as const;

const intoStore: Step[] = [
  { bizStep: 'arriving', disposition: 'in_progress', place: 'AT' },
  { bizStep: 'accepting', disposition: 'in_progress', place: 'AT', changesHands: true },
];
const toBeReturned: Step[] = [{ bizStep: 'holding', disposition: AWAITING_RETURN, place: 'LYING' }];
const toMerchant: Step[] = [{ bizStep: 'accepting', disposition: 'returned', place: 'FROM', changesHands: true }];

/**
 * The events of each kind of entry, in CBV's words, which do not always mean what they seem to: `collecting` is for
 * disposal, `receiving` excludes `accepting`, `accepting` is any change of possession, `recalled` is for unsafe goods and
 * `expired` for the goods' own date.
 *
 * A rebooking and an extension have no events: nothing is seen or done to the parcel, only a plan changes. Nor has a
 * correction one of its own: it is told as the declaration that another event is in error. An act of the system that
 * the fold ignores is told as it was recorded.
 */
const plans: Readonly<Record<EntryKind, readonly Step[] | ((entry: Entry, before: Before) => readonly Step[])>> = {
  ANNOUNCEMENT: [{ bizStep: 'commissioning', disposition: 'active', action: 'ADD', place: 'FROM' }],
  DROP_OFF: intoStore,
  READY_AT_SHOP: (entry) => [
    // Only where the parcel is booked at the merchant's own shop does the entry name a place.
    { bizStep: 'storing', disposition: entry.pointCode ? AWAITING_COLLECTION : 'in_progress', place: 'AT' },
  ],
  CARRIER_PICKUP: (_entry, before) => [
    { bizStep: 'departing', disposition: onTheWay(before), place: 'FROM', changesHands: true },
  ],
  CARRIER_TRANSFER: (_entry, before) => [
    { bizStep: 'accepting', disposition: onTheWay(before), place: 'FROM', changesHands: true },
  ],
  STORE_RECEIPT: intoStore,
  STORE_REFUSAL: (entry) => [
    entry.reason === 'DAMAGED' || entry.reason === 'WRONG_PARCEL'
      ? { bizStep: 'inspecting', disposition: found(entry), place: 'FROM' }
      : { bizStep: 'arriving', disposition: 'in_transit', place: 'FROM' },
  ],
  REBOOKING: [],
  EXTENSION: [],
  EXPECTATION: [],
  COLLECTION: [{ bizStep: 'accepting', disposition: { own: 'collected' }, place: 'FROM', changesHands: true }],
  CUSTOMER_REFUSAL: toBeReturned,
  RETENTION_OVER: toBeReturned,
  RECALL: toBeReturned,
  MERCHANT_TAKE_BACK: toMerchant,
  RETURN_RECEIPT: toMerchant,
  CUSTOMER_RETURN: [{ bizStep: 'accepting', disposition: AWAITING_RETURN, place: 'AT', changesHands: true }],
  LOSS_REPORT: [{ bizStep: 'other', disposition: { own: 'missing' }, place: 'FROM' }],
  CANCELLATION: [{ bizStep: 'decommissioning', disposition: 'inactive', action: 'DELETE', place: 'FROM' }],
  CORRECTION: [],
  HUB_ARRIVAL: (_entry, before) => [{ bizStep: 'arriving', disposition: onTheWay(before), place: 'FROM' }],
  HUB_DEPARTURE: (_entry, before) => [{ bizStep: 'departing', disposition: onTheWay(before), place: 'FROM' }],
  SHELVED: (_entry, before) => [{ bizStep: 'storing', disposition: onTheShelf(before), place: 'LYING' }],
  DAMAGE_NOTED: (entry) => [{ bizStep: 'inspecting', disposition: found(entry), place: 'LYING' }],
};

export function stepsOf(entry: Entry, before: Before): readonly Step[] {
  const plan = plans[entry.kind];
  return typeof plan === 'function' ? plan(entry, before) : plan;
}

function onTheWay(before: Before): string {
  return before().heading === 'RETURN' ? 'returned' : 'in_transit';
}

function onTheShelf(before: Before): Step['disposition'] {
  const { state } = before();
  if (state === 'AVAILABLE') return AWAITING_COLLECTION;
  return state === 'RETURN_DUE' ? AWAITING_RETURN : 'in_progress';
}

function found({ reason }: Entry): string {
  return reason === 'WRONG_PARCEL' ? 'mismatch_instance' : 'damaged';
}
