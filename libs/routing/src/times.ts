import { dateOfDayNumber, instantOfLocal } from '#libs/opening-hours';
import type { TimetableTime } from './timetable.js';

export const DAY_SECONDS = 86_400;
const NOON_SECONDS = DAY_SECONDS / 2;
const NOON_MINUTES = 720;
/** Longer than any vehicle is under way. */
const MOST_HOURS = 168;

/** Seconds of a timetable's time; null for what is none, as 99:99:99. 25:30:00 is one, and 167:59:59 the last. */
export function timetableSeconds(time: TimetableTime): number | null {
  const found = /^(\d{1,3}):([0-5]\d):([0-5]\d)$/.exec(time);
  if (found === null) return null;
  const hours = Number(found[1]);
  return hours < MOST_HOURS ? hours * 3600 + Number(found[2]) * 60 + Number(found[3]) : null;
}

/** `timetableSeconds` of what was checked. Throws RangeError. */
export function secondsOf(time: TimetableTime): number {
  const seconds = timetableSeconds(time);
  if (seconds === null) throw new RangeError(`not a time of a timetable: ${time}`);
  return seconds;
}

/** Where the times of days are counted from. Asked again and again for the same few zones and days. */
export class DayStarts {
  private readonly known = new Map<string, Map<number, number>>();

  /** Twelve hours before noon, in epoch seconds, of a day since 1970. Throws RangeError for an unknown zone. */
  of(day: number, timeZone: string): number {
    let ofZone = this.known.get(timeZone);
    if (ofZone === undefined) this.known.set(timeZone, (ofZone = new Map<number, number>()));
    let start = ofZone.get(day);
    if (start === undefined) {
      start = instantOfLocal(dateOfDayNumber(day), NOON_MINUTES, timeZone) / 1000 - NOON_SECONDS;
      ofZone.set(day, start);
    }
    return start;
  }
}
