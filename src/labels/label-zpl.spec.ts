import { type RenderOptions, toBuffer } from 'bwip-js/node';
import { QUIET_MODULES, SSCC_MODULES } from './gs1-bars.js';
import { drawLabelZpl } from './label-zpl.js';
import { longLabel, scan, showPicture, someLabel } from './print-room.fixture.js';
import { widthInSizes } from './typeface.js';

type Field = { readonly commands: ReadonlyMap<string, string>; readonly text: string };

/** Reads ZPL as a printer does: a field ends at `^FS`, `^FH` makes `_C3` a byte, `^CI28` makes bytes UTF-8. */
function readZpl(zpl: string): Field[] {
  return zpl.split('^FS').map((part) => {
    const commands = new Map<string, string>();
    for (const [, name = '', value = ''] of part.matchAll(/\^([A-Z][A-Z0-9])([^^]*)/g)) {
      commands.set(name, value.trimEnd());
    }
    const data = commands.get('FD') ?? '';
    const hex = commands.get('FH');
    return { commands, text: hex === undefined ? data : decodeURIComponent(percent(data, hex)) };
  });
}

function percent(data: string, indicator: string): string {
  return encodeURIComponent(data).replaceAll(new RegExp(`${indicator || '_'}([0-9A-Fa-f]{2})`, 'g'), '%$1');
}

/** The symbols of a `^BC` field in mode N, by ZPL's invocation codes, as far as labels use them. */
function symbolsOf(data: string): number[] {
  const start = data.slice(0, 2);
  if (start !== '>;') throw new Error(`Expected a start in code set C, and got ${start}.`);
  const symbols = [105];
  for (let at = 2; at < data.length; at += 2) {
    const pair = data.slice(at, at + 2);
    if (pair === '>8') symbols.push(102);
    else if (/^[0-9]{2}$/.test(pair)) symbols.push(Number(pair));
    else throw new Error(`${pair} cannot stand in code set C.`);
  }
  return symbols;
}

function theBarcode(zpl: string): Field {
  const found = readZpl(zpl).filter(({ commands }) => commands.has('BC'));
  expect(found).toHaveLength(1);
  return found[0] as Field;
}

const numbers = (text = '') => text.split(',').map(Number);

describe('A label for a label printer', () => {
  it('tells the printer symbols that a scanner reads as the SSCC in GS1-128', async () => {
    const { text, commands } = theBarcode(drawLabelZpl(someLabel()));
    expect(commands.get('BC')).toBe('N,264,N,N,N,N');
    const symbols = symbolsOf(text);
    expect(symbols).toEqual([105, 102, 0, 9, 52, 87, 65, 43, 21, 1, 23, 46]);
    // Drawn symbol by symbol, as the printer would, with nothing known of GS1.
    const raw = symbols.map((symbol) => `^${String(symbol).padStart(3, '0')}`).join('');
    // The types of the library do not know its option `raw`: the text is the symbols themselves.
    const asSymbols: RenderOptions & { raw: true } = { bcid: 'code128', text: raw, raw: true, scale: 2, padding: 20 };
    const drawn: Buffer = await toBuffer({ ...asSymbols, backgroundcolor: 'FFFFFF' });
    const [found] = await scan(await showPicture(drawn, 800), 'Code128');
    expect(found).toMatchObject({ isValid: true, symbologyIdentifier: ']C1', text: '00095287654321012346' });
  });

  it('has bars of half a millimetre, 33 mm high, with white on both sides of the printer’s head', () => {
    const zpl = drawLabelZpl(someLabel());
    const { commands } = theBarcode(zpl);
    const [left = 0, top = 0] = numbers(commands.get('FO'));
    const [module = 0] = numbers(commands.get('BY'));
    const [head = 0] = numbers(readZpl(zpl)[0]?.commands.get('PW'));
    expect(module / 8).toBeGreaterThanOrEqual(0.495);
    expect(left).toBeGreaterThanOrEqual(QUIET_MODULES * module);
    expect(left + (SSCC_MODULES + QUIET_MODULES) * module).toBeLessThanOrEqual(head);
    const between = readZpl(zpl).filter(({ commands: { get } }) => get !== undefined);
    const baselines = between.flatMap(({ commands: field }) =>
      field.has('FT') ? [numbers(field.get('FT'))[1] ?? 0] : [],
    );
    expect(baselines.filter((baseline) => baseline > top && baseline < top + 264 + 24)).toEqual([]);
  });

  it('says the same as the paper one, in ASCII only, with accents for the printer to put back', () => {
    const zpl = drawLabelZpl(someLabel());
    expect(zpl).toMatch(/^\^XA\n\^CI28\n/);
    expect(zpl).toMatch(/\^XZ\n$/);
    expect(zpl).toMatch(/^[\x20-\x7e\n]*$/);
    const texts = readZpl(zpl).map(({ text }) => text);
    const said = ['ITM-59650-02', '59650', 'Hélène Dœuvre-Łukasik', '1,25 kg', '(00) 0 9528 7654 3210 1234 6'];
    expect(texts).toEqual(expect.arrayContaining(said));
  });

  it('lets no name give the printer a command', () => {
    const name = '^XZ~JR_5EFD \\& ^FS';
    const zpl = drawLabelZpl(someLabel({ recipientName: name }));
    expect(zpl.match(/\^XZ/g)).toHaveLength(1);
    expect(zpl).not.toContain('~');
    expect(readZpl(zpl).map(({ text }) => text)).toContain('^XZ~JR_5EFD /& ^FS');
  });

  it('keeps the longest texts on the paper', () => {
    for (const { commands, text } of readZpl(drawLabelZpl(longLabel()))) {
      if (!commands.has('FT')) continue;
      const [x = 0, baseline = 0] = numbers(commands.get('FT'));
      const size = numbers(commands.get('A0'))[1] ?? 0;
      // The printer's font is narrower than the one that this measures with.
      expect(x + size * widthInSizes(text, 'regular')).toBeLessThanOrEqual(800);
      expect(baseline).toBeLessThanOrEqual(1184 - 32);
    }
  });

  it('is not drawn for a number that no scanner could read', () => {
    expect(() => drawLabelZpl(someLabel({ trackingNumber: 'RB123456785GB' }))).toThrow('cannot be drawn');
  });
});
