import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { printPdf } from '../../src/labels/print-room.fixture.js';
import { Relais } from '../support/relais.js';
import { Chromium } from './browser.js';
import { answered, bars, CounterWorld, type Parcel, wedge } from './counter-world.js';

const BUILT = join(import.meta.dirname, '../../web/dist');

/** What axe finds wrong with the page as it is now. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { axe: run } = globalThis as unknown as { axe: { run(): Promise<{ violations: Found[] }> } };
    type Found = { id: string; nodes: { html: string }[] };
    const found = await run.run();
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  });
}

describe('the clerk app’s face', () => {
  let relais: Relais;
  let chromium: Chromium;
  let world: CounterWorld;
  beforeAll(async () => {
    relais = await Relais.start();
    chromium = await Chromium.start();
    world = await CounterWorld.make(relais, chromium);
  }, 120_000);
  afterAll(async () => {
    await chromium?.stop();
    await relais?.stop();
  });

  const goTo = async (page: Page, place: string) => {
    await page.evaluate((hash) => {
      location.hash = hash;
    }, `#/${place}`);
    await page.locator('h1').waitFor();
  };

  it.each([
    ['fr-FR', 360, 740],
    ['en-GB', 360, 740],
    ['fr-FR', 1280, 800],
    ['en-GB', 1280, 800],
  ])('can be used by everybody on every screen (%s, %i × %i)', async (locale, width, height) => {
    const [here] = (await world.inTheVan(1)) as [Parcel];
    const [misrouted] = (await world.inTheVan(1, 'ROUBAIX')) as [Parcel];
    const { page, faults } = await world.visit({ locale, width, height });
    const look = async (where: string) => {
      for (const colorScheme of ['dark', 'light'] as const) {
        await page.emulateMedia({ colorScheme });
        const found = await violations(page);
        expect({ where, colorScheme, found }).toEqual({ where, colorScheme, found: [] });
      }
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
      const small = await page.evaluate(() =>
        [...document.querySelectorAll('main a, main button, main input:not([type=file])')]
          .filter((target) => target.getBoundingClientRect().height < 56)
          .map(({ outerHTML }) => outerHTML),
      );
      expect({ where, small }).toEqual({ where, small: [] });
    };
    await page.locator('#code').waitFor();
    await look('pairing');
    await page.locator('#code').fill(await world.pairingCode());
    await page.keyboard.press('Enter');
    await page.locator('a[href="#/STORE_RECEIPT"]').waitFor();
    await look('menu');
    await goTo(page, 'STORE_RECEIPT');
    await look('ready to receive');
    await wedge(page, bars(here), 'AZERTY');
    await answered(page, 'GOOD', here);
    await look('received');
    await wedge(page, bars(misrouted));
    await answered(page, 'BAD', misrouted);
    await look('misrouted');
    await goTo(page, 'CUSTOMER_REFUSAL');
    await look('refusal');
    await goTo(page, 'COLLECTION');
    await wedge(page, bars(here));
    await answered(page, 'NOTED', here);
    await look('hand over');
    await goTo(page, 'lists');
    await page.locator('.lines li').first().waitFor();
    await look('lists');
    await page.context().setOffline(true);
    await goTo(page, 'DAMAGE_NOTED');
    await wedge(page, bars(here));
    await answered(page, 'NOTED', here);
    await look('noted offline');
    await goTo(page, 'sendings');
    await page.locator('.problem').first().waitFor();
    await look('sendings');
    expect(faults.filter((fault) => !/ERR_INTERNET_DISCONNECTED|ERR_ABORTED/.test(fault))).toEqual([]);
  });

  it('is used with the keyboard alone, and a problem stays until somebody has read it', async () => {
    const [misrouted] = (await world.inTheVan(1, 'ROUBAIX')) as [Parcel];
    const { page, faults } = await world.visit({ width: 1280, height: 800 });
    const reach = async (text: RegExp) => {
      for (let presses = 0; presses < 40; presses += 1) {
        await page.keyboard.press('Tab');
        const focused = await page.evaluate(() => {
          const { activeElement: at } = document;
          return `${at?.id} ${at?.getAttribute('href')} ${at?.textContent?.trim()}`;
        });
        if (text.test(focused)) return;
      }
      throw new Error(`nothing like ${text} is reached with Tab`);
    };
    await page.locator('#code').waitFor();
    await reach(/^code /);
    await page.keyboard.type(await world.pairingCode(), { delay: 60 });
    await page.keyboard.press('Enter');
    await page.locator('a[href="#/STORE_RECEIPT"]').waitFor();
    await reach(/#\/STORE_RECEIPT/);
    await page.keyboard.press('Enter');
    await page.getByText('Prêt à scanner').waitFor();
    await reach(/^typed /);
    await page.keyboard.type(misrouted.trackingNumber, { delay: 60 });
    await page.keyboard.press('Enter');
    expect(await answered(page, 'BAD', misrouted)).toContain('Réexpédiez');
    await page.keyboard.press('Shift+Tab');
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await reach(/#\/sendings .*1 à voir/);
    await page.keyboard.press('Enter');
    await page.locator('.problem', { hasText: 'ROUBAIX' }).waitFor();
    await reach(/C’est fait/);
    await page.keyboard.press('Enter');
    await page.getByText('Aucun problème.').waitFor();
    await page.reload();
    await page.getByText('Aucun problème.').waitFor();
    expect(faults.filter((fault) => !/ERR_ABORTED/.test(fault))).toEqual([]);
  });

  it('reads the printed label back, from the PDF through its own reader, without a network', async () => {
    const [parcel] = (await world.inTheVan(1)) as [Parcel];
    const response = await fetch(`${relais.url}/labels/${parcel.trackingNumber}.pdf`, {
      headers: { authorization: `Bearer ${world.merchant}` },
    });
    const { png } = await printPdf(Buffer.from(await response.arrayBuffer()), 203);
    const { page, faults } = await world.paired();
    await page.evaluate(async () => {
      await navigator.serviceWorker.ready;
      // The reader comes by itself once the app is there.
      const isKept = async () => {
        for (const name of await caches.keys()) {
          const kept = await (await caches.open(name)).keys();
          if (kept.some(({ url }) => url.endsWith('.wasm'))) return true;
        }
        return false;
      };
      while (!(await isKept())) await new Promise((resolve) => setTimeout(resolve, 50));
    });
    await page.context().setOffline(true);
    await goTo(page, 'STORE_RECEIPT');
    await page.reload();
    const photo = page.locator('input[type=file]');
    await photo.setInputFiles({ name: 'etiquette.png', mimeType: 'image/png', buffer: png });
    await answered(page, 'NOTED', parcel);
    await page.context().setOffline(false);
    await answered(page, 'GOOD', parcel);
    expect(await world.recorded('STORE_RECEIPT', [parcel])).toEqual([1]);
    const empty = await page.screenshot({ clip: { x: 0, y: 0, width: 20, height: 20 } });
    await photo.setInputFiles({ name: 'rien.png', mimeType: 'image/png', buffer: empty });
    await page.getByText('Aucune étiquette lisible').waitFor();
    expect(faults.filter((fault) => !/ERR_INTERNET_DISCONNECTED|ERR_ABORTED/.test(fault))).toEqual([]);
  });

  it('says what to do where the camera is not permitted', async () => {
    const { page } = await world.paired();
    await goTo(page, 'STORE_RECEIPT');
    await page.getByRole('button', { name: 'Appareil photo' }).click();
    await page.getByText('L’appareil photo n’est pas permis.').waitFor();
  });

  it('is small until its bar code reader is wanted', async () => {
    const html = readFileSync(join(BUILT, 'counter/index.html'), 'utf8');
    const first = [...html.matchAll(/(?:src|href)="\/web\/(assets\/[^"]+)"/g)].map(([, file]) => file as string);
    const sizes = ['counter/index.html', ...first].map((file) => gzipSync(readFileSync(join(BUILT, file))).byteLength);
    const total = sizes.reduce((sum, size) => sum + size, 0);
    process.stdout.write(`the clerk app before its reader: ${(total / 1000).toFixed(1)} kB gzipped\n`);
    expect(first.length).toBeGreaterThan(2);
    expect(total).toBeLessThan(100_000);
    expect(first.some((file) => /reader|wasm/.test(file))).toBe(false);
    const worker = await fetch(`${relais.url}/counter/sw.js`);
    expect(worker.headers.get('service-worker-allowed')).toBe('/counter');
    const manifest = (await (await fetch(`${relais.url}/web/counter.webmanifest`)).json()) as {
      icons: { src: string }[];
    };
    for (const { src } of manifest.icons) expect((await fetch(relais.url + src)).status).toBe(200);
    const policy = (await fetch(`${relais.url}/counter`)).headers.get('content-security-policy') ?? '';
    expect(policy).not.toContain('unsafe-inline');
    expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval'");
    const elsewhere = (await fetch(`${relais.url}/console`)).headers.get('content-security-policy') ?? '';
    expect(elsewhere).not.toContain('unsafe');
  });
});
