import { dateOfDayNumber, type LocalDate, weekdayIndexOf } from './calendar.js';
import { isPublicHolidayDay } from './holidays.js';
import { type DayHours, type HoursContext, type HoursException, type OpeningHours, WEEKDAYS } from './model.js';

/** True when the exception is about the date; `from` and `to` are of one length, five characters when yearly. */
export function isAbout(exception: HoursException, date: LocalDate): boolean {
  const { from, to } = exception;
  const day = from.length === 5 ? date.slice(5) : date;
  // Only a yearly span can end before it begins: it runs over the new year.
  return from <= to ? from <= day && day <= to : day >= from || day <= to;
}

/**
 * The hours that count on a local day: the last exception about it, else the public holiday rule on a public holiday,
 * else the weekday's. Where the calendar of holidays is not known, every day is an ordinary weekday: calling every day
 * a possible holiday would leave nothing to say about any point abroad.
 */
export function hoursOfDay(hours: OpeningHours, context: HoursContext, dayNumber: number): DayHours {
  if (hours.exceptions.length > 0) {
    const date = dateOfDayNumber(dayNumber);
    const exception = hours.exceptions.findLast((candidate) => isAbout(candidate, date));
    if (exception) return exception.hours;
  }
  const { holidayRegion } = context;
  if (hours.publicHolidays !== 'SAME_AS_WEEKDAY' && holidayRegion !== null) {
    if (isPublicHolidayDay(dayNumber, holidayRegion)) return hours.publicHolidays;
  }
  return hours.week[WEEKDAYS[weekdayIndexOf(dayNumber)] ?? 'MO'];
}
