import { easterSunday, type HolidayRegion, isPublicHoliday, publicHolidays } from './index.js';

describe('Easter Sunday', () => {
  it.each([
    '1818-03-22',
    '1943-04-25',
    '1954-04-18',
    '1961-04-02',
    '1981-04-19',
    '2000-04-23',
    '2008-03-23',
    '2011-04-24',
    '2019-04-21',
    '2024-03-31',
    '2025-04-20',
    '2026-04-05',
    '2027-03-28',
    '2038-04-25',
    '2049-04-18',
    '2076-04-19',
    '2285-03-22',
  ])('falls on %s', (date) => {
    expect(easterSunday(Number(date.slice(0, 4)))).toBe(date);
  });

  it('is not computed for years before the Gregorian calendar', () => {
    expect(() => easterSunday(1582)).toThrow(RangeError);
    expect(() => easterSunday(2026.5)).toThrow(RangeError);
  });
});

describe('the public holidays of France', () => {
  it('are eleven, here those of 2026', () => {
    expect(publicHolidays(2026, 'FR').map((holiday) => holiday.date)).toEqual([
      '2026-01-01',
      '2026-04-06',
      '2026-05-01',
      '2026-05-08',
      '2026-05-14',
      '2026-05-25',
      '2026-07-14',
      '2026-08-15',
      '2026-11-01',
      '2026-11-11',
      '2026-12-25',
    ]);
  });

  it('may fall together: 1 May 2008 was Ascension too', () => {
    const names = publicHolidays(2008, 'FR')
      .filter((holiday) => holiday.date === '2008-05-01')
      .map((holiday) => holiday.name);
    expect(names.sort()).toEqual(['Ascension', 'Fête du travail']);
  });

  it.each<[HolidayRegion, string[]]>([
    ['FR-57', ['2026-04-03', '2026-12-26']],
    ['FR-67', ['2026-04-03', '2026-12-26']],
    ['FR-68', ['2026-04-03', '2026-12-26']],
    ['FR-971', ['2026-05-27']],
    ['FR-972', ['2026-05-22']],
    ['FR-973', ['2026-06-10']],
    ['FR-974', ['2026-12-20']],
    ['FR-975', []],
    ['FR-976', ['2026-04-27']],
    ['FR-977', ['2026-10-09']],
    ['FR-978', ['2026-05-28']],
    ['FR-986', ['2026-04-28', '2026-07-29']],
    ['FR-987', ['2026-03-05', '2026-04-03', '2026-11-20']],
    ['FR-988', ['2026-09-24']],
  ])('have more days in %s', (region, extra) => {
    const national = new Set(publicHolidays(2026, 'FR').map((holiday) => holiday.date));
    const dates = publicHolidays(2026, region).map((holiday) => holiday.date);
    expect(dates.filter((date) => !national.has(date))).toEqual(extra);
    expect(dates).toHaveLength(11 + extra.length);
  });

  it('changed in Polynesia in 2025', () => {
    expect(isPublicHoliday('2024-06-29', 'FR-987')).toBe(true);
    expect(isPublicHoliday('2024-11-20', 'FR-987')).toBe(false);
    expect(isPublicHoliday('2025-06-29', 'FR-987')).toBe(false);
    expect(isPublicHoliday('2025-11-20', 'FR-987')).toBe(true);
  });

  it('are asked for by a real date', () => {
    expect(isPublicHoliday('2026-07-14', 'FR')).toBe(true);
    expect(isPublicHoliday('2026-07-15', 'FR')).toBe(false);
    expect(() => isPublicHoliday('14 July', 'FR')).toThrow(RangeError);
  });
});
