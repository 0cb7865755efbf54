import type { EntityManager } from 'typeorm';
import type { Caller as CustodyCaller, Entry, ParcelFacts, ParcelState } from '#libs/custody';
import type { Caller } from '../platform/caller.js';
import { rows } from '../platform/database/database.js';
import { syncRoom } from './room.js';
import { deadlineOf } from './stay.js';

/** A parcel under its lock: what the fold needs to know of it, and its ledger. */
export interface Ledger {
  parcelId: string;
  trackingNumber: string;
  merchantId: string;
  pickupPointCode: string;
  pickupChainCode: string | null;
  codeVersion: number;
  wrongCodes: number;
  facts: ParcelFacts;
  entries: Entry[];
}

interface ParcelRow {
  id: string;
  tracking_number: string;
  merchant_id: string;
  point_code: string;
  chain_code: string | null;
  code_version: number;
  wrong_codes: number;
  own_shops: string[];
}

interface EntryRow {
  sequence: number;
  kind: Entry['kind'];
  side: Entry['side'];
  idempotency_key: string;
  fingerprint: Buffer;
  occurred_at: Date | null;
  happened_at: Date;
  recorded_at: Date;
  clock_flagged: boolean;
  actor_role: string;
  body: Partial<Entry>;
}

/**
 * Loads one parcel's ledger and locks the parcel until the transaction ends, so that entries are numbered without gaps.
 *
 * @returns null if there is no parcel with that number.
 */
export async function lockLedger(tx: EntityManager, trackingNumber: string): Promise<Ledger | null> {
  const locked = await rows(tx, 'SELECT 1 FROM parcel WHERE tracking_number = $1 FOR UPDATE', [trackingNumber]);
  return locked.length === 0 ? null : loadLedger(tx, trackingNumber);
}

/** The same without a lock, for reading. */
export async function loadLedger(db: EntityManager, trackingNumber: string): Promise<Ledger | null> {
  const [parcel] = await rows<ParcelRow>(
    db,
    `SELECT c.id, c.tracking_number, c.merchant_id, p.code AS point_code, p.chain_code, c.code_version, c.wrong_codes,
            ARRAY(SELECT s.code FROM point s WHERE s.owner_merchant_id = c.merchant_id) AS own_shops
       FROM parcel c
       JOIN point p ON p.id = c.pickup_point_id
      WHERE c.tracking_number = $1`,
    [trackingNumber],
  );
  if (parcel === undefined) return null;
  const entries = await rows<EntryRow>(
    db,
    `SELECT sequence, kind, side, idempotency_key, fingerprint, occurred_at, happened_at, recorded_at, clock_flagged,
            actor_role, body
       FROM ledger_entry WHERE parcel_id = $1 ORDER BY sequence`,
    [parcel.id],
  );
  return {
    parcelId: parcel.id,
    trackingNumber: parcel.tracking_number,
    merchantId: parcel.merchant_id,
    pickupPointCode: parcel.point_code,
    pickupChainCode: parcel.chain_code,
    codeVersion: parcel.code_version,
    wrongCodes: parcel.wrong_codes,
    facts: {
      parcelId: parcel.id,
      merchantId: parcel.merchant_id,
      // The announcement names the first point; what the row holds is already the fold's.
      bookedPointCode: parcel.point_code,
      ownShopPointCodes: parcel.own_shops,
    },
    entries: entries.map(entryFromRow),
  };
}

function entryFromRow(row: EntryRow): Entry {
  return {
    ...row.body,
    sequence: row.sequence,
    kind: row.kind,
    side: row.side,
    idempotencyKey: row.idempotency_key,
    fingerprint: row.fingerprint.toString('hex'),
    occurredAt: row.occurred_at?.getTime() ?? null,
    happenedAt: row.happened_at.getTime(),
    recordedAt: row.recorded_at.getTime(),
    clockFlagged: row.clock_flagged,
  };
}

