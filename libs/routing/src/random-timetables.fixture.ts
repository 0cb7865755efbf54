import fc from 'fast-check';
import { addDays, WEEKDAYS } from '#libs/opening-hours';
import { checkTimetable } from './check.js';
import { type Hours, hoursOfSpans, OPEN_ALWAYS, type OpenSpan } from './hours.js';
import { Network } from './network.js';
import type { Calendar, Line, Stop, Timetable, Trip } from './timetable.js';

/** Days around which calendars and clocks do what they seldom do: both nights of Europe/Paris, and holidays. */
const FIRST_DATES = ['2026-03-27', '2026-10-23', '2026-12-23', '2026-05-06', '2026-04-02'];
export const DAYS = 4;
const ZONES = ['Europe/Paris', 'Europe/Paris', 'Europe/Paris', 'Indian/Reunion', 'America/Martinique'];
const CARRIERS = 2;
const LINES = 3;
const CALENDARS = 3;

const HALF_HOURS = (from: number, until: number) => fc.integer({ min: 2 * from, max: 2 * until }).map((n) => n * 1800);
const zone = fc.constantFrom(...ZONES);
const wave = fc.oneof(HALF_HOURS(0, 4), HALF_HOURS(0, 23)).map(textOf);

/** `H:MM:SS`. */
export function textOf(seconds: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

const stop: fc.Arbitrary<Omit<Stop, 'id'>> = fc.record({
  timeZone: zone,
  sortSeconds: fc.constantFrom(0, 0, 600, 1800, 5400),
  cutOffSeconds: fc.constantFrom(0, 0, 900, 7200),
  waves: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, fc.array(wave, { minLength: 1, maxLength: 3 })),
});

const calendarOn = (firstDate: string): fc.Arbitrary<Omit<Calendar, 'id'>> => {
  const date = fc.integer({ min: 0, max: DAYS - 1 }).map((day) => addDays(firstDate, day));
  return fc.record({
    weekdays: fc.oneof({ weight: 3, arbitrary: fc.constant(WEEKDAYS) }, fc.subarray([...WEEKDAYS])),
    from: fc.constantFrom(null, null, null, firstDate, addDays(firstDate, 1)),
    until: fc.constantFrom(null, null, null, addDays(firstDate, DAYS - 2)),
    added: fc.uniqueArray(date, { maxLength: 2 }),
    removed: fc.uniqueArray(date, { maxLength: 1 }),
    restsOnHolidaysOf: fc.constantFrom(null, null, 'FR' as const, 'FR-67' as const),
  });
};

const line: fc.Arbitrary<Omit<Line, 'id'>> = fc.record({
  carrierId: fc.nat(CARRIERS - 1).map((n) => `carrier-${n}`),
  maxWeightGrams: fc.constantFrom(null, null, null, 1000, 5000),
  priceCents: fc.constantFrom(0, 300, 300, 500),
});

/** Its stops, how long it stands at each, and how long it drives to the next; now and then in no time. */
const trip = (stops: number): fc.Arbitrary<Omit<Trip, 'id'>> =>
  fc
    .record({
      lineId: fc.nat(LINES - 1).map((n) => `line-${n}`),
      calendarId: fc.nat(CALENDARS - 1).map((n) => `calendar-${n}`),
      roomParcels: fc.constantFrom(null, null, null, null, 1, 0),
      begins: fc.oneof(HALF_HOURS(0, 4), HALF_HOURS(0, 27)),
      calls: fc.array(
        fc.record({
          stop: fc.nat(stops - 1),
          stands: fc.constantFrom(0, 0, 600, 1800),
          drives: fc.constantFrom(0, 1200, 1800, 3600, 10_800),
        }),
        { minLength: 2, maxLength: 4 },
      ),
    })
    .map(({ begins, calls, ...rest }) => {
      let clock = begins;
      const stopTimes = calls.map(({ stop: number, stands, drives }) => {
        const arrives = textOf(clock);
        const departs = textOf(clock + stands);
        clock += stands + drives;
        return { stopId: `stop-${number}`, arrives, departs };
      });
      return { ...rest, stopTimes: stopTimes.filter(({ stopId }, at) => stopTimes[at - 1]?.stopId !== stopId) };
    });

