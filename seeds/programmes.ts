import type { INestApplicationContext } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ProgrammesService } from '../src/programmes/programmes.service.js';

const COMMON = { timeZone: 'Europe/Paris', feeCents: 0, currency: 'EUR', bookingDays: 7 };

// The announcements name the month and no day, and no end. The first of that month is taken, and an end that lets a
// grant of six months from any day of that winter run out, so that the evergreen rows stand alone afterwards.
const OF_2020 = { validFrom: '2020-11-01', validTo: '2021-08-31' };
const EVERGREEN = { validFrom: '2021-09-01', validTo: null };

/** Intermarché: collection at the merchant's own shop or at the store's drive, listed for nothing for six months. */
const DRIVE_SOLIDAIRE = {
  ...COMMON,
  operator: 'Intermarché',
  grantMonths: 6,
  pointRule: [{ ownShop: true }, { chains: ['INTERMARCHE'], kinds: ['DRIVE'] }],
  covers: ['LISTING', 'PICKUP'],
  collection: ['MERCHANT_SHOP', 'POINT'],
  approval: 'OPERATOR',
};

/** Auchan: whoever has an account with Mondial Relay, with nothing to ask for, at that network's counters there. */
const AUCHAN = {
  ...COMMON,
  operator: 'Auchan',
  enrolment: 'AUTOMATIC',
  merchantRule: { carrierAccounts: ['MONDIAL_RELAY'] },
  pointRule: [{ chains: ['AUCHAN'], networks: ['MONDIAL_RELAY'], kinds: ['COUNTER'] }],
  covers: ['PICKUP'],
  collection: ['POINT'],
  approval: 'EMAIL',
};

/** Carrefour: access to the marketplace is free; collection where the order says, else where Relais finds room. */
const CARREFOUR = {
  ...COMMON,
  operator: 'Carrefour',
  // Food, pet shops (filed with florists by INSEE), hygiene and beauty.
  merchantRule: { sectors: ['FOOD', 'FLOWERS_PETS', 'BEAUTY'] },
  pointRule: [{ chains: ['CARREFOUR'] }],
  covers: ['MARKETPLACE', 'PICKUP'],
  collection: ['NAMED_ON_ORDER', 'POINT'],
  approval: 'OPERATOR',
};

/**
 * The three schemes of November 2020, and the same three as examples that run today. Drive Solidaire began with
 * bookshops and was to take other local shops later: the row of 2020 is the beginning, the evergreen one what followed.
 */
export const SEEDED_PROGRAMMES: readonly { readonly code: string; readonly [field: string]: unknown }[] = [
  {
    ...DRIVE_SOLIDAIRE,
    ...OF_2020,
    code: 'drive-solidaire-2020',
    names: { fr: 'Drive Solidaire (2020)', en: 'Drive Solidaire (2020)' },
    merchantRule: { sectors: ['BOOKS'] },
  },
  {
    ...AUCHAN,
    ...OF_2020,
    code: 'auchan-relais-2020',
    names: { fr: 'Retrait chez Auchan (2020)', en: 'Collection at Auchan (2020)' },
  },
  {
    ...CARREFOUR,
    ...OF_2020,
    code: 'carrefour-marketplace-2020',
    names: { fr: 'Marketplace Carrefour (2020)', en: 'Carrefour marketplace (2020)' },
  },
  {
    ...DRIVE_SOLIDAIRE,
    ...EVERGREEN,
    code: 'drive-solidaire',
    names: { fr: 'Drive Solidaire', en: 'Drive Solidaire' },
    merchantRule: { sectors: ['BOOKS', 'STATIONERY', 'MUSIC', 'TOYS', 'CLOTHING', 'SHOES', 'LEATHER_GOODS'] },
  },
  {
    ...AUCHAN,
    ...EVERGREEN,
    code: 'auchan-relais',
    names: { fr: 'Retrait chez Auchan', en: 'Collection at Auchan' },
  },
  {
    ...CARREFOUR,
    ...EVERGREEN,
    code: 'carrefour-marketplace',
    names: { fr: 'Marketplace Carrefour', en: 'Carrefour marketplace' },
  },
];

/**
 * Loads the programmes through their service, in one transaction. A programme that is there already is left as it is,
 * because an operator may have changed it.
 *
 * @returns The codes of those that were added; none on a second run.
 */
export function seedProgrammes(app: INestApplicationContext): Promise<string[]> {
  const programmes = app.get(ProgrammesService);
  return app.get(DataSource).transaction(async (tx) => {
    const added: string[] = [];
    for (const definition of SEEDED_PROGRAMMES) {
      if ((await programmes.byCode(tx, definition.code)) !== null) continue;
      await programmes.upsert(tx, definition);
      added.push(definition.code);
    }
    return added;
  });
}
