import { type Checked, good, problem, quoted } from './checked.js';
import { checkCountry, postalCountryOf } from './countries.js';
import { departementOfPostcode } from './departements.js';

type PostcodeRule = {
  /** Over the compact form: capitals, no separators, no country letters in front. */
  readonly shape: RegExp;
  readonly format?: (compact: string) => string;
  readonly example: string;
  readonly says: string;
  /** Digits of a purely numeric postcode, to recognise a leading zero that a spreadsheet dropped. */
  readonly digits?: number;
};

const FOUR_DIGITS = { shape: /^[1-9][0-9]{3}$/, says: 'four digits and no zero in front' };

const RULES: ReadonlyMap<string, PostcodeRule> = new Map<string, PostcodeRule>([
  ['FR', { shape: /^[0-9]{5}$/, says: 'five digits', example: '59000', digits: 5 }],
  ['BE', { ...FOUR_DIGITS, example: '1000' }],
  ['LU', { ...FOUR_DIGITS, example: '1009' }],
  ['CH', { ...FOUR_DIGITS, example: '1204' }],
  ['AT', { ...FOUR_DIGITS, example: '1010' }],
  [
    'NL',
    {
      // Zero never comes first, and SA, SD and SS are not used for what they once stood for.
      shape: /^[1-9][0-9]{3}(?!SA|SD|SS)[A-Z]{2}$/,
      format: (compact) => `${compact.slice(0, 4)} ${compact.slice(4)}`,
      says: 'four digits and two letters',
      example: '1012 AB',
    },
  ],
  ['DE', { shape: /^(?!00)[0-9]{5}$/, says: 'five digits, from 01', example: '10115', digits: 5 }],
  // The first two digits are the province, from 01 to 52.
  [
    'ES',
    { shape: /^(0[1-9]|[1-4][0-9]|5[0-2])[0-9]{3}$/, says: 'five digits, from 01 to 52', example: '28013', digits: 5 },
  ],
  ['IT', { shape: /^[0-9]{5}$/, says: 'five digits', example: '00184', digits: 5 }],
  [
    'PT',
    {
      shape: /^[1-9][0-9]{6}$/,
      format: (compact) => `${compact.slice(0, 4)}-${compact.slice(4)}`,
      says: 'four digits, a hyphen and three digits',
      example: '1100-148',
    },
  ],
]);

/** Countries whose postcodes are checked by shape. */
export const POSTCODE_COUNTRIES: readonly string[] = [...RULES.keys()];

// `L-1009`, `F-59000`, `CH 1204`: the letters that people put in front, by country.
const LETTERS_IN_FRONT: Readonly<Record<string, RegExp>> = {
  FR: /^(FR|F)(?=[0-9])/,
  BE: /^(BE|B)(?=[0-9])/,
  LU: /^(LU|L)(?=[0-9])/,
  CH: /^CH(?=[0-9])/,
  AT: /^(AT|A)(?=[0-9])/,
  NL: /^NL(?=[0-9])/,
  DE: /^(DE|D)(?=[0-9])/,
  ES: /^(ES|E)(?=[0-9])/,
  IT: /^(IT|I)(?=[0-9])/,
  PT: /^(PT|P)(?=[0-9])/,
};

/**
 * A postcode in the form its country writes (`1012 AB`, `1100-148`), by shape: whether it exists is for the gazetteer
 * to say. French ones must also begin like a département. A country without a rule here gives the text in capitals,
 * with single spaces, if it is 2 to 10 letters, digits, spaces and hyphens.
 * @param country two or three letters; territories such as RE use French postcodes
 */
export function checkPostcode(text: string, country: string): Checked {
  const alpha2 = checkCountry(country);
  if (!alpha2.ok) return alpha2;
  const postal = postalCountryOf(alpha2.value);
  const written = text.trim().toUpperCase();
  if (written === '') return problem('EMPTY', 'The postcode is empty.');
  const rule = RULES.get(postal);
  if (rule === undefined) return checkFreePostcode(written);
  const compact = written.replace(/[\s\u00a0\u202f\-.]/g, '').replace(LETTERS_IN_FRONT[postal] ?? /^$/, '');
  if (!rule.shape.test(compact)) return wrongShape(text, compact, postal, rule);
  if (postal === 'FR' && departementOfPostcode(compact) === null && compact.slice(0, 3) !== '980') {
    return problem(
      'WRONG_SHAPE',
      `No French postcode begins like ${quoted(text)}: the first digits are a département.`,
    );
  }
  return good(rule.format?.(compact) ?? compact);
}

function wrongShape(text: string, compact: string, country: string, rule: PostcodeRule): Checked {
  const base = `A postcode in ${country} is ${rule.says}, as in ${rule.example}, and not ${quoted(text)}.`;
  const padded = `0${compact}`;
  if (rule.digits === compact.length + 1 && rule.shape.test(padded)) {
    return problem('WRONG_SHAPE', `${base} A spreadsheet may have dropped a zero: is it ${padded}?`);
  }
  return problem('WRONG_SHAPE', base);
}

function checkFreePostcode(written: string): Checked {
  const value = written.replace(/[\s\u00a0\u202f]+/g, ' ');
  if (/^[A-Z0-9](?:[A-Z0-9 -]{0,8}[A-Z0-9])$/.test(value)) return good(value);
  return problem('WRONG_SHAPE', `A postcode is 2 to 10 letters and digits, and not ${quoted(written)}.`);
}
