import type { EntityManager } from 'typeorm';
import type { Caller as CustodyCaller, Entry, ParcelFacts } from '#libs/custody';
import { type LinkedEntry, NO_LINK } from '#libs/ledger';
import type { ParcelMeasures } from '#libs/matching';
import type { Caller } from '../platform/caller.js';
import { arrayText, prepared } from '../platform/database/rows.js';
import type { CodeOwner } from './pickup-code.js';

/** A parcel under its lock: what the fold needs to know of it, its ledger, and the room that is kept for it. */
export interface Ledger {
  parcelId: string;
  trackingNumber: string;
  merchantId: string;
  pickupPointCode: string;
  pickupChainCode: string | null;
  codeVersion: number;
  wrongCodes: number;
  measures: ParcelMeasures;
  /** The hash of the last entry. */
  head: string;
  booking: { pointCode: string; lapsesAt: Date | null } | null;
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
  weight_grams: number;
  length_millimetres: number | null;
  width_millimetres: number | null;
  height_millimetres: number | null;
  temperature: ParcelMeasures['temperature'];
  ledger_head: string | null;
  booked_code: string | null;
  lapses_at: Date | null;
  own_shops: string[];
}

export interface EntryRow {
  parcel_id: string;
  sequence: number;
  kind: Entry['kind'];
  side: Entry['side'];
  idempotency_key: string;
  fingerprint: string;
  occurred_at: number | null;
  happened_at: number;
  recorded_at: number;
  clock_offset_ms: string | null;
  clock_flagged: boolean;
  actor_id: string;
  actor_role: string;
  body: Partial<Entry>;
}

/** Instants in milliseconds and hashes in digits, which the driver need not make objects of. */
export const ENTRY_COLUMNS = `parcel_id, sequence, kind, side, idempotency_key, encode(fingerprint, 'hex') AS fingerprint,
  round(date_part('epoch', occurred_at) * 1000) AS occurred_at, round(date_part('epoch', happened_at) * 1000) AS happened_at,
  round(date_part('epoch', recorded_at) * 1000) AS recorded_at, clock_offset_ms, clock_flagged, actor_id, actor_role, body`;

const OWN_SHOPS = 'ARRAY(SELECT s.code FROM point s WHERE s.owner_merchant_id = c.merchant_id) AS own_shops';

const PARCEL_COLUMNS = `c.id, c.tracking_number, c.merchant_id, p.code AS point_code, p.chain_code, c.code_version,
  c.wrong_codes, c.weight_grams, c.length_millimetres, c.width_millimetres, c.height_millimetres, c.temperature,
  encode(c.ledger_head, 'hex') AS ledger_head, k.code AS booked_code, b.lapses_at, ${OWN_SHOPS}`;

const PARCEL_TABLES = `FROM parcel c
  JOIN point p ON p.id = c.pickup_point_id
  LEFT JOIN booking b ON b.parcel_id = c.id AND b.released_at IS NULL
  LEFT JOIN point k ON k.id = b.point_id`;

/**
 * Loads the ledgers of parcels and locks the parcels until the transaction ends, so that entries are numbered without
 * gaps. They are locked in the order of their ids, whoever asks, so that two batches never wait for each other.
 *
 * @returns By tracking number; a number that names no parcel is not in it.
 */
export async function lockLedgers(tx: EntityManager, trackingNumbers: readonly string[]): Promise<Map<string, Ledger>> {
  const [locked] = await prepared<{ parcels: number }>(
    tx,
    'ledgers_lock',
    `SELECT count(*)::int AS parcels
       FROM (SELECT 1 FROM parcel WHERE tracking_number = ANY($1::text[]) ORDER BY id FOR UPDATE) locked`,
    [arrayText(trackingNumbers)],
  );
  // A statement of its own, so that it sees what was committed while the first one waited.
  return locked?.parcels === 0 ? new Map() : loadLedgers(tx, trackingNumbers);
}

/** The same for one parcel; null if there is none with that number. */
export async function lockLedger(tx: EntityManager, trackingNumber: string): Promise<Ledger | null> {
  return (await lockLedgers(tx, [trackingNumber])).get(trackingNumber) ?? null;
}

/** The same without a lock, for reading. */
export async function loadLedger(db: EntityManager, trackingNumber: string): Promise<Ledger | null> {
  return (await loadLedgers(db, [trackingNumber])).get(trackingNumber) ?? null;
}

/** What is told of a parcel to its customer. */
export interface Tracked extends CodeOwner {
  merchantName: string;
  pickupPointId: string;
  deadline: Date | null;
  expectedAt: Date | null;
  facts: ParcelFacts;
  entries: Entry[];
}

interface TrackedRow extends Pick<ParcelRow, 'id' | 'merchant_id' | 'point_code' | 'code_version' | 'own_shops'> {
  merchant_name: string;
  pickup_point_id: string;
  deadline: Date | null;
  expected_at: Date | null;
  entries: EntryRow[] | null;
}

