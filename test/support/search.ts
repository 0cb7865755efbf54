import { rewriteHistory } from './ledgers.js';
import type { Relais } from './relais.js';

export const SEARCH = `query ($search: PickupPointSearchInput!) {
  pickupPoints(search: $search) {
    matches {
      point { code } distanceMetres programme { code name } feeCents currency freePlaces openState nextChange
    }
    excluded { reason count }
    nearestExcluded { point { code } distanceMetres reasons { code detail } }
    resolvedPlace { label lat lon approximate }
  }
}`;

interface Told {
  point: { code: string };
  distanceMetres: number;
}

export interface SearchAnswer {
  matches: (Told & {
    programme: { code: string; name: string } | null;
    feeCents: number | null;
    currency: string | null;
    freePlaces: number | null;
    openState: string;
    nextChange: string | null;
  })[];
  excluded: { reason: string; count: number }[];
  nearestExcluded: (Told & { reasons: { code: string; detail: string }[] })[];
  resolvedPlace: { label: string; lat: number; lon: number; approximate: boolean };
}

/** A search that has to succeed. */
export async function search(
  relais: Relais,
  token: string,
  input: Record<string, unknown>,
  headers: Record<string, string> = {},
): Promise<SearchAnswer> {
  const { pickupPoints } = await relais.data(SEARCH, { token, variables: { search: input }, headers });
  return pickupPoints;
}

/** A search that has to fail, and how it does. */
export async function searchError(
  relais: Relais,
  token: string,
  input: Record<string, unknown>,
  headers: Record<string, string> = {},
) {
  const { errors } = await relais.ask(SEARCH, { token, variables: { search: input }, headers });
  if (errors[0] === undefined) throw new Error('the search succeeded');
  return errors[0].extensions;
}

export const codesOf = (told: readonly Told[]): string[] => told.map(({ point }) => point.code);

/** How many were left out for each reason. */
export const countsOf = ({ excluded }: SearchAnswer): Record<string, number> =>
  Object.fromEntries(excluded.map(({ reason, count }) => [reason, count]));

/** For each of the nearest left out, its reasons as people read them. */
export const reasonsOf = ({ nearestExcluded }: SearchAnswer): Record<string, string[]> =>
  Object.fromEntries(
    nearestExcluded.map(({ point, reasons }) => [point.code, reasons.map(({ code, detail }) => `${code} ${detail}`)]),
  );

const RADIANS = Math.PI / 180;

/** Metres along a great circle of the mean sphere, written a second time for the stories. */
export function haversineMetres(a: { lat: number; lon: number }, b: { lat: number; lon: number }): number {
  const [dLat, dLon] = [(b.lat - a.lat) * RADIANS, (b.lon - a.lon) * RADIANS];
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(a.lat * RADIANS) * Math.cos(b.lat * RADIANS) * Math.sin(dLon / 2) ** 2;
  return 2 * 6_371_008.8 * Math.atan2(Math.sqrt(h), Math.sqrt(1 - h));
}

/** Takes up places at a point, as so many bookings of so many parcels would; for stories that need many at once. */
export async function fillPoint(relais: Relais, merchantId: string, code: string, count: number): Promise<void> {
  await relais.dataSource.query(
    `WITH made AS (
       INSERT INTO parcel (id, tracking_number, merchant_id, idempotency_key, fingerprint, weight_grams, temperature,
                           pickup_point_id, fee_cents, currency, state, custodian_kind, custodian_id, possession_since,
                           created_at)
       SELECT gen_random_uuid(), $2 || '-' || n, $1::uuid, 'fill-' || $2 || '-' || n, '', 1, 'AMBIENT', p.id, 0, 'EUR',
              'ANNOUNCED', 'MERCHANT', $1::text, $4, $4
         FROM point p, generate_series(1, $3::int) n WHERE p.code = $2
       RETURNING id, pickup_point_id)
     INSERT INTO booking (parcel_id, point_id, from_at) SELECT id, pickup_point_id, $4 FROM made`,
    [merchantId, code, count, relais.clock.now()],
  );
}

/** An empty map for the next story: no points, and nothing of what is bound to them. Merchants and their tokens stay. */
export async function forgetPoints(relais: Relais): Promise<void> {
  await rewriteHistory(
    relais,
    `DELETE FROM booking; DELETE FROM ledger_entry; DELETE FROM recipient; DELETE FROM held_scan; DELETE FROM parcel;
     DELETE FROM access_token WHERE point_id IS NOT NULL; DELETE FROM point`,
  );
}
