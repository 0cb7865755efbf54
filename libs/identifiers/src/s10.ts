import { s10CheckDigit } from './check-digits.js';
import { type Checked, checkDigits, good, problem, quoted, withoutSeparators } from './checked.js';

/**
 * A postal item's number (UPU S10): two letters for the service, eight digits, a check digit, two letters for the
 * country. The country is not looked up: posts use codes that ISO 3166 does not have. Gives `RB123456785GB`.
 */
export function checkS10(text: string): Checked {
  const compact = withoutSeparators(text).toUpperCase();
  if (compact === '') return problem('EMPTY', 'An S10 number is empty: give it as in RB123456785GB.');
  if (compact.length !== 13) {
    return problem('WRONG_LENGTH', `An S10 number has 13 characters, and ${quoted(text)} has ${compact.length}.`);
  }
  if (!/^[A-Z]{2}[0-9]{9}[A-Z]{2}$/.test(compact)) {
    return problem(
      'WRONG_SHAPE',
      `An S10 number is two letters, nine digits and two letters, and not ${quoted(text)}.`,
    );
  }
  const expected = s10CheckDigit(compact.slice(2, 10));
  const given = compact.slice(10, 11);
  if (String(expected) === given) return good(compact);
  return problem(
    'WRONG_CHECK_DIGIT',
    `The ninth digit of ${compact} is ${given} where the others ask for ${expected}.`,
  );
}

/** Builds an S10 number from service letters (`RB`), eight digits and country letters (`GB`). */
export function buildS10(service: string, serial: string, country: string): Checked {
  const digits = checkDigits(serial, 'An S10 serial', [8]);
  return digits.ok ? checkS10(`${service}${digits.value}${s10CheckDigit(digits.value)}${country}`) : digits;
}

/** For people: `RB 123 456 785 GB`. Expects what `checkS10` gives. */
export function formatS10(s10: string): string {
  return [s10.slice(0, 2), s10.slice(2, 5), s10.slice(5, 8), s10.slice(8, 11), s10.slice(11)].join(' ');
}
