import type { Page } from 'playwright-core';
import { Relais } from '../support/relais.js';
import { Chromium } from './browser.js';
import { answered, bars, CounterWorld, keptScans, type Parcel, scanMany, wedge } from './counter-world.js';

/** What a browser says by itself of a network that is away, or of a reload: the app says it in its own words. */
const withoutNetwork = (faults: string[]) =>
  faults.filter((fault) => !/ERR_INTERNET_DISCONNECTED|ERR_ABORTED/.test(fault));

describe('the clerk app', () => {
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
  const allSent = (page: Page) =>
    page.locator('.standing', { hasText: 'Tout est envoyé' }).waitFor({ timeout: 60_000 });

  it('pairs once, receives a van-load, and says in big letters what does not belong here', async () => {
    const [first, second] = (await world.inTheVan(2)) as [Parcel, Parcel];
    const [misrouted] = (await world.inTheVan(1, 'ROUBAIX')) as [Parcel];
    const { page, faults } = await world.visit();
    await page.locator('#code').fill('AAAAA-22222');
    await page.keyboard.press('Enter');
    await page.getByText(/code/i).nth(2).waitFor();
    expect(faults.splice(0).every((fault) => /status of 4\d\d/.test(fault))).toBe(true);
    await page.locator('#code').fill(await world.pairingCode());
    await page.getByRole('button', { name: 'Relier' }).click();
    await page.getByRole('link', { name: 'Réceptionner' }).click();
    await page.getByText('Prêt à scanner').waitFor();
    await page.getByLabel('Étagère').fill('B12');
    await page.getByLabel('Étagère').blur();
    await wedge(page, bars(first));
    expect(await answered(page, 'GOOD', first)).toContain('Reçu');
    // A scanner types into whatever has the focus, and what it typed is taken out again.
    await page.getByLabel('Étagère').focus();
    await wedge(page, `]C1${bars(second)}`);
    expect(await answered(page, 'GOOD', second)).toContain('Reçu');
    expect(await page.getByLabel('Étagère').inputValue()).toBe('B12');
    await wedge(page, bars(misrouted));
    expect(await answered(page, 'BAD', misrouted)).toContain('ROUBAIX');
    expect(await page.locator('[data-count]').innerText()).toBe('3');
    expect(await world.recorded('STORE_RECEIPT', [first, second, misrouted])).toEqual([1, 1, 1]);
    // The next visit needs no code, and finds the parcels where they were put.
    await page.goto(`${relais.url}/counter#/lists`);
    await page.reload();
    await page
      .locator('li', { hasText: first.trackingNumber.slice(-4) })
      .filter({ hasText: 'B12' })
      .first()
      .waitFor();
    expect(await page.locator('.lines').innerText()).toContain('J. Delattre');
    expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toMatch(/rl_|LILLE|Delattre/);
    expect(withoutNetwork(faults)).toEqual([]);
  });

  it('takes the bread’s bar code for no parcel, one stutter for one scan, and a second time for a second time', async () => {
    const [parcel] = (await world.inTheVan(1)) as [Parcel];
    const { page, faults } = await world.paired({ width: 1280, height: 800 });
    await goTo(page, 'STORE_RECEIPT');
    await wedge(page, '3017620422003');
    expect(await answered(page, 'BAD')).toContain('pas une étiquette de colis');
    await wedge(page, bars(parcel));
    await wedge(page, bars(parcel));
    expect(await answered(page, 'GOOD', parcel)).toContain('Reçu');
    await page.waitForTimeout(1_100);
    await wedge(page, bars(parcel));
    expect(await answered(page, 'ATTENTION', parcel)).toContain('Déjà scanné');
    await page
      .getByLabel('Scannez, ou tapez le numéro')
      .fill(`${bars(parcel).slice(0, -1)}${(Number(bars(parcel).at(-1)) + 1) % 10}`);
    await page.keyboard.press('Enter');
    expect(await answered(page, 'BAD')).toContain('illisible');
    expect(await page.locator('[data-count]').innerText()).toBe('1');
    expect(await world.recorded('STORE_RECEIPT', [parcel])).toEqual([1]);
    relais.clock.advance({ minutes: 1 });
    await page.getByRole('button', { name: /^Annuler/ }).click();
    expect(await answered(page, 'GOOD', parcel)).toContain('Scan annulé');
    expect(await page.locator('[data-count]').innerText()).toBe('0');
    expect(await world.track(parcel)).toMatchObject({ state: 'IN_TRANSIT' });
    expect(faults).toEqual([]);
  });

  it('works a day without a network: 200 scans outlive a reload, and each is recorded once', async () => {
    const parcels = await world.inTheVan(200);
    const { page, faults } = await world.paired();
    await goTo(page, 'lists');
    await page.getByRole('button', { name: /^Attendus 2\d\d/ }).waitFor({ timeout: 20_000 });
    await page.evaluate(() => navigator.serviceWorker.ready);
    await page.context().setOffline(true);
    await goTo(page, 'STORE_RECEIPT');
    const timings = await scanMany(page, parcels.slice(0, 150).map(bars));
    await page.reload();
    await page.locator('.standing', { hasText: '150 à envoyer' }).waitFor();
    timings.push(...(await scanMany(page, parcels.slice(150).map(bars))));
    expect(await answered(page, 'NOTED', parcels.at(-1))).toContain('Attendu ici');
    expect(await page.locator('[data-count]').innerText()).toBe('200');
    expect(await world.recorded('STORE_RECEIPT', parcels)).toEqual(parcels.map(() => 0));
    timings.sort((a, b) => a - b);
    const at = (share: number) => (timings[Math.floor(timings.length * share)] as number).toFixed(1);
    process.stdout.write(`200 scans offline, from Enter to the answer: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms\n`);
    await page.context().setOffline(false);
    await allSent(page);
    expect(await world.recorded('STORE_RECEIPT', parcels)).toEqual(parcels.map(() => 1));
    expect(await world.track(parcels[0] as Parcel)).toMatchObject({ state: 'AVAILABLE' });
    expect(withoutNetwork(faults)).toEqual([]);
  });

  it('hands over by the QR without a network, and by the code with one', async () => {
    const parcels = (await world.inTheVan(3)) as [Parcel, Parcel, Parcel];
    const [byQr, byCode, other] = parcels;
    const { page, faults } = await world.paired();
    await goTo(page, 'STORE_RECEIPT');
    for (const parcel of parcels) {
      await wedge(page, bars(parcel));
      await answered(page, 'GOOD', parcel);
    }
    const { pickupQr } = await world.track(byQr);
    const { pickupCode } = await world.track(byCode);
    await goTo(page, 'COLLECTION');
    await wedge(page, bars(byCode));
    await answered(page, 'NOTED', byCode);
    const type = async (text: string) => {
      await page.locator('#typed').fill(text);
      await page.locator('#typed').press('Enter');
    };
    await type(pickupCode === '000000' ? '111111' : '000000');
    expect(await answered(page, 'BAD', byCode)).toContain('Essais restants : 4');
    await type(pickupCode);
    expect(await answered(page, 'GOOD', byCode)).toContain('Remettez le colis');
    expect(await world.track(byCode)).toMatchObject({ state: 'COLLECTED' });

    await page.evaluate(() => navigator.serviceWorker.ready);
    await page.context().setOffline(true);
    await wedge(page, bars(other));
    await wedge(page, pickupQr);
    expect(await answered(page, 'BAD')).toContain('un autre colis');
    await page.getByRole('button', { name: 'Client suivant' }).click();
    await wedge(page, `${pickupQr.slice(0, -5)}AAAAA`);
    expect(await answered(page, 'BAD')).toContain('QR faux');
    await wedge(page, pickupQr);
    expect(await answered(page, 'NOTED', byQr)).toContain('Allez chercher');
    await wedge(page, bars(other));
    expect(await answered(page, 'BAD', other)).toContain('pas le bon colis');
    await wedge(page, bars(byQr));
    expect(await answered(page, 'GOOD', byQr)).toContain('Remettez le colis');
    // The story's clock stands still, and the customer has come after the van.
    relais.clock.advance({ minutes: 5 });
    await page.context().setOffline(false);
    await allSent(page);
    expect(await world.track(byQr)).toMatchObject({ state: 'COLLECTED' });
    expect(await world.recorded('COLLECTION', [byQr, byCode, other])).toEqual([1, 1, 0]);
    const kept = await page.evaluate(keptScans);
    expect(kept).not.toContain('RELAIS1.');
    expect(withoutNetwork(faults)).toEqual([]);
  });

  it('hands over once where the service’s answer is lost on its way', async () => {
    const [parcel] = (await world.inTheVan(1)) as [Parcel];
    const { page } = await world.paired();
    await goTo(page, 'STORE_RECEIPT');
    await wedge(page, bars(parcel));
    await answered(page, 'GOOD', parcel);
    const { pickupQr } = await world.track(parcel);
    await goTo(page, 'COLLECTION');
    let lost = 0;
    await page.route('**/graphql', async (route) => {
      if (lost > 0 || !route.request().postData()?.includes('COLLECTION')) return route.fallback();
      lost += 1;
      await route.fetch();
      return route.abort();
    });
    await wedge(page, bars(parcel));
    await answered(page, 'NOTED', parcel);
    await wedge(page, pickupQr);
    expect(await answered(page, 'GOOD', parcel)).toContain('QR vérifié sans réseau');
    await allSent(page);
    expect(lost).toBe(1);
    expect(await world.recorded('COLLECTION', [parcel])).toEqual([1]);
    expect(await page.locator('.standing', { hasText: 'à voir' }).count()).toBe(0);
  });

  it('locks a parcel after five wrong tries without a network', async () => {
    const [parcel] = (await world.inTheVan(1)) as [Parcel];
    const { page } = await world.paired();
    await goTo(page, 'STORE_RECEIPT');
    await wedge(page, bars(parcel));
    await answered(page, 'GOOD', parcel);
    const { pickupQr } = await world.track(parcel);
    await page.evaluate(() => navigator.serviceWorker.ready);
    await page.context().setOffline(true);
    await goTo(page, 'COLLECTION');
    await wedge(page, bars(parcel));
    for (let tries = 1; tries <= 5; tries += 1) await wedge(page, `${pickupQr.slice(0, -6)}${tries}AAAAA`);
    expect(await answered(page, 'BAD', parcel)).toContain('Code bloqué');
    // Neither the right one nor a reload helps now.
    await page.reload();
    await wedge(page, bars(parcel));
    await answered(page, 'NOTED', parcel);
    await wedge(page, pickupQr);
    expect(await answered(page, 'BAD', parcel)).toContain('Code bloqué');
  });

  it('keeps what a revoked phone has not sent, and hands it to the operator', async () => {
    const [parcel] = (await world.inTheVan(1)) as [Parcel];
    const { page } = await world.paired({}, undefined, 'perdu');
    await page.evaluate(() => navigator.serviceWorker.ready);
    await page.context().setOffline(true);
    await goTo(page, 'STORE_RECEIPT');
    await wedge(page, bars(parcel));
    await answered(page, 'NOTED', parcel);
    await relais.dataSource.query("UPDATE access_token SET revoked_at = $1 WHERE label = 'perdu'", [
      relais.clock.now(),
    ]);
    relais.clock.advance({ minutes: 2 });
    await page.context().setOffline(false);
    await page.locator('.warning', { hasText: 'n’est plus autorisé' }).waitFor();
    await answered(page, 'ATTENTION', parcel);
    const { heldScans } = await relais.data('{ heldScans { edges { node { trackingNumber tokenLabel kind } } } }', {
      token: world.operator,
    });
    expect(heldScans.edges.map(({ node }: { node: unknown }) => node)).toContainEqual({
      trackingNumber: parcel.trackingNumber,
      tokenLabel: 'perdu',
      kind: 'STORE_RECEIPT',
    });
    await goTo(page, 'sendings');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Enregistrer dans un fichier pour l’opérateur' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^relais-LILLE-.*\.json$/);
  });

  it('goes on in memory when the browser keeps nothing, and says so', async () => {
    const [parcel] = (await world.inTheVan(1)) as [Parcel];
    const { page, faults } = await world.paired({}, (fresh) =>
      fresh.addInitScript(() => {
        IDBObjectStore.prototype.put = () => {
          throw new DOMException('full', 'QuotaExceededError');
        };
      }),
    );
    await page.context().setOffline(true);
    await goTo(page, 'STORE_RECEIPT');
    await wedge(page, bars(parcel));
    await answered(page, 'NOTED', parcel);
    await page.locator('.warning', { hasText: 'mémoire pleine' }).waitFor();
    await page.context().setOffline(false);
    await allSent(page);
    expect(await world.recorded('STORE_RECEIPT', [parcel])).toEqual([1]);
    expect(withoutNetwork(faults)).toEqual([]);
  });

  it('tells a clock that is a day off, and its scans are recorded at the right time', async () => {
    const [parcel] = (await world.inTheVan(1)) as [Parcel];
    const { page, faults } = await world.paired({}, (fresh) =>
      fresh.addInitScript(() => {
        const Real = Date;
        const ahead = () => Real.now() + 86_400_000;
        globalThis.Date = class extends Real {
          constructor(...given: [] | [number]) {
            super(given.length === 0 ? ahead() : (given[0] as number));
          }
          static override now() {
            return ahead();
          }
        } as DateConstructor;
      }),
    );
    await page.locator('.warning', { hasText: 'se trompe de 24 heures' }).waitFor();
    await goTo(page, 'STORE_RECEIPT');
    await wedge(page, bars(parcel));
    expect(await answered(page, 'GOOD', parcel)).toContain('Reçu');
    const [{ happened_at: happenedAt }] = await relais.dataSource.query(
      "SELECT happened_at FROM ledger_entry WHERE kind = 'STORE_RECEIPT' AND parcel_id = $1",
      [parcel.id],
    );
    expect(Math.abs(happenedAt.getTime() - relais.clock.now().getTime())).toBeLessThan(60_000);
    expect(faults).toEqual([]);
  });
});
