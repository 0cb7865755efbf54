import { DAY_MS } from './calendar.js';
import { hoursOfDay } from './day-hours.js';
import { DAY_MINUTES, type DayHours, type HoursContext, isWhollyUnknown, type OpeningHours } from './model.js';
import { clockChangesBetween, occurrencesOf, wallClockAt } from './time-zone.js';

/** Opening is three-valued: what is not known is never shown as open, nor as closed. */
export type OpenStateValue = 'OPEN' | 'CLOSED' | 'UNKNOWN';

export interface OpenState {
  state: OpenStateValue;
  /** The first instant (ms since 1970) at which the state differs, null when there is none within 14 days. */
  nextChange: number | null;
}

/** How far ahead a change is looked for: long enough for a fortnight's holiday to be told from a closure for good. */
export const NEXT_CHANGE_HORIZON_DAYS = 14;

/**
 * Whether a point is open at an instant (ms since 1970), and when that changes. `hours` null is unknown.
 *
 * The clock on the wall decides: the point is open when the local time then shown lies in an interval. So when clocks
 * jump from 02:00 to 03:00, opening at 02:30 happens at the jump; when 02:00-03:00 happens twice, closing at 02:30
 * means open until 02:30, closed until the clock is put back, open again until 02:30. An interval that runs past
 * midnight counts on the next day, whatever that day's own hours, holiday or exception; a day of unknown hours is
 * unknown from its midnight to the next, save where the day before is still open.
 *
 * Throws RangeError for an unknown time zone and for instants outside the years 1583 to 9999.
 */
export function openState(hours: OpeningHours | null, context: HoursContext, instantMs: number): OpenState {
  if (hours === null || isWhollyUnknown(hours)) return { state: 'UNKNOWN', nextChange: null };
  const state = stateAt(hours, context, instantMs);
  for (let day = 0; day < NEXT_CHANGE_HORIZON_DAYS; day += 1) {
    const afterMs = instantMs + day * DAY_MS;
    const change = boundariesBetween(hours, context, afterMs, afterMs + DAY_MS).find(
      (boundaryMs) => stateAt(hours, context, boundaryMs) !== state,
    );
    if (change !== undefined) return { state, nextChange: change };
  }
  return { state, nextChange: null };
}

/** The state alone, for callers that filter many points: `openState` without the search for the next change. */
export function stateAt(hours: OpeningHours | null, context: HoursContext, instantMs: number): OpenStateValue {
  if (hours === null) return 'UNKNOWN';
  const { day, minutes } = wallClockAt(instantMs, context.timeZone);
  const today = hoursOfDay(hours, context, day);
  if (covers(today, minutes)) return 'OPEN';
  if (covers(hoursOfDay(hours, context, day - 1), minutes + DAY_MINUTES)) return 'OPEN';
  return today === 'UNKNOWN' ? 'UNKNOWN' : 'CLOSED';
}

function covers(hours: DayHours, minutes: number): boolean {
  if (hours === 'UNKNOWN') return false;
  return hours.some(({ startMinutes, endMinutes }) => startMinutes <= minutes && minutes < endMinutes);
}

/**
 * Every instant after `afterMs`, up to `untilMs`, at which the state may change, in order: between two of them neither
 * the day, nor the interval, nor the zone's offset changes.
 */
function boundariesBetween(hours: OpeningHours, context: HoursContext, afterMs: number, untilMs: number): number[] {
  const { timeZone } = context;
  const found = clockChangesBetween(timeZone, afterMs, untilMs);
  const firstDay = wallClockAt(afterMs, timeZone).day;
  const lastDay = wallClockAt(untilMs, timeZone).day;
  // The day before is read for intervals past midnight, and because clocks put back at midnight return to it.
  for (let day = firstDay - 1; day <= lastDay; day += 1) {
    for (const minutes of boundaryMinutesOf(hoursOfDay(hours, context, day))) {
      for (const instantMs of occurrencesOf(day, minutes, timeZone)) {
        if (instantMs > afterMs && instantMs <= untilMs) found.push(instantMs);
      }
    }
  }
  return found.sort((a, b) => a - b);
}

function boundaryMinutesOf(hours: DayHours): number[] {
  const minutes = [0];
  if (hours === 'UNKNOWN') return minutes;
  for (const { startMinutes, endMinutes } of hours) minutes.push(startMinutes, endMinutes);
  return minutes;
}
