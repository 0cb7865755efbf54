/** A day on the local calendar, `YYYY-MM-DD`, Gregorian, from 1583 to 9999. */
export type LocalDate = string;

export const DAY_MS = 86_400_000;

const MIN_DAY = Date.UTC(1583, 0, 1) / DAY_MS;
const MAX_DAY = Date.UTC(9999, 11, 31) / DAY_MS;

/** True for a real day written `YYYY-MM-DD`: `2026-02-29` is not one. */
export function isLocalDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const ms = Date.parse(`${text}T00:00:00Z`);
  // Some engines read 30 February as 2 March, so the text is compared with what it was understood to be.
  return ms >= MIN_DAY * DAY_MS && new Date(ms).toISOString().startsWith(text);
}

/** Days since 1970-01-01. Throws RangeError when the text is not a date. */
export function dayNumberOf(date: LocalDate): number {
  if (!isLocalDate(date)) throw new RangeError(`not a date: ${date}`);
  return Date.parse(`${date}T00:00:00Z`) / DAY_MS;
}

/** The reverse of `dayNumberOf`. Throws RangeError outside 1583 to 9999. */
export function dateOfDayNumber(day: number): LocalDate {
  if (!(day >= MIN_DAY && day <= MAX_DAY)) throw new RangeError(`day ${day} is outside the years 1583 to 9999`);
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** Adds days, which may be negative. Throws RangeError when `date` or the result is not a date. */
export function addDays(date: LocalDate, days: number): LocalDate {
  return dateOfDayNumber(dayNumberOf(date) + days);
}

/** The position of the day in the week: 0 is Monday, 6 is Sunday. */
export function weekdayIndexOf(dayNumber: number): number {
  // 1970-01-01 was a Thursday.
  return (((dayNumber + 3) % 7) + 7) % 7;
}

/** The number of days of a month; `month` is 1 to 12. */
export function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/**
 * The same day of the month, some calendar months later (or earlier, when negative), clamped to the month's length:
 * 31 January and one month is 28 or 29 February. Throws RangeError when `date` or the result is not a date, or `months`
 * not whole.
 */
export function addCalendarMonths(date: LocalDate, months: number): LocalDate {
  if (!Number.isInteger(months)) throw new RangeError(`months must be whole: ${months}`);
  const start = new Date(dayNumberOf(date) * DAY_MS);
  const monthsSinceYearZero = start.getUTCFullYear() * 12 + start.getUTCMonth() + months;
  const year = Math.floor(monthsSinceYearZero / 12);
  const month = monthsSinceYearZero - year * 12;
  const day = Math.min(start.getUTCDate(), daysInMonth(year, month + 1));
  return dateOfDayNumber(Date.UTC(year, month, day) / DAY_MS);
}
