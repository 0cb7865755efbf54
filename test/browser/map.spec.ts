import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareFirstMinute } from '../../src/demo/first-start.js';
import { Relais } from '../support/relais.js';
import { Chromium } from './browser.js';

/** The demo with its maps configured. */
async function demoWith(env: Record<string, string>): Promise<Relais> {
  const relais = await Relais.start({ env });
  relais.config.demo = true;
  await prepareFirstMinute(relais.service.app, relais.url, () => {});
  return relais;
}

/** A PMTiles archive, version 3, of vector tiles: with a directory, and nothing in it. */
function emptyTiles(): Buffer {
  const directory = Buffer.from([0]);
  const metadata = Buffer.from('{}');
  const header = Buffer.alloc(127);
  header.write('PMTiles');
  header[7] = 3;
  const sections = [127, 1, 128, metadata.length, 128 + metadata.length, 0, 128 + metadata.length, 0];
  sections.forEach((value, index) => header.writeBigUInt64LE(BigInt(value), 8 + 8 * index));
  // Internal and tile compression: none. Vector tiles of zoom 0 to 14, of the whole world.
  header.set([1, 1, 1, 0, 14], 97);
  [-1_800_000_000, -850_000_000, 1_800_000_000, 850_000_000].forEach((value, index) => {
    header.writeInt32LE(value, 102 + 4 * index);
  });
  return Buffer.concat([header, directory, metadata]);
}

describe('the map that an operator configures', () => {
  let chromium: Chromium;
  beforeAll(async () => {
    chromium = await Chromium.start();
  });
  afterAll(() => chromium?.stop());

  it('is drawn by the style of another origin, and by the outlines where that is not reached', async () => {
    let isUp = true;
    const source = { type: 'geojson', data: { type: 'FeatureCollection', features: [] }, attribution: 'Plan d’essai' };
    const layers = [
      { id: 'paper', type: 'background', paint: { 'background-color': '#cde' } },
      { id: 'ways', type: 'line', source: 'plan' },
    ];
    const server = createServer((_request, response) => {
      response.setHeader('access-control-allow-origin', '*');
      if (!isUp) return response.writeHead(503).end();
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ version: 8, sources: { plan: source }, layers }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const relais = await demoWith({ RELAIS_MAP_STYLE_URL: `${origin}/style.json` });
    try {
      const map = (page: Awaited<ReturnType<Chromium['visit']>>['page']) =>
        page.locator('#inline').locator('[part=map]');
      const { page, faults } = await chromium.visit(`${relais.url}/shop`, { also: origin });
      await map(page).getByText('Plan d’essai').waitFor();
      expect(faults).toEqual([]);
      isUp = false;
      const later = await chromium.visit(`${relais.url}/shop`, { also: origin });
      await map(later.page).getByText('Contours : Natural Earth').waitFor();
      expect(await map(later.page).locator('.pin').count()).toBe(8);
    } finally {
      await relais.stop();
      server.close();
    }
  }, 180_000);

  it('is read by ranges from a PMTiles file of its own, and asks nobody else', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'relais-tiles-'));
    const file = join(folder, 'france.pmtiles');
    writeFileSync(file, emptyTiles());
    const relais = await demoWith({ RELAIS_MAP_PMTILES: file });
    try {
      const part = await fetch(`${relais.url}/web/map.pmtiles`, { headers: { range: 'bytes=0-6' } });
      expect(part.status).toBe(206);
      expect(await part.text()).toBe('PMTiles');
      const { page, faults } = await chromium.visit(`${relais.url}/shop`);
      await page.locator('#inline').getByText('© OpenStreetMap').waitFor();
      expect(faults).toEqual([]);
    } finally {
      await relais.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  }, 180_000);
});
