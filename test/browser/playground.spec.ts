import { Relais } from '../support/relais.js';
import { Chromium } from './browser.js';

describe('the playground in a browser', () => {
  let relais: Relais;
  let chromium: Chromium;
  beforeAll(async () => {
    relais = await Relais.start();
    chromium = await Chromium.start();
  }, 120_000);
  afterAll(async () => {
    await chromium?.stop();
    await relais?.stop();
  });

  it('works without a network: it asks its own service only, and shows an answer', async () => {
    const { page, faults } = await chromium.visit(
      `${relais.url}/playground?query=${encodeURIComponent('{ __typename }')}`,
    );
    const run = page.getByRole('button', { name: /execute/i });
    await run.waitFor();
    await run.click();
    await page.locator('.result-window', { hasText: '"__typename": "Query"' }).waitFor();
    expect(faults).toEqual([]);
  });
});
