import { scan as readPicture, showPicture } from '../../src/labels/print-room.fixture.js';
import { registered, TOY_SHOP } from '../support/merchants.js';
import { announced, scan, track } from '../support/parcels.js';
import { addPoint, LILLE } from '../support/points.js';
import { Relais } from '../support/relais.js';
import { openProgramme, waiting } from '../support/waiting.js';
import { violations } from './accessibility.js';
import { Chromium, type Visit } from './browser.js';

const RULE = { days: 5, reminderDays: [], extensionDays: 3, extensions: 1 };
const PHONE = { width: 360, height: 740 };

interface Announced {
  trackingNumber: string;
  customerLink: string;
}

describe('the customer’s page in a browser', () => {
  let relais: Relais;
  let chromium: Chromium;
  let merchant: string;
  let clerk: string;
  let carrier: string;

  beforeAll(async () => {
    relais = await Relais.start();
    chromium = await Chromium.start();
    await openProgramme(relais, { code: 'auchan', chain: 'AUCHAN', retention: RULE, customerReturnDays: 14 });
    const services = ['PICKUP', 'DROP_OFF'];
    for (const [step, code] of ['HOME', 'NEAR', 'FAR'].entries()) {
      const position = { lat: LILLE.lat, lon: LILLE.lon + step * 0.01 };
      const hours = 'Mo-Fr 09:00-12:00,14:00-19:00; Sa 09:00-19:00';
      const pointId = await addPoint(relais, { code, chain: 'AUCHAN', services, hours, networks: ['MR'], ...position });
      if (code === 'HOME') clerk = await relais.token('CLERK', { pointId });
    }
    merchant = (await registered(relais, TOY_SHOP)).token;
    carrier = await relais.token('CARRIER', { networkCode: 'MR' });
  }, 120_000);
  afterAll(async () => {
    await chromium?.stop();
    await relais?.stop();
  });

  const arrived = () => waiting(relais, merchant, clerk, 'HOME');
  const visit = (parcel: Announced, more = {}) => {
    const { pathname, hash } = new URL(parcel.customerLink);
    return chromium.visit(`${relais.url}${pathname}${hash}`, { at: relais.clock.now(), ...more });
  };
  const heading = ({ page }: Visit, name: string) => page.getByRole('heading', { level: 1, name }).waitFor();

  it('shows where, until when, the code, and a QR that a scanner reads, on a phone and on a desk', async () => {
    const parcel = await arrived();
    const { pickupCode, pickupQr } = await track(relais, parcel);
    for (const window of [PHONE, { width: 1280, height: 800 }]) {
      const visited = await visit(parcel, window);
      const { page, faults } = visited;
      await heading(visited, 'Votre colis vous attend');
      await page.getByText('À retirer avant la fin de lundi 30 novembre').waitFor();
      await page.getByText(`${pickupCode.slice(0, 3)} ${pickupCode.slice(3)}`).waitFor();
      const picture = await page.getByRole('img', { name: 'QR code à présenter au comptoir' }).screenshot();
      const [read] = await readPicture(await showPicture(picture, 600), 'QRCode');
      expect(read?.text).toBe(pickupQr);
      await page.getByText(/^Ouvert, ferme à 12:00/).waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(window.width);
      expect(await page.evaluate(() => document.cookie + Object.keys(localStorage).join())).toBe('');
      expect(await violations(page)).toEqual([]);
      expect(faults).toEqual([]);
    }
  });

  it('lets the customer keep it longer once, and says why not twice, by keyboard alone and in English', async () => {
    const visited = await visit(await arrived(), { locale: 'en-GB' });
    const { page, faults } = visited;
    await heading(visited, 'Your parcel is waiting for you');
    const press = async (name: string) => {
      const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim());
      for (let tabs = 0; tabs < 20 && (await focused()) !== name; tabs += 1) await page.keyboard.press('Tab');
      expect(await focused()).toBe(name);
      await page.keyboard.press('Enter');
    };
    await press('Keep it longer');
    await page.getByText('Done: collect it before the end of Thursday 3 December.').waitFor();
    await page.getByRole('button', { name: 'Keep it longer' }).waitFor();
    await press('Keep it longer');
    await page.locator('.trouble').waitFor();
    expect(await violations(page)).toEqual([]);
    expect(faults).toEqual([]);
  });

  it('lets the customer send it to another point while it is on its way', async () => {
    const parcel = await announced(relais, merchant, 'HOME');
    const visited = await visit(parcel, PHONE);
    const { page, faults } = visited;
    await heading(visited, 'Votre colis se prépare');
    await page.getByRole('button', { name: 'Choisir un autre point' }).click();
    const choices = page.getByRole('button', { name: /^Choisir ce point/ });
    await choices.first().waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: /^Choisir ce point.*NEAR/ }).click();
    await page.getByText(/^Envoyer le colis à .*NEAR/).waitFor();
    await page.getByRole('button', { name: 'Oui, l’envoyer là' }).click();
    await page.getByText(/^C’est noté : votre colis ira à .*NEAR/).waitFor();
    expect((await track(relais, parcel)).pickupPoint.code).toBe('NEAR');
    expect(faults).toEqual([]);
  });

  it('tells how a collected parcel is given back', async () => {
    const parcel = await arrived();
    const { pickupCode } = await track(relais, parcel);
    await scan(relais, clerk, { kind: 'COLLECTION', trackingNumber: parcel.trackingNumber, pickupCode });
    const visited = await visit(parcel);
    const { page, faults } = visited;
    await heading(visited, 'Colis retiré');
    await page.getByRole('button', { name: 'Rendre ce colis' }).click();
    await page.getByText('Apportez le colis, avec son étiquette').waitFor();
    expect(await page.locator('#code').count()).toBe(0);
    expect(await violations(page)).toEqual([]);
    expect(faults).toEqual([]);
  });

  it('gives whoever goes instead the code and the place, and not the link', async () => {
    const parcel = await arrived();
    const visited = await visit(parcel);
    const { page } = visited;
    await heading(visited, 'Votre colis vous attend');
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Envoyer le code' }).click();
    await page.getByText('Copié.').waitFor();
    const sent = await page.evaluate(() => navigator.clipboard.readText());
    expect(sent).toContain(parcel.trackingNumber);
    expect(sent).not.toContain('/track/');
    expect(sent).not.toContain(parcel.customerLink.split('#')[1]);
  });

  it('goes on showing what it knows without a network, and says so', async () => {
    const parcel = await announced(relais, merchant, 'HOME');
    const visited = await visit(parcel);
    const { page } = visited;
    await heading(visited, 'Votre colis se prépare');
    await page.context().setOffline(true);
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await page.getByText(/^Pas de réseau/).waitFor();
    await heading(visited, 'Votre colis se prépare');
    await scan(relais, carrier, { kind: 'CARRIER_PICKUP', trackingNumber: parcel.trackingNumber });
    await page.context().setOffline(false);
    await heading(visited, 'Votre colis est en route');
    expect(await page.getByText(/^Pas de réseau/).count()).toBe(0);
  });

  it('says what to do with a link that was cut off', async () => {
    const parcel = await arrived();
    const { pathname } = new URL(parcel.customerLink);
    for (const secret of ['', '#rl_cu_nonsense', '#rl_cu_1.AAAA']) {
      const { page, faults } = await chromium.visit(`${relais.url}${pathname}${secret}`);
      await page.getByText('Ce lien ne mène à aucun colis.').waitFor();
      expect(await page.locator('#code').count()).toBe(0);
      expect(await violations(page)).toEqual([]);
      // The browser itself notes an answer of 401 in its console.
      expect(faults.filter((fault) => !fault.includes('401'))).toEqual([]);
    }
  });
});
