import { formatMinutes, instantOfLocal, isTimeZone, localDateOf, localMinutesOf } from './index.js';

const at = (text: string): number => Date.parse(text);

describe('local time', () => {
  it('is a day ahead in Réunion when the evening is late in Paris', () => {
    const instant = at('2026-07-14T21:30:00Z');
    expect(localDateOf(instant, 'Europe/Paris')).toBe('2026-07-14');
    expect(localDateOf(instant, 'Indian/Reunion')).toBe('2026-07-15');
    expect(localMinutesOf(instant, 'Indian/Reunion')).toBe(90);
  });

  it.each([
    ['an ordinary day', '2026-06-01', 600, '2026-06-01T08:00:00Z'],
    ['midnight', '2026-01-01', 0, '2025-12-31T23:00:00Z'],
    ['past midnight, on the wall of the next day', '2026-06-01', 1560, '2026-06-02T00:00:00Z'],
    ['before midnight, on the day before', '2026-06-01', -60, '2026-05-31T21:00:00Z'],
    ['a time that the clocks jump over, at the jump', '2026-03-29', 150, '2026-03-29T01:00:00Z'],
    ['the end of the gap, at the jump as well', '2026-03-29', 180, '2026-03-29T01:00:00Z'],
    ['a time that comes twice, the first time', '2026-10-25', 150, '2026-10-25T00:30:00Z'],
    ['after it has come twice', '2026-10-25', 180, '2026-10-25T02:00:00Z'],
  ])('is found in Paris: %s', (_story, date, minutes, expected) => {
    expect(new Date(instantOfLocal(date, minutes, 'Europe/Paris')).toISOString()).toBe(
      new Date(expected).toISOString(),
    );
  });

  it('is found where a whole day was left out', () => {
    // Samoa crossed the date line: after 29 December 2011 came 31 December.
    const jump = at('2011-12-30T10:00:00Z');
    expect(instantOfLocal('2011-12-30', 720, 'Pacific/Apia')).toBe(jump);
    expect(localDateOf(jump - 1, 'Pacific/Apia')).toBe('2011-12-29');
    expect(localDateOf(jump, 'Pacific/Apia')).toBe('2011-12-31');
  });

  it('refuses what does not exist', () => {
    expect(() => instantOfLocal('2026-02-30', 0, 'Europe/Paris')).toThrow(RangeError);
    expect(() => localDateOf(0, 'Europe/Lutetia')).toThrow(RangeError);
    expect(() => localDateOf(Number.NaN, 'Europe/Paris')).toThrow(RangeError);
    expect(isTimeZone('Europe/Lutetia')).toBe(false);
    expect(isTimeZone('America/Cayenne')).toBe(true);
  });
});

it('minutes are written as a clock shows them', () => {
  expect([0, 545, 1439, 1440, 1560, 2880].map(formatMinutes)).toEqual([
    '00:00',
    '09:05',
    '23:59',
    '24:00',
    '02:00',
    '24:00',
  ]);
});
