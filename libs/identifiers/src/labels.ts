import { type Checked, good, problem, quoted, withoutSeparators } from './checked.js';
import { readDigitalLink } from './gs1.js';
import { checkS10 } from './s10.js';
import { checkSscc } from './sscc.js';

export type Label = {
  /** CARRIER is a number of a carrier's own, of which only the shape is known. */
  readonly kind: 'SSCC' | 'S10' | 'CARRIER';
  readonly value: string;
};

// What a scanner puts in front to say that a code is GS1's (ISO/IEC 15424): GS1-128, DataMatrix, QR, DataBar.
const SYMBOLOGY = /^\](C1|d2|Q3|e0)/;

// An SSCC that says it is one, in bars or in brackets; other elements (a postcode, a weight) may follow it.
const SSCC_MARKED = /^(?:\](?:C1|d2|Q3|e0)00([0-9]{18})|\(00\)([^(]*))/;

const SHORTEST_CARRIER_NUMBER = 6;
const LONGEST_CARRIER_NUMBER = 40;

/**
 * Reads whatever a scanner or a person gives for a parcel: an SSCC with or without `(00)` or the symbology id `]C1`, a
 * GS1 Digital Link, a postal S10 number, or a carrier's own number (6 to 40 letters and digits; separators are dropped
 * and letters are capitals). A bare number whose check digit is wrong counts as a carrier's own, because carriers use
 * 18 digits too: whether such a parcel exists is for the look-up to say, and a scan is not thrown away for its shape.
 */
export function readLabel(text: string): Checked<Label> {
  // Scanners send the group separator (ASCII 29) for FNC1, and some add a line break.
  const trimmed = text.replaceAll('\u001d', '').trim();
  if (trimmed === '') return problem('EMPTY', 'The label is empty: scan it again, or type the number under the bars.');
  if (/^https?:/i.test(trimmed)) return readLinkLabel(trimmed);
  const marked = SSCC_MARKED.exec(trimmed);
  if (marked !== null) {
    const sscc = checkSscc(marked[1] ?? marked[2] ?? '');
    return sscc.ok ? good({ kind: 'SSCC', value: sscc.value }) : sscc;
  }
  return readBareLabel(trimmed.replace(SYMBOLOGY, ''));
}

function readBareLabel(text: string): Checked<Label> {
  const sscc = checkSscc(text);
  if (sscc.ok) return good({ kind: 'SSCC', value: sscc.value });
  const s10 = checkS10(text);
  if (s10.ok) return good({ kind: 'S10', value: s10.value });
  return readCarrierLabel(text);
}

function readLinkLabel(uri: string): Checked<Label> {
  const link = readDigitalLink(uri);
  if (!link.ok) return link;
  if (link.value.key === 'SSCC') return good({ kind: 'SSCC', value: link.value.value });
  return problem('WRONG_SHAPE', 'This is the label of a place and not of a parcel: scan the one on the parcel.');
}

function readCarrierLabel(text: string): Checked<Label> {
  const compact = withoutSeparators(text).replaceAll('/', '').toUpperCase();
  if (!/^[A-Z0-9]+$/.test(compact)) {
    return problem('WRONG_CHARACTERS', `A parcel's number has letters and digits only, and not ${quoted(text)}.`);
  }
  if (compact.length < SHORTEST_CARRIER_NUMBER || compact.length > LONGEST_CARRIER_NUMBER) {
    return problem(
      'WRONG_LENGTH',
      `A parcel's number has ${SHORTEST_CARRIER_NUMBER} to ${LONGEST_CARRIER_NUMBER} characters, and ${quoted(text)} has ${compact.length}.`,
    );
  }
  return good({ kind: 'CARRIER', value: compact });
}

const LONGEST_KEY = 128;

/**
 * An idempotency key: 1 to 128 printable ASCII characters with no space at either end, kept exactly as given. It is
 * compared byte for byte, so that what could look equal and differ (accents, control characters) is not let in.
 */
export function checkIdempotencyKey(text: string): Checked {
  if (text === '') return problem('EMPTY', 'The idempotency key is empty: send a new UUID for each thing you record.');
  if (text.length > LONGEST_KEY) {
    return problem(
      'WRONG_LENGTH',
      `An idempotency key has at most ${LONGEST_KEY} characters, and this has ${text.length}.`,
    );
  }
  if (/^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(text)) return good(text);
  return problem('WRONG_CHARACTERS', 'An idempotency key is printable ASCII with no space at its ends, like a UUID.');
}
