import { seedProgrammes } from '../../seeds/programmes.js';
import { registered, TOY_SHOP } from './merchants.js';
import { announced } from './parcels.js';
import { addPoint } from './points.js';
import type { Relais } from './relais.js';

/** Whoever can call: the roles, an operator of one chain beside one of all, and a clerk's phone whose token was revoked. */
export const CALLERS = [
  'ANONYMOUS',
  'OPERATOR',
  'CHAIN_OPERATOR',
  'MERCHANT',
  'CLERK',
  'CARRIER',
  'CUSTOMER',
  'PUBLISHABLE',
  'FORMER',
] as const;
export type CallerName = (typeof CALLERS)[number];

/** Who is told to sign in, and not that the operation is for others. */
export const isUnknown = (who: CallerName) => who === 'ANONYMOUS' || who === 'FORMER';

export interface Credentials {
  token?: string;
  headers?: Record<string, string>;
}

export interface Shop {
  id: string;
  token: string;
  siret: string;
}

export interface AnnouncedParcel {
  id: string;
  trackingNumber: string;
  customerLink: string;
}

/** Two of everything that must not see each other; what has no "other" in its name belongs together. */
export interface World {
  credentials: Record<CallerName, Credentials>;
  merchant: Shop;
  otherMerchant: Shop;
  /** From the merchant, booked at AU-ROUBAIX, dropped off at AU-LILLE. */
  parcel: AnnouncedParcel;
  otherParcel: AnnouncedParcel;
  /** The operator's preview of a batch, by id. */
  planId: string;
  /** Row ids by code. */
  points: Record<'AU-LILLE' | 'AU-ROUBAIX' | 'AU-SPARE' | 'AU-CLOSING' | 'CA-LILLE', string>;
  otherClerk: string;
  otherCarrier: string;
  otherOperator: string;
}

export const SHOP_ORIGIN = 'https://train.example';

/** The secret of a customer's link. */
export function linkToken({ customerLink }: AnnouncedParcel): string {
  return customerLink.split('#')[1] as string;
}

export async function makeWorld(relais: Relais): Promise<World> {
  await seedProgrammes(relais.service.app);
  const auchan = { chain: 'AUCHAN', networks: ['MONDIAL_RELAY'], capacityParcels: null };
  const points = {
    'AU-LILLE': await addPoint(relais, { code: 'AU-LILLE', ...auchan }),
    'AU-ROUBAIX': await addPoint(relais, { code: 'AU-ROUBAIX', ...auchan, lat: 50.69, lon: 3.17 }),
    // To be edited and closed, without an effect on the others.
    'AU-SPARE': await addPoint(relais, { code: 'AU-SPARE', ...auchan, lat: 50.4, lon: 3.05 }),
    'AU-CLOSING': await addPoint(relais, { code: 'AU-CLOSING', ...auchan, lat: 50.4, lon: 3.06 }),
    'CA-LILLE': await addPoint(relais, { code: 'CA-LILLE', chain: 'CARREFOUR', networks: ['RELAIS_COLIS'] }),
  };
  await relais.dataSource.query(
    `INSERT INTO place (country, postcode, commune, commune_folded, insee, lat, lon, population, source) VALUES
       ('FR', '59000', 'Lille', 'lille', '59350', 50.6305, 3.0706, 236000, 'story'),
       ('FR', '97400', 'Saint-Denis', 'saint denis', '97411', -20.8789, 55.4481, 153000, 'story')`,
  );
  const merchant = await registered(relais, TOY_SHOP);
  const otherMerchant = await registered(relais, { ...TOY_SHOP, name: 'La Toupie', email: 'toupie@example.org' });
  const parcel = await announced(relais, merchant.token, 'AU-ROUBAIX', { dropOffPointCode: 'AU-LILLE' });
  const otherParcel = await announced(relais, otherMerchant.token, 'AU-LILLE');
  const publishable = await relais.token('PUBLISHABLE', { merchantId: merchant.id, origins: [SHOP_ORIGIN] });
  const operator = await relais.token('OPERATOR');
  const { planAssignment } = await relais.data(
    'mutation ($input: PlanAssignmentInput!) { planAssignment(input: $input) { id } }',
    {
      token: operator,
      variables: {
        input: { forecast: true, parcels: [{ near: { coordinates: { lat: 50.63, lon: 3.06 } }, count: 3 }] },
      },
    },
  );
  return {
    merchant,
    otherMerchant,
    parcel,
    otherParcel,
    planId: planAssignment.id,
    points,
    credentials: {
      ANONYMOUS: {},
      OPERATOR: { token: operator },
      CHAIN_OPERATOR: { token: await relais.token('OPERATOR', { chainCode: 'AUCHAN' }) },
      MERCHANT: { token: merchant.token },
      CLERK: { token: await relais.token('CLERK', { pointId: points['AU-ROUBAIX'] }) },
      CARRIER: { token: await relais.token('CARRIER', { networkCode: 'MONDIAL_RELAY' }) },
      CUSTOMER: { token: linkToken(parcel) },
      PUBLISHABLE: { token: publishable, headers: { origin: SHOP_ORIGIN } },
      FORMER: { token: await revokedClerk(relais, points['AU-ROUBAIX']) },
    },
    otherClerk: await relais.token('CLERK', { pointId: points['CA-LILLE'] }),
    otherCarrier: await relais.token('CARRIER', { networkCode: 'RELAIS_COLIS' }),
    otherOperator: await relais.token('OPERATOR', { chainCode: 'CARREFOUR' }),
  };
}

async function revokedClerk(relais: Relais, pointId: string): Promise<string> {
  const token = await relais.token('CLERK', { pointId, label: 'a phone that was lost' });
  await relais.dataSource.query("UPDATE access_token SET revoked_at = $1 WHERE label = 'a phone that was lost'", [
    relais.clock.now(),
  ]);
  return token;
}
