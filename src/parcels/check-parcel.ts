import { checkIdempotencyKey } from '#libs/identifiers';
import { CodedError } from '#libs/refusals';
import { check, checkText } from '../platform/input.js';
import { checkMeasures } from '../search/check-search.js';
import type { CreateParcelInput } from './parcels.inputs.js';

const MOST_CODE = 100;
const EMAIL = /^[^\s@]{1,64}@[^\s@]+\.[^\s@]{2,}$/;
const PHONE = /^\+?[\d ().-]{6,30}$/;

/** @throws CodedError BAD_INPUT naming the field. */
export function checkNewParcel(input: CreateParcelInput): CreateParcelInput {
  const { recipient, measures } = input;
  checkMeasures(measures, 'input.measures');
  check(typeof measures.weightGrams === 'number', 'input.measures.weightGrams', 'Give the weight in grams.');
  const email = optional(recipient.email, 'input.recipient.email', 254);
  check(email === null || EMAIL.test(email), 'input.recipient.email', 'This is not an e-mail address.');
  const phone = optional(recipient.phone, 'input.recipient.phone', 30);
  check(phone === null || PHONE.test(phone), 'input.recipient.phone', 'This is not a telephone number.');
  const language = optional(recipient.language, 'input.recipient.language', 2);
  check(language === null || language === 'fr' || language === 'en', 'input.recipient.language', 'Either fr or en.');
  return {
    ...input,
    idempotencyKey: checkKey(input.idempotencyKey, 'input.idempotencyKey'),
    recipient: { name: checkText(recipient.name, 'input.recipient.name', { most: 100 }), email, phone, language },
    pickupPointCode: checkText(input.pickupPointCode, 'input.pickupPointCode', { most: MOST_CODE }),
    dropOffPointCode: optional(input.dropOffPointCode, 'input.dropOffPointCode', MOST_CODE),
  };
}

function optional(value: string | null | undefined, field: string, most: number): string | null {
  return value === null || value === undefined || value.trim() === '' ? null : checkText(value, field, { most });
}

/** @throws CodedError BAD_INPUT saying what a key looks like. */
export function checkKey(key: string, field: string): string {
  const checked = checkIdempotencyKey(key);
  if (checked.ok) return checked.value;
  throw new CodedError('BAD_INPUT', { field }, { field, message: checked.message });
}
