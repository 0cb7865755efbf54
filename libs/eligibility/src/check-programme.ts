import { checkNaf, NAF_NOMENCLATURES, type NafNomenclature, SECTORS } from '#libs/identifiers';
import { type Day, dayIn, isDay } from './days.js';
import {
  complain,
  type FieldError,
  isAbsent,
  isObject,
  matching,
  oneOf,
  type Reader,
  readInteger,
  readList,
  readObject,
  readObjects,
  readOneOf,
  readText,
  refuseUnknown,
} from './json-reader.js';
import { readRetention } from './retention.js';
import {
  APPROVALS,
  COLLECTIONS,
  COVERS,
  ENROLMENT_MODES,
  type MerchantRule,
  type NafRule,
  POINT_KINDS,
  type PointAlternative,
  type Programme,
} from './types.js';

/**
 * The fields of a definition; `validTo`, `grantMonths`, `retention` (null), `enrolment` (REQUIRED) and
 * `customerReturnDays` (14) may be left out.
 */
export const PROGRAMME_FIELDS = [
  'code',
  'names',
  'operator',
  'validFrom',
  'validTo',
  'timeZone',
  'enrolment',
  'grantMonths',
  'feeCents',
  'currency',
  'merchantRule',
  'pointRule',
  'covers',
  'collection',
  'approval',
  'bookingDays',
  'customerReturnDays',
  'retention',
] as const satisfies readonly (keyof Programme)[];

export type CheckedProgramme =
  | { readonly ok: true; readonly programme: Programme }
  | { readonly ok: false; readonly errors: readonly FieldError[] };

const SOME_TEXT = /\S/;
const CODE = /^[A-Z][A-Z0-9_]{0,63}$/;
const CODE_SAYS = 'a code in capitals, such as MONDIAL_RELAY';
const LONGEST_GRANT_MONTHS = 120;
const HIGHEST_FEE_CENTS = 1_000_000;
const LONGEST_DAYS = 365;
/** For how long whoever bought at a distance may change their mind: directive 2011/83/EU, article 9. */
const WITHDRAWAL_DAYS = 14;

/**
 * Reads a programme's definition from JSON, as seeds and operators write it. All errors are found at once, and each
 * names its field.
 */
export function checkProgramme(json: unknown): CheckedProgramme {
  if (!isObject(json)) return { ok: false, errors: [{ field: '', message: 'must be an object' }] };
  const reader: Reader = { object: json, path: '', errors: [] };
  refuseUnknown(reader, PROGRAMME_FIELDS);
  const programme: Programme = {
    code: readText(reader, 'code', /^[a-z0-9]+(-[a-z0-9]+)*$/, 'small letters, digits and hyphens: drive-solidaire'),
    names: readNames(readObject(reader, 'names')),
    operator: readText(reader, 'operator', SOME_TEXT, 'the name of who runs it'),
    validFrom: readDay(reader, 'validFrom'),
    validTo: isAbsent(reader, 'validTo') ? null : readDay(reader, 'validTo'),
    timeZone: readTimeZone(reader),
    enrolment: isAbsent(reader, 'enrolment')
      ? 'REQUIRED'
      : (readOneOf(reader, 'enrolment', ENROLMENT_MODES) ?? 'REQUIRED'),
    grantMonths: isAbsent(reader, 'grantMonths') ? null : readInteger(reader, 'grantMonths', 1, LONGEST_GRANT_MONTHS),
    feeCents: readInteger(reader, 'feeCents', 0, HIGHEST_FEE_CENTS),
    currency: readText(reader, 'currency', /^[A-Z]{3}$/, 'three capitals: EUR'),
    merchantRule: readMerchantRule(readObject(reader, 'merchantRule')),
    pointRule: readObjects(reader, 'pointRule').map(readAlternative),
    covers: readList(reader, 'covers', oneOf(COVERS), COVERS.join(', ')),
    collection: readList(reader, 'collection', oneOf(COLLECTIONS), COLLECTIONS.join(', ')),
    approval: readOneOf(reader, 'approval', APPROVALS) ?? 'OPERATOR',
    bookingDays: readInteger(reader, 'bookingDays', 1, LONGEST_DAYS),
    customerReturnDays: isAbsent(reader, 'customerReturnDays')
      ? WITHDRAWAL_DAYS
      : readInteger(reader, 'customerReturnDays', 0, LONGEST_DAYS),
    retention: isAbsent(reader, 'retention') ? null : readRetention(readObject(reader, 'retention')),
  };
  checkTogether(reader, programme);
  return reader.errors.length === 0 ? { ok: true, programme } : { ok: false, errors: reader.errors };
}

