import fc from 'fast-check';
import {
  buildSscc,
  checkEan13,
  checkGln,
  checkGtin,
  checkIsbn13,
  checkSscc,
  digitalLink,
  elementString,
  formatSscc,
  gs1CheckDigit,
  readDigitalLink,
  ssccSerials,
  withGs1CheckDigit,
} from './index.js';

const digits = (length: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length }).map((list) => list.join(''));

const parts = fc
  .tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 4, max: 12 }).chain(digits), fc.nat({ max: 9999 }))
  .map(([extensionDigit, companyPrefix, serial]) => ({ extensionDigit, companyPrefix, serial }));

describe('GS1 numbers with a check digit', () => {
  it('gives the published check digits', () => {
    expect(gs1CheckDigit('09528765432101234')).toBe(6);
    expect(gs1CheckDigit('10614141123456789')).toBe(7);
    expect(withGs1CheckDigit('952876543210')).toMatchObject({ ok: true, value: '9528765432108' });
    expect(withGs1CheckDigit('95287 x')).toMatchObject({ code: 'WRONG_CHARACTERS' });
  });

  it('detects every change of one digit, in every length it knows', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(7, 11, 12, 13).chain(digits),
        fc.nat(),
        fc.integer({ min: 1, max: 9 }),
        (body, at, add) => {
          const gtin = body + gs1CheckDigit(body);
          expect(checkGtin(gtin)).toEqual({ ok: true, value: gtin });
          const index = at % gtin.length;
          const changed = `${gtin.slice(0, index)}${(Number(gtin[index]) + add) % 10}${gtin.slice(index + 1)}`;
          expect(checkGtin(changed)).toMatchObject({ ok: false, code: 'WRONG_CHECK_DIGIT' });
        },
      ),
    );
  });

  it('reads a book from its cover, and says which digit was expected', () => {
    expect(checkIsbn13('978-2-07-036822-8')).toEqual({ ok: true, value: '9782070368228' });
    expect(checkIsbn13('978-2-07-036822-9')).toMatchObject({
      code: 'WRONG_CHECK_DIGIT',
      message: expect.stringContaining('ends in 9 where its other digits ask for 8'),
    });
    expect(checkIsbn13('9528765432108')).toMatchObject({ code: 'WRONG_SHAPE' });
    expect(checkEan13('978207036822')).toMatchObject({ code: 'WRONG_LENGTH', message: expect.stringContaining('12') });
    expect(checkGln('')).toMatchObject({ code: 'EMPTY' });
    expect(checkGln('٩٥٢٨٧٦٥٤٣٢١٠٨')).toMatchObject({ code: 'WRONG_CHARACTERS' });
  });
});

