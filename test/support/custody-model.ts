// A second, simple account of what a ledger comes to, written without a look at libs/custody: who holds a parcel is told
// by the latest scan that counts, by the time at which it happened.

type Role = 'CLERK' | 'CARRIER' | 'MERCHANT' | 'CUSTOMER' | 'OPERATOR';

/** Somebody who sends, and what they are bound to: a point, a network. */
export interface Sender {
  role: Role;
  place: string;
  token: string;
}

export type Input = Record<string, unknown> & { idempotencyKey: string; kind: string; trackingNumber: string };

/** What the model keeps of an entry that was acknowledged. */
export interface Kept {
  sender: Sender;
  input: Input;
  sentAt: string | undefined;
  happenedAtMs: number;
  side: string | null;
}

/** Who holds it afterwards; null where the scan does not say which one of its kind. */
interface Holder {
  kind: 'MERCHANT' | 'POINT' | 'CARRIER' | 'CUSTOMER';
  id: string | null;
}

export const PHYSICAL = [
  'DROP_OFF',
  'CARRIER_PICKUP',
  'CARRIER_TRANSFER',
  'STORE_RECEIPT',
  'STORE_REFUSAL',
  'COLLECTION',
  'MERCHANT_TAKE_BACK',
  'RETURN_RECEIPT',
  'CUSTOMER_RETURN',
];
export const OBSERVED = ['HUB_ARRIVAL', 'HUB_DEPARTURE', 'SHELVED', 'DAMAGE_NOTED'];
const TWO_SIDED = ['CARRIER_PICKUP', 'CARRIER_TRANSFER', 'STORE_RECEIPT'];
const FINAL = ['RETURNED', 'CANCELLED'];

/** Who may record what happens to a parcel, and who may not however real it is. */
export const MAY: Record<string, readonly Role[]> = {
  DROP_OFF: ['CLERK'],
  CARRIER_PICKUP: ['CLERK', 'CARRIER'],
  CARRIER_TRANSFER: ['CARRIER'],
  STORE_RECEIPT: ['CLERK', 'CARRIER'],
  STORE_REFUSAL: ['CLERK', 'CARRIER'],
  COLLECTION: ['CLERK'],
  MERCHANT_TAKE_BACK: ['CLERK', 'MERCHANT'],
  RETURN_RECEIPT: ['CARRIER', 'MERCHANT'],
  CUSTOMER_RETURN: ['CLERK'],
  HUB_ARRIVAL: ['CARRIER'],
  HUB_DEPARTURE: ['CARRIER'],
  SHELVED: ['CLERK'],
  DAMAGE_NOTED: ['CLERK', 'CARRIER', 'MERCHANT'],
};

/** When a scan counts as having happened, by the sender's clock and what that clock showed when it was sent. */
export function happenedAtOf(nowMs: number, occurredAt: unknown, sentAt: string | undefined): number {
  if (typeof occurredAt !== 'string') return nowMs;
  const offsetMs = sentAt === undefined ? 0 : Date.parse(sentAt) - nowMs;
  const corrected = Date.parse(occurredAt) - offsetMs;
  return corrected > nowMs || corrected < Date.UTC(2000, 0, 1) ? nowMs : corrected;
}

function sideOf({ role }: Sender, { kind, side }: Input): string | null {
  if (!TWO_SIDED.includes(kind)) return null;
  if (kind === 'CARRIER_TRANSFER') return (side as string | undefined) ?? 'RECEIVER';
  const isGiver = kind === 'CARRIER_PICKUP' ? role === 'CLERK' : role === 'CARRIER';
  return isGiver ? 'GIVER' : 'RECEIVER';
}

function holderAfter({ sender, input, side }: Kept): Holder {
  const { role, place } = sender;
  switch (input.kind) {
    case 'DROP_OFF':
    case 'STORE_RECEIPT':
    case 'CUSTOMER_RETURN':
      return { kind: 'POINT', id: role === 'CLERK' ? place : (input.pointCode as string) };
    case 'CARRIER_PICKUP':
    case 'CARRIER_TRANSFER':
    case 'STORE_REFUSAL':
      return { kind: 'CARRIER', id: role === 'CARRIER' && side !== 'GIVER' ? place : null };
    case 'COLLECTION':
      return { kind: 'CUSTOMER', id: null };
    default:
      return { kind: 'MERCHANT', id: null };
  }
}

/** What is known of one parcel: what was acknowledged, in the order in which it was. */
export class ParcelModel {
  readonly kept: Kept[] = [];
  private lastState = 'ANNOUNCED';

  constructor(
    readonly trackingNumber: string,
    readonly customer: Sender,
    readonly pickupCode: string,
  ) {}

  find(key: string): Kept | undefined {
    return this.kept.find(({ input }) => input.idempotencyKey === key);
  }

  keep(sender: Sender, input: Input, sentAt: string | undefined, nowMs: number): Kept {
    const happenedAtMs = happenedAtOf(nowMs, input.occurredAt, sentAt);
    const kept = { sender, input, sentAt, happenedAtMs, side: sideOf(sender, input) };
    this.kept.push(kept);
    return kept;
  }

  /** Those that no correction that counts has taken out. */
  private get counting(): Kept[] {
    const voided = new Set<string>();
    for (const { input } of this.kept.toReversed()) {
      if (input.kind === 'CORRECTION' && !voided.has(input.idempotencyKey)) voided.add(input.correctsKey as string);
    }
    return this.kept.filter(({ input }) => input.kind !== 'CORRECTION' && !voided.has(input.idempotencyKey));
  }

  /** Whether two sides may have told the same moment, which then happened when the first of them says. */
  private get isTwofold(): boolean {
    return TWO_SIDED.some((kind) => new Set(this.sidesOf(kind)).size > 1);
  }

  private sidesOf(kind: string): (string | null)[] {
    return this.counting.filter(({ input }) => input.kind === kind).map(({ side }) => side);
  }

  /** Who holds it; null where two sides or one instant leave it to finer rules. */
  get holder(): Holder | null {
    const scans = this.counting.filter(({ input }) => PHYSICAL.includes(input.kind));
    if (scans.length === 0) return { kind: 'MERCHANT', id: null };
    const latestMs = Math.max(...scans.map(({ happenedAtMs }) => happenedAtMs));
    const latest = scans.filter(({ happenedAtMs }) => happenedAtMs === latestMs);
    return this.isTwofold || latest.length > 1 ? null : holderAfter(latest[0] as Kept);
  }

  /** Whether a state may follow the one before: nothing that merely happens later leaves a final one. */
  follows(state: string, kept: Kept): boolean {
    const before = this.lastState;
    this.lastState = state;
    const others = this.kept.filter((other) => other !== kept);
    const isLatest = others.every(({ happenedAtMs }) => happenedAtMs < kept.happenedAtMs);
    const isPlain = kept.input.kind !== 'CORRECTION' && kept.side === null && !this.isTwofold;
    return !FINAL.includes(before) || state === before || !isLatest || !isPlain;
  }
}
