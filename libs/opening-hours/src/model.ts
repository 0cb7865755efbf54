import type { HolidayRegion } from './holidays.js';

/** ISO order: Monday first. */
export const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

export const DAY_MINUTES = 1440;
/** An interval may run into the next day, up to the end of that day. */
export const MAX_END_MINUTES = 2 * DAY_MINUTES;

/**
 * Open from `startMinutes` (included) to `endMinutes` (excluded), in minutes since local midnight of the day it belongs
 * to: 0 <= start < 1440, start < end <= 2880. An end above 1440 is on the next day: 20:00-02:00 is 1200 to 1560.
 */
export interface Interval {
  readonly startMinutes: number;
  readonly endMinutes: number;
}

/** One day's opening: intervals in ascending order with a gap between them, none at all when closed, or not known. */
export type DayHours = readonly Interval[] | 'UNKNOWN';

/**
 * Hours that replace the weekday's, and the public holiday's, on some days. `from` and `to` are both included and are
 * either both dates (`2026-12-24`) or both days of every year (`12-24`); a yearly span may run over the new year. Where
 * several apply to a day, the last in the list does.
 */
export interface HoursException {
  from: string;
  to: string;
  hours: DayHours;
}

/**
 * A point's opening hours, as stored (plain JSON). Hours that are wholly unknown may also be absent (`null`). On a day,
 * a matching exception goes before the public holiday rule, which goes before the weekday. `publicHolidays` is
 * `UNKNOWN` unless a source states it, because a shop's habit on other days says nothing about 1 May.
 */
export interface OpeningHours {
  week: Record<Weekday, DayHours>;
  publicHolidays: DayHours | 'SAME_AS_WEEKDAY';
  exceptions: HoursException[];
}

/** What a reader of some notation answers; `position` is the 0-based offset in the text that was given. */
export type HoursResult =
  | { ok: true; hours: OpeningHours }
  | { ok: false; error: { code: HoursErrorCode; message: string; position: number } };

export type HoursErrorCode =
  | 'HOURS_EMPTY'
  | 'HOURS_TOO_LONG'
  | 'HOURS_BAD_TIME'
  | 'OSM_SYNTAX'
  | 'OSM_UNSUPPORTED'
  | 'OSM_AMBIGUOUS'
  | 'OSM_NO_HOURS'
  | 'OSM_BAD_DATE'
  | 'HORAIRES_NOT_JSON'
  | 'HORAIRES_BAD_SHAPE';

export type HoursReader = (text: string) => HoursResult;

/** Where and when hours are read: an IANA time zone, and the public holidays that apply (`null`: not known). */
export interface HoursContext {
  timeZone: string;
  holidayRegion: HolidayRegion | null;
}

export const CLOSED: readonly Interval[] = [];
export const ALL_DAY: readonly Interval[] = [{ startMinutes: 0, endMinutes: DAY_MINUTES }];

/** The same hours on all seven weekdays. */
export function weekOf(hours: DayHours): Record<Weekday, DayHours> {
  return { MO: hours, TU: hours, WE: hours, TH: hours, FR: hours, SA: hours, SU: hours };
}

/** Open day and night, public holidays included. */
export function alwaysOpen(): OpeningHours {
  return { week: weekOf(ALL_DAY), publicHolidays: 'SAME_AS_WEEKDAY', exceptions: [] };
}

/** Hours of which nothing is known. */
export function unknownHours(): OpeningHours {
  return { week: weekOf('UNKNOWN'), publicHolidays: 'UNKNOWN', exceptions: [] };
}

/** True when the hours say the same as no hours at all. */
export function isWhollyUnknown(hours: OpeningHours | null): boolean {
  if (hours === null) return true;
  const holidays = hours.publicHolidays;
  return (
    WEEKDAYS.every((weekday) => hours.week[weekday] === 'UNKNOWN') &&
    (holidays === 'UNKNOWN' || holidays === 'SAME_AS_WEEKDAY') &&
    hours.exceptions.every((exception) => exception.hours === 'UNKNOWN')
  );
}

export function isSameDayHours(a: DayHours, b: DayHours): boolean {
  if (a === 'UNKNOWN' || b === 'UNKNOWN') return a === b;
  return (
    a.length === b.length &&
    a.every((interval, i) => interval.startMinutes === b[i]?.startMinutes && interval.endMinutes === b[i]?.endMinutes)
  );
}

/** Sorts intervals and joins those that overlap or touch, so that equal openings have equal data. */
export function normaliseIntervals(intervals: readonly Interval[]): Interval[] {
  const sorted = [...intervals].sort((a, b) => a.startMinutes - b.startMinutes);
  const joined: Interval[] = [];
  for (const { startMinutes, endMinutes } of sorted) {
    const last = joined.at(-1);
    if (last && startMinutes <= last.endMinutes) {
      joined[joined.length - 1] = { ...last, endMinutes: Math.max(last.endMinutes, endMinutes) };
    } else {
      joined.push({ startMinutes, endMinutes });
    }
  }
  return joined;
}