describe('SSCC-18', () => {
  it.each(['095287654321012346', '(00) 0 9528765 432101234 6', '00095287654321012346', '0 9528 7654 3210 1234 6'])(
    'reads %s',
    (text) => {
      expect(checkSscc(text)).toEqual({ ok: true, value: '095287654321012346' });
    },
  );

  it('does not take a number that merely begins with zeros for one with the identifier in front', () => {
    const sscc = withGs1CheckDigit('00123456789012345');
    expect(sscc.ok && checkSscc(sscc.value)).toEqual(sscc);
  });

  it('refuses a wrong check digit and a wrong length, each with its reason', () => {
    expect(checkSscc('095287654321012345')).toMatchObject({
      code: 'WRONG_CHECK_DIGIT',
      message: expect.stringContaining('ask for 6'),
    });
    expect(checkSscc('09528765432101234')).toMatchObject({ code: 'WRONG_LENGTH' });
  });

  it('builds what it then accepts, with the parts in their places', () => {
    fc.assert(
      fc.property(parts, (given) => {
        const built = buildSscc(given);
        if (!built.ok) throw new Error(built.message);
        expect(checkSscc(built.value)).toEqual(built);
        expect(built.value.startsWith(`${given.extensionDigit}${given.companyPrefix}`)).toBe(true);
        expect(checkSscc(formatSscc(built.value, given.companyPrefix))).toEqual(built);
        expect(checkSscc(formatSscc(built.value))).toEqual(built);
      }),
    );
  });

  it('has as many serials as digits are left, and says when they are used up', () => {
    const of = (serial: number | bigint) => buildSscc({ extensionDigit: 0, companyPrefix: '9528765', serial });
    expect(ssccSerials('9528765')).toBe(1_000_000_000n);
    expect(of(432101234)).toEqual({ ok: true, value: '095287654321012346' });
    expect(of(999_999_999n).ok).toBe(true);
    expect(of(1_000_000_000)).toMatchObject({
      code: 'OUT_OF_RANGE',
      message: expect.stringContaining('0 to 999999999'),
    });
    for (const serial of [-1, 0.5, Number.NaN, 2 ** 53]) expect(of(serial)).toMatchObject({ code: 'OUT_OF_RANGE' });
    expect(buildSscc({ extensionDigit: 10, companyPrefix: '9528765', serial: 0 })).toMatchObject({
      code: 'OUT_OF_RANGE',
    });
    expect(buildSscc({ extensionDigit: 0, companyPrefix: '952', serial: 0 })).toMatchObject({ code: 'WRONG_LENGTH' });
  });

  it('is written for people in groups', () => {
    expect(formatSscc('095287654321012346', '9528765')).toBe('(00) 0 9528765 432101234 6');
    expect(formatSscc('095287654321012346', '1234567')).toBe('(00) 0 9528 7654 3210 1234 6');
  });
});

describe('GS1 Digital Link and element strings', () => {
  it('writes the address of a parcel and of a place', () => {
    expect(digitalLink('SSCC', '106141411234567897')).toEqual({
      ok: true,
      value: 'https://id.gs1.org/00/106141411234567897',
    });
    expect(digitalLink('GLN', '9528765432108', 'https://relais.example/p/')).toEqual({
      ok: true,
      value: 'https://relais.example/p/414/9528765432108',
    });
    expect(digitalLink('GLN', '9528765432108', 'relais.example')).toMatchObject({ code: 'WRONG_SHAPE' });
    expect(digitalLink('GLN', '9528765432107')).toMatchObject({ code: 'WRONG_CHECK_DIGIT' });
  });

  it('reads back what it writes, under any host and with a query', () => {
    fc.assert(
      fc.property(
        digits(17),
        fc.constantFrom('https://id.gs1.org', 'http://a.example/00/x', 'https://b.example:8443/'),
        (body, base) => {
          const sscc = body + gs1CheckDigit(body);
          const link = digitalLink('SSCC', sscc, base);
          if (!link.ok) throw new Error(link.message);
          expect(readDigitalLink(`${link.value}?linkType=gs1:pip#x`)).toEqual({
            ok: true,
            value: { key: 'SSCC', value: sscc },
          });
        },
      ),
    );
    expect(readDigitalLink('https://id.gs1.org/414/9528765432108/254/dock-2')).toMatchObject({
      value: { key: 'GLN', value: '9528765432108' },
    });
    expect(readDigitalLink('https://id.gs1.org/01/09528765432108')).toMatchObject({ code: 'WRONG_SHAPE' });
    expect(readDigitalLink('javascript:alert(1)/00/106141411234567897')).toMatchObject({ code: 'WRONG_SHAPE' });
    expect(readDigitalLink('https://id.gs1.org/00/106141411234567890')).toMatchObject({ code: 'WRONG_CHECK_DIGIT' });
  });

  it('writes the element string that label software takes', () => {
    expect(elementString('SSCC', '1 0614141 123456789 7')).toEqual({ ok: true, value: '(00)106141411234567897' });
    expect(elementString('SSCC', '1')).toMatchObject({ code: 'WRONG_LENGTH' });
  });
});
