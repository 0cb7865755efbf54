/** Every state a parcel can be in. `NOTHING` is not one: it is where the table starts. */
export const STATES = [
  'ANNOUNCED',
  'DROPPED_OFF',
  'IN_TRANSIT',
  'MISROUTED',
  'AVAILABLE',
  'COLLECTED',
  'RETURN_DUE',
  'RETURNING',
  'RETURNED',
  'MISSING',
  'CANCELLED',
] as const;
export type State = (typeof STATES)[number];

/** Out of these only custody moves, whatever is recorded afterwards. */
export const FINAL_STATES: readonly State[] = ['RETURNED', 'CANCELLED'];

/** The states in which a parcel's life is over, as far as its recipient goes; a collected one may still be given back. */
export const ENDED_STATES: readonly State[] = ['COLLECTED', ...FINAL_STATES];

/** The states in which the network still owes somebody something, so that a parcel can get lost. */
export const OPEN_STATES: readonly State[] = [
  'ANNOUNCED',
  'DROPPED_OFF',
  'IN_TRANSIT',
  'MISROUTED',
  'AVAILABLE',
  'RETURN_DUE',
  'RETURNING',
];

/** The kinds of recorded entries, in the table's order, which also breaks ties between equal instants. */
export const ENTRY_KINDS = [
  'ANNOUNCEMENT',
  'DROP_OFF',
  'READY_AT_SHOP',
  'CARRIER_PICKUP',
  'CARRIER_TRANSFER',
  'STORE_RECEIPT',
  'STORE_REFUSAL',
  'REBOOKING',
  'EXTENSION',
  'EXPECTATION',
  'COLLECTION',
  'CUSTOMER_REFUSAL',
  'RETENTION_OVER',
  'RECALL',
  'MERCHANT_TAKE_BACK',
  'RETURN_RECEIPT',
  'CUSTOMER_RETURN',
  'LOSS_REPORT',
  'CANCELLATION',
  'CORRECTION',
  'HUB_ARRIVAL',
  'HUB_DEPARTURE',
  'SHELVED',
  'DAMAGE_NOTED',
] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

export const ROLES = ['MERCHANT', 'CLERK', 'CARRIER', 'CUSTOMER', 'OPERATOR', 'SYSTEM'] as const;
export type Role = (typeof ROLES)[number];

export type CustodianKind = 'MERCHANT' | 'POINT' | 'CARRIER' | 'CUSTOMER';

/** Who holds a parcel. The id is a merchant's id, a point's code, a network's code or a customer's pseudonym. */
export interface Custodian {
  kind: CustodianKind;
  id: string;
}

/** The id of a carrier, or a point, that no entry names. It agrees with every other id of its kind. */
export const UNKNOWN_ID = 'UNKNOWN';

export const SIDES = ['GIVER', 'RECEIVER'] as const;
export type Side = (typeof SIDES)[number];

/** Why something was refused, recalled, lost or noted. A closed list, because the ledger holds no free text. */
export const REASONS = [
  'FULL',
  'CLOSED',
  'TOO_LARGE',
  'TOO_HEAVY',
  'DAMAGED',
  'WRONG_PARCEL',
  'NOT_ORDERED',
  'NOT_FOUND',
  'TOO_LATE',
  'MISTAKE',
  'OTHER',
] as const;
export type Reason = (typeof REASONS)[number];

/** One line of a parcel's ledger. Instants are milliseconds since 1970; everything survives JSON. */
export interface Entry {
  /** Order of recording under the parcel's lock; the first is 1. */
  sequence: number;
  kind: EntryKind;
  side?: Side | null;
  /** Unique within the parcel's ledger. */
  idempotencyKey: string;
  /** The instant the fold goes by, computed once by `happenedAtOf` and stored. */
  happenedAt: number;
  /** What the sender's device said, uncorrected. */
  occurredAt?: number | null;
  recordedAt: number;
  /** The instant had to be clamped, or was older than 30 days when it was recorded. */
  clockFlagged: boolean;
  /** Who recorded it: the role, and the merchant, point, network or pseudonym it acted for. */
  actor?: { role: Role; id: string } | null;
  /** The giver, only where the sender knew it: a guess here would later look like a contradiction. */
  from?: Custodian | null;
  to?: Custodian | null;
  /** The point where it happened. */
  pointCode?: string | null;
  reason?: Reason | null;
  shelf?: string | null;
  /** CORRECTION: the key of the earlier entry that no longer counts. */
  correctsKey?: string | null;
  /** REBOOKING: the new point. ANNOUNCEMENT: the first one. */
  bookedPointCode?: string | null;
  /**
   * EXTENSION: the instant until which the point now keeps the parcel. EXPECTATION: when its customer can have it, later
   * than they were told; null where nobody knows any more.
   */
  deadline?: number | null;
  /** COLLECTION: true when the code was right, false when it was wrong, null when nobody could check. */
  codeChecked?: boolean | null;
  /** What the sender sent, canonical (or the caller's hash of it), to tell a repetition from a reused key. */
  fingerprint?: string | null;
}

/** What is known of a parcel before its first entry. */
export interface ParcelFacts {
  parcelId: string;
  merchantId: string;
  /** The point booked at the announcement; later rebookings are entries. */
  bookedPointCode: string | null;
  /** The merchant's own shops, as points. A parcel booked at one of them never has to leave the merchant. */
  ownShopPointCodes?: readonly string[];
  /** The network that is to move it, for handovers whose sender does not say which. */
  carrierCode?: string | null;
  /** A pseudonym for the customer; the parcel's id when absent. */
  customerId?: string | null;
}

/** Whether the parcel is on its way to the customer or back to the merchant. A missing one keeps its last heading. */
export type Heading = 'OUTBOUND' | 'RETURN';

export function isFinal(state: State): boolean {
  return FINAL_STATES.includes(state);
}

export function isEntryKind(kind: string): kind is EntryKind {
  return (ENTRY_KINDS as readonly string[]).includes(kind);
}
