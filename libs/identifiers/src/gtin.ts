import { gs1CheckDigit } from './check-digits.js';
import { type Checked, checkDigits, good, problem, quoted } from './checked.js';

/** Checks length and GS1 check digit; shared by every number whose last digit is one. */
export function checkGs1Number(text: string, name: string, lengths: readonly number[]): Checked {
  const digits = checkDigits(text, name, lengths);
  if (!digits.ok) return digits;
  const expected = gs1CheckDigit(digits.value.slice(0, -1));
  const given = digits.value.slice(-1);
  if (String(expected) === given) return digits;
  return problem(
    'WRONG_CHECK_DIGIT',
    `${name} ends in ${given} where its other digits ask for ${expected}: a digit is mistyped or two are swapped.`,
  );
}

/** Appends the GS1 check digit to a body of digits, for numbers that someone builds from a company prefix. */
export function withGs1CheckDigit(body: string): Checked {
  if (/^[0-9]+$/.test(body)) return good(body + gs1CheckDigit(body));
  return problem('WRONG_CHARACTERS', `A check digit is computed over digits only, and not over ${quoted(body)}.`);
}

/** A trade item's number: GTIN-8, -12 (UPC), -13 (EAN) or -14. */
export function checkGtin(text: string): Checked {
  return checkGs1Number(text, 'A GTIN', [8, 12, 13, 14]);
}

export function checkEan13(text: string): Checked {
  return checkGs1Number(text, 'An EAN-13', [13]);
}

/** A book's number (ISO 2108): an EAN-13 in GS1's ranges 978 and 979, but 979-0, which is printed music. */
export function checkIsbn13(text: string): Checked {
  const ean = checkGs1Number(text, 'An ISBN-13', [13]);
  if (!ean.ok || /^97(8|9[1-9])/.test(ean.value)) return ean;
  return problem(
    'WRONG_SHAPE',
    `An ISBN-13 begins with 978, or 979 and not 0; this one begins with ${ean.value.slice(0, 4)}.`,
  );
}

/** A place or a party (GS1 Global Location Number): 13 digits. */
export function checkGln(text: string): Checked {
  return checkGs1Number(text, 'A GLN', [13]);
}