const named = <Row>(name: string, rows: readonly Row[]): (Row & { id: string })[] =>
  rows.map((row, place) => ({ ...row, id: `${name}-${place}` }));

export interface Laid {
  timetable: Timetable;
  firstDate: string;
}

/** Small timetables in which `checkTimetable` finds nothing wrong, over days that are out of the ordinary. */
export const laid: fc.Arbitrary<Laid> = fc
  .tuple(fc.constantFrom(...FIRST_DATES), fc.integer({ min: 2, max: 4 }))
  .chain(([firstDate, stops]) =>
    fc.record({
      firstDate: fc.constant(firstDate),
      timetable: fc.record({
        carriers: fc.array(fc.record({ timeZone: zone }), { minLength: CARRIERS, maxLength: CARRIERS }),
        stops: fc.array(stop, { minLength: stops, maxLength: stops }),
        calendars: fc.array(calendarOn(firstDate), { minLength: CALENDARS, maxLength: CALENDARS }),
        lines: fc.array(line, { minLength: LINES, maxLength: LINES }),
        trips: fc.array(trip(stops), { minLength: 2, maxLength: 9 }),
      }),
    }),
  )
  .map(({ firstDate, timetable }) => ({ firstDate, timetable: soundOf(timetable) }));

export function networkOf({ timetable, firstDate }: Laid): Network {
  return new Network(timetable, firstDate, DAYS);
}

type Unnamed<Row> = readonly Omit<Row, 'id'>[];

function soundOf(rows: {
  carriers: Unnamed<Timetable['carriers'][number]>;
  stops: Unnamed<Stop>;
  calendars: Unnamed<Calendar>;
  lines: Unnamed<Line>;
  trips: Unnamed<Trip>;
}): Timetable {
  const timetable: Timetable = {
    carriers: named('carrier', rows.carriers),
    stops: named('stop', rows.stops),
    calendars: named('calendar', rows.calendars).map((calendar) => ({
      ...calendar,
      removed: calendar.removed.filter((date) => !calendar.added.includes(date)),
    })),
    lines: named('line', rows.lines),
    trips: named('trip', rows.trips),
  };
  const wrong = new Set(checkTimetable(timetable).map(({ id }) => id));
  // A calendar without a day takes its trips with it; a circle goes with its first trip.
  const trips = timetable.trips.filter(({ id, calendarId }) => !wrong.has(id) && !wrong.has(calendarId));
  const sound = { ...timetable, calendars: timetable.calendars.filter(({ id }) => !wrong.has(id)), trips };
  return checkTimetable(sound).length === 0 ? sound : { ...sound, trips: [] };
}

/** Seconds from midnight UTC before the first day, around whole and half hours. */
export const moment = fc
  .tuple(fc.integer({ min: -6, max: 48 * DAYS }), fc.constantFrom(-1, 0, 0, 1, 777))
  .map(([halfHours, seconds]) => halfHours * 1800 + seconds);

export function instantOn(firstDate: string, seconds: number): number {
  return Date.parse(`${firstDate}T00:00:00Z`) / 1000 + seconds;
}

/** Open spans, in seconds as `moment` has them; null is always open. */
export const spans: fc.Arbitrary<OpenSpan[] | null> = fc.oneof(
  { weight: 2, arbitrary: fc.constant(null) },
  fc
    .uniqueArray(fc.integer({ min: -6, max: 48 * (DAYS + 1) }), { maxLength: 8 })
    .map((cuts) => cuts.toSorted((a, b) => a - b))
    .map((cuts) =>
      Array.from({ length: cuts.length >> 1 }, (_, place) => ({
        fromSeconds: (cuts[2 * place] as number) * 1800,
        untilSeconds: (cuts[2 * place + 1] as number) * 1800,
      })),
    ),
);

export function spansOn(firstDate: string, relative: OpenSpan[] | null): OpenSpan[] | null {
  if (relative === null) return null;
  return relative.map(({ fromSeconds, untilSeconds }) => ({
    fromSeconds: instantOn(firstDate, fromSeconds),
    untilSeconds: instantOn(firstDate, untilSeconds),
  }));
}

export function hoursOf(open: OpenSpan[] | null): Hours {
  return open === null ? OPEN_ALWAYS : hoursOfSpans(open);
}
