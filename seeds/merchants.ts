import type { INestApplicationContext } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { TokensService } from '../src/access/tokens.service.js';
import { EnrolmentService } from '../src/merchants/enrolment.service.js';
import { MerchantsService } from '../src/merchants/merchants.service.js';
import { OwnShopService } from '../src/merchants/own-shop.service.js';
import { RegistrationService } from '../src/merchants/registration.service.js';
import { CONSOLE } from '../src/platform/caller.js';
import { rows } from '../src/platform/database/database.js';

/** A merchant of the demo, by the word that people and pages call it. */
export interface DemoMerchant {
  key: 'bookshop' | 'toys' | 'grocer';
  id: string;
  name: string;
}

/** One merchant for each of the three schemes. The companies and their numbers are invented. */
const MERCHANTS = [
  {
    key: 'bookshop',
    programmeCode: 'drive-solidaire',
    mustEnrol: true,
    registration: {
      siret: '00020201000013',
      name: 'Librairie du Vieux-Lille',
      email: 'bonjour@librairie.example',
      nafCode: '47.61Z',
      carrierAccounts: [],
      street: '12 rue Esquermoise',
      postcode: '59000',
      city: 'Lille',
    },
    shop: { lat: 50.63853, lon: 3.06102, hours: 'Mo 14:00-19:00; Tu-Sa 10:00-19:00; Su,PH off', capacityParcels: 15 },
  },
  {
    key: 'toys',
    programmeCode: 'auchan-relais',
    mustEnrol: false,
    registration: {
      siret: '00020202800015',
      name: 'Le Petit Train',
      email: 'contact@petit-train.example',
      nafCode: '47.65Z',
      carrierAccounts: ['MONDIAL_RELAY'],
      street: '8 rue Mercière',
      postcode: '69002',
      city: 'Lyon',
    },
    shop: null,
  },
  {
    key: 'grocer',
    programmeCode: 'carrefour-marketplace',
    mustEnrol: true,
    registration: {
      siret: '00020203600018',
      name: 'Épicerie Saint-Hélier',
      email: 'epicerie@saint-helier.example',
      nafCode: '47.11B',
      carrierAccounts: [],
      street: '27 rue Saint-Hélier',
      postcode: '35000',
      city: 'Rennes',
    },
    shop: null,
  },
] as const;

type Plan = (typeof MERCHANTS)[number];

/**
 * Registers, approves and enrols the demo's merchants through the services, each step only where it is still to do, so
 * that a run that was cut short is finished by the next.
 */
export async function seedMerchants(app: INestApplicationContext): Promise<DemoMerchant[]> {
  const merchants: DemoMerchant[] = [];
  for (const plan of MERCHANTS) merchants.push(await seedMerchant(app, plan));
  return merchants;
}

async function seedMerchant(app: INestApplicationContext, plan: Plan): Promise<DemoMerchant> {
  const { manager } = app.get(DataSource);
  const id = (await idOf(app, plan)) ?? (await register(app, plan));
  const { merchant, enrolments } = await app.get(MerchantsService).load(manager, id);
  if (merchant.state === 'PENDING') await app.get(RegistrationService).approve(CONSOLE, id);
  if (plan.mustEnrol && !enrolments.some(({ programmeCode }) => programmeCode === plan.programmeCode)) {
    await app.get(EnrolmentService).enrol(CONSOLE, { merchantId: id, programmeCode: plan.programmeCode }, 'en');
  }
  if (plan.shop !== null && !(await hasShop(app, id))) {
    await app.get(OwnShopService).open(CONSOLE, { merchantId: id, ...plan.shop });
  }
  return { key: plan.key, id, name: plan.registration.name };
}

async function register(app: INestApplicationContext, { registration }: Plan): Promise<string> {
  const { merchant, token } = await app.get(RegistrationService).register(CONSOLE, {
    ...registration,
    carrierAccounts: [...registration.carrierAccounts],
    nafNomenclature: 'NAF_REV2',
    country: 'FR',
  });
  // Nobody sees this first token: the demo's own are made together, and written down.
  await app.get(TokensService).revoke(CONSOLE, token.id);
  return merchant.id;
}

async function idOf(app: INestApplicationContext, { registration }: Plan): Promise<string | null> {
  const { manager } = app.get(DataSource);
  const [found] = await rows<{ id: string }>(manager, 'SELECT id FROM merchant WHERE siret = $1', [registration.siret]);
  return found?.id ?? null;
}

async function hasShop(app: INestApplicationContext, merchantId: string): Promise<boolean> {
  const { manager } = app.get(DataSource);
  return (await rows(manager, 'SELECT 1 FROM point WHERE owner_merchant_id = $1', [merchantId])).length > 0;
}
