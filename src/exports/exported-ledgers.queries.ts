import type { EntityManager } from 'typeorm';
import type { Entry } from '#libs/custody';
import type { EpcisParcel } from '#libs/epcis';
import { ENTRY_COLUMNS, type EntryRow, entryFromRow } from '../parcels/ledger.js';
import { scopeOf } from '../parcels/parcels.service.js';
import type { Caller } from '../platform/caller.js';
import { rows } from '../platform/database/database.js';

/** Where an entry stands in the order of recording, as the database writes it: it counts time finer than we do. */
export interface EntryPlace {
  parcelId: string;
  sequence: number;
  recordedAt: string;
}

export interface ExportedLedger {
  parcel: EpcisParcel;
  entries: Entry[];
}

/** The next entries of the caller's parcels that were recorded before `to`, in the order of recording. */
export function entriesAfter(
  db: EntityManager,
  caller: Caller,
  after: EntryPlace,
  to: Date,
  most: number,
): Promise<EntryPlace[]> {
  const { where, value } = scopeOf(caller);
  return rows<EntryPlace>(
    db,
    `SELECT e.parcel_id AS "parcelId", e.sequence, e.recorded_at::text AS "recordedAt"
       FROM ledger_entry e
       JOIN parcel c ON c.id = e.parcel_id
       JOIN point p ON p.id = c.pickup_point_id
      WHERE (e.recorded_at, e.parcel_id, e.sequence) > ($2::timestamptz, $3::uuid, $4::integer)
        AND e.recorded_at < $5 AND ${where}
      ORDER BY e.recorded_at, e.parcel_id, e.sequence
      LIMIT $6`,
    [value, after.recordedAt, after.parcelId, after.sequence, to, most],
  );
}

/** The place before everything that was recorded at an instant. */
export function beginningAt(from: Date): EntryPlace {
  return { parcelId: '00000000-0000-0000-0000-000000000000', sequence: 0, recordedAt: from.toISOString() };
}

/** @returns null for a parcel that is not there or is none of the caller's. */
export async function parcelIdOf(db: EntityManager, caller: Caller, trackingNumber: string): Promise<string | null> {
  const { where, value } = scopeOf(caller);
  const [found] = await rows<{ id: string }>(
    db,
    `SELECT c.id FROM parcel c JOIN point p ON p.id = c.pickup_point_id WHERE c.tracking_number = $2 AND ${where}`,
    [value, trackingNumber],
  );
  return found?.id ?? null;
}

/** Whole ledgers, by their parcels' ids. */
export async function ledgersOf(
  db: EntityManager,
  parcelIds: readonly string[],
): Promise<ReadonlyMap<string, ExportedLedger>> {
  const parcels = await rows<{ id: string; sscc: string; merchant_id: string; point_code: string; shops: string[] }>(
    db,
    `SELECT c.id, c.tracking_number AS sscc, c.merchant_id, p.code AS point_code,
            ARRAY(SELECT s.code FROM point s WHERE s.owner_merchant_id = c.merchant_id ORDER BY s.code) AS shops
       FROM parcel c JOIN point p ON p.id = c.pickup_point_id WHERE c.id = ANY($1)`,
    [parcelIds],
  );
  const ledgers = new Map<string, ExportedLedger>();
  for (const { id, sscc, merchant_id: merchantId, point_code: bookedPointCode, shops } of parcels) {
    const facts = { parcelId: id, merchantId, bookedPointCode, ownShopPointCodes: shops };
    ledgers.set(id, { parcel: { sscc, facts }, entries: [] });
  }
  const entries = await rows<EntryRow>(
    db,
    `SELECT ${ENTRY_COLUMNS} FROM ledger_entry WHERE parcel_id = ANY($1) ORDER BY parcel_id, sequence`,
    [parcelIds],
  );
  for (const row of entries) ledgers.get(row.parcel_id)?.entries.push(entryFromRow(row));
  return ledgers;
}

/** The time zones of all points that the ledgers name. */
export async function timeZonesOf(
  db: EntityManager,
  ledgers: Iterable<ExportedLedger>,
): Promise<ReadonlyMap<string, string>> {
  const codes = new Set<string>();
  const add = (code: string | null | undefined) => code && codes.add(code);
  for (const { parcel, entries } of ledgers) {
    add(parcel.facts.bookedPointCode);
    for (const { pointCode, bookedPointCode, from, to } of entries) {
      for (const code of [pointCode, bookedPointCode]) add(code);
      for (const party of [from, to]) add(party?.kind === 'POINT' ? party.id : null);
    }
  }
  const found = await rows<{ code: string; time_zone: string }>(
    db,
    'SELECT code, time_zone FROM point WHERE code = ANY($1)',
    [[...codes]],
  );
  return new Map(found.map(({ code, time_zone: timeZone }) => [code, timeZone]));
}
