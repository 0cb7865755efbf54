import { dateOfDayNumber, dayNumberOf, type LocalDate } from './calendar.js';
import { hoursOfDay } from './day-hours.js';
import { DAY_MINUTES, type DayHours, type HoursContext, type OpeningHours } from './model.js';
import type { OpenStateValue } from './open-state.js';
import { instantOfDay, wallClockAt } from './time-zone.js';

/** How many days after arrival are looked at, so that a point closed for good does not keep anyone counting. */
export const OPEN_DAYS_HORIZON_DAYS = 366;

/**
 * When a number of open days is over. `endsAtMs` is the first instant after `lastDate`. Not ok when the days were not
 * reached within a year: `lastDate` is then the last day looked at, and `countedDays` how many of them were open.
 */
export type OpenDaysResult =
  | { ok: true; lastDate: LocalDate; endsAtMs: number; countedDays: number }
  | { ok: false; code: 'TOO_FEW_OPEN_DAYS'; lastDate: LocalDate; endsAtMs: number; countedDays: number };

/**
 * Whether a point is open at any time on a local day; the hours after midnight of an interval that began the day before
 * count. `hours` null is unknown. Throws RangeError when the date or the time zone does not exist.
 */
export function isOpenDay(hours: OpeningHours | null, context: HoursContext, date: LocalDate): OpenStateValue {
  return openStateOfDay(hours, context, dayNumberOf(date));
}

function openStateOfDay(hours: OpeningHours | null, context: HoursContext, day: number): OpenStateValue {
  if (hours === null) return 'UNKNOWN';
  const today = hoursOfDay(hours, context, day);
  const { timeZone } = context;
  if (opensWithin(today, 0, day, timeZone)) return 'OPEN';
  if (opensWithin(hoursOfDay(hours, context, day - 1), DAY_MINUTES, day, timeZone)) return 'OPEN';
  return today === 'UNKNOWN' ? 'UNKNOWN' : 'CLOSED';
}

/** True when some interval has a part on the day that begins at minute `dayStart` of the interval's own clock. */
function opensWithin(hours: DayHours, dayStart: number, day: number, timeZone: string): boolean {
  if (hours === 'UNKNOWN') return false;
  return hours.some(({ startMinutes, endMinutes }) => {
    const from = Math.max(startMinutes - dayStart, 0);
    const to = Math.min(endMinutes - dayStart, DAY_MINUTES);
    // Hours that the clocks jump over in spring never happen: both their ends are the moment of the jump.
    return from < to && instantOfDay(day, from, timeZone) < instantOfDay(day, to, timeZone);
  });
}

/**
 * Counts days on which a point is open, for retention. The local day of `fromMs`, the arrival, does not count, however
 * early it was; then each day counts that is not suspended and not known to be closed (unknown counts as open). The
 * result is the end, at local midnight, of the day that makes the number full; with 0 days, of the day of arrival.
 *
 * Throws RangeError when `days` is not a whole number from 0 up, and for an unknown time zone.
 */
export function addOpenDays(
  hours: OpeningHours | null,
  context: HoursContext,
  fromMs: number,
  days: number,
  isSuspended: (date: LocalDate) => boolean = () => false,
): OpenDaysResult {
  if (!Number.isInteger(days) || days < 0) throw new RangeError(`days must be a whole number from 0 up: ${days}`);
  const { timeZone } = context;
  const arrivalDay = wallClockAt(fromMs, timeZone).day;
  const lastDay = arrivalDay + OPEN_DAYS_HORIZON_DAYS;
  let day = arrivalDay;
  let countedDays = 0;
  while (countedDays < days && day < lastDay) {
    day += 1;
    if (!isSuspended(dateOfDayNumber(day)) && openStateOfDay(hours, context, day) !== 'CLOSED') countedDays += 1;
  }
  const end = { lastDate: dateOfDayNumber(day), endsAtMs: instantOfDay(day + 1, 0, timeZone), countedDays };
  return countedDays === days ? { ok: true, ...end } : { ok: false, code: 'TOO_FEW_OPEN_DAYS', ...end };
}
