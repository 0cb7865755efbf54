import {
  alwaysOpen,
  type HoursContext,
  instantOfLocal,
  isWhollyUnknown,
  type OpeningHours,
  openState,
  parseOsm,
  unknownHours,
} from './index.js';

const PARIS: HoursContext = { timeZone: 'Europe/Paris', holidayRegion: 'FR' };

function hours(osm: string): OpeningHours {
  const result = parseOsm(osm);
  if (!result.ok) throw new Error(result.error.message);
  return result.hours;
}

const paris = (date: string, time: string): number =>
  instantOfLocal(date, Number(time.slice(0, 2)) * 60 + Number(time.slice(3)), 'Europe/Paris');

/** The state and the next change as a story tells them: `OPEN until 2026-06-01 13:00`. */
function told(osm: string, date: string, time: string, context = PARIS): string {
  const { state, nextChange } = openState(hours(osm), context, paris(date, time));
  if (nextChange === null) return `${state} for long`;
  const local = new Intl.DateTimeFormat('sv-SE', {
    timeZone: context.timeZone,
    dateStyle: 'short',
    timeStyle: 'short',
  });
  return `${state} until ${local.format(nextChange)}`;
}

const SHOP = 'Mo-Fr 09:30-13:00,14:00-19:00; Sa 10:00-19:00; Su,PH off';

describe('a shop with a lunch break, closed on Sundays and holidays', () => {
  // 1 June 2026 is a Monday; 14 July 2026 a Tuesday.
  it.each([
    ['2026-06-01', '09:29', 'CLOSED until 2026-06-01 09:30'],
    ['2026-06-01', '09:30', 'OPEN until 2026-06-01 13:00'],
    ['2026-06-01', '13:00', 'CLOSED until 2026-06-01 14:00'],
    ['2026-06-05', '19:00', 'CLOSED until 2026-06-06 10:00'],
    ['2026-06-06', '19:00', 'CLOSED until 2026-06-08 09:30'],
    ['2026-07-13', '19:30', 'CLOSED until 2026-07-15 09:30'],
    ['2026-07-14', '10:00', 'CLOSED until 2026-07-15 09:30'],
  ])('on %s at %s is %s', (date, time, expected) => {
    expect(told(SHOP, date, time)).toBe(expected);
  });

  it('is open on 14 July where nobody knows the calendar of holidays', () => {
    expect(told(SHOP, '2026-07-14', '10:00', { ...PARIS, holidayRegion: null })).toBe('OPEN until 2026-07-14 13:00');
  });
});

