import fc from 'fast-check';
import {
  checkNaf,
  checkSiren,
  checkSiret,
  DEPARTEMENTS,
  departementOfCommune,
  departementOfPostcode,
  formatSiret,
  isOverseas,
  luhnCheckDigit,
  nafWithin,
  postcodePrefixesOf,
  SECTOR_NAMES,
  SECTORS,
  sectorOf,
  sirenOf,
} from './index.js';

const siren = fc
  .integer({ min: 1, max: 99_999_999 })
  .map((n) => String(n).padStart(8, '0'))
  .map((body) => body + luhnCheckDigit(body));

const siret = fc
  .tuple(siren, fc.integer({ min: 0, max: 9999 }))
  .map(([company, n]) => company + String(n).padStart(4, '0'))
  .map((body) => body + luhnCheckDigit(body));

describe('SIREN and SIRET', () => {
  it('accepts published numbers, however they are grouped', () => {
    expect(checkSiren('732 829 320')).toEqual({ ok: true, value: '732829320' });
    expect(checkSiret('732\u00a0829\u202f320 00074')).toEqual({ ok: true, value: '73282932000074' });
    expect(formatSiret('73282932000074')).toBe('732 829 320 00074');
    expect(sirenOf('73282932000074')).toBe('732829320');
  });

  it('says what is wrong and what was expected', () => {
    expect(checkSiret('20003452800041')).toMatchObject({ code: 'WRONG_CHECK_DIGIT' });
    expect(checkSiret('73282932000075')).toMatchObject({
      message: expect.stringContaining('ends in 5 where its other digits ask for 4'),
    });
    expect(checkSiret('73282932100073')).toMatchObject({ message: expect.stringContaining('no SIREN') });
    expect(checkSiret('732829320')).toMatchObject({
      code: 'WRONG_LENGTH',
      message: expect.stringContaining('five digits'),
    });
    expect(checkSiret('7328293200007')).toMatchObject({ code: 'WRONG_LENGTH' });
    expect(checkSiret('')).toMatchObject({ code: 'EMPTY' });
    expect(checkSiren('000000000')).toMatchObject({ code: 'WRONG_SHAPE' });
  });

  it('knows La Poste’s second rule, and keeps it for La Poste', () => {
    expect(checkSiren('356000000').ok).toBe(true);
    expect(checkSiret('35600000009075')).toEqual({ ok: true, value: '35600000009075' });
    expect(checkSiret('35600000000048').ok).toBe(true);
    expect(checkSiret('35600000009074')).toMatchObject({ message: expect.stringContaining('divisible by 5') });
  });

  it('detects every change of one digit', () => {
    fc.assert(
      fc.property(
        siret.filter((text) => !text.startsWith('356000000')),
        fc.nat({ max: 13 }),
        fc.integer({ min: 1, max: 9 }),
        (text, at, add) => {
          expect(checkSiret(text)).toEqual({ ok: true, value: text });
          const changed = `${text.slice(0, at)}${(Number(text[at]) + add) % 10}${text.slice(at + 1)}`;
          expect(checkSiret(changed).ok).toBe(false);
        },
      ),
    );
  });
});

describe('NAF codes and sectors', () => {
  it.each(['47.61Z', '4761Z', '47.61z', ' 47 61 Z '])('writes %j as 47.61Z', (text) => {
    expect(checkNaf(text, 'NAF_REV2')).toEqual({ ok: true, value: '47.61Z' });
  });

  it('refuses other shapes, and a code of the other nomenclature by its letter', () => {
    expect(checkNaf('', 'NAF_REV2')).toMatchObject({ code: 'EMPTY' });
    expect(checkNaf('47.6Z', 'NAF_REV2')).toMatchObject({ code: 'WRONG_SHAPE' });
    expect(checkNaf('47.61Y', 'NAF_REV2')).toMatchObject({
      code: 'WRONG_NOMENCLATURE',
      message: expect.stringContaining('NAF_2025'),
    });
    expect(checkNaf('47.61Z', 'NAF_2025')).toMatchObject({ code: 'WRONG_NOMENCLATURE' });
  });

  it.each([
    ['47.61Z', 'BOOKS'],
    ['47.62Z', 'STATIONERY'],
    ['47.64Z', 'SPORT'],
    ['47.65Z', 'TOYS'],
    ['47.71Z', 'CLOTHING'],
    ['47.72A', 'SHOES'],
    ['47.72B', 'LEATHER_GOODS'],
    ['47.75Z', 'BEAUTY'],
    ['47.76Z', 'FLOWERS_PETS'],
    ['47.11F', 'FOOD'],
    ['47.29Z', 'FOOD'],
    ['10.71C', 'FOOD'],
    ['10.71A', 'OTHER'],
    ['62.01Z', 'OTHER'],
    ['nonsense', 'OTHER'],
  ] as const)('%s of NAF rév. 2 is %s', (code, sector) => {
    expect(sectorOf(code, 'NAF_REV2')).toBe(sector);
  });

  it.each([
    ['47.61Y', 'BOOKS'],
    ['47.63Y', 'SPORT'],
    ['47.64Y', 'TOYS'],
    ['47.72G', 'SHOES'],
    ['47.27H', 'FOOD'],
    ['47.69Y', 'OTHER'],
    ['47.61Z', 'OTHER'],
  ] as const)('%s of NAF 2025 is %s', (code, sector) => {
    expect(sectorOf(code, 'NAF_2025')).toBe(sector);
  });

  it('has a name in both languages for every sector', () => {
    expect(Object.keys(SECTOR_NAMES).sort()).toEqual([...SECTORS].sort());
  });

  it('knows when a code lies under another', () => {
    expect(nafWithin('47.21Z', '47.2')).toBe(true);
    expect(nafWithin('4721z', '47.21Z')).toBe(true);
    expect(nafWithin('47.61Z', '47.2')).toBe(false);
    expect(nafWithin('47.61Z', '')).toBe(false);
  });
});

describe('départements', () => {
  it.each([
    ['59000', '59'],
    ['01000', '01'],
    ['20000', '2A'],
    ['20167', '2A'],
    ['20200', '2B'],
    ['20620', '2B'],
    ['20900', null],
    ['97411', '974'],
    ['97133', '977'],
    ['97150', '978'],
    ['97500', '975'],
    ['98713', '987'],
    ['98000', null],
    ['96000', null],
    ['00123', null],
    ['5900', null],
  ])('the postcode %s is in %s', (postcode, departement) => {
    expect(departementOfPostcode(postcode)).toBe(departement);
  });

  it.each([
    ['59350', '59'],
    ['2a004', '2A'],
    ['2B033', '2B'],
    ['97411', '974'],
    ['20004', null],
    ['2C004', null],
    ['x', null],
  ])('the commune %s is in %s', (commune, departement) => {
    expect(departementOfCommune(commune)).toBe(departement);
  });

  it('has 96 in Europe, and every one begins its own postcodes', () => {
    expect(DEPARTEMENTS.filter((code) => !isOverseas(code))).toHaveLength(96);
    for (const departement of DEPARTEMENTS) {
      const prefixes = postcodePrefixesOf(departement);
      expect(prefixes.length).toBeGreaterThan(0);
      for (const prefix of prefixes) expect(departementOfPostcode(prefix.padEnd(5, '0'))).toBe(departement);
    }
    expect(postcodePrefixesOf('1')).toEqual(['01']);
    expect(postcodePrefixesOf('20')).toEqual([]);
  });
});
