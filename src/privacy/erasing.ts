import type { EntityManager } from 'typeorm';
import { rows } from '../platform/database/database.js';

/** Why a recipient was erased: their time was over, or somebody asked for it. */
export type ErasureReason = 'DUE' | 'REQUESTED';

/**
 * Destroys the keys of recipients, and with them whatever could be compared with a guess: the sealed text itself, the
 * hashes of their contacts, and that of the request which announced the parcel. The ledger knows nobody by name and
 * stays as it is.
 *
 * @returns The parcels whose recipients could be read until now.
 */
export async function eraseRecipients(
  tx: EntityManager,
  parcelIds: readonly string[],
  { at, why }: { at: Date; why: ErasureReason },
): Promise<string[]> {
  if (parcelIds.length === 0) return [];
  const erased = await destroy(tx, 'parcel_id = ANY ($1::uuid[])', [parcelIds]);
  await tx.query(
    `INSERT INTO erasure (parcel_id, erased_at, why) SELECT id, $2, $3 FROM unnest($1::uuid[]) id
     ON CONFLICT (parcel_id) DO NOTHING`,
    [erased, at, why],
  );
  return erased;
}

/** Erases again whomever the table of erasures names, after rows were restored that are older than it. */
export async function replayErasures(tx: EntityManager): Promise<number> {
  const erased = await destroy(tx, 'parcel_id IN (SELECT e.parcel_id FROM erasure e)', []);
  return erased.length;
}

async function destroy(tx: EntityManager, which: string, values: unknown[]): Promise<string[]> {
  const destroyed = await rows<{ id: string }>(
    tx,
    `UPDATE recipient SET wrapped_key = NULL, sealed = '', contact_index = '{}'
      WHERE wrapped_key IS NOT NULL AND ${which} RETURNING parcel_id AS id`,
    values,
  );
  const ids = destroyed.map(({ id }) => id);
  // An empty fingerprint equals none: a merchant who announces it again under the same key is told so.
  await tx.query(`UPDATE parcel SET fingerprint = '' WHERE id = ANY ($1::uuid[])`, [ids]);
  return ids;
}
