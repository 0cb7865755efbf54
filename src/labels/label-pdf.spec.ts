import fc from 'fast-check';
import { buildSscc } from '#libs/identifiers';
import { QUIET_MODULES, SSCC_MODULES } from './gs1-bars.js';
import type { LabelContent } from './label-content.js';
import { drawLabelPdf } from './label-pdf.js';
import { longLabel, openPdf, printPdf, scan, someLabel } from './print-room.fixture.js';

const MILLIMETRES_PER_POINT = 25.4 / 72;

type Placed = { text: string; left: number; right: number; top: number; bottom: number };

/** The texts of the page with their boxes, in millimetres from the upper left corner. */
async function textsOf(label: LabelContent): Promise<Placed[]> {
  const document = await openPdf(await drawLabelPdf([label]));
  const page = await document.getPage(1);
  const { items } = await page.getTextContent();
  const height = page.getViewport({ scale: 1 }).height;
  await document.destroy();
  return items.flatMap((item) => {
    if (!('str' in item) || item.str.trim() === '') return [];
    const [, , , size, x, y] = item.transform as number[] as [number, number, number, number, number, number];
    const inMillimetres = (points: number) => points * MILLIMETRES_PER_POINT;
    // The tallest capital with an accent and the deepest tail of this typeface.
    const [top, bottom] = [inMillimetres(height - y - 0.9 * size), inMillimetres(height - y + 0.24 * size)];
    return [{ text: item.str, left: inMillimetres(x), right: inMillimetres(x + item.width), top, bottom }];
  });
}