/** Writes an entry behind the others and brings the parcel's row and the room it takes into step with the fold. */
export async function appendEntry(
  tx: EntityManager,
  ledger: Ledger,
  entry: Entry,
  state: ParcelState,
  caller: { id: string; role: string },
): Promise<void> {
  const { from, to, pointCode, reason, shelf, correctsKey, bookedPointCode, deadline, codeChecked, actor } = entry;
  const body = { from, to, pointCode, reason, shelf, correctsKey, bookedPointCode, deadline, codeChecked, actor };
  await tx.query(
    `INSERT INTO ledger_entry (parcel_id, sequence, kind, side, idempotency_key, fingerprint, occurred_at, happened_at,
                               recorded_at, clock_flagged, actor_id, actor_role, body)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [
      ledger.parcelId,
      entry.sequence,
      entry.kind,
      entry.side ?? null,
      entry.idempotencyKey,
      Buffer.from(entry.fingerprint ?? '', 'hex'),
      typeof entry.occurredAt === 'number' ? new Date(entry.occurredAt) : null,
      new Date(entry.happenedAt),
      new Date(entry.recordedAt),
      entry.clockFlagged,
      caller.id,
      caller.role,
      JSON.stringify(body),
    ],
  );
  ledger.entries.push(entry);
  await storeState(tx, ledger, entry, state);
  await syncRoom(tx, ledger.parcelId, state, new Date(entry.recordedAt), entry.kind === 'REBOOKING');
}

async function storeState(tx: EntityManager, ledger: Ledger, entry: Entry, state: ParcelState): Promise<void> {
  const { custodian } = state;
  await tx.query(
    `UPDATE parcel SET state = $2, custodian_kind = $3, custodian_id = $4,
            custodian_point_id = (SELECT id FROM point WHERE code = $5),
            pickup_point_id = COALESCE((SELECT id FROM point WHERE code = $6), pickup_point_id),
            shelf = $7, discrepancies = $8, deadline = $9, sequence = $10, possession_since = $11
      WHERE id = $1`,
    [
      ledger.parcelId,
      state.state,
      custodian.kind,
      custodian.id,
      state.state === 'MISSING' ? null : state.pointCode,
      state.bookedPointCode,
      state.shelf,
      JSON.stringify(state.discrepancies),
      await deadlineOf(tx, ledger.parcelId, state),
      entry.sequence,
      new Date(state.possessionSince ?? entry.happenedAt),
    ],
  );
}

/** The caller as custody knows it; null for those who have no part in it. */
export function custodyCaller(caller: Caller): CustodyCaller | null {
  switch (caller.role) {
    case 'MERCHANT':
      return { role: 'MERCHANT', merchantId: caller.merchantId };
    case 'CLERK':
      return { role: 'CLERK', pointCode: caller.pointCode };
    case 'CARRIER':
      return { role: 'CARRIER', networkCode: caller.networkCode };
    case 'CUSTOMER':
      return { role: 'CUSTOMER', parcelId: caller.parcelId };
    case 'OPERATOR':
      return { role: 'OPERATOR', operatorId: caller.id };
    case 'ANONYMOUS':
    case 'PUBLISHABLE':
      return null;
  }
}

/**
 * Whether a caller may know that a parcel exists. Clerks and carriers may know of any that they hold in their hands;
 * merchants of their own; an operator of a chain of those bound for that chain.
 */
export function maySee(caller: Caller, parcel: Pick<Ledger, 'parcelId' | 'merchantId' | 'pickupChainCode'>): boolean {
  switch (caller.role) {
    case 'MERCHANT':
      return caller.merchantId === parcel.merchantId;
    case 'OPERATOR':
      return caller.chainCode === null || caller.chainCode === parcel.pickupChainCode;
    case 'CUSTOMER':
      return caller.parcelId === parcel.parcelId;
    case 'CLERK':
    case 'CARRIER':
      return true;
    case 'ANONYMOUS':
    case 'PUBLISHABLE':
      return false;
  }
}
