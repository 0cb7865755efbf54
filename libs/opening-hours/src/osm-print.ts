import {
  ALL_DAY,
  DAY_MINUTES,
  type DayHours,
  type HoursException,
  isSameDayHours,
  type OpeningHours,
  WEEKDAYS,
  type Weekday,
} from './model.js';
import { formatMinutes } from './time-zone.js';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * Writes hours in OSM's `opening_hours` syntax. `parseOsm` reads back the same hours, provided the text is not over its
 * 1 000 characters. Closed and unknown days are written out, holidays too: in OSM a holiday that is not mentioned has
 * the weekday's hours, which would turn "not known" into "open".
 */
export function printOsm(hours: OpeningHours): string {
  return [...weeklyRules(hours), ...hours.exceptions.map(exceptionRule)].join('; ');
}

function weeklyRules({ week, publicHolidays }: OpeningHours): string[] {
  const all = (hours: DayHours): boolean => WEEKDAYS.every((weekday) => isSameDayHours(week[weekday], hours));
  if (publicHolidays === 'SAME_AS_WEEKDAY' && all(ALL_DAY)) return ['24/7'];
  if (publicHolidays === 'UNKNOWN' && all('UNKNOWN')) return ['unknown'];
  const groups = groupByHours(week);
  if (publicHolidays === 'SAME_AS_WEEKDAY') {
    const rules = groups.map(({ days, hours }) => `${dayList(days)} ${hoursText(hours)}`);
    return [...rules, ...rules.map((rule) => `PH ${rule}`)];
  }
  const rules = groups.map(({ days, hours }) => {
    const withHolidays = isSameDayHours(hours, publicHolidays) ? ',PH' : '';
    return `${dayList(days)}${withHolidays} ${hoursText(hours)}`;
  });
  const isGrouped = groups.some(({ hours }) => isSameDayHours(hours, publicHolidays));
  return isGrouped ? rules : [...rules, `PH ${hoursText(publicHolidays)}`];
}

function groupByHours(week: OpeningHours['week']): { days: Weekday[]; hours: DayHours }[] {
  const groups: { days: Weekday[]; hours: DayHours }[] = [];
  for (const weekday of WEEKDAYS) {
    const group = groups.find(({ hours }) => isSameDayHours(hours, week[weekday]));
    if (group) group.days.push(weekday);
    else groups.push({ days: [weekday], hours: week[weekday] });
  }
  return groups;
}

/** `Mo-We,Fr`: runs of neighbouring days are joined. */
function dayList(days: readonly Weekday[]): string {
  const runs: { first: Weekday; last: Weekday }[] = [];
  for (const day of days) {
    const run = runs.at(-1);
    if (run && WEEKDAYS.indexOf(day) === WEEKDAYS.indexOf(run.last) + 1) run.last = day;
    else runs.push({ first: day, last: day });
  }
  return runs
    .map(({ first, last }) => (first === last ? dayName(first) : `${dayName(first)}-${dayName(last)}`))
    .join(',');
}

const dayName = (weekday: Weekday): string => weekday.charAt(0) + weekday.charAt(1).toLowerCase();

function hoursText(hours: DayHours): string {
  if (hours === 'UNKNOWN') return 'unknown';
  if (hours.length === 0) return 'off';
  return hours
    .map(({ startMinutes, endMinutes }) => `${clock(startMinutes)}-${endClock(startMinutes, endMinutes)}`)
    .join(',');
}

const clock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** 02:00 after 20:00 is plainly on the next day; an interval of a day or more needs the hours past 24. */
function endClock(startMinutes: number, endMinutes: number): string {
  return endMinutes - startMinutes < DAY_MINUTES ? formatMinutes(endMinutes) : clock(endMinutes);
}

function exceptionRule({ from, to, hours }: HoursException): string {
  const days = from === to ? dateText(from) : `${dateText(from)}-${dateText(to)}`;
  return `${days} ${hoursText(hours)}`;
}

/** `2026-12-24` as `2026 Dec 24`, `12-24` as `Dec 24`. */
function dateText(date: string): string {
  const [day = '', month = '', year] = date.split('-').reverse();
  const monthAndDay = `${MONTHS[Number(month) - 1]} ${day}`;
  return year === undefined ? monthAndDay : `${year} ${monthAndDay}`;
}
