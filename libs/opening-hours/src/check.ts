import { daysInMonth, isLocalDate } from './calendar.js';
import { DAY_MINUTES, MAX_END_MINUTES, WEEKDAYS } from './model.js';

type Fields = Record<string, unknown>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * What is wrong with a value that should be `OpeningHours`, with the place of the first fault, or null when it is
 * well formed. For hours that come from outside as JSON: the rest of this library trusts its types.
 */
export function openingHoursFault(value: unknown): string | null {
  if (!isFields(value)) return 'not an object';
  const { week, publicHolidays, exceptions } = value;
  if (!isFields(week)) return 'week: not an object';
  for (const weekday of WEEKDAYS) {
    const fault = dayFault(week[weekday]);
    if (fault !== null) return `week.${weekday}: ${fault}`;
  }
  const holidayFault = publicHolidays === 'SAME_AS_WEEKDAY' ? null : dayFault(publicHolidays);
  if (holidayFault !== null) return `publicHolidays: ${holidayFault}`;
  if (!Array.isArray(exceptions)) return 'exceptions: not a list';
  for (const [i, exception] of exceptions.entries()) {
    const fault = exceptionFault(exception);
    if (fault !== null) return `exceptions[${i}]: ${fault}`;
  }
  return null;
}

function dayFault(day: unknown): string | null {
  if (day === 'UNKNOWN') return null;
  if (!Array.isArray(day)) return 'neither UNKNOWN nor a list';
  let previousEnd = -1;
  for (const interval of day as unknown[]) {
    if (!isFields(interval)) return 'an interval is not an object';
    const { startMinutes: start, endMinutes: end } = interval;
    if (typeof start !== 'number' || typeof end !== 'number' || !Number.isInteger(start) || !Number.isInteger(end)) {
      return 'minutes are not whole numbers';
    }
    if (start < 0 || start >= DAY_MINUTES || end > MAX_END_MINUTES) return 'minutes are outside the day';
    if (end <= start) return 'an interval ends before it begins';
    if (start <= previousEnd) return 'intervals are out of order or touch';
    previousEnd = end;
  }
  return null;
}

function exceptionFault(exception: unknown): string | null {
  if (!isFields(exception)) return 'not an object';
  const { from, to, hours } = exception;
  if (typeof from !== 'string' || typeof to !== 'string') return 'from or to is not text';
  if (isLocalDate(from) && isLocalDate(to)) {
    if (to < from) return 'ends before it begins';
  } else if (!isDayOfYear(from) || !isDayOfYear(to)) {
    return 'from and to are neither two dates nor two days of the year';
  }
  return dayFault(hours);
}

function isDayOfYear(text: string): boolean {
  const [, month = 0, day = 0] = /^(\d\d)-(\d\d)$/.exec(text)?.map(Number) ?? [];
  // 2024 is a leap year, and 29 February is a day of some years.
  return month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(2024, month);
}
