import {
  discrepancyText,
  type Entry,
  instructionText,
  type State,
  type Discrepancy as StoredDiscrepancy,
} from '#libs/custody';
import type { Temperature } from '#libs/matching';
import type { Language } from '#libs/refusals';
import type { Caller } from '../platform/caller.js';
import type { Secrets } from '../platform/secrets.js';
import type { Point } from '../points/point.type.js';
import { type Discrepancy, type LedgerLine, Parcel, type Recipient } from './parcels.inputs.js';
import { openRecipient } from './recipient.js';

/** A row of `parcel` with what its view needs from beside it. */
export interface ParcelRow {
  id: string;
  tracking_number: string;
  merchant_id: string;
  state: State;
  custodian_kind: string;
  custodian_id: string;
  possession_since: Date;
  pickup_point_id: string;
  pickup_chain_code: string | null;
  drop_off_code: string | null;
  programme_code: string | null;
  fee_cents: number;
  currency: string;
  weight_grams: number;
  length_millimetres: number | null;
  width_millimetres: number | null;
  height_millimetres: number | null;
  temperature: Temperature;
  shelf: string | null;
  deadline: Date | null;
  lapses_at: Date | null;
  expected_at: Date | null;
  expected_reason: string | null;
  hand_in_by: Date | null;
  discrepancies: StoredDiscrepancy[];
  created_at: Date;
  wrapped_key: Buffer | null;
  sealed: Buffer;
  erased_at: Date | null;
}

export const PARCEL_SELECT = `
  SELECT c.id, c.tracking_number, c.merchant_id, c.state, c.custodian_kind, c.custodian_id, c.possession_since,
         c.pickup_point_id, p.chain_code AS pickup_chain_code, d.code AS drop_off_code, c.programme_code, c.fee_cents,
         c.currency, c.weight_grams, c.length_millimetres, c.width_millimetres, c.height_millimetres, c.temperature,
         c.shelf, c.deadline, b.lapses_at, m.expected_at, m.reason AS expected_reason, m.hand_in_by, c.discrepancies, c.created_at, r.wrapped_key, r.sealed, x.erased_at
    FROM parcel c
    JOIN point p ON p.id = c.pickup_point_id
    JOIN recipient r ON r.parcel_id = c.id
    LEFT JOIN point d ON d.id = c.drop_off_point_id
    LEFT JOIN booking b ON b.parcel_id = c.id AND b.released_at IS NULL
    LEFT JOIN erasure x ON x.parcel_id = c.id
    LEFT JOIN promise m ON m.parcel_id = c.id`;

type SealedRow = Pick<ParcelRow, 'id' | 'pickup_point_id' | 'pickup_chain_code' | 'wrapped_key' | 'sealed'>;

interface ViewContext {
  caller: Caller;
  language: Language;
  secrets: Secrets;
  point: Point;
  customerLink: string;
}

/** The parcel as this caller may see it. */
export function viewParcel(row: ParcelRow, { caller, language, secrets, point, customerLink }: ViewContext): Parcel {
  const isSender = caller.role === 'MERCHANT' || caller.role === 'OPERATOR';
  return Object.assign(new Parcel(), {
    id: row.id,
    trackingNumber: row.tracking_number,
    merchantId: row.merchant_id,
    state: row.state,
    custodian: { kind: row.custodian_kind, id: row.custodian_id },
    possessionSince: row.possession_since,
    pickupPoint: point,
    dropOffPointCode: row.drop_off_code,
    programmeCode: row.programme_code,
    feeCents: row.fee_cents,
    currency: row.currency,
    measures: {
      weightGrams: row.weight_grams,
      lengthMillimetres: row.length_millimetres,
      widthMillimetres: row.width_millimetres,
      heightMillimetres: row.height_millimetres,
      temperature: row.temperature,
    },
    recipient: recipientFor(row, caller, secrets),
    recipientErasedAt: row.erased_at,
    shelf: row.shelf,
    deadline: row.deadline,
    bookingLapsesAt: row.lapses_at,
    expectedAt: row.expected_at,
    expectedReason: row.expected_reason,
    handInBy: row.hand_in_by,
    discrepancies: row.discrepancies.map((discrepancy) => tellDiscrepancy(discrepancy, language)),
    customerLink: isSender ? customerLink : null,
    createdAt: row.created_at,
  });
}

export function tellDiscrepancy({ code, instruction, params }: StoredDiscrepancy, language: Language): Discrepancy {
  const [wrong, todo] = [discrepancyText(code, language, params), instructionText(instruction, language, params)];
  return { code, instruction: `${wrong} ${todo}` };
}

/**
 * The sender sees all of the recipient, and so do operators of the chain that hands the parcel over; the counter that
 * hands it over sees the name; others on its way nothing.
 */
export function recipientFor(row: SealedRow, caller: Caller, secrets: Secrets): Recipient | null {
  if (caller.role !== 'MERCHANT' && caller.role !== 'OPERATOR' && caller.role !== 'CLERK') return null;
  if (caller.role === 'CLERK' && caller.pointId !== row.pickup_point_id) return null;
  if (caller.role === 'OPERATOR' && caller.chainCode !== null && caller.chainCode !== row.pickup_chain_code)
    return null;
  const recipient = openRecipient(secrets, row.id, { wrappedKey: row.wrapped_key, sealed: row.sealed });
  if (recipient === null || caller.role !== 'CLERK') return recipient;
  return { name: recipient.name, email: null, phone: null };
}

export function ledgerLine(entry: Entry): LedgerLine {
  return {
    sequence: entry.sequence,
    kind: entry.kind,
    happenedAt: new Date(entry.happenedAt),
    recordedAt: new Date(entry.recordedAt),
    actorRole: entry.actor?.role ?? 'SYSTEM',
    pointCode: entry.pointCode ?? null,
    to: entry.to ?? null,
    reason: entry.reason ?? null,
    clockFlagged: entry.clockFlagged,
  };
}
