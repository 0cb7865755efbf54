import { type HoursResult, type OpeningHours, parseOsm, printOsm } from './index.js';

function hours(osm: string): OpeningHours {
  const result = parseOsm(osm);
  if (!result.ok) throw new Error(`${osm}: ${result.error.message}`);
  return result.hours;
}

const span = (startMinutes: number, endMinutes: number) => ({ startMinutes, endMinutes });

describe('OSM hours', () => {
  it('hold a week with a break, a short Saturday and closed Sundays and holidays', () => {
    const weekday = [span(570, 780), span(840, 1140)];
    expect(hours('Mo-Fr 09:30-13:00,14:00-19:00; Sa 10:00-19:00; Su,PH off')).toEqual({
      week: { MO: weekday, TU: weekday, WE: weekday, TH: weekday, FR: weekday, SA: [span(600, 1140)], SU: [] },
      publicHolidays: [],
      exceptions: [],
    });
  });

  it('that only say when it is closed say nothing of the other days', () => {
    const { week, publicHolidays } = hours('Su,PH off');
    expect(week.SU).toEqual([]);
    expect(publicHolidays).toEqual([]);
    for (const weekday of ['MO', 'TU', 'WE', 'TH', 'FR', 'SA'] as const) expect(week[weekday]).toBe('UNKNOWN');
  });

  // Each text is told again as it is printed, which names every day.
  it.each([
    ['24/7', '24/7'],
    ['24/7; PH off', 'Mo-Su 00:00-24:00; PH off'],
    ['24/7; Dec 25 off', '24/7; Dec 25 off'],
    ['Mo-Su 24/7', 'Mo-Su 00:00-24:00; PH unknown'],
    ['08:00-20:00', 'Mo-Su 08:00-20:00; PH unknown'],
    ['08:00-20:00; Su off', 'Mo-Sa 08:00-20:00; Su off; PH unknown'],
    ['off', 'Mo-Su,PH off'],
    ['unknown', 'unknown'],
    ['"by appointment"', 'unknown'],
    ['Fr-Mo 09:00-12:00', 'Mo,Fr-Su 09:00-12:00; Tu-Th off; PH unknown'],
    ['Mo,We,Fr 9:00-12:00', 'Mo,We,Fr 09:00-12:00; Tu,Th,Sa-Su off; PH unknown'],
    ['Mo-Su 20:00-26:00', 'Mo-Su 20:00-02:00; PH unknown'],
    ['Mo-Su 20:00-00:00', 'Mo-Su 20:00-24:00; PH unknown'],
    ['Mo-Su 08:00-33:00', 'Mo-Su 08:00-33:00; PH unknown'],
    ['PH,Mo 10:00-12:00', 'Mo,PH 10:00-12:00; Tu-Su off'],
    [
      'Mo-Sa 09:00-18:00; PH Mo-Sa 09:00-18:00; PH Su off',
      'Mo-Sa 09:00-18:00; Su off; PH Mo-Sa 09:00-18:00; PH Su off',
    ],
    ['PH off; Mo-Fr 09:00-18:00', 'Mo-Fr 09:00-18:00; Sa-Su,PH off'],
    ['Mo-Fr 09:00-18:00; Sa unknown', 'Mo-Fr 09:00-18:00; Sa,PH unknown; Su off'],
  ])('%s is %s', (osm, printed) => {
    expect(printOsm(hours(osm))).toBe(printed);
  });

  it.each([
    [
      'a later rule replaces an earlier one',
      'Mo-Su 08:00-20:00; Su 09:00-12:00',
      'Mo-Sa 08:00-20:00; Su 09:00-12:00; PH unknown',
    ],
    [
      'a rule after a comma adds',
      'Mo-Fr 08:00-12:00, Mo 14:00-18:00',
      'Mo 08:00-12:00,14:00-18:00; Tu-Fr 08:00-12:00; Sa-Su off; PH unknown',
    ],
    ['closed after a comma replaces', 'Mo-Sa 08:00-12:00, We off', 'Mo-Tu,Th-Sa 08:00-12:00; We,Su off; PH unknown'],
    [
      'hours that overlap or touch are joined',
      'Mo-Su 14:00-18:00,08:00-12:00,12:00-15:00',
      'Mo-Su 08:00-18:00; PH unknown',
    ],
    [
      'a comment in place of "open" makes a day unknown',
      'Mo-Su 08:00-12:00; Sa 09:00-12:00 "on call"',
      'Mo-Fr,Su 08:00-12:00; Sa,PH unknown',
    ],
    [
      'a comment beside "open" or "off" changes nothing',
      'Mo-Sa 08:00-12:00 open "ring"; Su,PH off "mass"',
      'Mo-Sa 08:00-12:00; Su,PH off',
    ],
  ])('%s', (_rule, osm, printed) => {
    expect(printOsm(hours(osm))).toBe(printed);
  });

  it.each([
    'mo-fr 9:00-19:00;su,ph OFF',
    ' Mo - Fr  09:00 – 19:00 ; Su , PH closed ; ',
    'Mon-Friday: 09h00-19h00; Sunday,PH: closed',
    'Mo-Fr 09.00-19.00; Su,PH off',
    'Mo-Fr09:00-19:00;Su,PH off',
    'Mo-Fr 9h-19h;; Su,PH off',
  ])('are read as people write them: %s', (osm) => {
    expect(printOsm(hours(osm))).toBe('Mo-Fr 09:00-19:00; Sa-Su,PH off');
  });
});

