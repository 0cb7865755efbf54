import { DEMO_OPERATOR } from '../../seeds/demo.js';
import { DEMO_NETWORK } from '../../seeds/network.js';
import { readTokens } from '../../src/demo/demo-tokens.js';
import { prepareFirstMinute } from '../../src/demo/first-start.js';
import { registered } from '../support/merchants.js';
import { announced, scan } from '../support/parcels.js';
import { Relais } from '../support/relais.js';
import { Chromium } from './browser.js';
import { lookThrough, signedIn, violations } from './console-visits.js';

const { email: OPERATOR } = DEMO_OPERATOR;
const FILE = [
  'ref;name;postcode;city;lat;lon',
  'N1;Tabac de la Gare;59000;Lille;50.6366;3.0712',
  'N2;Sans position;59000;Lille;;',
].join('\n');

describe('the operator console in a browser', () => {
  let relais: Relais;
  let chromium: Chromium;
  beforeAll(async () => {
    relais = await Relais.start();
    chromium = await Chromium.start();
    relais.config.demo = true;
    await prepareFirstMinute(relais.service.app, relais.url, () => {});
  }, 180_000);
  afterAll(async () => {
    await chromium?.stop();
    await relais?.stop();
  });

  it('shows all points on a map and in a list, pairs a till, and suspends and reopens a point', async () => {
    const { page, faults } = await signedIn(chromium, relais, OPERATOR);
    await page.getByRole('link', { name: 'Points', exact: true }).click();
    await page.locator('.map.relais-map').waitFor();
    await page.getByLabel('Chercher un point').fill('vieux-lille');
    await page.getByRole('link', { name: 'Librairie du Vieux-Lille' }).click();
    await page.getByRole('heading', { name: 'Librairie du Vieux-Lille' }).waitFor();
    await page.getByLabel('Associer un téléphone ou une caisse').fill('comptoir');
    await page.getByRole('button', { name: 'Obtenir un code' }).click();
    expect(await page.locator('code.secret').innerText()).toMatch(/^[\w-]{6,}$/);
    await page.getByLabel('Raison de la suspension').fill('travaux');
    await page.getByRole('button', { name: 'Suspendre ce point' }).click();
    await page.getByRole('button', { name: 'Rouvrir ce point' }).click();
    await page.getByRole('button', { name: 'Suspendre ce point' }).waitFor();
    expect(await violations(page)).toEqual([]);
    expect(faults).toEqual([]);
  });

  it('previews an import before anything is written, and then does it', async () => {
    const { page, faults } = await signedIn(chromium, relais, OPERATOR);
    await page.getByRole('link', { name: 'Points', exact: true }).click();
    await page.locator('.map.relais-map').waitFor();
    await page.getByLabel('D’où vient le fichier').fill('tabacs');
    await page
      .getByLabel('Fichier', { exact: true })
      .setInputFiles({ name: 'tabacs.csv', mimeType: 'text/csv', buffer: Buffer.from(FILE) });
    await page.getByRole('button', { name: 'Voir ce qui changerait' }).click();
    const told = page.getByRole('status').filter({ hasText: 'Ce qui changerait' });
    await told.waitFor();
    expect(await told.innerText()).toMatch(/1\s*ajoutés/);
    expect(await told.innerText()).toMatch(/1\s*en quarantaine/);
    expect(await told.innerText()).toMatch(/Ligne 3 N2/);
    const count = async () =>
      (await relais.dataSource.query("SELECT count(*)::int AS count FROM point WHERE source = 'tabacs'"))[0].count;
    expect(await count()).toBe(0);
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Importer pour de bon' }).click();
    await page.getByRole('heading', { name: 'C’est fait' }).waitFor();
    expect(await count()).toBe(1);
    expect(faults).toEqual([]);
  });

  it('lists a lost parcel with what to do, and settles it', async () => {
    const shop = readTokens(relais.config.dataDir)?.merchants.find(({ key }) => key === 'bookshop');
    const { pickupPoints } = await relais.data(
      '{ pickupPoints(search: { near: { postcode: { code: "59000" } }, first: 1 }) { matches { point { code } } } }',
      { token: shop?.token },
    );
    const { trackingNumber } = await announced(relais, shop?.token as string, pickupPoints.matches[0].point.code);
    const carrier = await relais.token('CARRIER', { networkCode: DEMO_NETWORK.code });
    await scan(relais, carrier, { kind: 'CARRIER_PICKUP', trackingNumber });
    expect(await scan(relais, carrier, { kind: 'LOSS_REPORT', trackingNumber })).toMatchObject({ state: 'MISSING' });
    const { page, faults } = await signedIn(chromium, relais, OPERATOR, { width: 360, height: 740 });
    await page.getByRole('heading', { name: trackingNumber }).waitFor();
    await page.getByRole('button', { name: /^Perdu · 1$/ }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: `C’est réglé ${trackingNumber}` }).click();
    await page.getByText('Tout va bien').waitFor();
    expect(faults).toEqual([]);
  });

  it('approves a merchant, and refuses a definition of a programme with the field that is wrong', async () => {
    await registered(relais, undefined, { approved: false });
    const { page, faults } = await signedIn(chromium, relais, OPERATOR);
    await page.getByRole('link', { name: 'Commerçants' }).click();
    await page.getByRole('button', { name: /^Accepter/ }).click();
    await page.getByText('Rien pour l’instant.').waitFor();
    await page.getByRole('link', { name: 'Programmes' }).click();
    await page.getByRole('button', { name: 'Définition Retrait chez Auchan' }).first().click();
    const text = page.getByLabel('Définition', { exact: true });
    const definition = JSON.parse(await text.inputValue());
    await text.fill(JSON.stringify({ ...definition, feeCents: -1 }));
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await page
      .getByText(/feeCents/)
      .first()
      .waitFor();
    expect(faults).toEqual([]);
  });

  it('says who lives far from a free point', async () => {
    const { page, faults } = await signedIn(chromium, relais, OPERATOR);
    await page.getByRole('link', { name: 'Couverture' }).click();
    await page.getByText(/habitants trop loin/).waitFor();
    expect(await page.locator('.rows > li').count()).toBe(50);
    const far = async () => Number((await page.locator('.figure').first().innerText()).replaceAll(/\D/g, ''));
    const within10 = await far();
    await page.getByLabel('Kilomètres').fill('50');
    for (let turn = 0; turn < 100 && (await far()) === within10; turn += 1) await page.waitForTimeout(50);
    expect(await far()).toBeLessThan(within10);
    expect(faults).toEqual([]);
  });

  it('is without a barrier in both languages, and fits a phone, section by section', async () => {
    const { page } = await signedIn(chromium, relais, OPERATOR);
    const sections = [
      '',
      '/points',
      '/merchants',
      '/programmes',
      '/coverage',
      '/held-scans',
      '/disruptions',
      '/account',
    ];
    expect(await lookThrough(page, relais.url, sections)).toEqual([]);
  }, 180_000);
});
