import { checkIdempotencyKey } from '#libs/identifiers';
import { CodedError } from '#libs/refusals';
import { check, checkPlain } from '../platform/input.js';
import type { HandoverInput } from './handovers.inputs.js';

/** The most scans that one request holds. */
export const MOST_SCANS = 500;

/** No scanner reads more, and no code is longer: a QR text has about 130 characters. */
const MOST_CHARACTERS = 300;

/** @throws CodedError BAD_INPUT naming the field of one scan. */
export function checkScan(input: HandoverInput): void {
  checkPlain(input, '');
  for (const [field, value] of Object.entries(input)) {
    if (typeof value === 'string')
      check(value.length <= MOST_CHARACTERS, field, `At most ${MOST_CHARACTERS} characters.`);
  }
  check(Boolean(input.kind), 'kind', 'Say what happened: DROP_OFF, CARRIER_PICKUP, STORE_RECEIPT, COLLECTION, …');
  check(Boolean(input.trackingNumber), 'trackingNumber', 'Give the label as it was scanned or typed.');
  check(
    Boolean(input.idempotencyKey),
    'idempotencyKey',
    'Give each scan a key of its own, and the same one when it is sent again.',
  );
  const key = checkIdempotencyKey(input.idempotencyKey ?? '');
  if (!key.ok) throw new CodedError('BAD_INPUT', {}, { field: 'idempotencyKey', message: key.message });
}