describe('dates in OSM hours', () => {
  it.each([
    ['2026 Dec 24 09:00-17:00', [['2026-12-24', '2026-12-24']]],
    ['2026 Dec 24-2026 Dec 26 off', [['2026-12-24', '2026-12-26']]],
    ['2026 Dec 24-26 off', [['2026-12-24', '2026-12-26']]],
    ['2026 Dec 24-Jan 02 off', [['2026-12-24', '2027-01-02']]],
    ['Dec 25 off', [['12-25', '12-25']]],
    ['Dec 24-Jan 02 off', [['12-24', '01-02']]],
    [
      'Dec 25,Jan 01 off',
      [
        ['12-25', '12-25'],
        ['01-01', '01-01'],
      ],
    ],
    [
      'dec 25,26 off',
      [
        ['12-25', '12-25'],
        ['12-26', '12-26'],
      ],
    ],
    ['Feb 29 off', [['02-29', '02-29']]],
    ['Su,PH,Dec 25 off', [['12-25', '12-25']]],
  ])('%s', (osm, spans) => {
    expect(hours(osm).exceptions.map(({ from, to }) => [from, to])).toEqual(spans);
  });

  it('say nothing of the weekdays', () => {
    expect(hours('Dec 25 09:00-12:00').week.MO).toBe('UNKNOWN');
  });

  it.each([
    ['2026 Feb 29 off', 0],
    ['Mo off; Apr 31 off', 8],
    ['2026 Dec 26-2026 Dec 24 off', 0],
    ['Dec 26-24 off', 0],
    ['Dec 24-2026 Dec 26 off', 0],
  ])('%s do not exist', (osm, position) => {
    expect(parseOsm(osm)).toMatchObject({ ok: false, error: { code: 'OSM_BAD_DATE', position } });
  });
});

describe('hours that are refused', () => {
  const refusal = (osm: string): HoursResult => parseOsm(osm);

  it.each([
    ['Mo-Fr 09:00-18:00; SH off', 19, 'school holidays'],
    ['Mo[1] 09:00-12:00', 2, 'nth weekday'],
    ['Mo-Fr 09:00+', 11, 'open end'],
    ['Mo-Fr 09:00-18:00+', 17, 'open end'],
    ['Mo-Fr 09:00-18:00 || "call"', 18, 'fallback'],
    ['week 10-20 Mo 09:00-12:00', 0, 'week numbers'],
    ['sunrise-sunset', 0, 'sun'],
    ['Mo-Fr 08:00-sunset', 12, 'sun'],
    ['(sunrise+01:00)-18:00', 0, 'sun'],
    ['easter off', 0, 'Easter'],
    ['Jun-Aug 09:00-18:00', 0, 'months'],
    ['Mo off; Jun 09:00-18:00', 8, 'months'],
    ['2026 Mo 09:00-12:00', 5, 'year'],
    ['Dec 24 Mo 09:00-12:00', 7, 'two conditions'],
    ['Mo-Fr 12:00-13:00 off', 6, 'taken away'],
    ['Mo-Fr 09:00-18:00; PH Mo 10:00-12:00', 36, 'differ by weekday'],
  ])('%s, because the model cannot hold it', (osm, position, words) => {
    const result = refusal(osm);
    expect(result).toMatchObject({ ok: false, error: { code: 'OSM_UNSUPPORTED', position } });
    expect(result.ok ? '' : result.error.message).toContain(words);
  });

  it.each([
    ['Mo-Fr 09:00', 'OSM_SYNTAX', 11],
    ['Mo-Fr 9-18', 'OSM_SYNTAX', 6],
    ['Mo-Fr 09:00-13:00 14:00-19:00', 'OSM_SYNTAX', 18],
    ['Mo-Fr 09:00-18:00,', 'OSM_SYNTAX', 18],
    ['Mo-Fr 9:00 am-6:00 pm', 'OSM_SYNTAX', 11],
    ['Lu-Ve 09:00-18:00', 'OSM_SYNTAX', 0],
    ['Mo-Fr 09:00-18:00 "no end', 'OSM_SYNTAX', 18],
    ['Mo-Fr 09:00-18:00 €', 'OSM_SYNTAX', 18],
    [';;', 'OSM_SYNTAX', 2],
    ['Mo-Fr 09:60-18:00', 'HOURS_BAD_TIME', 6],
    ['Mo-Fr 09:00-49:00', 'HOURS_BAD_TIME', 12],
    ['Mo-Fr 24:00-26:00', 'HOURS_BAD_TIME', 6],
    ['Mo-Fr 09:00-09:00', 'OSM_AMBIGUOUS', 6],
    ['Mo-Fr 09:00-13:00; 14:00-19:00', 'OSM_AMBIGUOUS', 19],
    ['Mo-Fr', 'OSM_NO_HOURS', 5],
    ['PH; Mo 09:00-12:00', 'OSM_NO_HOURS', 2],
    ['open', 'OSM_NO_HOURS', 0],
    ['  ', 'HOURS_EMPTY', 0],
  ])('%s', (osm, code, position) => {
    expect(refusal(osm)).toMatchObject({ ok: false, error: { code, position } });
  });

  it('and those of more than 1 000 characters', () => {
    expect(refusal('24/7'.padEnd(1000))).toMatchObject({ ok: true });
    expect(refusal('24/7'.padEnd(1001))).toMatchObject({ error: { code: 'HOURS_TOO_LONG', position: 1000 } });
  });
});
