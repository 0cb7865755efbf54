import { isLocalDate, isTimeZone } from '#libs/opening-hours';
import { daysOfCalendarExist } from './calendars.js';
import { loopsWithoutWait } from './loops.js';
import type { ProblemCode, TableName, TimetableProblem } from './problems.js';
import { DAY_SECONDS, timetableSeconds } from './times.js';
import type { Calendar, Line, Stop, StopTime, Timetable, Trip } from './timetable.js';

const MOST_SORT_SECONDS = 7 * 86_400;
const MOST_NUMBER = 1_000_000_000;

type Complain = (code: ProblemCode, detail: string, stopTime?: number) => void;

/** Everything that is wrong with a timetable, row by row; empty for a sound one. PROBLEM_FIXES says what to do. */
export function checkTimetable(timetable: Timetable): TimetableProblem[] {
  const problems: TimetableProblem[] = [];
  const known = {
    carriers: idsOf(timetable.carriers),
    stops: idsOf(timetable.stops),
    calendars: idsOf(timetable.calendars),
    lines: idsOf(timetable.lines),
  };
  const each = <Row extends { id: string }>(
    table: TableName,
    rows: readonly Row[],
    check: (row: Row, complain: Complain) => void,
  ) => {
    const seen = new Set<string>();
    rows.forEach((row, place) => {
      const complain: Complain = (code, detail, stopTime) =>
        problems.push({ code, table, row: place, id: row.id, stopTime: stopTime ?? null, detail });
      if (seen.has(row.id)) complain('ID_TWICE', `${row.id} is the id of another row too`);
      seen.add(row.id);
      check(row, complain);
    });
  };
  each('carriers', timetable.carriers, ({ timeZone }, complain) => checkZone(timeZone, complain));
  each('stops', timetable.stops, checkStop);
  each('calendars', timetable.calendars, checkCalendar);
  each('lines', timetable.lines, (line, complain) => checkLine(line, known.carriers, complain));
  each('trips', timetable.trips, (trip, complain) => {
    if (!known.lines.has(trip.lineId)) complain('LINE_UNKNOWN', `no line ${trip.lineId}`);
    if (!known.calendars.has(trip.calendarId)) complain('CALENDAR_UNKNOWN', `no calendar ${trip.calendarId}`);
    checkTrip(trip, known.stops, complain);
  });
  // What is wrong otherwise would only be found once more.
  return problems.length > 0 ? problems : loopsWithoutWait(timetable);
}

function idsOf(rows: readonly { id: string }[]): Set<string> {
  return new Set(rows.map(({ id }) => id));
}

function checkZone(timeZone: string, complain: Complain): void {
  if (!isTimeZone(timeZone)) complain('TIME_ZONE_UNKNOWN', `no time zone ${timeZone}`);
}

function checkStop({ timeZone, sortSeconds, cutOffSeconds, waves }: Stop, complain: Complain): void {
  checkZone(timeZone, complain);
  checkNumber('sortSeconds', sortSeconds, MOST_SORT_SECONDS, complain);
  checkNumber('cutOffSeconds', cutOffSeconds, MOST_SORT_SECONDS, complain);
  for (const wave of waves) {
    if ((timetableSeconds(wave) ?? DAY_SECONDS) >= DAY_SECONDS) complain('TIME_INVALID', `wave ${wave}`);
  }
}

function checkLine({ carrierId, maxWeightGrams, priceCents }: Line, carriers: Set<string>, complain: Complain): void {
  if (!carriers.has(carrierId)) complain('CARRIER_UNKNOWN', `no carrier ${carrierId}`);
  if (maxWeightGrams !== null) checkNumber('maxWeightGrams', maxWeightGrams, MOST_NUMBER, complain);
  checkNumber('priceCents', priceCents, MOST_NUMBER, complain);
}

function checkNumber(name: string, value: number, most: number, complain: Complain): void {
  if (!Number.isInteger(value) || value < 0 || value > most) {
    complain('NUMBER_INVALID', `${name} ${value}, from 0 to ${most}`);
  }
}

function checkCalendar(calendar: Calendar, complain: Complain): void {
  const { from, until, added, removed } = calendar;
  const dates = [...added, ...removed, ...[from, until].filter((date) => date !== null)];
  const wrong = dates.filter((date) => !isLocalDate(date));
  for (const date of wrong) complain('DATE_INVALID', `no day ${date}`);
  for (const date of added.filter((day) => removed.includes(day))) complain('DATE_ADDED_AND_REMOVED', date);
  if (wrong.length === 0 && !daysOfCalendarExist(calendar)) {
    complain('CALENDAR_WITHOUT_DAY', `nothing runs by calendar ${calendar.id}`);
  }
}

function checkTrip({ stopTimes, roomParcels }: Trip, stops: Set<string>, complain: Complain): void {
  if (roomParcels !== null) checkNumber('roomParcels', roomParcels, MOST_NUMBER, complain);
  if (stopTimes.length < 2) complain('TRIP_TOO_SHORT', `${stopTimes.length} stops`);
  stopTimes.forEach(({ stopId, arrives, departs }, place) => {
    if (!stops.has(stopId)) complain('STOP_UNKNOWN', `no stop ${stopId}`, place);
    if (stopTimes[place - 1]?.stopId === stopId) complain('STOP_FOLLOWS_ITSELF', `${stopId} twice`, place);
    const wrong = [arrives, departs].filter((time) => timetableSeconds(time) === null);
    for (const time of wrong) complain('TIME_INVALID', `time ${time}`, place);
    if (wrong.length === 0) checkTimes(stopTimes, place, complain);
  });
}

function checkTimes(stopTimes: readonly StopTime[], place: number, complain: Complain): void {
  const { arrives, departs } = stopTimes[place] as StopTime;
  const [arrival, departure] = [timetableSeconds(arrives) ?? 0, timetableSeconds(departs) ?? 0];
  if (departure < arrival) complain('LEAVES_BEFORE_IT_ARRIVES', `leaves ${departs}, arrives ${arrives}`, place);
  const before = stopTimes[place - 1];
  if (before !== undefined && arrival < (timetableSeconds(before.departs) ?? 0)) {
    complain('ARRIVES_BEFORE_IT_LEAVES', `arrives ${arrives}, had left ${before.departs}`, place);
  }
}
