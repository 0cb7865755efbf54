/** The digits of a text that is known to hold digits only. */
function digitsOf(digits: string): number[] {
  return Array.from(digits, (character) => character.charCodeAt(0) - 48);
}

/**
 * GS1's check digit (GS1 General Specifications, 7.9): weights 3, 1, 3 … from the right, mod 10. The same rule serves
 * SSCC, GTIN, EAN-13, ISBN-13 and GLN.
 * @param body all digits but the check digit
 */
export function gs1CheckDigit(body: string): number {
  const sum = digitsOf(body).reduceRight((total, digit, index) => {
    return total + digit * ((body.length - 1 - index) % 2 === 0 ? 3 : 1);
  }, 0);
  return (10 - (sum % 10)) % 10;
}

/**
 * Luhn's check digit (ISO/IEC 7812-1, annex B), as SIREN and SIRET use it: every second digit from the right of the
 * body is doubled, and a two-digit product counts as the sum of its digits.
 * @param body all digits but the check digit
 */
export function luhnCheckDigit(body: string): number {
  const sum = digitsOf(body).reduceRight((total, digit, index) => {
    const doubled = (body.length - 1 - index) % 2 === 0 ? digit * 2 : digit;
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return (10 - (sum % 10)) % 10;
}

const S10_WEIGHTS = [8, 6, 4, 2, 3, 5, 9, 7] as const;

/**
 * The check digit of a UPU S10 identifier: weights 8 6 4 2 3 5 9 7, mod 11; a remainder of 0 gives 5 and of 1 gives 0.
 * @param serial the eight digits
 */
export function s10CheckDigit(serial: string): number {
  const sum = digitsOf(serial).reduce((total, digit, index) => total + digit * (S10_WEIGHTS[index] ?? 0), 0);
  const remainder = sum % 11;
  if (remainder === 0) return 5;
  return remainder === 1 ? 0 : 11 - remainder;
}

export function sumOfDigits(digits: string): number {
  return digitsOf(digits).reduce((total, digit) => total + digit, 0);
}
