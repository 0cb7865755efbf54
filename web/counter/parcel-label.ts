import { checkGtin, checkSscc, readLabel } from '#libs/identifiers';

/** What a text from a scanner, the camera or a keyboard turns out to be. */
export type Reading =
  | { is: 'PARCEL'; trackingNumber: string }
  | { is: 'QR'; text: string }
  /** Too few digits for a label: the end of one, or a customer's code. */
  | { is: 'DIGITS'; digits: string }
  /** The bar code of a thing that is sold. */
  | { is: 'GOODS' }
  | { is: 'UNREADABLE' };

const MOST_TYPED_DIGITS = 12;

/** Reads what was scanned or typed. A person may type the last digits only; a scanner always reads the whole. */
export function readScan(text: string, from: 'SCANNER' | 'PERSON'): Reading {
  const trimmed = text.trim();
  if (trimmed.startsWith('RELAIS1.')) return { is: 'QR', text: trimmed };
  const digits = trimmed.replaceAll(/[\s-]/g, '');
  const areDigits = /^\d+$/.test(digits);
  if (areDigits && from === 'PERSON' && digits.length <= MOST_TYPED_DIGITS) return { is: 'DIGITS', digits };
  if (areDigits && digits.length <= 14 && checkGtin(digits).ok) return { is: 'GOODS' };
  // The digits under our bars are typed whole or with the 00 in front, and a slip of a finger is told at once.
  if (areDigits && (digits.length === 20 || (digits.length === 18 && from === 'PERSON')) && !checkSscc(digits).ok) {
    return { is: 'UNREADABLE' };
  }
  const label = readLabel(trimmed);
  return label.ok ? { is: 'PARCEL', trackingNumber: label.value.value } : { is: 'UNREADABLE' };
}

/** How a number is shown so that one compares it with a label at a glance: in fours, the last ones apart. */
export function shownNumber(trackingNumber: string): { start: string; end: string } {
  return { start: trackingNumber.slice(0, -4), end: trackingNumber.slice(-4) };
}
