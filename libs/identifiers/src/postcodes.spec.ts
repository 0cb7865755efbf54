import fc from 'fast-check';
import { COUNTRY_CODES, checkCountry, checkPostcode, POSTCODE_COUNTRIES, postalCountryOf, toAlpha3 } from './index.js';

describe('postcodes', () => {
  it.each([
    ['59 000', 'FR', '59000'],
    ['F-59000', 'fra', '59000'],
    ['97400', 'RE', '97400'],
    ['98000', 'FR', '98000'],
    ['1000', 'BE', '1000'],
    ['L-1009', 'LU', '1009'],
    ['1012ab', 'NL', '1012 AB'],
    ['D-10115', 'DE', '10115'],
    ['01067', 'DE', '01067'],
    ['28013', 'ES', '28013'],
    ['00184', 'IT', '00184'],
    ['1100148', 'PT', '1100-148'],
    ['CH 1204', 'CHE', '1204'],
    ['A-1010', 'AT', '1010'],
    ['sw1a  1aa', 'UK', 'SW1A 1AA'],
  ])('%s in %s is %s', (text, country, value) => {
    expect(checkPostcode(text, country)).toEqual({ ok: true, value });
  });

  it.each([
    ['', 'FR', 'EMPTY'],
    ['59', 'FR', 'WRONG_SHAPE'],
    ['96000', 'FR', 'WRONG_SHAPE'],
    ['0999', 'BE', 'WRONG_SHAPE'],
    ['1012 SS', 'NL', 'WRONG_SHAPE'],
    ['0123 AB', 'NL', 'WRONG_SHAPE'],
    ['00115', 'DE', 'WRONG_SHAPE'],
    ['53001', 'ES', 'WRONG_SHAPE'],
    ['1100', 'PT', 'WRONG_SHAPE'],
    ['12345', 'CH', 'WRONG_SHAPE'],
    ['!', 'GB', 'WRONG_SHAPE'],
    ['59000', 'XX', 'UNKNOWN_COUNTRY'],
  ])('%s in %s is refused: %s', (text, country, code) => {
    expect(checkPostcode(text, country)).toMatchObject({ ok: false, code });
  });

  it('recognises a zero that a spreadsheet dropped', () => {
    expect(checkPostcode('1000', 'FR')).toMatchObject({ message: expect.stringContaining('is it 01000?') });
    expect(checkPostcode('1234', 'LU').ok).toBe(true);
  });

  it('gives a form that it gives again', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...POSTCODE_COUNTRIES, 'GB'),
        fc.stringMatching(/^[A-Z]{0,2}-?[0-9]{3,7} ?[A-Z]{0,2}$/),
        (country, text) => {
          const checked = checkPostcode(text, country);
          if (checked.ok) expect(checkPostcode(checked.value, country)).toEqual(checked);
        },
      ),
    );
  });
});

describe('countries', () => {
  it('reads two and three letters, and the Union’s own for two of them', () => {
    expect(checkCountry('fra')).toEqual({ ok: true, value: 'FR' });
    expect(checkCountry(' be ')).toEqual({ ok: true, value: 'BE' });
    expect(checkCountry('UK')).toEqual({ ok: true, value: 'GB' });
    expect(toAlpha3('EL')).toEqual({ ok: true, value: 'GRC' });
    expect(checkCountry('')).toMatchObject({ code: 'EMPTY' });
    expect(toAlpha3('USA')).toMatchObject({ code: 'UNKNOWN_COUNTRY' });
  });

  it('goes to three letters and back for every country, with no two alike', () => {
    const three = COUNTRY_CODES.map((code) => toAlpha3(code)).map((checked) => (checked.ok ? checked.value : ''));
    expect(new Set(three).size).toBe(COUNTRY_CODES.length);
    three.forEach((code, index) => {
      expect(code).toMatch(/^[A-Z]{3}$/);
      expect(checkCountry(code)).toEqual({ ok: true, value: COUNTRY_CODES[index] });
    });
  });

  it('counts France overseas as France', () => {
    expect(postalCountryOf('RE')).toBe('FR');
    expect(postalCountryOf('BE')).toBe('BE');
  });
});