describe('what is not known', () => {
  it('is never shown as open or closed', () => {
    expect(openState(null, PARIS, 0)).toEqual({ state: 'UNKNOWN', nextChange: null });
    expect(openState(unknownHours(), PARIS, 0)).toEqual({ state: 'UNKNOWN', nextChange: null });
    expect([null, unknownHours(), hours('SU off'), alwaysOpen()].map(isWhollyUnknown)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it('is a holiday on which the hours are not stated', () => {
    expect(told('Mo-Su 08:00-20:00', '2026-07-13', '21:00')).toBe('CLOSED until 2026-07-14 00:00');
    expect(told('Mo-Su 08:00-20:00', '2026-07-14', '10:00')).toBe('UNKNOWN until 2026-07-15 00:00');
  });

  it('may be one day of the week', () => {
    expect(told('Mo-Sa 09:00-19:00; Su unknown', '2026-06-07', '12:00')).toBe('UNKNOWN until 2026-06-08 00:00');
  });

  it('does not hide that the day before is still open', () => {
    expect(told('Sa 20:00-02:00; Su unknown', '2026-06-07', '01:00')).toBe('OPEN until 2026-06-07 02:00');
    expect(told('Sa 20:00-02:00; Su unknown', '2026-06-07', '02:00')).toBe('UNKNOWN until 2026-06-08 00:00');
  });
});

describe('hours past midnight', () => {
  it('count on the next day, even when that day is closed', () => {
    const closedAtChristmas = 'Mo-Su 20:00-02:00; PH off; 2026 Dec 25 off';
    expect(told(closedAtChristmas, '2026-12-25', '01:59')).toBe('OPEN until 2026-12-25 02:00');
    expect(told(closedAtChristmas, '2026-12-25', '21:00')).toBe('CLOSED until 2026-12-26 20:00');
  });

  it('may last until the end of the next day', () => {
    expect(told('Fr 20:00-48:00; Su off', '2026-06-06', '23:59')).toBe('OPEN until 2026-06-07 00:00');
  });
});

describe('exceptions', () => {
  it('go before holidays, which go before weekdays', () => {
    const osm = 'Mo-Fr 09:00-18:00; PH 10:00-12:00; 2026 Jul 14 15:00-16:00';
    expect(told(osm, '2026-07-14', '09:30')).toBe('CLOSED until 2026-07-14 15:00');
    expect(told(osm, '2026-05-08', '09:30')).toBe('CLOSED until 2026-05-08 10:00');
    expect(told(osm, '2026-05-07', '09:30')).toBe('OPEN until 2026-05-07 18:00');
  });

  it('of every year may run over the new year', () => {
    const osm = 'Mo-Su,PH 09:00-18:00; Dec 30-Jan 02 off';
    expect(told(osm, '2026-12-29', '18:00')).toBe('CLOSED until 2027-01-03 09:00');
    expect(told(osm, '2027-01-02', '10:00')).toBe('CLOSED until 2027-01-03 09:00');
  });

  it('that apply together are settled by the last', () => {
    const osm = 'Mo-Su 09:00-18:00; 2026 Aug 03-2026 Aug 28 off; 2026 Aug 10 10:00-12:00';
    expect(told(osm, '2026-08-10', '11:00')).toBe('OPEN until 2026-08-10 12:00');
  });
});

describe('the nights on which the clocks change', () => {
  const name = (osm: string, instantMs: number): string => openState(hours(osm), PARIS, instantMs).state;

  it('opening at 02:30, which spring leaves out, happens at the jump', () => {
    const jump = Date.parse('2026-03-29T01:00:00Z');
    expect(openState(hours('Mo-Su 02:30-05:00'), PARIS, jump - 1)).toEqual({ state: 'CLOSED', nextChange: jump });
    expect(name('Mo-Su 02:30-05:00', jump)).toBe('OPEN');
  });

  it('hours that spring leaves out do not happen', () => {
    const jump = Date.parse('2026-03-29T01:00:00Z');
    const { state, nextChange } = openState(hours('Mo-Su 02:10-02:50'), PARIS, jump - 1);
    expect([state, nextChange]).toEqual(['CLOSED', paris('2026-03-30', '02:10')]);
  });

  it('closing at 02:30, which autumn has twice, happens twice', () => {
    const osm = 'Mo-Su 01:00-02:30';
    const firstClose = Date.parse('2026-10-25T00:30:00Z');
    const putBack = Date.parse('2026-10-25T01:00:00Z');
    const secondClose = Date.parse('2026-10-25T01:30:00Z');
    expect(openState(hours(osm), PARIS, firstClose - 1)).toEqual({ state: 'OPEN', nextChange: firstClose });
    expect(openState(hours(osm), PARIS, firstClose)).toEqual({ state: 'CLOSED', nextChange: putBack });
    expect(openState(hours(osm), PARIS, putBack)).toEqual({ state: 'OPEN', nextChange: secondClose });
  });
});

describe('the next change', () => {
  it('is not there for what never changes', () => {
    expect(told('24/7', '2026-06-01', '12:00')).toBe('OPEN for long');
    expect(told('off', '2026-06-01', '12:00')).toBe('CLOSED for long');
  });

  it('is looked for during fourteen days', () => {
    const until = (last: string): string => `Mo-Su,PH 00:00-24:00; 2026 Jun 01-2026 Jun ${last} off`;
    expect(told(until('14'), '2026-06-01', '00:00')).toBe('CLOSED until 2026-06-15 00:00');
    expect(told(until('15'), '2026-06-01', '00:00')).toBe('CLOSED for long');
  });

  it('goes on past a midnight on which nothing happens', () => {
    expect(told('Mo-Tu 00:00-24:00; We 00:00-10:00', '2026-06-01', '12:00')).toBe('OPEN until 2026-06-03 10:00');
  });
});
