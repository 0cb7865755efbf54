import { readFileSync } from 'node:fs';
import type { Locator } from 'playwright-core';
import { prepareFirstMinute } from '../../src/demo/first-start.js';
import { Jobs } from '../../src/platform/jobs.js';
import { newSiret } from '../support/merchants.js';
import { Relais } from '../support/relais.js';
import { linksIn, mailTo } from '../support/visitor.js';
import { Chromium } from './browser.js';
import { lookThrough, signedIn, violations } from './console-visits.js';

const BATCH = [
  'Référence;Nom;E-mail;Code postal;Poids (g)',
  'C-1;Jeanne Delattre;jeanne@example.org;13004;450',
  'C-2;Karim Benali;karim@example.org;130;800',
  'C-3;Lucie Moreau;lucie@example.org;13007;700',
].join('\n');
const SHOP = 'contact@petit-train.example';

describe('the merchant console in a browser', () => {
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

  /** In a story nobody works on its own: what the page waits for is worked out until it shows. */
  const worked = async (shown: Locator) => {
    for (let turn = 0; turn < 100 && !(await shown.isVisible()); turn += 1) {
      await relais.service.app.get(Jobs).runEnqueued();
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(await shown.isVisible()).toBe(true);
  };

  it('signs a shop up, and in by the link of the mail, which leaves nothing in the address', async () => {
    const { page, faults } = await chromium.visit(`${relais.url}/console`);
    await page.getByRole('link', { name: 'Inscrire ma boutique' }).click();
    const siret = newSiret();
    const field = page.getByLabel('SIRET');
    await field.fill(`${siret.slice(0, 13)}${(Number(siret[13]) + 1) % 10}`);
    await page.getByText('Un chiffre est faux, ou deux sont inversés').waitFor();
    await field.fill(siret);
    await page.getByText(/^✓ \d{3} \d{3} \d{3} \d{5}$/).waitFor();
    await page.getByLabel('Nom de la boutique').fill('Librairie des Tests');
    await page.getByLabel('Adresse e-mail').fill('tests@librairie.example');
    await page.getByLabel('Code d’activité').fill('47.61Z');
    await page.getByText('✓ Secteur : livres').waitFor();
    await page.getByLabel('Code postal').fill('59000');
    await page.getByLabel('Ville').fill('Lille');
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Inscrire ma boutique' }).click();
    await page.getByRole('heading', { name: 'C’est enregistré' }).waitFor();

    const [token] = linksIn(mailTo(relais, 'tests@librairie.example')[0]);
    await page.goto(`${relais.url}/sign-in#${token}`);
    await page.getByRole('heading', { name: 'Votre inscription est en cours' }).waitFor();
    await page.getByText('Votre adresse est confirmée').waitFor();
    expect(page.url()).toBe(`${relais.url}/console`);
    await page.getByRole('link', { name: 'Compte' }).click();
    await page.getByText('celui-ci').waitFor();
    await page.getByRole('button', { name: 'Se déconnecter' }).click();
    await page.getByRole('heading', { name: 'Se connecter' }).waitFor();

    // What was refused so far was to somebody who was not signed in, as it should be.
    const others = faults.filter((fault) => !fault.includes('401') && !fault.includes('ERR_ABORTED'));
    expect(others).toEqual([]);
    await page.goto('about:blank');
    await page.goto(`${relais.url}/sign-in#${token}`);
    await page.getByText('Ce lien ne sert plus').waitFor();
    await page.getByLabel('Votre adresse e-mail').fill('tests@librairie.example');
    await page.getByRole('button', { name: 'Recevoir le lien' }).click();
    await page.getByRole('heading', { name: 'Regardez vos e-mails' }).waitFor();
  });

  it('sends one parcel with the keyboard alone, and says where to hand it in and when it will be there', async () => {
    const { page, faults } = await signedIn(chromium, relais, SHOP);
    await page.getByRole('link', { name: 'Envoyer', exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Envoyer un colis' }).waitFor();
    const tabTo = async (name: string) => {
      const focused = () => page.evaluate(() => (document.activeElement as HTMLInputElement | null)?.name);
      for (let presses = 0; presses < 30 && (await focused()) !== name; presses += 1) await page.keyboard.press('Tab');
      expect(await focused()).toBe(name);
    };
    await tabTo('recipient');
    for (const text of ['Jeanne Delattre', 'jeanne@example.org', '1,2 kg', '13004']) {
      await page.keyboard.type(text);
      if (text === '13004') break;
      await page.keyboard.press('Tab');
      // The usual size is chosen already.
      if (text === '1,2 kg') await page.keyboard.press('Tab');
    }
    await page.getByText('= 1200 g').waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('Points gratuits près de 13004').waitFor();
    await tabTo('point');
    await page.keyboard.press('ArrowDown');
    expect(await page.locator('input[name=point]').nth(1).isChecked()).toBe(true);
    await page.waitForLoadState('networkidle');
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Le colis est créé' }).waitFor();
    await page.getByRole('link', { name: /^\d{18}$/ }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'La vie du colis' }).waitFor();
    expect(await page.locator('.life li').count()).toBeGreaterThanOrEqual(1);
    expect(await violations(page)).toEqual([]);
    expect(faults).toEqual([]);
  });

  it('plans a batch with a bad row, says which, creates the others, and prints their labels', async () => {
    const { page, faults } = await signedIn(chromium, relais, SHOP, { width: 360, height: 740 });
    await page.getByRole('link', { name: 'Un lot' }).click();
    await page
      .getByLabel('Fichier CSV')
      .setInputFiles({ name: 'commandes.csv', mimeType: 'text/csv', buffer: Buffer.from(BATCH) });
    await worked(page.getByRole('heading', { name: 'Où va chaque colis' }));
    const bad = page.locator('section', { hasText: 'Lignes à corriger' });
    expect(await bad.innerText()).toMatch(/Ligne 3 · C-2.*postcode/s);
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    await page.getByRole('button', { name: 'Créer 2 colis' }).click();
    await worked(page.getByRole('heading', { name: 'Les colis sont créés' }));
    const save = async (button: string) => {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: button }).click(),
      ]);
      return readFileSync(await download.path());
    };
    expect((await save('Planche de 4 (A4)')).subarray(0, 5).toString()).toBe('%PDF-');
    expect((await save('Étiqueteuse (ZPL)')).toString().match(/\^XA/g)).toHaveLength(2);
    expect(faults).toEqual([]);
  });

  it('makes a key that is shown once, and the lines for the shop; and a webhook with its log', async () => {
    const { page, faults } = await signedIn(chromium, relais, SHOP);
    await page.getByRole('link', { name: 'Boutique en ligne' }).click();
    await page.getByLabel('Nom de la clé').fill('site');
    await page.getByLabel('Adresse de votre boutique en ligne').fill('librairie.example/panier');
    await page.getByRole('button', { name: 'Créer la clé' }).click();
    const key = await page.getByTestId('key').innerText();
    expect(await page.locator('pre').innerText()).toContain(`publishable-key="${key}"`);
    await page.getByText('Clé publiable · https://librairie.example').waitFor();
    await page.getByLabel('Adresse', { exact: true }).fill('https://librairie.example/relais');
    await page.getByRole('button', { name: 'Ajouter' }).click();
    expect(await page.getByTestId('webhook-secret').innerText()).toMatch(/^whsec_/);
    await page.getByRole('button', { name: /^Journal/ }).click();
    await page.getByText('Rien n’a encore été envoyé.').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.reload();
    await page.getByText('https://librairie.example/relais').first().waitFor();
    expect(await page.content()).not.toContain(key);
    expect(faults).toEqual([]);
  });

  it('keeps what was typed when the network goes, and when the session is ended from elsewhere', async () => {
    const { page } = await signedIn(chromium, relais, SHOP);
    await page.getByRole('link', { name: 'Envoyer', exact: true }).click();
    await page.getByLabel('Destinataire').fill('Jeanne Delattre');
    await page.getByLabel('E-mail ou téléphone').fill('jeanne@example.org');
    await page.getByLabel('Poids').fill('450');
    await page.getByLabel('Où votre client le veut').fill('13004');
    const search = page.getByRole('button', { name: 'Voir les points gratuits' });
    await page.context().setOffline(true);
    await search.click();
    await page.getByText('Pas de réseau. Rien n’est perdu').waitFor();
    await page.context().setOffline(false);

    await relais.dataSource.query("UPDATE access_token SET revoked_at = now() WHERE is_session AND role = 'MERCHANT'");
    await search.click();
    await page.getByText('Ce que vous avez saisi reste ici').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByLabel('Votre adresse e-mail').fill(SHOP);
    const before = mailTo(relais, SHOP).length;
    await page.getByRole('button', { name: 'Recevoir le lien' }).click();
    await page.getByRole('heading', { name: 'Regardez vos e-mails' }).waitFor();
    await expectMail(before);
    const other = await page.context().newPage();
    await other.goto(`${relais.url}/sign-in#${linksIn(mailTo(relais, SHOP).at(-1))[0]}`);
    await other.locator('nav.sections').waitFor();
    await page.bringToFront();
    await page.getByText('Ce que vous avez saisi reste ici').waitFor({ state: 'detached' });
    expect(await page.getByLabel('Destinataire').inputValue()).toBe('Jeanne Delattre');
    await search.click();
    await page.getByText('Points gratuits près de 13004').waitFor();
  });

  const expectMail = async (before: number) => {
    for (let turn = 0; turn < 500 && mailTo(relais, SHOP).length === before; turn += 1) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(mailTo(relais, SHOP).length).toBe(before + 1);
  };

  it('is without a barrier in both languages, and fits a phone, section by section', async () => {
    const { page } = await signedIn(chromium, relais, SHOP);
    const sections = ['', '/send', '/batch', '/parcels', '/programmes', '/connect', '/account', '/nothing'];
    expect(await lookThrough(page, relais.url, sections)).toEqual([]);
  }, 120_000);
});
