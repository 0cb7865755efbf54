import { checkProgramme, type Merchant, type PointFacts, type Programme } from './index.js';

const COMMON = { timeZone: 'Europe/Paris', feeCents: 0, currency: 'EUR', bookingDays: 7 };

/** The three schemes of November 2020 as an operator would write them. */
export const DEFINITIONS = [
  {
    ...COMMON,
    code: 'drive-solidaire',
    names: { fr: 'Drive Solidaire', en: 'Drive Solidaire' },
    operator: 'Intermarché',
    validFrom: '2020-11-04',
    grantMonths: 6,
    merchantRule: { sectors: ['BOOKS', 'TOYS', 'CLOTHING'] },
    pointRule: [{ ownShop: true }, { chains: ['INTERMARCHE'], kinds: ['DRIVE'] }],
    covers: ['LISTING', 'PICKUP'],
    collection: ['MERCHANT_SHOP', 'POINT'],
    approval: 'OPERATOR',
  },
  {
    ...COMMON,
    code: 'auchan-relais',
    names: { fr: 'Retrait chez Auchan', en: 'Collection at Auchan' },
    operator: 'Auchan',
    validFrom: '2020-11-06',
    enrolment: 'AUTOMATIC',
    merchantRule: { carrierAccounts: ['MONDIAL_RELAY'] },
    pointRule: [{ chains: ['AUCHAN'], networks: ['MONDIAL_RELAY'], services: ['PICKUP'] }],
    covers: ['PICKUP'],
    collection: ['POINT'],
    approval: 'EMAIL',
    retention: { days: 5, reminderDays: [2, 4], extensionDays: 0 },
  },
  {
    ...COMMON,
    code: 'carrefour-marketplace',
    names: { fr: 'Marketplace Carrefour', en: 'Carrefour marketplace' },
    operator: 'Carrefour',
    validFrom: '2020-11-05',
    validTo: '2021-06-30',
    merchantRule: { sectors: ['FOOD', 'FLOWERS_PETS', 'BEAUTY'] },
    pointRule: [{ chains: ['CARREFOUR'] }],
    covers: ['MARKETPLACE', 'PICKUP'],
    collection: ['NAMED_ON_ORDER', 'POINT'],
    approval: 'OPERATOR',
  },
];

export function programmeFrom(json: unknown): Programme {
  const checked = checkProgramme(json);
  if (!checked.ok) throw new Error(JSON.stringify(checked.errors));
  return checked.programme;
}

export const SCHEMES: readonly Programme[] = DEFINITIONS.map(programmeFrom);

export function scheme(code: string): Programme {
  const found = SCHEMES.find((programme) => programme.code === code);
  if (found === undefined) throw new Error(`No scheme ${code}`);
  return found;
}

export const BOOKSHOP: Merchant = {
  id: 'bookshop',
  siret: '73282932000074',
  nafCode: '47.61Z',
  nafNomenclature: 'NAF_REV2',
  sector: 'BOOKS',
  carrierAccounts: [],
  state: 'APPROVED',
  emailProved: true,
};
export const TOY_SHOP: Merchant = {
  ...BOOKSHOP,
  id: 'toys',
  nafCode: '47.65Z',
  sector: 'TOYS',
  carrierAccounts: ['MONDIAL_RELAY'],
};
export const GROCER: Merchant = { ...BOOKSHOP, id: 'grocer', nafCode: '47.11B', sector: 'FOOD' };

const POINT: PointFacts = {
  code: 'P',
  chain: null,
  networks: [],
  services: ['PICKUP', 'DROP_OFF'],
  kind: 'COUNTER',
  ownerMerchantId: null,
};
export const INTERMARCHE_DRIVE: PointFacts = { ...POINT, code: 'ITM-1', chain: 'INTERMARCHE', kind: 'DRIVE' };
export const INTERMARCHE_COUNTER: PointFacts = { ...POINT, code: 'ITM-2', chain: 'INTERMARCHE' };
export const AUCHAN_COUNTER: PointFacts = { ...POINT, code: 'AUC-1', chain: 'AUCHAN', networks: ['MONDIAL_RELAY'] };
export const CARREFOUR_COUNTER: PointFacts = { ...POINT, code: 'CRF-1', chain: 'CARREFOUR' };
export const BOOKSHOP_COUNTER: PointFacts = { ...POINT, code: 'SHOP-1', kind: 'SHOP', ownerMerchantId: 'bookshop' };
