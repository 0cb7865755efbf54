import type { Page } from 'playwright-core';
import { registered, TOY_SHOP } from '../support/merchants.js';
import { announced, SCAN, track } from '../support/parcels.js';
import { addPoint } from '../support/points.js';
import type { Relais } from '../support/relais.js';
import { openProgramme } from '../support/waiting.js';
import type { Chromium, Visit } from './browser.js';

export interface Parcel {
  id: string;
  trackingNumber: string;
  customerLink: string;
}

/** Two points of one chain, a merchant and a carrier, and a clerk's phone or till in a browser. */
export class CounterWorld {
  private constructor(
    readonly relais: Relais,
    private readonly chromium: Chromium,
    readonly merchant: string,
    readonly operator: string,
    private readonly carrier: string,
  ) {}

  static async make(relais: Relais, chromium: Chromium): Promise<CounterWorld> {
    await openProgramme(relais, { code: 'auchan', chain: 'AUCHAN' });
    for (const code of ['LILLE', 'ROUBAIX']) {
      await addPoint(relais, { code, chain: 'AUCHAN', hours: 'Mo-Sa 09:00-19:00', capacityParcels: null });
    }
    const { token: merchant } = await registered(relais, TOY_SHOP);
    await relais.dataSource.query("INSERT INTO network VALUES ('MR', 'MR')");
    const carrier = await relais.token('CARRIER', { networkCode: 'MR' });
    return new CounterWorld(relais, chromium, merchant, await relais.token('OPERATOR'), carrier);
  }

  async pairingCode(label = 'comptoir'): Promise<string> {
    const asking = 'mutation ($label: String!) { createPairingCode(pointCode: "LILLE", label: $label) { code } }';
    const { createPairingCode } = await this.relais.data(asking, { token: this.operator, variables: { label } });
    return createPairingCode.code;
  }

  /** Parcels in the carrier's van. */
  async inTheVan(count: number, pointCode = 'LILLE', name = 'Jeanne Delattre'): Promise<Parcel[]> {
    const parcels: Parcel[] = [];
    for (let index = 0; index < count; index += 1) {
      parcels.push(await announced(this.relais, this.merchant, pointCode, { recipient: { name } }));
    }
    this.relais.clock.advance({ minutes: 1 });
    const inputs = parcels.map(({ trackingNumber }) => {
      return { kind: 'CARRIER_PICKUP', trackingNumber, idempotencyKey: `van-${trackingNumber}` };
    });
    await this.relais.data(SCAN, { token: this.carrier, variables: { inputs } });
    this.relais.clock.advance({ minutes: 1 });
    return parcels;
  }

  track(parcel: Parcel) {
    return track(this.relais, parcel);
  }

  /** How often a kind stands in the ledger of each parcel. */
  async recorded(kind: string, parcels: readonly Parcel[]): Promise<number[]> {
    const found: { id: string; count: number }[] = await this.relais.dataSource.query(
      `SELECT parcel_id::text AS id, count(*)::integer AS count FROM ledger_entry
        WHERE kind = $1 AND parcel_id = ANY($2) GROUP BY parcel_id`,
      [kind, parcels.map(({ id }) => id)],
    );
    const counts = new Map(found.map(({ id, count }) => [id, count]));
    return parcels.map(({ id }) => counts.get(id) ?? 0);
  }

  visit(options: Parameters<Chromium['visit']>[1] = {}, prepare?: (page: Page) => Promise<unknown>): Promise<Visit> {
    return this.chromium.visit(`${this.relais.url}/counter`, { width: 360, height: 740, ...options }, prepare);
  }

  /** A visit that has typed its code. */
  async paired(
    options: Parameters<Chromium['visit']>[1] = {},
    prepare?: (page: Page) => Promise<unknown>,
    label?: string,
  ) {
    const visit = await this.visit(options, prepare);
    await visit.page.locator('#code').fill(await this.pairingCode(label));
    await visit.page.keyboard.press('Enter');
    await visit.page.locator('a[href="#/STORE_RECEIPT"]').waitFor();
    return visit;
  }
}

/**
 * What a scanner that is a keyboard does, wherever the focus is: keys with nothing between them, and Enter. On a French
 * keyboard one that takes it for an American one gives what stands on the keys of the digits.
 */
export async function wedge(page: Page, text: string, layout: 'AS_PRINTED' | 'AZERTY' = 'AS_PRINTED'): Promise<void> {
  const keys = [...text].map((key) => ({
    code: `Digit${key}`,
    key: layout === 'AZERTY' ? 'à&é"\'(-è_ç'[Number(key)] : key,
  }));
  await page.evaluate(
    (pressed) => {
      const target = document.activeElement ?? document.body;
      for (const { key, code } of pressed) {
        const isLeftAlone = target.dispatchEvent(
          new KeyboardEvent('keydown', { key, code, bubbles: true, cancelable: true, composed: true }),
        );
        if (isLeftAlone && key?.length === 1 && target instanceof HTMLInputElement) {
          target.value += key;
          target.dispatchEvent(new Event('input', { bubbles: true }));
        }
      }
    },
    [...keys, { key: 'Enter', code: 'Enter' }],
  );
}

/** The text of the bars of a label. */
export const bars = ({ trackingNumber }: { trackingNumber: string }) => `00${trackingNumber}`;

/** Waits until the answer across the screen is of a tone, for a parcel if one is given. */
export async function answered(page: Page, tone: string, parcel?: { trackingNumber: string }): Promise<string> {
  const which = parcel === undefined ? '' : `[data-parcel="${parcel.trackingNumber}"]`;
  const card = page.locator(`.answer[data-tone="${tone}"]${which}`);
  await card.waitFor({ timeout: 10_000 });
  return card.innerText();
}

/** Scans labels one after another, each when the one before is answered. @returns Milliseconds from Enter to the answer. */
export function scanMany(page: Page, texts: string[]): Promise<number[]> {
  return page.evaluate(async (labels) => {
    const press = (key: string) => {
      const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true });
      document.body.dispatchEvent(event);
    };
    const isAnswered = (label: string) =>
      document.querySelector('.answer')?.getAttribute('data-parcel') === label.slice(2);
    const timings: number[] = [];
    for (const label of labels) {
      for (const key of label) press(key);
      const pressedAt = performance.now();
      press('Enter');
      await new Promise<void>((resolve) => {
        const watch = new MutationObserver(() => {
          if (!isAnswered(label)) return;
          watch.disconnect();
          resolve();
        });
        watch.observe(document.body, { subtree: true, childList: true, attributes: true });
      });
      timings.push(performance.now() - pressedAt);
    }
    return timings;
  }, texts);
}

/** What the phone keeps of its scans, as text. */
export function keptScans(): Promise<string> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('relais-counter');
    opening.addEventListener('error', () => reject(opening.error));
    opening.addEventListener('success', () => {
      const asked = opening.result.transaction('scans').objectStore('scans').getAll();
      asked.addEventListener('success', () => resolve(JSON.stringify(asked.result)));
    });
  });
}
