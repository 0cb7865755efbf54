import { checkTimetable, PROBLEM_FIXES, type Timetable, timetableSeconds } from './index.js';
import { lille } from './lille.fixture.js';

type Rows = { -readonly [Table in keyof Timetable]: Timetable[Table][number][] };

/** The problems of the timetable once it has been spoiled, as `code table row id detail`. */
function problems(spoil: (rows: Rows) => void): string[] {
  const rows: Rows = structuredClone(lille) as Rows;
  spoil(rows);
  return checkTimetable(rows).map(({ code, table, row, id, stopTime, detail }) =>
    [code, table, row, id, ...(stopTime === null ? [] : [`at ${stopTime}`]), `(${detail})`].join(' '),
  );
}

const call = (stopId: string, arrives: string, departs = arrives) => ({ stopId, arrives, departs });
const trip = (id: string, ...stopTimes: ReturnType<typeof call>[]) => ({
  ...{ id, lineId: 'tours', calendarId: 'workdays', roomParcels: null, stopTimes },
});

describe('the times of a timetable', () => {
  it('go on after midnight', () => {
    expect(timetableSeconds('25:30:00')).toBe(91_800);
    expect(timetableSeconds('7:05:09')).toBe(25_509);
    expect(timetableSeconds('167:59:59')).toBe(7 * 86_400 - 1);
  });

  it.each(['99:99:99', '168:00:00', '12:60:00', '12:00:60', '12:00', '-1:00:00', '', ' 1:00:00', '1e1:00:00'])(
    'are not %s',
    (text) => expect(timetableSeconds(text)).toBeNull(),
  );
});

describe('what is wrong in a timetable', () => {
  it('is nothing in a sound one, times past midnight included', () => {
    expect(problems(() => undefined)).toEqual([]);
    expect(
      problems((rows) => rows.trips.push(trip('night', call('LILLE', '25:30:00'), call('PARIS', '26:00:00')))),
    ).toEqual([]);
  });

  it.each<[string, (rows: Rows) => void, string[]]>([
    [
      'a trip that arrives before it leaves',
      (rows) => rows.trips.push(trip('back', call('LILLE', '23:30:00'), call('PARIS', '1:30:00'))),
      ['ARRIVES_BEFORE_IT_LEAVES trips 7 back at 1 (arrives 1:30:00, had left 23:30:00)'],
    ],
    [
      'a stop that is left before it is reached',
      (rows) => rows.trips.push(trip('back', call('LILLE', '9:00:00', '8:59:59'), call('PARIS', '11:30:00'))),
      ['LEAVES_BEFORE_IT_ARRIVES trips 7 back at 0 (leaves 8:59:59, arrives 9:00:00)'],
    ],
    [
      'a stop that does not exist',
      (rows) => rows.trips.push(trip('lost', call('LILLE', '9:00:00'), call('ATLANTIS', '11:30:00'))),
      ['STOP_UNKNOWN trips 7 lost at 1 (no stop ATLANTIS)'],
    ],
    [
      'a time that is none',
      (rows) => rows.trips.push(trip('when', call('LILLE', '9:00:00'), call('PARIS', '99:99:99', '25:30:00'))),
      ['TIME_INVALID trips 7 when at 1 (time 99:99:99)'],
    ],
    [
      'two trips with one id',
      (rows) => rows.trips.push(trip('evening', call('LILLE', '9:00:00'), call('PARIS', '11:00:00'))),
      ['ID_TWICE trips 7 evening (evening is the id of another row too)'],
    ],
    [
      'trips that go nowhere',
      (rows) =>
        rows.trips.push(
          trip('short', call('LILLE', '9:00:00')),
          trip('twice', call('LYON', '9:00:00'), call('LYON', '9:10:00')),
        ),
      ['TRIP_TOO_SHORT trips 7 short (1 stops)', 'STOP_FOLLOWS_ITSELF trips 8 twice at 1 (LYON twice)'],
    ],
    [
      'a trip of nobody on no day',
      (rows) => Object.assign(rows.trips[0] ?? {}, { lineId: 'x', calendarId: 'y', roomParcels: -1 }),
      [
        'LINE_UNKNOWN trips 0 evening (no line x)',
        'CALENDAR_UNKNOWN trips 0 evening (no calendar y)',
        'NUMBER_INVALID trips 0 evening (roomParcels -1, from 0 to 1000000000)',
      ],
    ],
    [
      'a calendar without a weekday',
      (rows) => Object.assign(rows.calendars[3] ?? {}, { weekdays: [] }),
      ['CALENDAR_WITHOUT_DAY calendars 3 fridays (nothing runs by calendar fridays)'],
    ],
    [
      'a calendar that ends before its first day',
      (rows) => Object.assign(rows.calendars[3] ?? {}, { from: '2026-11-07', until: '2026-11-12' }),
      ['CALENDAR_WITHOUT_DAY calendars 3 fridays (nothing runs by calendar fridays)'],
    ],
    [
      'days that do not exist, or both do and do not',
      (rows) =>
        Object.assign(rows.calendars[3] ?? {}, { added: ['2026-02-29', '2026-03-01'], removed: ['2026-03-01'] }),
      [
        'DATE_INVALID calendars 3 fridays (no day 2026-02-29)',
        'DATE_ADDED_AND_REMOVED calendars 3 fridays (2026-03-01)',
      ],
    ],
    [
      'a stop of another planet',
      (rows) => Object.assign(rows.stops[2] ?? {}, { timeZone: 'Mars/Olympus', sortSeconds: 0.5, waves: ['24:00:00'] }),
      [
        'TIME_ZONE_UNKNOWN stops 2 PARIS (no time zone Mars/Olympus)',
        'NUMBER_INVALID stops 2 PARIS (sortSeconds 0.5, from 0 to 604800)',
        'TIME_INVALID stops 2 PARIS (wave 24:00:00)',
      ],
    ],
    [
      'a line of nobody',
      (rows) => Object.assign(rows.lines[0] ?? {}, { carrierId: 'NOBODY', priceCents: NaN }),
      [
        'CARRIER_UNKNOWN lines 0 tours (no carrier NOBODY)',
        'NUMBER_INVALID lines 0 tours (priceCents NaN, from 0 to 1000000000)',
      ],
    ],
  ])('is %s', (_, spoil, expected) => expect(problems(spoil)).toEqual(expected));

  it('is a loop of hubs with no wait', () => {
    const loop = (sortSeconds: number, back: string) => (rows: Rows) => {
      for (const stop of rows.stops) Object.assign(stop, { sortSeconds });
      rows.trips.push(trip('there', call('LILLE', '9:00:00'), call('PARIS', '9:00:00')));
      rows.trips.push(trip('back', call('PARIS', back), call('LILLE', back)));
    };
    expect(problems(loop(0, '33:00:00'))).toEqual([
      'LOOP_WITHOUT_WAIT trips 7 there at 0 (there LILLE → PARIS, back PARIS → LILLE)',
    ]);
    expect(problems(loop(1, '9:00:00'))).toEqual([]);
    expect(problems(loop(0, '9:01:00'))).toEqual([]);
  });

  it('can be put right in every case', () => {
    for (const fix of Object.values(PROBLEM_FIXES)) expect(fix).toMatch(/^[A-Z].*\.$/);
  });
});
