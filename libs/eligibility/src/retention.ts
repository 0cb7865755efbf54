import {
  complain,
  type FieldError,
  isAbsent,
  isObject,
  type Reader,
  readInteger,
  readList,
  refuseUnknown,
} from './json-reader.js';
import type { Retention } from './types.js';

/** Longer than this no point is looked ahead: days on which it is open are counted within one year. */
const LONGEST_DAYS = 365;
const MOST_EXTENSIONS = 10;

/** A network's own rule, in the shape in which a programme holds one. All errors at once, each naming its field. */
export function checkRetention(
  json: unknown,
):
  | { readonly ok: true; readonly retention: Retention }
  | { readonly ok: false; readonly errors: readonly FieldError[] } {
  if (!isObject(json)) return { ok: false, errors: [{ field: '', message: 'must be an object' }] };
  const reader: Reader = { object: json, path: '', errors: [] };
  const retention = readRetention(reader);
  return reader.errors.length === 0 ? { ok: true, retention } : { ok: false, errors: reader.errors };
}

export function readRetention(reader: Reader): Retention {
  refuseUnknown(reader, ['days', 'reminderDays', 'extensionDays', 'extensions']);
  const days = readInteger(reader, 'days', 1, LONGEST_DAYS);
  const isReminder = (item: unknown) =>
    typeof item === 'number' && Number.isInteger(item) && item >= 1 && item < days ? item : null;
  const none = Array.isArray(reader.object.reminderDays) && reader.object.reminderDays.length === 0;
  const extensionDays = readInteger(reader, 'extensionDays', 0, LONGEST_DAYS);
  const extensions = isAbsent(reader, 'extensions')
    ? Math.min(1, extensionDays)
    : readInteger(reader, 'extensions', 0, MOST_EXTENSIONS);
  if ((extensions === 0) !== (extensionDays === 0)) {
    complain(reader, 'extensions', 'must be 0 exactly where extensionDays is 0');
  }
  if (days + extensions * extensionDays > LONGEST_DAYS) {
    complain(reader, 'extensions', `must not lead to more than ${LONGEST_DAYS} days in all`);
  }
  return {
    days,
    reminderDays: none ? [] : readList(reader, 'reminderDays', isReminder, 'days after arrival and before the last'),
    extensionDays,
    extensions,
  };
}
