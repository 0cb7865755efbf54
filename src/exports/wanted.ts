import { readLabel } from '#libs/identifiers';
import { CodedError } from '#libs/refusals';
import { DateTime } from '../platform/graphql/scalars.js';
import { check } from '../platform/input.js';

/** One parcel, or what was recorded from one instant until before another. */
export type Wanted = { trackingNumber: string } | { from: Date; to: Date };

export const MOST_DAYS = 31;
const DAY_MS = 86_400_000;

type Asked = Partial<Record<'trackingNumber' | 'from' | 'to', string>>;

/**
 * Reads what an export is asked for.
 *
 * @param names - How the asker calls the three.
 * @throws CodedError BAD_INPUT, RANGE_TOO_LONG, naming the field.
 */
export function readWanted(asked: Asked, names: Record<keyof Asked, string>): Wanted {
  const { trackingNumber, from, to } = asked;
  const both = `Ask for one parcel by ${names.trackingNumber}, or for what was recorded by ${names.from} and ${names.to}.`;
  if (trackingNumber !== undefined) {
    check(from === undefined && to === undefined, from === undefined ? names.to : names.from, both);
    const label = readLabel(trackingNumber);
    check(label.ok, names.trackingNumber, label.ok ? '' : label.message);
    return { trackingNumber: label.value.value };
  }
  check(from !== undefined || to !== undefined, names.trackingNumber, both);
  check(from !== undefined, names.from, both);
  check(to !== undefined, names.to, both);
  const range = { from: instant(from, names.from), to: instant(to, names.to) };
  const lasts = range.to.getTime() - range.from.getTime();
  check(lasts > 0, names.to, `Must be later than ${names.from}: what was recorded at ${names.to} is left out.`);
  if (lasts > MOST_DAYS * DAY_MS) throw new CodedError('RANGE_TOO_LONG', { mostDays: MOST_DAYS }, { field: names.to });
  return range;
}

function instant(text: string, field: string): Date {
  try {
    return DateTime.parseValue(text) as Date;
  } catch (error) {
    throw new CodedError('BAD_INPUT', { field }, { field, message: (error as Error).message });
  }
}
