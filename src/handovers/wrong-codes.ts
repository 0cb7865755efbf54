import type { EntityManager } from 'typeorm';
import type { Ledger } from '../parcels/ledger.js';

/** Wrong codes count whether the attempt was refused, had already happened, or waits for somebody's decision. */
export async function storeWrongCodes(tx: EntityManager, tried: readonly Ledger[]): Promise<void> {
  if (tried.length === 0) return;
  const byId = new Map(tried.map(({ parcelId, wrongCodes }) => [parcelId, wrongCodes]));
  await tx.query(
    `UPDATE parcel c SET wrong_codes = u.wrong_codes FROM unnest($1::uuid[], $2::int[]) u (id, wrong_codes)
      WHERE c.id = u.id`,
    [[...byId.keys()], [...byId.values()]],
  );
}
