import { checkIdempotencyKey } from '#libs/identifiers';
import { CodedError } from '#libs/refusals';
import { check, checkText } from '../platform/input.js';
import { checkMeasures } from '../search/check-search.js';
import type { CreateParcelInput, RecipientInput } from './parcels.inputs.js';

const MOST_CODE = 100;
const EMAIL = /^[^\s@]{1,64}@[^\s@]+\.[^\s@]{2,}$/;
const PHONE = /^\+?[\d ().-]{6,30}$/;

/** @throws CodedError BAD_INPUT naming the field. */
export function checkNewParcel(input: CreateParcelInput): CreateParcelInput {
  const { recipient, measures } = input;
  checkMeasures(measures, 'input.measures');
  check(typeof measures.weightGrams === 'number', 'input.measures.weightGrams', 'Give the weight in grams.');
  return {
    ...input,
    idempotencyKey: checkKey(input.idempotencyKey, 'input.idempotencyKey'),
    recipient: checkRecipient(recipient, 'input.recipient.'),
    pickupPointCode: checkText(input.pickupPointCode, 'input.pickupPointCode', { most: MOST_CODE }),
    dropOffPointCode: optional(input.dropOffPointCode, 'input.dropOffPointCode', MOST_CODE),
  };
}

/** @param path - What stands before the names of the fields. @throws CodedError BAD_INPUT naming the field. */
export function checkRecipient(recipient: RecipientInput, path: string): RecipientInput {
  const email = optional(recipient.email, `${path}email`, 254);
  check(email === null || EMAIL.test(email), `${path}email`, 'This is not an e-mail address.');
  const phone = optional(recipient.phone, `${path}phone`, 30);
  check(phone === null || PHONE.test(phone), `${path}phone`, 'This is not a telephone number.');
  const language = optional(recipient.language, `${path}language`, 2);
  check(language === null || language === 'fr' || language === 'en', `${path}language`, 'Either fr or en.');
  return { name: checkText(recipient.name, `${path}name`, { most: 100 }), email, phone, language };
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
