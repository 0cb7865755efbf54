import { dateOfDayNumber, dayNumberOf, isPublicHoliday, WEEKDAYS, weekdayIndexOf } from '#libs/opening-hours';
import type { Calendar } from './timetable.js';

/** Whether trips of a calendar run on a day, counted since 1970. */
export function runsOn(calendar: Calendar, day: number): boolean {
  const date = dateOfDayNumber(day);
  if (calendar.added.includes(date)) return true;
  if (calendar.removed.includes(date)) return false;
  if (calendar.from !== null && date < calendar.from) return false;
  if (calendar.until !== null && date > calendar.until) return false;
  if (calendar.restsOnHolidaysOf !== null && isPublicHoliday(date, calendar.restsOnHolidaysOf)) return false;
  return calendar.weekdays.includes(WEEKDAYS[weekdayIndexOf(day)] ?? 'MO');
}

/** Whether there is any day on which trips of a calendar run. Its dates must exist. */
export function daysOfCalendarExist(calendar: Calendar): boolean {
  const { from, until, added, weekdays } = calendar;
  if (added.length > 0) return true;
  if (weekdays.length === 0) return false;
  if (from === null || until === null) return true;
  const lastDay = dayNumberOf(until);
  for (let day = dayNumberOf(from); day <= lastDay; day += 1) {
    if (runsOn(calendar, day)) return true;
  }
  return false;
}
