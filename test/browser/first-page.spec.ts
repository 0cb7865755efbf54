import { prepareFirstMinute } from '../../src/demo/first-start.js';
import { Relais } from '../support/relais.js';
import { Chromium, type Visit } from './browser.js';

describe('the first page in a browser', () => {
  let relais: Relais;
  let chromium: Chromium;
  let demo: string;

  beforeAll(async () => {
    relais = await Relais.start();
    chromium = await Chromium.start();
    const { page, faults } = await chromium.visit(relais.url);
    // Before there is a demo the page only tells facts, and how to begin.
    await page.getByRole('heading', { name: 'Par où commencer' }).waitFor();
    expect(await page.getByRole('searchbox').count()).toBe(0);
    expect(faults).toEqual([]);
    await page.context().close();
    relais.config.demo = true;
    await prepareFirstMinute(relais.service.app, relais.url, () => {});
    demo = relais.url;
  }, 180_000);
  afterAll(async () => {
    await chromium?.stop();
    await relais?.stop();
  });

  const results = ({ page }: Visit) => page.locator('.points > li');

  it('finds the points that are free for a bookshop near 59000, and says why others are not', async () => {
    const visit = await chromium.visit(demo);
    const { page, faults } = visit;
    await page.getByLabel('Code postal ou commune').fill('59000');
    await page.getByRole('button', { name: 'Chercher' }).click();
    await page.getByRole('heading', { name: /^8 points gratuits près de 59000 Lille$/ }).waitFor();
    expect(await results(visit).count()).toBe(8);
    const first = results(visit).first();
    expect(await first.innerText()).toMatch(/Librairie du Vieux-Lille\s+0,\d\skm/);
    expect(await first.innerText()).toContain('Gratuit avec Drive Solidaire · 15 places libres');
    expect(await first.innerText()).toMatch(/Ouvert, ferme|Fermé, ouvre/);
    const why = page.locator('.why');
    expect(await why.innerText()).toContain('le secteur du commerçant (livres) est hors de carrefour-marketplace');
    expect(await why.innerText()).toMatch(/pas gratuit pour ce commerçant : 1\s?\d{3}/);
    expect(await page.locator('#map .pin').count()).toBe(8);
    expect(page.url()).toContain('q=59000');
    expect(faults).toEqual([]);
  });

  it('is used with the keyboard alone', async () => {
    const visit = await chromium.visit(demo);
    const { page, faults } = visit;
    const focused = () =>
      page.evaluate(() => document.activeElement?.getAttribute('name') ?? document.activeElement?.textContent);
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Aller aux résultats');
    for (let presses = 0; presses < 10 && (await focused()) !== 'm'; presses += 1) await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('q');
    await page.keyboard.type('Saint-Denis (974)');
    await page.keyboard.press('Enter');
    await results(visit).first().waitFor();
    expect(await results(visit).first().innerText()).toContain('Retrait chez Auchan');
    expect(faults).toEqual([]);
  });

  it('speaks English to those who ask for it, and finds a town by its name', async () => {
    const visit = await chromium.visit(demo, { locale: 'en-GB' });
    const { page, faults } = visit;
    await page.getByLabel('Épicerie Saint-Hélier').check();
    await page.getByLabel('French postcode or town').fill('Rennes');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByRole('heading', { name: /free points near Rennes/ }).waitFor();
    expect(await results(visit).first().innerText()).toContain('Free with Carrefour marketplace');
    await page.getByRole('link', { name: 'Français' }).click();
    await page.getByRole('button', { name: 'Chercher' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('fr');
    expect(faults).toEqual([]);
  });

  it('fits a phone of 320 and of 360 pixels without scrolling sideways', async () => {
    for (const width of [320, 360]) {
      const visit = await chromium.visit(`${demo}/?q=59000&m=toys`, { width, height: 740 });
      const { page, faults } = visit;
      await results(visit).first().waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
      expect(faults).toEqual([]);
    }
  });

  it('explains an empty answer, a place that nobody knows, and a wrong postcode', async () => {
    const visit = await chromium.visit(`${demo}/?q=97133&m=bookshop`);
    const { page, faults } = visit;
    await page.getByRole('heading', { name: /Aucun point gratuit à moins de 60 km de 97133/ }).waitFor();
    expect(await page.locator('.why').innerText()).toContain('à plus de 60 km');
    const place = page.getByLabel('Code postal ou commune');
    await place.fill('Lile');
    await place.press('Enter');
    await page.getByText('Nous ne connaissons pas « Lile ».').waitFor();
    await page.getByRole('button', { name: /^Lille/ }).click();
    await results(visit).first().waitFor();
    await place.fill('99999');
    await place.press('Enter');
    await page.locator('.trouble').waitFor();
    expect(await results(visit).count()).toBe(0);
    expect(faults).toEqual([]);
  });

  it('is small, and lets nothing run that is not its own', async () => {
    const response = await fetch(demo);
    const body = await response.text();
    expect(Buffer.byteLength(body)).toBeLessThan(60_000);
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    expect(body).not.toMatch(/\son\w+=|https?:\/\/(?!www\.w3\.org)/);
  });
});
