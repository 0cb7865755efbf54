import { type HolidayRegion, isHolidayRegion, type LocalDate, WEEKDAYS, type Weekday } from '#libs/opening-hours';
import {
  dateOf,
  fileProblem,
  numberOf,
  type RowReader,
  readTable,
  TIMETABLE_FILES,
  timesOf,
  wordsOf,
} from './cells.js';
import { checkTimetable } from './check.js';
import { PROBLEM_FIXES, type TimetableProblem } from './problems.js';
import { FILE_PROBLEM_FIXES, type FileProblem, type FileRow, type TimetableFile } from './table-files.js';
import type { Calendar, Line, Stop, StopTime, Timetable, Trip } from './timetable.js';

export const STOP_KINDS = ['HUB', 'DEPOT', 'POINT'] as const;
export type StopKind = (typeof STOP_KINDS)[number];

/** What is said of a stop beside what ways depend on. */
export interface StopRecord {
  id: string;
  name: string;
  kind: StopKind;
  /** Null for a hub or depot. */
  pointCode: string | null;
  /** Null where the file gives none; a point's own position is then its point's. */
  lat: number | null;
  lon: number | null;
}

export interface ReadTimetable {
  timetable: Timetable;
  /** As many, and in the same order, as the timetable's stops. */
  stops: StopRecord[];
  /** The names of lines, by id. */
  lineNames: ReadonlyMap<string, string>;
  problems: FileProblem[];
}

/** The rows of a timetable's files; null for a file that is not there. */
export type TimetableTables = Readonly<Record<TimetableFile, readonly FileRow[] | null>>;

/**
 * A carrier's timetable from tables in the shape of GTFS (gtfs.org, Schedule Reference), with columns of ours beside
 * those of the standard. Everything that is wrong is told with its file, line and column; what came of it is only to be
 * used where nothing is.
 */
export function readTimetable(tables: TimetableTables, carrier: { id: string; timeZone: string }): ReadTimetable {
  const problems: FileProblem[] = [];
  for (const file of TIMETABLE_FILES) {
    const isNeeded = file !== 'calendar' && file !== 'calendar_dates';
    if (tables[file] === null && isNeeded) problems.push(missingFile(file));
  }
  if (tables.calendar === null && tables.calendar_dates === null) problems.push(missingFile('calendar'));
  const read = <Row>(file: TimetableFile, row: (cells: RowReader) => Row) =>
    readTable(file, tables[file] ?? [], row, problems);
  const stops = read('stops', (row) => stopOf(row, carrier.timeZone));
  const lines = read('routes', (row) => namedLineOf(row, carrier.id));
  const trips = read('trips', tripOf);
  const calls = read('stop_times', callOf);
  const { calendars, origins } = calendarsOf(read('calendar', calendarOf), read('calendar_dates', datedOf));
  const callsOfTrips = byTrip(calls, countsOf(trips.map(({ value }) => value.id)), problems);
  const timetable: Timetable = {
    carriers: [carrier],
    stops: stops.map(({ value }) => value.stop),
    calendars,
    lines: lines.map(({ value }) => value.line),
    trips: trips.map(({ value }) => ({ ...value, stopTimes: (callsOfTrips.get(value.id) ?? []).map(stopTimeOf) })),
  };
  const records = stops.map(({ value }) => value.record);
  tellPointsTwice(stops, problems);
  const places = { stops, lines, trips, origins, callsOfTrips };
  // Rows that could not be read are missed by others: that would be told of each of them.
  if (problems.length === 0) {
    for (const problem of checkTimetable(timetable)) problems.push(placed(problem, places, timetable));
  }
  const lineNames = new Map(lines.map(({ value }) => [value.line.id, value.name]));
  return { timetable, stops: records, lineNames, problems };
}

interface Placed<Value> {
  line: number;
  value: Value;
}

