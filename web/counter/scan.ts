/** What a clerk records. Every one but COLLECTION is a stream: one scan after another with nothing between. */
export const STREAMS = [
  'STORE_RECEIPT',
  'DROP_OFF',
  'CARRIER_PICKUP',
  'CUSTOMER_RETURN',
  'SHELVED',
  'STORE_REFUSAL',
  'CUSTOMER_REFUSAL',
  'DAMAGE_NOTED',
  'MERCHANT_TAKE_BACK',
] as const;
export type Stream = (typeof STREAMS)[number];
export type Kind = Stream | 'COLLECTION' | 'CORRECTION';

/** Why a parcel is refused: of the ledger's reasons those that a clerk can have. */
export const REASONS: Partial<Record<Stream, readonly string[]>> = {
  STORE_REFUSAL: ['DAMAGED', 'FULL', 'TOO_LARGE', 'WRONG_PARCEL', 'CLOSED', 'OTHER'],
  CUSTOMER_REFUSAL: ['NOT_ORDERED', 'DAMAGED', 'WRONG_PARCEL', 'OTHER'],
};

export interface Problem {
  code: string;
  /** What to do, in the language in which it was asked for. */
  instruction: string;
}

/** One scan on this phone, from the moment it was made until a day after the service has it. */
export interface Scan {
  /** Its idempotency key. */
  key: string;
  /** The order in which scans were made, which a clock that is set does not change. */
  place: number;
  trackingNumber: string;
  kind: Kind;
  pointCode: string;
  /** What the phone's clock showed. */
  occurredAt: string;
  side?: 'GIVER';
  shelf?: string;
  reason?: string;
  /** The customer's code or QR: gone once the service has it. */
  pickupCode?: string;
  correctsKey?: string;
  /** The service was asked under this key and its answer was lost: it may have recorded it. */
  wasAsked?: boolean;
  /** UNSENT until the service has answered; HELD: it waits for the operator, since the phone was revoked. */
  status: 'UNSENT' | 'RECORDED' | 'HELD' | 'REFUSED';
  problems: Problem[];
  /** What to do next with a parcel that has no problem. */
  instruction?: string;
  /** Somebody has read the problems. */
  isSettled?: boolean;
}

export type NewScan = Omit<Scan, 'key' | 'place' | 'pointCode' | 'occurredAt' | 'status' | 'problems'> & {
  key?: string;
};

/** Random even where the page came over plain HTTP, which has no randomUUID. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** A scan as the service takes it. */
export function inputOf({ key, kind, trackingNumber, pointCode, occurredAt, side, shelf, reason, ...more }: Scan) {
  const { pickupCode, correctsKey } = more;
  const input = { idempotencyKey: key, kind, trackingNumber, pointCode, occurredAt, side, shelf, reason };
  return { ...input, pickupCode, correctsKey };
}
