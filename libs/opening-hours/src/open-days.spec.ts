import { addOpenDays, type HoursContext, instantOfLocal, isOpenDay, type OpeningHours, parseOsm } from './index.js';

const PARIS: HoursContext = { timeZone: 'Europe/Paris', holidayRegion: 'FR' };

function hours(osm: string): OpeningHours {
  const result = parseOsm(osm);
  if (!result.ok) throw new Error(result.error.message);
  return result.hours;
}

describe('an open day', () => {
  it.each([
    ['Mo-Sa 09:00-19:00', '2026-06-06', 'OPEN'],
    ['Mo-Sa 09:00-19:00', '2026-06-07', 'CLOSED'],
    ['Mo-Sa 09:00-19:00', '2026-07-14', 'UNKNOWN'],
    ['Mo-Sa 09:00-19:00; PH off', '2026-07-14', 'CLOSED'],
    ['Sa 20:00-02:00', '2026-06-07', 'OPEN'],
    ['Sa 20:00-24:00', '2026-06-07', 'CLOSED'],
    ['Mo-Sa 09:00-19:00; Su unknown', '2026-06-07', 'UNKNOWN'],
    // These hours are those that the clocks jump over on 29 March.
    ['Mo-Su 02:00-03:00', '2026-03-29', 'CLOSED'],
    ['Mo-Su 02:00-03:00', '2026-03-30', 'OPEN'],
  ])('%s on %s: %s', (osm, date, expected) => {
    expect(isOpenDay(hours(osm), PARIS, date)).toBe(expected);
  });

  it('is not known without hours', () => {
    expect(isOpenDay(null, PARIS, '2026-06-07')).toBe('UNKNOWN');
    expect(() => isOpenDay(hours('24/7'), PARIS, '2026-06-31')).toThrow(RangeError);
  });
});

describe('retention, counted in open days', () => {
  const friday = instantOfLocal('2026-07-10', 16 * 60, 'Europe/Paris');
  const endOf = (osm: string | null, days: number, isSuspended?: (date: string) => boolean): string => {
    const result = addOpenDays(osm === null ? null : hours(osm), PARIS, friday, days, isSuspended);
    expect(result.endsAtMs).toBe(instantOfLocal(result.lastDate, 1440, 'Europe/Paris'));
    return `${result.ok ? '' : `${result.code} after `}${result.lastDate}`;
  };

  it('does not count the day of arrival', () => {
    expect(endOf('24/7', 1)).toBe('2026-07-11');
    expect(endOf('24/7', 0)).toBe('2026-07-10');
  });

  it('leaves out Sundays and 14 July', () => {
    // Saturday 11, Monday 13, Wednesday 15, Thursday 16, Friday 17.
    expect(endOf('Mo-Sa 09:00-19:00; Su,PH off', 5)).toBe('2026-07-17');
  });

  it('counts days of unknown hours as open', () => {
    expect(endOf('Mo-Sa 09:00-19:00; PH unknown', 5)).toBe('2026-07-16');
    expect(endOf(null, 5)).toBe('2026-07-15');
  });

  it('does not count days of suspension', () => {
    const isSuspended = (date: string): boolean => date >= '2026-07-11' && date <= '2026-07-20';
    expect(endOf('24/7', 5, isSuspended)).toBe('2026-07-25');
    expect(endOf(null, 1, isSuspended)).toBe('2026-07-21');
  });

  it('ends at local midnight, an hour later or earlier when the clocks have changed', () => {
    const before = instantOfLocal('2026-10-23', 600, 'Europe/Paris');
    const result = addOpenDays(null, PARIS, before, 2);
    expect(new Date(result.endsAtMs).toISOString()).toBe('2026-10-25T23:00:00.000Z');
  });

  it('gives up on a point that is closed for good', () => {
    expect(endOf('off', 1)).toBe('TOO_FEW_OPEN_DAYS after 2027-07-11');
    expect(addOpenDays(hours('Dec 24 09:00-12:00; Mo-Su,PH off'), PARIS, friday, 2)).toMatchObject({
      ok: false,
      countedDays: 1,
    });
  });

  it('counts whole days only', () => {
    for (const days of [-1, 1.5, Number.NaN]) expect(() => addOpenDays(null, PARIS, friday, days)).toThrow(RangeError);
  });
});