function missingFile(file: TimetableFile): FileProblem {
  const detail = file === 'calendar' ? 'neither calendar nor calendar_dates' : `no ${file}`;
  return { code: 'FILE_MISSING', file, line: null, column: null, detail, fix: FILE_PROBLEM_FIXES.FILE_MISSING };
}

function stopOf(row: RowReader, timeZone: string): { stop: Stop; record: StopRecord } {
  const id = row.needed('stop_id');
  const pointCode = row.text('point_code');
  const kind = row.oneOf('kind', STOP_KINDS) ?? (pointCode === null ? 'DEPOT' : 'POINT');
  const stop = {
    id,
    timeZone: row.text('stop_timezone') ?? timeZone,
    sortSeconds: numberOf(row, 'sort_minutes', 0, 10_080) * 60,
    cutOffSeconds: numberOf(row, 'cut_off_minutes', 0, 10_080) * 60,
    waves: wordsOf(row, 'waves'),
  };
  const [lat, lon] = [row.decimal('stop_lat', 90), row.decimal('stop_lon', 180)];
  return { stop, record: { id, name: row.text('stop_name') ?? id, kind, pointCode, lat, lon } };
}

function namedLineOf(row: RowReader, carrierId: string): { line: Line; name: string } {
  const id = row.needed('route_id');
  const maxWeightGrams = row.text('max_weight_grams') === null ? null : numberOf(row, 'max_weight_grams', 0, 1e9);
  const line = { id, carrierId, maxWeightGrams, priceCents: numberOf(row, 'price_cents', 0, 1e9) };
  return { line, name: row.text('route_long_name') ?? row.text('route_short_name') ?? id };
}

function tripOf(row: RowReader): Omit<Trip, 'stopTimes'> {
  return {
    id: row.needed('trip_id'),
    lineId: row.needed('route_id'),
    calendarId: row.needed('service_id'),
    roomParcels: row.text('room_parcels') === null ? null : numberOf(row, 'room_parcels', 0, 1e9),
  };
}

interface Call extends StopTime {
  tripId: string;
  sequence: number;
}

function callOf(row: RowReader): Call {
  const { arrives, departs } = timesOf(row);
  const tripId = row.needed('trip_id');
  const stopId = row.needed('stop_id');
  row.needed('stop_sequence');
  return { tripId, stopId, sequence: numberOf(row, 'stop_sequence', 0, 1e9), arrives, departs };
}

function stopTimeOf({ value: { stopId, arrives, departs } }: Placed<Call>): StopTime {
  return { stopId, arrives, departs };
}

function countsOf(ids: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}

function byTrip(
  calls: readonly Placed<Call>[],
  trips: ReadonlyMap<string, number>,
  problems: FileProblem[],
): Map<string, Placed<Call>[]> {
  const found = new Map<string, Placed<Call>[]>();
  for (const call of calls) {
    const { tripId } = call.value;
    if (!trips.has(tripId)) {
      problems.push(fileProblem('stop_times', call.line, 'trip_id', 'TRIP_UNKNOWN', `no trip ${tripId}`));
      continue;
    }
    const others = found.get(tripId);
    if (others === undefined) found.set(tripId, [call]);
    else others.push(call);
  }
  for (const each of found.values()) {
    each.sort((a, b) => a.value.sequence - b.value.sequence);
    each.forEach(({ line, value }, place) => {
      const before = each[place - 1];
      // Of two trips with one id that is the problem, and not what their stops then look like.
      if (before?.value.sequence !== value.sequence || trips.get(value.tripId) !== 1) return;
      const detail = `trip ${value.tripId} has stop_sequence ${value.sequence} on line ${before.line} too`;
      problems.push(fileProblem('stop_times', line, 'stop_sequence', 'SEQUENCE_TWICE', detail));
    });
  }
  return found;
}

const DAY_COLUMNS: readonly (readonly [column: string, day: Weekday])[] = (
  ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const
).map((column, place) => [column, WEEKDAYS[place] as Weekday]);

