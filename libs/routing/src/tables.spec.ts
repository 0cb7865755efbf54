import { type FileRow, Network, OPEN_ALWAYS, Planner, readTimetable, type TimetableTables } from './index.js';
import { paris, parisText } from './lille.fixture.js';

const PARIS = { id: 'MR', timeZone: 'Europe/Paris' };

type Named = Record<string, string>;

/** A folder of files: two depots, a counter, one line of two trips. A test changes what it is about. */
function folder(change: (files: Record<keyof TimetableTables, Named[] | null>) => void = () => {}): TimetableTables {
  const files: Record<keyof TimetableTables, Named[] | null> = {
    stops: [
      { stop_id: 'LILLE', stop_name: 'Dépôt de Lille', stop_lat: '50.6', stop_lon: '3.07', sort_minutes: '60' },
      { stop_id: 'PARIS', stop_name: '', kind: 'HUB', waves: '5:00:00 14:00:00' },
      {
        stop_id: 'COUNTER',
        stop_name: 'Le comptoir',
        point_code: 'AU-PARIS',
        sort_minutes: '10',
        cut_off_minutes: '30',
      },
    ],
    routes: [{ route_id: 'R', route_long_name: 'La nuit', max_weight_grams: '30000', price_cents: '120' }],
    trips: [
      { route_id: 'R', service_id: 'week', trip_id: 'night', room_parcels: '' },
      { route_id: 'R', service_id: 'strike', trip_id: 'morning', room_parcels: '400' },
    ],
    stop_times: [
      { trip_id: 'night', stop_id: 'PARIS', stop_sequence: '20', arrival_time: '25:30:00', departure_time: '' },
      { trip_id: 'night', stop_id: 'LILLE', stop_sequence: '3', arrival_time: '', departure_time: '21:00:00' },
      { trip_id: 'morning', stop_id: 'PARIS', stop_sequence: '0', arrival_time: '7:00:00', departure_time: '7:10:00' },
      {
        trip_id: 'morning',
        stop_id: 'COUNTER',
        stop_sequence: '1',
        arrival_time: '8:00:00',
        departure_time: '8:00:00',
      },
    ],
    calendar: [
      {
        service_id: 'week',
        ...week('1111100'),
        start_date: '20260101',
        end_date: '20261231',
        rests_on_holidays_of: 'FR',
      },
    ],
    calendar_dates: [
      { service_id: 'strike', date: '20261105', exception_type: '1' },
      { service_id: 'week', date: '20261103', exception_type: '2' },
    ],
  };
  change(files);
  const rowsOf = (rows: Named[] | null) => rows?.map((cells, place): FileRow => ({ line: place + 2, cells })) ?? null;
  return Object.fromEntries(Object.entries(files).map(([file, rows]) => [file, rowsOf(rows)])) as TimetableTables;
}

function week(days: string): Named {
  const names = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
  return Object.fromEntries(names.map((name, place) => [name, days[place] as string]));
}

/** The problems of a folder, each as one line. */
function faults(change: Parameters<typeof folder>[0]): string[] {
  return readTimetable(folder(change), PARIS).problems.map(
    ({ file, line, column, code, detail }) => `${file} ${line ?? '-'} ${column ?? '-'} ${code} ${detail}`,
  );
}

/** A cell of a file, by the place of its row. */
function set(file: keyof TimetableTables, place: number, column: string, value: string) {
  return (files: Record<keyof TimetableTables, Named[] | null>) => {
    Object.assign(files[file]?.[place] ?? {}, { [column]: value });
  };
}

