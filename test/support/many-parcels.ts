import { v7 as uuid } from 'uuid';
import { sealRecipient } from '../../src/parcels/recipient.js';
import { Secrets } from '../../src/platform/secrets.js';
import type { Relais } from './relais.js';

export interface ManyParcels {
  merchantId: string;
  pointId: string;
  count: number;
  /** The first of their serial numbers. */
  from: number;
  nameOf: (index: number) => string;
  /** When each came to the point; its time there is over ten days later. */
  since: (index: number) => Date;
}

/** Puts parcels on the shelves of a point, more than a story could scan. */
export async function shelveMany(relais: Relais, many: ManyParcels): Promise<void> {
  const { merchantId, pointId, count, from, nameOf, since } = many;
  const secrets = relais.service.app.get(Secrets);
  const given = Array.from({ length: count }, (_, index) => {
    const id = uuid();
    const { wrappedKey, sealed } = sealRecipient(secrets, id, { name: nameOf(index), email: null, phone: null });
    const arrival = since(index);
    return {
      id,
      tracking_number: `9${String(from + index).padStart(17, '0')}`,
      since: arrival,
      deadline: new Date(arrival.getTime() + 10 * 86_400_000),
      wrapped_key: wrappedKey.toString('base64'),
      sealed: sealed.toString('base64'),
    };
  });
  await relais.dataSource.query(
    `WITH given AS MATERIALIZED (
       SELECT * FROM jsonb_to_recordset($1::jsonb) AS g(id uuid, tracking_number text, since timestamptz,
         deadline timestamptz, wrapped_key text, sealed text)
     ), parcels AS (
       INSERT INTO parcel (id, tracking_number, merchant_id, idempotency_key, fingerprint, weight_grams, temperature,
                           pickup_point_id, fee_cents, currency, state, custodian_kind, custodian_id,
                           custodian_point_id, deadline, possession_since, created_at)
       SELECT id, tracking_number, $2::uuid, tracking_number, '', 450, 'AMBIENT', $3::bigint, 0, 'EUR', 'AVAILABLE',
              'POINT', 'X', $3::bigint, deadline, since, since FROM given
     )
     INSERT INTO recipient (parcel_id, wrapped_key, sealed)
     SELECT id, decode(wrapped_key, 'base64'), decode(sealed, 'base64') FROM given`,
    [JSON.stringify(given), merchantId, pointId],
  );
  await relais.dataSource.query('ANALYZE parcel');
}
