import { gunzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { readTokens } from '../../src/demo/demo-tokens.js';
import { prepareFirstMinute } from '../../src/demo/first-start.js';
import { Relais } from '../support/relais.js';
import { violations } from './accessibility.js';
import { Chromium } from './browser.js';
import { HostileHost } from './hostile-host.js';

const PHONE = { width: 360, height: 740 };
const MOST_BYTES = 25_000;

describe('the picker in a browser', () => {
  let relais: Relais;
  let chromium: Chromium;
  let shop: string;

  beforeAll(async () => {
    relais = await Relais.start();
    relais.config.demo = true;
    await prepareFirstMinute(relais.service.app, relais.url, () => {});
    chromium = await Chromium.start();
    shop = `${relais.url}/shop`;
  }, 180_000);
  afterAll(async () => {
    await chromium?.stop();
    await relais?.stop();
  });

  const dialog = (page: Page) => page.locator('#dialog');
  const inline = (page: Page) => page.locator('#inline');

  /** Opens the shop's dialog and looks for a place. */
  async function search(page: Page, place: string): Promise<void> {
    await page.getByRole('button', { name: 'Choisir un point relais' }).click();
    await dialog(page).getByLabel('Code postal ou commune').fill(place);
    await page.keyboard.press('Enter');
  }

  for (const [name, size] of [
    ['a desktop', {}],
    ['a phone', PHONE],
  ] as const) {
    it(`lets a customer pick a point in a shop's checkout, on ${name}`, async () => {
      const { page, faults } = await chromium.visit(shop, size);
      await search(page, '59000');
      await dialog(page).getByRole('heading', { name: '8 points gratuits près de 59000 Lille' }).waitFor();
      const first = dialog(page).locator('li').first();
      expect(await first.innerText()).toMatch(/Librairie du Vieux-Lille\s+640\sm/);
      expect(await first.innerText()).toMatch(/Gratuit avec Drive Solidaire · 15 places libres/);
      await first.getByRole('button', { name: 'Choisir Librairie du Vieux-Lille' }).click();
      await page.getByText('Librairie du Vieux-Lille, 12 rue Esquermoise, 59000 Lille').waitFor();
      expect(await page.getByRole('dialog').count()).toBe(0);
      const told = JSON.parse(await page.locator('#told').innerText());
      expect(told).toMatchObject({ name: 'Librairie du Vieux-Lille', feeCents: 0, freePlaces: 15 });
      expect(told.programme.name).toBe('Drive Solidaire');
      expect(told.code).toMatch(/^SHOP-/);
      await page.getByRole('button', { name: 'Changer de point relais' }).waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(size === PHONE ? 360 : 1280);
      expect(faults).toEqual([]);
    });
  }

  it('loads a map beside the list where there is room, and on a phone only when it is wanted', async () => {
    const wide = await chromium.visit(shop);
    await inline(wide.page).locator('[part=map][data-kind=gl]').waitFor();
    expect(wide.faults).toEqual([]);

    const phone = await chromium.visit(shop, PHONE);
    const asked: string[] = [];
    phone.page.on('request', (request) => asked.push(request.url()));
    await inline(phone.page).locator('li').first().waitFor();
    await phone.page.waitForTimeout(300);
    expect(asked.filter((url) => url.includes('map'))).toEqual([]);
    await inline(phone.page).getByRole('button', { name: 'Voir la carte' }).click();
    await inline(phone.page).locator('[part=map][data-kind=gl]').waitFor();
    // A pin leads back to its point in the list.
    await inline(phone.page).locator('.pin', { hasText: /^2$/ }).click();
    await inline(phone.page)
      .getByRole('button', { name: /^Choisir Intermarché Drive Lille Fives/ })
      .waitFor();
    const focused = await inline(phone.page).evaluate((element) => element.shadowRoot?.activeElement?.textContent);
    expect(focused).toMatch(/^Choisir Intermarché Drive Lille Fives/);
    expect(phone.faults).toEqual([]);
  });

  it('is used with the keyboard alone', async () => {
    const { page, faults } = await chromium.visit(shop);
    await page.getByRole('button', { name: 'Choisir un point relais' }).focus();
    await page.keyboard.press('Enter');
    const focused = () =>
      dialog(page).evaluate((element) => element.shadowRoot?.activeElement?.textContent?.trim() ?? '');
    for (let presses = 0; presses < 5; presses += 1) {
      if ((await dialog(page).evaluate((element) => element.shadowRoot?.activeElement?.id)) === 'place') break;
      await page.keyboard.press('Tab');
    }
    await page.keyboard.type('59000');
    await page.keyboard.press('Enter');
    await dialog(page).locator('li').first().waitFor();
    for (let presses = 0; presses < 12 && !(await focused()).startsWith('Choisir Lib'); presses += 1) {
      await page.keyboard.press('Tab');
    }
    expect(await focused()).toBe('Choisir Librairie du Vieux-Lille');
    await page.keyboard.press('Enter');
    await page.getByText('Librairie du Vieux-Lille, 12 rue Esquermoise').waitFor();
    // The focus is back where it came from, and Escape closes without a choice.
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(faults).toEqual([]);
  });

  it('has nothing that axe-core finds wrong, in both languages, on a desktop and a phone', async () => {
    for (const [lang, size] of [
      ['fr', {}],
      ['en', {}],
      ['fr', PHONE],
      ['en', PHONE],
    ] as const) {
      const { page } = await chromium.visit(`${shop}?lang=${lang}`, size);
      await inline(page).locator('li').first().waitFor();
      expect(await violations(page)).toEqual([]);
      await page.getByRole('button', { name: /point relais|pickup point/ }).click();
      await dialog(page)
        .getByLabel(/Code postal|postcode/)
        .fill('Lile');
      await page.keyboard.press('Enter');
      await dialog(page).locator('.trouble').waitFor();
      expect(await violations(page)).toEqual([]);
    }
  }, 120_000);

  it('finds points along a way, and those that are open at a time', async () => {
    const { page, faults } = await chromium.visit(shop, { at: new Date('2026-11-24T09:00:00Z') });
    await page.getByRole('button', { name: 'Choisir un point relais' }).click();
    await dialog(page).getByRole('button', { name: 'Sur mon trajet' }).click();
    await dialog(page).getByLabel('Départ').fill('Lille');
    await dialog(page).getByLabel('Arrivée').fill('59200');
    await page.keyboard.press('Enter');
    await dialog(page)
      .getByRole('heading', { name: /points gratuits entre Lille \(59\) et 59200 Tourcoing/ })
      .waitFor();
    expect(await dialog(page).locator('li').first().innerText()).toContain('du trajet');
    const count = () => dialog(page).locator('.points li').count();
    await dialog(page).getByLabel('Horaires').selectOption('AT');
    // A Sunday before dawn: nobody is open, and the list says why it is empty.
    await dialog(page).getByLabel('Jour et heure').fill('2026-11-29T04:00');
    await page.keyboard.press('Tab');
    await dialog(page)
      .getByText(/Aucun point gratuit à moins de 10 km/)
      .waitFor();
    expect(await count()).toBe(0);
    expect(await dialog(page).locator('.why').innerText()).toContain('fermé à ce moment');
    await dialog(page).getByLabel('Horaires').selectOption('NOW');
    await dialog(page).locator('.points li').first().waitFor();
    expect(await dialog(page).locator('.CLOSED').count()).toBe(0);
    expect(faults).toEqual([]);
  });

  it('says what to do about a postcode that does not exist, a slip of the pen and a position that is not given', async () => {
    const { page, faults } = await chromium.visit(shop);
    await search(page, '99999');
    await dialog(page)
      .getByText(/Nous ne connaissons pas « 99999 »|« 99999 » n’est ni/)
      .waitFor();
    await dialog(page).getByLabel('Code postal ou commune').fill('Lile');
    await page.keyboard.press('Enter');
    await dialog(page).getByText('Nous ne connaissons pas « Lile ».').waitFor();
    await dialog(page)
      .getByRole('button', { name: /^Lille/ })
      .click();
    await dialog(page).locator('.points li').first().waitFor();
    await dialog(page).getByRole('button', { name: 'Autour de moi' }).click();
    await dialog(page).getByText('Autorisez-la, ou donnez un code postal.').waitFor();
    await page.context().grantPermissions(['geolocation']);
    await page.context().setGeolocation({ latitude: 50.6372, longitude: 3.0633 });
    await dialog(page).getByRole('button', { name: 'Autour de moi' }).click();
    await dialog(page).getByRole('heading', { name: '8 points gratuits près de vous' }).waitFor();
    expect(faults).toEqual([]);
  });

  it('keeps what it found when the network goes, and goes on when it is back', async () => {
    const { page } = await chromium.visit(shop);
    await search(page, '59000');
    await dialog(page).locator('.points li').first().waitFor();
    await page.context().setOffline(true);
    await dialog(page).locator('.points li button').first().click();
    await dialog(page).getByText('Pas de réseau').waitFor();
    expect(await dialog(page).locator('.points li').count()).toBe(8);
    await page.context().setOffline(false);
    await dialog(page).getByRole('button', { name: 'Réessayer' }).click();
    await page.getByText('Librairie du Vieux-Lille, 12 rue Esquermoise').waitFor();
  });

  it('checks a point once more as it is chosen, and says why it is no longer possible', async () => {
    const { page, faults } = await chromium.visit(shop);
    await search(page, '59000');
    const second = dialog(page).locator('.points li').nth(1);
    await second.waitFor();
    const name = await second.locator('h3').innerText();
    await relais.dataSource.query(`UPDATE point SET state = 'SUSPENDED' WHERE name = $1`, [name]);
    await second.getByRole('button').click();
    await dialog(page).getByText(`${name} n’est plus possible : fermé pour un temps.`).waitFor();
    expect(await dialog(page).locator('.points').innerText()).not.toContain(name);
    expect(await page.locator('#told').innerText()).toContain('rien encore');
    await relais.dataSource.query(`UPDATE point SET state = 'OPEN' WHERE name = $1`, [name]);
    expect(faults).toEqual([]);
  });

  it('works without WebGL, with a map that is drawn by itself', async () => {
    const plain = await Chromium.start('--disable-3d-apis');
    try {
      const { page, faults } = await plain.visit(shop);
      await inline(page).locator('[part=map][data-kind=svg]').waitFor();
      expect(await inline(page).locator('.pin').count()).toBe(8);
      expect(faults).toEqual([]);
    } finally {
      await plain.stop();
    }
  });

  it('works in a page of another origin whose styles, library and policy are against it, and leaves it as it was', async () => {
    const host = await HostileHost.start();
    try {
      const merchant = readTokens(relais.config.dataDir)?.merchants[0];
      const key = await relais.token('PUBLISHABLE', { merchantId: merchant?.id ?? '', origins: [host.url] });
      const { page, faults } = await chromium.visit(host.pageFor(relais.url, key), { also: relais.url });
      const picker = page.locator('relais-picker');
      await picker.getByRole('heading', { name: '8 points gratuits près de 59000 Lille' }).waitFor();
      await picker.locator('[part=map][data-kind=svg]').waitFor();
      const look = await picker
        .locator('.points h3')
        .first()
        .evaluate((element) => {
          const { fontSize, letterSpacing, textTransform, visibility } = getComputedStyle(element);
          return { fontSize, letterSpacing, textTransform, visibility };
        });
      expect(look).toEqual({ fontSize: '16px', letterSpacing: 'normal', textTransform: 'none', visibility: 'visible' });
      await picker.getByRole('button', { name: 'Sur mon trajet' }).click();
      await picker.getByLabel('Arrivée').fill('59200');
      await page.keyboard.press('Enter');
      await picker.getByRole('heading', { name: /entre 59000 Lille et 59200 Tourcoing/ }).waitFor();
      const chosen = page.evaluate(
        () =>
          new Promise((resolve) =>
            document.addEventListener('select', (event) => resolve((event as CustomEvent).detail.code)),
          ),
      );
      await picker.locator('.points li button').first().click();
      expect(await chosen).toMatch(/^[A-Z]/);
      const left = await page.evaluate(() =>
        Object.keys(globalThis).filter((key) => /relais|maplibre|svelte/i.test(key)),
      );
      expect(left).toEqual([]);
      // The browser itself reports the worker that the policy forbids; nothing else is amiss.
      expect(faults.filter((fault) => !fault.includes('worker'))).toEqual([]);

      // Where the policy allows it its worker, the map is MapLibre's.
      const kind = await chromium.visit(host.pageFor(relais.url, key, { kind: true }), { also: relais.url });
      await kind.page.locator('relais-picker').locator('[part=map][data-kind=gl]').waitFor();
      expect(kind.faults).toEqual([]);
    } finally {
      host.stop();
    }
  });

  it(`weighs less than ${MOST_BYTES / 1000} kB before its map, and is there soon on a slow machine`, async () => {
    const { page } = await chromium.visit(`${relais.url}/health/live`, PHONE);
    const sizes: Record<string, number> = {};
    page.on('response', async (response) => {
      const { pathname } = new URL(response.url());
      if (!/picker/.test(pathname)) return;
      sizes[pathname] = Number((await response.allHeaders())['content-length']);
    });
    const session = await page.context().newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
    const startedAt = performance.now();
    await page.goto(shop);
    await inline(page).getByLabel('Code postal ou commune').waitFor();
    const formMs = performance.now() - startedAt;
    await inline(page).locator('.points li').first().waitFor();
    const listMs = performance.now() - startedAt;
    process.stdout.write(
      `picker: ${JSON.stringify(sizes)} bytes; CPU slowed four times: form ${Math.round(formMs)} ms, list ${Math.round(listMs)} ms\n`,
    );
    expect(Object.keys(sizes)).toEqual(['/picker.js']);
    expect(sizes['/picker.js']).toBeLessThan(MOST_BYTES);
    const compressed = await fetch(`${relais.url}/picker.js.gz`);
    const text = gunzipSync(Buffer.from(await compressed.arrayBuffer())).toString();
    expect(text).not.toMatch(/^\s*import\s*[{"']/m);
  });
});