describe('a timetable in files shaped like GTFS', () => {
  it('is read, in whatever order its rows stand, with the columns that are ours', () => {
    const { timetable, stops, lineNames, problems } = readTimetable(folder(), PARIS);
    expect(problems).toEqual([]);
    expect(stops.map(({ id, kind, name, pointCode }) => [id, kind, name, pointCode])).toEqual([
      ['LILLE', 'DEPOT', 'Dépôt de Lille', null],
      ['PARIS', 'HUB', 'PARIS', null],
      ['COUNTER', 'POINT', 'Le comptoir', 'AU-PARIS'],
    ]);
    expect(lineNames.get('R')).toBe('La nuit');
    expect(timetable.stops.map(({ sortSeconds, cutOffSeconds, waves }) => [sortSeconds, cutOffSeconds, waves])).toEqual(
      [
        [3600, 0, []],
        [0, 0, ['5:00:00', '14:00:00']],
        [600, 1800, []],
      ],
    );
    expect(timetable.trips.map(({ id, roomParcels, stopTimes }) => [id, roomParcels, stopTimes[0]?.stopId])).toEqual([
      ['night', null, 'LILLE'],
      ['morning', 400, 'PARIS'],
    ]);
  });

  it('leads through the night, but not on the days that are taken out', () => {
    const { timetable } = readTimetable(folder(), PARIS);
    const planner = new Planner(new Network(timetable, '2026-11-01', 10));
    const way = { fromStopId: 'LILLE', toStopId: 'COUNTER', weightGrams: 900, dropOffHours: OPEN_ALWAYS };
    const journey = planner.earliest({ ...way, collectionHours: OPEN_ALWAYS }, paris('2026-11-03 10:00'));
    // Nothing on the 3rd; the tour runs on the 5th alone, and the parcel waits for the hub's wave.
    expect(parisText(journey?.legs[0]?.departsAt)).toBe('2026-11-04 21:00');
    expect(journey?.legs.map(({ tripId }) => tripId)).toEqual(['night', 'morning']);
    expect(parisText(journey?.availableAt)).toBe('2026-11-05 08:10');
  });

  it.each<[string, Parameters<typeof folder>[0], string[]]>([
    ['no file of stops', (files) => void (files.stops = null), ['stops - - FILE_MISSING no stops']],
    [
      'no days at all',
      (files) => void (files.calendar = files.calendar_dates = null),
      ['calendar - - FILE_MISSING neither calendar nor calendar_dates'],
    ],
    ['an empty id', set('stops', 0, 'stop_id', ' '), ['stops 2 stop_id CELL_MISSING stop_id is empty']],
    ['a comma in a position', set('stops', 0, 'stop_lat', '50,6'), ['stops 2 stop_lat POSITION_INVALID 50,6']],
    ['a position off the Earth', set('stops', 0, 'stop_lat', '150.6'), ['stops 2 stop_lat POSITION_INVALID 150.6']],
    [
      'another word for a kind',
      set('stops', 1, 'kind', 'WAREHOUSE'),
      ['stops 3 kind WORD_UNKNOWN WAREHOUSE; it knows HUB, DEPOT, POINT'],
    ],
    [
      'two stops at one point',
      set('stops', 1, 'point_code', 'AU-PARIS'),
      ['stops 4 point_code POINT_TWICE AU-PARIS is the point of line 3 too'],
    ],
    [
      'a negative weight',
      set('routes', 0, 'max_weight_grams', '-1'),
      ['routes 2 max_weight_grams NUMBER_INVALID -1, from 0 to 1000000000'],
    ],
    [
      'a day that is none',
      set('calendar', 0, 'start_date', '20260230'),
      ['calendar 2 start_date DATE_INVALID no day 20260230'],
    ],
    [
      'a region that is none',
      set('calendar', 0, 'rests_on_holidays_of', 'DE'),
      ['calendar 2 rests_on_holidays_of REGION_UNKNOWN DE'],
    ],
    [
      'a stop time of no trip',
      set('stop_times', 0, 'trip_id', 'ghost'),
      ['stop_times 2 trip_id TRIP_UNKNOWN no trip ghost'],
    ],
    [
      'a trip that calls twice as its third',
      set('stop_times', 0, 'stop_sequence', '3'),
      ['stop_times 3 stop_sequence SEQUENCE_TWICE trip night has stop_sequence 3 on line 2 too'],
    ],
    [
      'no time at all',
      set('stop_times', 0, 'arrival_time', ''),
      ['stop_times 2 arrival_time CELL_MISSING neither arrival nor departure'],
    ],
    [
      '99:99:99',
      set('stop_times', 0, 'arrival_time', '99:99:99'),
      ['stop_times 2 - TIME_INVALID time 99:99:99', 'stop_times 2 - TIME_INVALID time 99:99:99'],
    ],
    [
      'an arrival before the departure',
      set('stop_times', 0, 'arrival_time', '1:30:00'),
      ['stop_times 2 - ARRIVES_BEFORE_IT_LEAVES arrives 1:30:00, had left 21:00:00'],
    ],
    [
      'a stop that does not exist',
      set('stop_times', 3, 'stop_id', 'NOWHERE'),
      ['stop_times 5 - STOP_UNKNOWN no stop NOWHERE'],
    ],
    [
      'a calendar with no day',
      (files) => Object.assign(files.calendar?.[0] as Named, week('0000000')),
      ['calendar 2 - CALENDAR_WITHOUT_DAY nothing runs by calendar week'],
    ],
  ])('is refused with %s, at its line', (_, change, expected) => {
    expect(faults(change)).toEqual(expected);
  });

  it('tells of two trips with one id, and not of what their stops then look like', () => {
    const twins = faults((files) => {
      Object.assign(files.trips?.[1] as Named, { trip_id: 'night', service_id: 'week' });
      files.calendar_dates = null;
      // Both trips' stops, which their rows cannot be told from.
      files.stop_times = [...(files.stop_times?.slice(0, 2) ?? []), ...(files.stop_times?.slice(0, 2) ?? [])];
    });
    expect(twins).toContain('trips 3 - ID_TWICE night is the id of another row too');
    expect(twins.filter((line) => line.includes('SEQUENCE_TWICE'))).toEqual([]);
  });

  it('tells everything that is wrong at once', () => {
    const all = faults((files) => {
      set('stops', 0, 'stop_lat', 'x')(files);
      set('routes', 0, 'price_cents', '1,20')(files);
      set('calendar_dates', 0, 'exception_type', '3')(files);
      set('calendar_dates', 1, 'date', '')(files);
    });
    expect(all.map((line) => line.split(' ').slice(0, 4).join(' '))).toEqual([
      'stops 2 stop_lat POSITION_INVALID',
      'routes 2 price_cents NUMBER_INVALID',
      'calendar_dates 2 exception_type WORD_UNKNOWN',
      'calendar_dates 3 date CELL_MISSING',
    ]);
  });

  it('has rows with as many cells as its first line', () => {
    const tables = folder();
    const [first, ...rest] = tables.routes ?? [];
    const routes = [{ ...(first as FileRow), miscounted: { found: 3, wanted: 5 } }, ...rest];
    expect(readTimetable({ ...tables, routes }, PARIS).problems).toMatchObject([
      { code: 'CELLS_MISCOUNTED', file: 'routes', line: 2, detail: '3 cells instead of 5' },
    ]);
  });
});
