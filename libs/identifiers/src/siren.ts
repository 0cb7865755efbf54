import { luhnCheckDigit, sumOfDigits } from './check-digits.js';
import { type Checked, checkDigits, good, problem } from './checked.js';

/** La Poste numbers so many establishments that Luhn's rule could not serve them all (INSEE, SIRENE). */
const LA_POSTE = '356000000';

function checkLuhn(digits: string, name: string): Checked {
  const expected = luhnCheckDigit(digits.slice(0, -1));
  const given = digits.slice(-1);
  if (String(expected) === given) return good(digits);
  return problem(
    'WRONG_CHECK_DIGIT',
    `${name} ends in ${given} where its other digits ask for ${expected}: a digit is mistyped or two are swapped.`,
  );
}

/** A French company's number (INSEE, SIRENE): nine digits, the last by Luhn. */
export function checkSiren(text: string): Checked {
  const digits = checkDigits(text, 'A SIREN', [9]);
  if (!digits.ok) return digits;
  // Nine zeros satisfy Luhn, and are what people type to get past a form.
  if (digits.value === '000000000') return problem('WRONG_SHAPE', 'A SIREN is not all zeros: give the company’s own.');
  return checkLuhn(digits.value, 'A SIREN');
}

/**
 * A French establishment's number (INSEE, SIRENE): the company's SIREN and five digits, the last by Luhn over all
 * fourteen. For La Poste (SIREN 356000000) the sum of the digits may be divisible by 5 instead.
 */
export function checkSiret(text: string): Checked {
  const digits = checkDigits(text, 'A SIRET', [14]);
  if (!digits.ok) {
    const isSiren = digits.code === 'WRONG_LENGTH' && checkSiren(text).ok;
    return isSiren
      ? problem('WRONG_LENGTH', `${digits.message} It is a SIREN: add the establishment’s five digits.`)
      : digits;
  }
  const siren = checkSiren(digits.value.slice(0, 9));
  if (!siren.ok) return problem(siren.code, `The first nine digits are no SIREN. ${siren.message}`);
  const checked = checkLuhn(digits.value, 'A SIRET');
  if (checked.ok || siren.value !== LA_POSTE) return checked;
  if (sumOfDigits(digits.value) % 5 === 0) return digits;
  return problem(
    'WRONG_CHECK_DIGIT',
    `${checked.message} For La Poste the sum of the digits may be divisible by 5 instead, and it is not.`,
  );
}

/** The company of an establishment. Expects what `checkSiret` gives. */
export function sirenOf(siret: string): string {
  return siret.slice(0, 9);
}

/** For people: `732 829 320`. */
export function formatSiren(siren: string): string {
  return [siren.slice(0, 3), siren.slice(3, 6), siren.slice(6, 9)].join(' ');
}

/** For people: `732 829 320 00074`. */
export function formatSiret(siret: string): string {
  return `${formatSiren(sirenOf(siret))} ${siret.slice(9)}`;
}
