import { gs1CheckDigit } from './check-digits.js';
import { type Checked, checkDigits, good, problem } from './checked.js';
import { checkGs1Number } from './gtin.js';

const BODY_DIGITS = 17;

/**
 * An SSCC-18 (GS1 General Specifications, AI 00): extension digit, company prefix, serial, check digit. Accepts what a
 * label shows, with spaces and with the `(00)` in front or a bare `00`; gives the 18 digits.
 */
export function checkSscc(text: string): Checked {
  const bare = text.replace(/^\s*\(00\)/, '').replace(/^\s*00(?=(?:\s*[0-9]){18}\s*$)/, '');
  return checkGs1Number(bare, 'An SSCC', [18]);
}

export type SsccParts = {
  /** 0 to 9, the company's own choice: it multiplies the serials by ten. */
  readonly extensionDigit: number;
  /** GS1 company prefix, 4 to 12 digits; 952 is GS1's own for demonstrations. */
  readonly companyPrefix: string;
  /** From 0 to `ssccSerials(companyPrefix)` − 1; it is padded with zeros on the left. */
  readonly serial: number | bigint;
};

/** Builds an SSCC-18 with its check digit, or says which part does not fit. */
export function buildSscc(parts: SsccParts): Checked {
  const { extensionDigit, companyPrefix } = parts;
  if (!Number.isInteger(extensionDigit) || extensionDigit < 0 || extensionDigit > 9) {
    return problem('OUT_OF_RANGE', `The extension digit is one digit from 0 to 9, and not ${extensionDigit}.`);
  }
  const prefix = checkDigits(companyPrefix, 'A GS1 company prefix', [4, 5, 6, 7, 8, 9, 10, 11, 12]);
  if (!prefix.ok) return prefix;
  // Above 2^53 a number has already lost its last digits, and two parcels would share a label.
  if (typeof parts.serial === 'number' && !Number.isSafeInteger(parts.serial)) {
    return problem('OUT_OF_RANGE', `The serial is a whole number, exact below 2^53, and not ${parts.serial}.`);
  }
  const serial = BigInt(parts.serial);
  const serials = ssccSerials(prefix.value);
  if (serial < 0n || serial >= serials) {
    return problem(
      'OUT_OF_RANGE',
      `With the company prefix ${prefix.value} serials go from 0 to ${serials - 1n}, and ${serial} does not fit: ` +
        'go on with the next extension digit.',
    );
  }
  const width = BODY_DIGITS - 1 - prefix.value.length;
  const body = `${extensionDigit}${prefix.value}${serial.toString().padStart(width, '0')}`;
  return good(body + gs1CheckDigit(body));
}

/** How many serials one extension digit has under a company prefix of 4 to 12 digits. */
export function ssccSerials(companyPrefix: string): bigint {
  return 10n ** BigInt(Math.max(0, BODY_DIGITS - 1 - companyPrefix.length));
}

/**
 * For people: `(00) 0 9528765 432101234 6` when the company prefix is known, so that one sees whose number it is, and
 * `(00) 0 9528 7654 3210 1234 6` otherwise. Expects the 18 digits that `checkSscc` gives.
 */
export function formatSscc(sscc: string, companyPrefix?: string): string {
  const middle = sscc.slice(1, -1);
  const groups =
    companyPrefix !== undefined && companyPrefix !== '' && middle.startsWith(companyPrefix)
      ? [companyPrefix, middle.slice(companyPrefix.length)]
      : (middle.match(/.{1,4}/g) ?? []);
  return ['(00)', sscc.slice(0, 1), ...groups, sscc.slice(-1)].join(' ');
}
