import type { Custodian, EntryKind, Heading, Reason, State } from './words.js';

export type Lang = 'fr' | 'en';

/** What a text is filled with. States, kinds and parties are put into words, the rest stands as it is. */
export type TextParams = Readonly<{
  state?: State;
  kind?: EntryKind;
  giver?: Custodian;
  holder?: Custodian;
  party?: Custodian;
  pointCode?: string | null;
  bookedPointCode?: string | null;
}>;

/** Everything in which a ledger can disagree with the table or with itself. */
export const DISCREPANCY_CODES = [
  'UNEXPECTED_SCAN',
  'GIVER_MISMATCH',
  'MISROUTED',
  'RECEIPT_AT_UNBOOKED_POINT',
  'NOT_OWN_SHOP',
  'CODE_NOT_CHECKED',
  'CODE_WRONG',
  'CLOCK',
  'MISSING_SIDE',
  'SCAN_AFTER_FINAL',
  'SEEN_WHILE_MISSING',
  'UNEXPECTED_OBSERVATION',
  'CORRECTION_NAMES_NOTHING',
] as const;
export type DiscrepancyCode = (typeof DISCREPANCY_CODES)[number];

export const INSTRUCTION_CODES = [
  'NOTHING',
  'DROP_OFF_PARCEL',
  'MAKE_READY',
  'HAND_TO_CARRIER',
  'DELIVER_TO_BOOKED_POINT',
  'SEND_TO_BOOKED_POINT',
  'ASK_FOR_POINT',
  'HAND_TO_CUSTOMER',
  'RETURN_TO_MERCHANT',
  'RECORD_TAKE_BACK',
  'DELIVER_TO_MERCHANT',
  'GIVE_BACK_TO_MERCHANT',
  'SEARCH',
  'SEND_EARLIER_SCANS',
  'SEND_MISSING_SIDE',
  'CONFIRM_COLLECTION',
  'CHECK_DEVICE_CLOCK',
  'CHECK_CORRECTION',
  'SCAN_IT_IN',
] as const;
export type InstructionCode = (typeof INSTRUCTION_CODES)[number];

export interface Instruction {
  code: InstructionCode;
  params: TextParams;
}

/** A fold's finding, with what whoever holds the parcel now should do about it. */
export interface Discrepancy {
  code: DiscrepancyCode;
  instruction: InstructionCode;
  params: TextParams;
  entryKey: string;
}

/** What a ledger says of its parcel. Instants are milliseconds since 1970. */
export interface ParcelState {
  state: State;
  custodian: Custodian;
  /** The point where the parcel lies, a merchant's own shop included; null with a carrier, a customer or a merchant. */
  pointCode: string | null;
  bookedPointCode: string | null;
  bookedAtOwnShop: boolean;
  heading: Heading;
  shelf: string | null;
  damaged: boolean;
  /** The deadline of the latest extension at this point; null leaves it to the retention rule, from `stateSince`. */
  deadline: number | null;
  /** How often the time at this point has been extended. */
  extensions: number;
  /** Since when the custodian holds it; null while nothing was recorded. */
  possessionSince: number | null;
  /** Since when the parcel is in this state at this place. */
  stateSince: number | null;
  /** Why the booked point refused it, until a new point is booked or a point takes it in. */
  newPointReason: Reason | null;
  discrepancies: Discrepancy[];
  /** Keys of acts that did not fit the state they met. */
  ignored: string[];
  /** Keys of entries that a correction took out. */
  voided: string[];
  /** When the discrepancies change by time alone, a missing side being one only after a day; null if never. */
  changesAt: number | null;
}
