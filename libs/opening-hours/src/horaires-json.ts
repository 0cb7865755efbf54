import {
  CLOSED,
  DAY_MINUTES,
  type DayHours,
  type HoursErrorCode,
  type HoursResult,
  type Interval,
  normaliseIntervals,
  WEEKDAYS,
  type Weekday,
  weekOf,
} from './model.js';

const WEEKDAY_OF_NAME: ReadonlyMap<string, Weekday> = new Map([
  ['lundi', 'MO'],
  ['mardi', 'TU'],
  ['mercredi', 'WE'],
  ['jeudi', 'TH'],
  ['vendredi', 'FR'],
  ['samedi', 'SA'],
  ['dimanche', 'SU'],
]);

const MAX_LENGTH = 5000;
const LAST_MINUTE = DAY_MINUTES - 1;
const DAYS_THAT_TELL_OF_THE_OTHERS = 4;

/**
 * Reads weekly hours as French supermarket lists derived from the State's fuel-price file write them:
 * `{"Lundi": ["08.30-12.30", "14.00-19.00"], "Dimanche": ["01.00-01.00"]}`.
 *
 * An interval of a minute or none (`01.00-01.00`, `00.00-00.00`, `09.00-09.01`) is what the form holds when nobody
 * filled it in: the day is unknown. An end at 23.59 is midnight, and 00.01-23.59 the whole day. The notation has no
 * way to say closed but to leave a day out; that is believed when at least four days have hours, else the day is
 * unknown, since a list of one day is an unfinished form rather than a shop that opens once a week. Holidays are not
 * stated. Never throws.
 */
export function readHorairesJson(text: string): HoursResult {
  if (text.trim() === '') return failure('HOURS_EMPTY', 'there is nothing to read', 0);
  if (text.length > MAX_LENGTH) return failure('HOURS_TOO_LONG', `more than ${MAX_LENGTH} characters`, MAX_LENGTH);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return failure('HORAIRES_NOT_JSON', 'the text is not JSON', 0);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return failure('HORAIRES_BAD_SHAPE', 'expected an object with the days of the week', 0);
  }
  const stated = new Map<Weekday, DayHours>();
  for (const [name, ranges] of Object.entries(value)) {
    const position = Math.max(text.indexOf(JSON.stringify(name)), 0);
    const weekday = WEEKDAY_OF_NAME.get(name.toLowerCase());
    if (!weekday) return failure('HORAIRES_BAD_SHAPE', `"${name}" is not a day of the week`, position);
    if (!Array.isArray(ranges)) return failure('HORAIRES_BAD_SHAPE', `${name} is not a list`, position);
    const hours = dayOf(ranges);
    if (hours === null) return failure('HOURS_BAD_TIME', `${name} has hours that are not HH.MM-HH.MM`, position);
    stated.set(weekday, hours);
  }
  const daysWithHours = [...stated.values()].filter((hours) => hours !== 'UNKNOWN').length;
  const week = weekOf(daysWithHours >= DAYS_THAT_TELL_OF_THE_OTHERS ? CLOSED : 'UNKNOWN');
  for (const weekday of WEEKDAYS) week[weekday] = stated.get(weekday) ?? week[weekday];
  return { ok: true, hours: { week, publicHolidays: 'UNKNOWN', exceptions: [] } };
}

function failure(code: HoursErrorCode, message: string, position: number): HoursResult {
  return { ok: false, error: { code, message, position } };
}

/** The hours of one day, null when they cannot be read. */
function dayOf(ranges: readonly unknown[]): DayHours | null {
  const intervals: Interval[] = [];
  for (const range of ranges) {
    const times = typeof range === 'string' ? /^\s*(\d\d)[.:](\d\d)\s*-\s*(\d\d)[.:](\d\d)\s*$/.exec(range) : null;
    if (!times) return null;
    const [startHour = 0, startMinute = 0, endHour = 0, endMinute = 0] = times.slice(1).map(Number);
    const start = startHour * 60 + startMinute;
    const end = endHour * 60 + endMinute;
    if (startMinute > 59 || endMinute > 59 || start >= DAY_MINUTES || end > DAY_MINUTES) return null;
    if (end - start === 0 || end - start === 1) continue;
    intervals.push(intervalOf(start, end));
  }
  return intervals.length === 0 ? 'UNKNOWN' : normaliseIntervals(intervals);
}

function intervalOf(start: number, end: number): Interval {
  if (end === LAST_MINUTE) return { startMinutes: start <= 1 ? 0 : start, endMinutes: DAY_MINUTES };
  return { startMinutes: start, endMinutes: end < start ? end + DAY_MINUTES : end };
}