describe('A label on paper', () => {
  it('is one A6 page', async () => {
    const document = await openPdf(await drawLabelPdf([someLabel()]));
    const { width, height } = (await document.getPage(1)).getViewport({ scale: 1 });
    expect(document.numPages).toBe(1);
    expect(width * MILLIMETRES_PER_POINT).toBeCloseTo(105, 3);
    expect(height * MILLIMETRES_PER_POINT).toBeCloseTo(148, 3);
    await document.destroy();
  });

  it.each([203, 300])('gives its SSCC to a scanner as GS1-128 when printed at %i dpi', async (dotsPerInch) => {
    const { pixels } = await printPdf(await drawLabelPdf([someLabel()]), dotsPerInch);
    const [found, ...others] = await scan(pixels, 'Code128');
    expect(others).toEqual([]);
    expect(found).toMatchObject({ isValid: true, symbologyIdentifier: ']C1', text: '00095287654321012346' });
  });

  it('does so for any number', async () => {
    const parts = fc.record({
      extensionDigit: fc.integer({ min: 0, max: 9 }),
      companyPrefix: fc.constantFrom('9528765', '3760123', '061414112'),
      serial: fc.integer({ min: 0, max: 9_999_999 }),
    });
    await fc.assert(
      fc.asyncProperty(parts, async (given) => {
        const sscc = buildSscc(given);
        if (!sscc.ok) throw new Error(sscc.message);
        const { pixels } = await printPdf(await drawLabelPdf([someLabel({ trackingNumber: sscc.value })]), 203);
        const found = await scan(pixels, 'Code128');
        expect(found.map(({ text }) => text)).toEqual([`00${sscc.value}`]);
      }),
      // One whose bars a decoder misreads when the picture is too small.
      { numRuns: 8, examples: [[{ extensionDigit: 3, companyPrefix: '3760123', serial: 9_999_981 }]] },
    );
  });

  it('has bars as wide and high as GS1 asks for, with white on both sides, and crisp', async () => {
    const dotsPerInch = 600;
    const dot = 25.4 / dotsPerInch;
    const { pixels } = await printPdf(await drawLabelPdf([someLabel()]), dotsPerInch);
    const darkAt = (x: number, y: number) => (pixels.data[4 * (Math.round(y / dot) * pixels.width + x)] ?? 255) < 128;
    const row = Array.from({ length: pixels.width }, (_, x) => darkAt(x, 118));
    const [first, last] = [row.indexOf(true), row.lastIndexOf(true)];
    const module = ((last + 1 - first) * dot) / SSCC_MODULES;
    expect(module).toBeGreaterThanOrEqual(0.495);
    expect(module).toBeLessThanOrEqual(1.016);
    expect(first * dot).toBeGreaterThanOrEqual(QUIET_MODULES * module);
    expect((pixels.width - 1 - last) * dot).toBeGreaterThanOrEqual(QUIET_MODULES * module);
    // Seen at 0.05 mm steps down the first bar.
    const heights = Array.from({ length: 2960 }, (_, step) => step * 0.05).filter(
      (y) => y > 100 && darkAt(first + 2, y),
    );
    const bar = heights.filter((y) => y < 137);
    expect(Math.max(...bar) - Math.min(...bar)).toBeGreaterThanOrEqual(32);
    // Every bar is a whole number of modules, to the dot: there is no grey and no rounding.
    const runs = row.slice(first, last + 1).reduce<number[]>((widths, dark, x, all) => {
      return dark === all[x - 1] ? [...widths.slice(0, -1), (widths.at(-1) ?? 0) + 1] : [...widths, 1];
    }, []);
    expect(runs.every((width) => width % 12 <= 1 || width % 12 === 11)).toBe(true);
  });

  it('says everything in words', async () => {
    const texts = (await textsOf(someLabel())).map(({ text }) => text);
    expect(texts).toEqual([
      'EXPÉDITEUR',
      'Librairie Le Fil des Pages',
      '12 rue de la Clef',
      '59000 Lille',
      'POINT DE RETRAIT',
      'ITM-59650-02',
      '59650',
      "Villeneuve-d'Ascq",
      'FRANCE',
      "Intermarché Super Villeneuve-d'Ascq",
      '48 avenue de Flandre',
      'DESTINATAIRE',
      'Hélène Dœuvre-Łukasik',
      'DATE',
      '22 nov. 2026',
      'POIDS',
      '1,25 kg',
      'DÉPÔT',
      'ITM-59000-07',
      'PROGRAMME',
      'Drive Solidaire',
      '(00) 0 9528 7654 3210 1234 6',
    ]);
  });

  it('speaks English too, and leaves out what there is not', async () => {
    const english = someLabel({ language: 'en', dropOffPointCode: null, programmeName: null, weightGrams: 850 });
    const texts = (await textsOf(english)).map(({ text }) => text);
    expect(texts).toEqual(expect.arrayContaining(['PICKUP POINT', 'FOR', '22 Nov 2026', '850 g']));
    expect(texts).not.toContain('DROP-OFF');
    expect(texts).not.toContain('PROGRAMME');
  });

  it("shows the point's code larger than anything else", async () => {
    const heights = (await textsOf(someLabel())).map(({ text, top, bottom }) => ({ text, height: bottom - top }));
    heights.sort((a, b) => b.height - a.height);
    expect(heights.slice(0, 2).map(({ text }) => text)).toEqual(['ITM-59650-02', '59650']);
    expect(heights[0]?.height).toBeGreaterThan(12);
  });

  it.each([
    ['the usual texts', someLabel()],
    ['the longest texts', longLabel()],
  ])('keeps %s on the page and off each other', async (_, label) => {
    const placed = await textsOf(label);
    for (const text of placed) {
      expect(text.left).toBeGreaterThanOrEqual(5.9);
      expect(text.right).toBeLessThanOrEqual(99.1);
      expect(text.top).toBeGreaterThanOrEqual(4);
      expect(text.bottom).toBeLessThanOrEqual(144);
    }
    const overlap = 0.05;
    const clashes = placed.flatMap((a, index) =>
      placed
        .slice(index + 1)
        .filter((b) => a.left < b.right - overlap && b.left < a.right - overlap)
        .filter((b) => a.top < b.bottom - overlap && b.top < a.bottom - overlap)
        .map((b) => `${a.text} / ${b.text}`),
    );
    expect(clashes).toEqual([]);
    const { pixels } = await printPdf(await drawLabelPdf([label]), 203);
    expect(await scan(pixels, 'Code128')).toHaveLength(1);
  });

  it('is set in no time, whatever the texts', async () => {
    // One such character becomes eighteen letters.
    const [started, text] = [process.cpuUsage(), 'ﷺ'.repeat(5000)];
    const place = { name: text, street: text, postcode: text, city: text };
    await drawLabelPdf([someLabel({ from: place, recipientName: text, programmeName: '- '.repeat(5000) })]);
    expect(process.cpuUsage(started).user / 1000).toBeLessThan(2000);
  });

  it('draws every Latin letter, and puts other scripts into Latin letters', async () => {
    const named = async (recipientName: string) => (await textsOf(someLabel({ recipientName })))[12]?.text;
    expect(await named('Œuvres Ÿ Łódź Straße Ångström Çelik Őry')).toBe('Œuvres Ÿ Łódź Straße Ångström Çelik Őry');
    expect(await named('Ιωάννης Παπαδόπουλος')).toBe('Ioannis Papadopoylos');
    expect(await named('Юлия 🎁\n\u0000')).toBe('Yuliya');
  });

  it('is the same file for the same label, and its properties name no recipient', async () => {
    const [once, again] = [await drawLabelPdf([someLabel()]), await drawLabelPdf([someLabel()])];
    expect(once.equals(again)).toBe(true);
    const document = await openPdf(once);
    const { info } = await document.getMetadata();
    expect(info).toMatchObject({ Title: 'Étiquette 095287654321012346', CreationDate: 'D:20261122000000Z' });
    expect(JSON.stringify(info)).not.toContain('Dœuvre');
    expect(await document.getViewerPreferences()).toMatchObject({ PrintScaling: 'None' });
    await document.destroy();
  });

  it('is not drawn for a number that no scanner could read, nor for a day that is none', async () => {
    await expect(drawLabelPdf([someLabel({ trackingNumber: '095287654321012345' })])).rejects.toThrow(
      'cannot be drawn',
    );
    await expect(drawLabelPdf([someLabel({ createdDay: '2026-02-30' })])).rejects.toThrow('written like 2026-11-22');
  });
});