/** By one statement, which reads nothing that tracking does not need: it is asked all day. */
export async function loadTracked(db: EntityManager, trackingNumber: string): Promise<Tracked | null> {
  const [row] = await prepared<TrackedRow>(
    db,
    'ledger_tracked',
    `SELECT c.id, c.merchant_id, p.code AS point_code, c.code_version, ${OWN_SHOPS}, c.pickup_point_id, c.deadline,
            (SELECT t.name FROM merchant t WHERE t.id = c.merchant_id) AS merchant_name,
            (SELECT m.expected_at FROM promise m WHERE m.parcel_id = c.id) AS expected_at,
            (SELECT json_agg(e)
               FROM (SELECT ${ENTRY_COLUMNS} FROM ledger_entry WHERE parcel_id = c.id ORDER BY sequence) e) AS entries
       FROM parcel c JOIN point p ON p.id = c.pickup_point_id WHERE c.tracking_number = $1`,
    [trackingNumber],
  );
  if (row === undefined) return null;
  return {
    parcelId: row.id,
    trackingNumber,
    codeVersion: row.code_version,
    merchantName: row.merchant_name,
    pickupPointId: row.pickup_point_id,
    deadline: row.deadline,
    expectedAt: row.expected_at,
    facts: factsFromRow(row),
    entries: (row.entries ?? []).map(entryFromRow),
  };
}

/** The same for several, without a lock. */
export async function loadLedgers(db: EntityManager, trackingNumbers: readonly string[]): Promise<Map<string, Ledger>> {
  const parcels = await prepared<ParcelRow>(
    db,
    'ledgers_parcels',
    `SELECT ${PARCEL_COLUMNS} ${PARCEL_TABLES} WHERE c.tracking_number = ANY($1::text[])`,
    [arrayText(trackingNumbers)],
  );
  const ledgers = new Map(parcels.map((row) => [row.id, ledgerFromRow(row)]));
  const entries = await prepared<EntryRow>(
    db,
    'ledgers_entries',
    `SELECT ${ENTRY_COLUMNS} FROM ledger_entry WHERE parcel_id = ANY($1::uuid[]) ORDER BY parcel_id, sequence`,
    [arrayText([...ledgers.keys()])],
  );
  for (const entry of entries) ledgers.get(entry.parcel_id)?.entries.push(entryFromRow(entry));
  return new Map([...ledgers.values()].map((ledger) => [ledger.trackingNumber, ledger]));
}

function ledgerFromRow(row: ParcelRow): Ledger {
  return {
    parcelId: row.id,
    trackingNumber: row.tracking_number,
    merchantId: row.merchant_id,
    pickupPointCode: row.point_code,
    pickupChainCode: row.chain_code,
    codeVersion: row.code_version,
    wrongCodes: row.wrong_codes,
    measures: {
      weightGrams: row.weight_grams,
      lengthMillimetres: row.length_millimetres,
      widthMillimetres: row.width_millimetres,
      heightMillimetres: row.height_millimetres,
      temperature: row.temperature,
    },
    head: row.ledger_head ?? NO_LINK,
    booking: row.booked_code === null ? null : { pointCode: row.booked_code, lapsesAt: row.lapses_at },
    facts: factsFromRow(row),
    entries: [],
  };
}

function factsFromRow(row: Pick<ParcelRow, 'id' | 'merchant_id' | 'point_code' | 'own_shops'>): ParcelFacts {
  return {
    parcelId: row.id,
    merchantId: row.merchant_id,
    // The announcement names the first point; what the row holds is already the fold's.
    bookedPointCode: row.point_code,
    ownShopPointCodes: row.own_shops,
  };
}

/** Written out, so that all entries have one shape: the fold reads each many times. */
export function entryFromRow(row: EntryRow): LinkedEntry {
  const { body } = row;
  return {
    sequence: row.sequence,
    kind: row.kind,
    side: row.side,
    idempotencyKey: row.idempotency_key,
    fingerprint: row.fingerprint,
    occurredAt: row.occurred_at,
    happenedAt: row.happened_at,
    recordedAt: row.recorded_at,
    clockOffsetMs: row.clock_offset_ms === null ? null : Number(row.clock_offset_ms),
    clockFlagged: row.clock_flagged,
    sender: { role: row.actor_role, id: row.actor_id },
    from: body.from,
    to: body.to,
    pointCode: body.pointCode,
    reason: body.reason,
    shelf: body.shelf,
    correctsKey: body.correctsKey,
    bookedPointCode: body.bookedPointCode,
    deadline: body.deadline,
    codeChecked: body.codeChecked,
    actor: body.actor,
  };
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
    case 'FORMER':
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
    case 'FORMER':
      return false;
  }
}
