import { seedProgrammes } from '../seeds/programmes.js';
import { openPdf } from '../src/labels/print-room.fixture.js';
import { registered, TOY_SHOP } from './support/merchants.js';
import { announced } from './support/parcels.js';
import { addPoint } from './support/points.js';
import { Relais } from './support/relais.js';

describe('a merchant who prints the labels of a batch', () => {
  let relais: Relais;
  let token: string;
  let numbers: string[];
  beforeAll(async () => {
    relais = await Relais.start();
    await seedProgrammes(relais.service.app);
    await addPoint(relais, { code: 'AU-LILLE', chain: 'AUCHAN', networks: ['MONDIAL_RELAY'] });
    ({ token } = await registered(relais, TOY_SHOP));
    numbers = [];
    for (let count = 0; count < 5; count += 1) {
      numbers.push((await announced(relais, token, 'AU-LILLE')).trackingNumber);
    }
  });
  afterAll(() => relais.stop());

  const get = (path: string, as = token) =>
    fetch(`${relais.url}/labels/${path}`, { headers: { authorization: `Bearer ${as}` } });
  const pagesOf = async (path: string) => {
    const response = await get(path);
    expect(response.headers.get('content-disposition')).toBe('inline; filename="labels.pdf"');
    const document = await openPdf(Buffer.from(await response.arrayBuffer()));
    const pages: { width: number; height: number; text: string }[] = [];
    for (let number = 1; number <= document.numPages; number += 1) {
      const page = await document.getPage(number);
      const { width, height } = page.getViewport({ scale: 1 });
      const { items } = await page.getTextContent();
      const text = items
        .map((item) => ('str' in item ? item.str : ''))
        .join('')
        .replaceAll(/\D/g, '');
      pages.push({ width: Math.round((width * 25.4) / 72), height: Math.round((height * 25.4) / 72), text });
    }
    await document.destroy();
    return pages;
  };

  it('gets a page of A6 for each, or sheets of A4 with four, in the order in which they were asked for', async () => {
    const single = await pagesOf(`${numbers.join(',')}.pdf`);
    expect(single.map(({ width, height }) => [width, height])).toEqual(numbers.map(() => [105, 148]));
    for (const [index, { text }] of single.entries()) expect(text).toContain(numbers[index]);
    const sheets = await pagesOf(`${numbers.join(',')}.pdf?sheet=A4`);
    expect(sheets.map(({ width, height }) => [width, height])).toEqual([
      [210, 297],
      [210, 297],
    ]);
    for (const number of numbers.slice(0, 4)) expect(sheets[0]?.text).toContain(number);
    expect(sheets[1]?.text).toContain(numbers[4]);
    expect(sheets[1]?.text).not.toContain(numbers[0]);
    const zpl = await (await get(`${numbers.join(',')}.zpl`)).text();
    expect(zpl.match(/\^XA/g)).toHaveLength(5);
  });

  it('gets none where one is not theirs, where there are too many, or for another paper', async () => {
    const { token: other } = await registered(relais, { ...TOY_SHOP, email: 'autre@example.org' });
    expect((await get(`${numbers[0]},${numbers[1]}.pdf`, other)).status).toBe(404);
    const many = Array.from({ length: 101 }, (_, index) => String(index).padStart(18, '0'));
    for (const path of [`${many.join(',')}.pdf`, `${numbers[0]}.pdf?sheet=A5`]) {
      const response = await get(path);
      expect([response.status, (await response.json()).errors[0].extensions.code]).toEqual([400, 'BAD_INPUT']);
    }
    expect((await get(`${numbers[0]},.pdf`)).status).toBe(404);
  });
});