function readNames(reader: Reader): Programme['names'] {
  refuseUnknown(reader, ['fr', 'en']);
  return {
    fr: readText(reader, 'fr', SOME_TEXT, 'its name in French'),
    en: readText(reader, 'en', SOME_TEXT, 'its name in English'),
  };
}

function readDay(reader: Reader, key: string): Day {
  const value = reader.object[key];
  if (isDay(value)) return value;
  complain(reader, key, 'must be a day that exists, as YYYY-MM-DD');
  return '';
}

function readTimeZone(reader: Reader): string {
  const timeZone = readText(reader, 'timeZone', SOME_TEXT, 'a time zone, such as Europe/Paris');
  if (timeZone === '') return '';
  try {
    dayIn(timeZone, new Date(0));
  } catch {
    complain(reader, 'timeZone', 'must be a time zone of the IANA list, such as Europe/Paris or Indian/Reunion');
  }
  return timeZone;
}

function readMerchantRule(reader: Reader): MerchantRule {
  refuseUnknown(reader, ['sectors', 'nafCodes', 'carrierAccounts', 'merchantIds']);
  const has = (key: string) => !isAbsent(reader, key);
  return {
    ...(has('sectors') && { sectors: readList(reader, 'sectors', oneOf(SECTORS), SECTORS.join(', ')) }),
    ...(has('nafCodes') && { nafCodes: readObjects(reader, 'nafCodes').map(readNafRule) }),
    ...(has('carrierAccounts') && { carrierAccounts: readList(reader, 'carrierAccounts', matching(CODE), CODE_SAYS) }),
    ...(has('merchantIds') && {
      merchantIds: readList(reader, 'merchantIds', matching(SOME_TEXT), 'the id of a merchant'),
    }),
  };
}

function readNafRule(reader: Reader): NafRule {
  refuseUnknown(reader, ['nomenclature', 'codes']);
  const nomenclature = readOneOf(reader, 'nomenclature', NAF_NOMENCLATURES) ?? 'NAF_REV2';
  const codes = readList(
    reader,
    'codes',
    (item) => readNafPrefix(item, nomenclature),
    `codes of ${nomenclature}, or prefixes: 47.61Z, 47.2`,
  );
  return { nomenclature, codes };
}

function readNafPrefix(item: unknown, nomenclature: NafNomenclature): string | null {
  if (typeof item !== 'string') return null;
  if (/^[0-9]{2}(\.?[0-9]{1,2})?$/.test(item)) return item;
  const code = checkNaf(item, nomenclature);
  return code.ok ? code.value : null;
}

function readAlternative(reader: Reader): PointAlternative {
  refuseUnknown(reader, ['chains', 'networks', 'services', 'kinds', 'ownShop']);
  const has = (key: string) => !isAbsent(reader, key);
  const ownShop = reader.object.ownShop;
  if (has('ownShop') && typeof ownShop !== 'boolean') complain(reader, 'ownShop', 'must be true or false');
  return {
    ...(has('chains') && { chains: readList(reader, 'chains', matching(CODE), CODE_SAYS) }),
    ...(has('networks') && { networks: readList(reader, 'networks', matching(CODE), CODE_SAYS) }),
    ...(has('services') && { services: readList(reader, 'services', matching(CODE), CODE_SAYS) }),
    ...(has('kinds') && { kinds: readList(reader, 'kinds', oneOf(POINT_KINDS), POINT_KINDS.join(', ')) }),
    ...(ownShop === true && { ownShop }),
  };
}

/** What no field shows by itself. */
function checkTogether(reader: Reader, programme: Programme): void {
  const { validFrom, validTo, covers, pointRule, collection, merchantRule } = programme;
  if (validTo !== null && validTo !== '' && validTo < validFrom)
    complain(reader, 'validTo', `must not be before ${validFrom}`);
  if (programme.enrolment === 'AUTOMATIC' && programme.grantMonths !== null) {
    complain(reader, 'grantMonths', 'counts from an enrolment, so the enrolment must be REQUIRED');
  }
  if (merchantRule.nafCodes?.length === 0)
    complain(reader, 'merchantRule.nafCodes', 'must have at least one, or be left out');
  const takesPoints = covers.includes('PICKUP');
  if (takesPoints && pointRule.length === 0)
    complain(reader, 'pointRule', 'must have an alternative; [{}] is every point');
  if (!takesPoints && pointRule.length > 0) complain(reader, 'pointRule', 'must be empty where covers has no PICKUP');
  const hasOwnShop = pointRule.some(({ ownShop }) => ownShop === true);
  if (takesPoints && hasOwnShop !== collection.includes('MERCHANT_SHOP')) {
    complain(reader, 'collection', 'has MERCHANT_SHOP exactly where an alternative of pointRule has ownShop');
  }
}
