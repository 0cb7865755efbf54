import type { EntityManager } from 'typeorm';
import type { State } from '#libs/custody';
import { rows } from '../platform/database/rows.js';

/** Parcels that one person may be the recipient of, at most. */
export const MOST_PARCELS = 1000;

export interface FoundParcel {
  id: string;
  trackingNumber: string;
  state: State;
  wrappedKey: Buffer;
  sealed: Buffer;
}

/** Parcels whose recipient has a contact with this hash; one more than MOST_PARCELS where there are more. */
export function parcelsByContact(db: EntityManager, key: Buffer): Promise<FoundParcel[]> {
  return rows<FoundParcel>(
    db,
    `SELECT c.id, c.tracking_number AS "trackingNumber", c.state, r.wrapped_key AS "wrappedKey", r.sealed
       FROM recipient r JOIN parcel c ON c.id = r.parcel_id
      WHERE r.contact_index @> ARRAY[$1::bytea] AND r.wrapped_key IS NOT NULL
      ORDER BY c.id LIMIT $2`,
    [key, MOST_PARCELS + 1],
  );
}

/** What is stored of parcels beside their recipients, and what was sent about them, by parcel. */
export async function recordsOf(db: EntityManager, parcelIds: readonly string[]): Promise<Map<string, object>> {
  const found = await rows<{ id: string; record: object }>(
    db,
    `SELECT c.id, json_build_object(
              'announcedAt', c.created_at, 'state', c.state, 'merchant', m.name, 'pickupPoint', p.name,
              'weightGrams', c.weight_grams, 'deadline', c.deadline,
              'ledger', (SELECT json_agg(json_build_object('sequence', e.sequence, 'kind', e.kind, 'happenedAt', e.happened_at,
                                                           'recordedAt', e.recorded_at, 'by', e.actor_role,
                                                           'pointCode', e.body->'pointCode') ORDER BY e.sequence)
                           FROM ledger_entry e WHERE e.parcel_id = c.id),
              'messages', (SELECT COALESCE(json_agg(json_build_object('kind', g.kind, 'channel', g.channel, 'state', g.state,
                                                                      'settledAt', g.settled_at) ORDER BY g.due_at), '[]')
                             FROM message g WHERE g.parcel_id = c.id)) AS record
       FROM parcel c JOIN merchant m ON m.id = c.merchant_id JOIN point p ON p.id = c.pickup_point_id
      WHERE c.id = ANY($1::uuid[])`,
    [parcelIds],
  );
  return new Map(found.map(({ id, record }) => [id, record]));
}

/** Recipients that were sealed before contacts were indexed. */
export function unindexed(
  tx: EntityManager,
  most: number,
): Promise<{ id: string; wrappedKey: Buffer | null; sealed: Buffer }[]> {
  return rows(
    tx,
    `SELECT parcel_id AS id, wrapped_key AS "wrappedKey", sealed FROM recipient
      WHERE contact_index IS NULL ORDER BY parcel_id LIMIT $1 FOR UPDATE SKIP LOCKED`,
    [most],
  );
}