function calendarOf(row: RowReader): Calendar {
  const region = row.oneOf('rests_on_holidays_of', null);
  if (region !== null && !isHolidayRegion(region)) row.complain('rests_on_holidays_of', 'REGION_UNKNOWN', region);
  return {
    id: row.needed('service_id'),
    weekdays: DAY_COLUMNS.filter(([column]) => row.oneOf(column, ['0', '1']) === '1').map(([, day]) => day),
    from: dateOf(row, 'start_date'),
    until: dateOf(row, 'end_date'),
    added: [],
    removed: [],
    restsOnHolidaysOf: region as HolidayRegion | null,
  };
}

interface Dated {
  id: string;
  date: LocalDate | null;
  isAdded: boolean;
}

function datedOf(row: RowReader): Dated {
  row.needed('date');
  const type = row.oneOf('exception_type', ['1', '2']) ?? row.needed('exception_type');
  return { id: row.needed('service_id'), date: dateOf(row, 'date'), isAdded: type === '1' };
}

/** Days of service that only dates name have a calendar as well. */
function calendarsOf(calendars: readonly Placed<Calendar>[], dated: readonly Placed<Dated>[]) {
  const added = new Map<string, Calendar & { added: LocalDate[]; removed: LocalDate[] }>();
  const origins = calendars.map(({ line }): Origin => ({ file: 'calendar', line }));
  const found = calendars.map(({ value }) => {
    const calendar = { ...value, added: [] as LocalDate[], removed: [] as LocalDate[] };
    if (!added.has(value.id)) added.set(value.id, calendar);
    return calendar;
  });
  for (const { line, value } of dated) {
    let calendar = added.get(value.id);
    if (calendar === undefined) {
      const never = { weekdays: [], from: null, until: null, restsOnHolidaysOf: null };
      calendar = { id: value.id, ...never, added: [], removed: [] };
      added.set(value.id, calendar);
      found.push(calendar);
      origins.push({ file: 'calendar_dates', line });
    }
    if (value.date !== null) calendar[value.isAdded ? 'added' : 'removed'].push(value.date);
  }
  return { calendars: found, origins };
}

interface Origin {
  file: TimetableFile;
  line: number;
}

function tellPointsTwice(stops: readonly Placed<{ record: StopRecord }>[], problems: FileProblem[]): void {
  const seen = new Map<string, number>();
  for (const { line, value } of stops) {
    const { pointCode } = value.record;
    if (pointCode === null) continue;
    const before = seen.get(pointCode);
    if (before === undefined) seen.set(pointCode, line);
    else {
      const detail = `${pointCode} is the point of line ${before} too`;
      problems.push(fileProblem('stops', line, 'point_code', 'POINT_TWICE', detail));
    }
  }
}

interface Places {
  stops: readonly Placed<unknown>[];
  lines: readonly Placed<unknown>[];
  trips: readonly Placed<unknown>[];
  origins: readonly Origin[];
  callsOfTrips: ReadonlyMap<string, readonly Placed<unknown>[]>;
}

/** Where in the files a problem of the timetable is. */
function placed(
  { code, table, row, stopTime, detail }: TimetableProblem,
  places: Places,
  { trips }: Timetable,
): FileProblem {
  const fix = PROBLEM_FIXES[code];
  const at = (file: TimetableFile, line: number | undefined): FileProblem => ({
    code,
    file,
    line: line ?? null,
    column: null,
    detail,
    fix,
  });
  if (table === 'calendars') {
    const origin = places.origins[row];
    return at(origin?.file ?? 'calendar', origin?.line);
  }
  if (table === 'trips' && stopTime !== null) {
    return at('stop_times', places.callsOfTrips.get(trips[row]?.id ?? '')?.[stopTime]?.line);
  }
  if (table === 'trips') return at('trips', places.trips[row]?.line);
  // The carrier is no row of any file: its time zone is said beside them.
  if (table === 'carriers') return at('stops', undefined);
  return table === 'stops' ? at('stops', places.stops[row]?.line) : at('routes', places.lines[row]?.line);
}
