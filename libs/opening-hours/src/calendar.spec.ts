import { addCalendarMonths, addDays, isLocalDate } from './index.js';

describe('a date', () => {
  it.each(['2026-02-28', '2024-02-29', '2000-02-29', '1583-01-01', '9999-12-31'])('%s exists', (text) => {
    expect(isLocalDate(text)).toBe(true);
  });

  it.each([
    '2026-02-29',
    '1900-02-29',
    '2026-13-01',
    '2026-04-31',
    '2026-1-1',
    '1582-12-31',
    '12026-01-01',
    '',
    'today',
  ])('%s does not', (text) => {
    expect(isLocalDate(text)).toBe(false);
    expect(() => addDays(text, 1)).toThrow(RangeError);
  });

  it('moves over the end of a month and a year', () => {
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(addDays('2024-03-01', -1)).toBe('2024-02-29');
  });
});

describe('a grant that runs in calendar months', () => {
  it.each([
    ['2026-01-15', 6, '2026-07-15'],
    ['2026-08-31', 6, '2027-02-28'],
    ['2027-08-31', 6, '2028-02-29'],
    ['2024-02-29', 12, '2025-02-28'],
    ['2026-03-31', -1, '2026-02-28'],
    ['2026-01-31', -2, '2025-11-30'],
    ['2026-10-31', 0, '2026-10-31'],
  ])('from %s for %i months ends on %s, the day clamped to the month', (date, months, expected) => {
    expect(addCalendarMonths(date, months)).toBe(expected);
  });

  it('has whole months', () => {
    expect(() => addCalendarMonths('2026-01-01', 1.5)).toThrow(RangeError);
  });
});
