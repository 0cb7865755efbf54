import { alwaysOpen, openingHoursFault, unknownHours } from './index.js';

describe('hours that come from outside as JSON', () => {
  it('are well formed when this library made them', () => {
    expect(openingHoursFault(alwaysOpen())).toBeNull();
    expect(openingHoursFault(unknownHours())).toBeNull();
  });

  const monday = (MO: unknown) => ({ ...unknownHours(), week: { ...unknownHours().week, MO } });
  const exception = (from: unknown, to: unknown, hours: unknown = []) => ({
    ...unknownHours(),
    exceptions: [{ from, to, hours }],
  });
  const span = (startMinutes: unknown, endMinutes: unknown) => ({ startMinutes, endMinutes });

  it.each<[unknown, string]>([
    [null, 'not an object'],
    [[], 'not an object'],
    [{ ...unknownHours(), week: [] }, 'week: not an object'],
    [monday(undefined), 'week.MO: neither'],
    [monday('CLOSED'), 'week.MO: neither'],
    [monday([null]), 'week.MO: an interval'],
    [monday([span('9', 10)]), 'whole numbers'],
    [monday([span(0.5, 10)]), 'whole numbers'],
    [monday([span(-1, 10)]), 'outside the day'],
    [monday([span(1440, 1500)]), 'outside the day'],
    [monday([span(60, 2881)]), 'outside the day'],
    [monday([span(60, 60)]), 'ends before'],
    [monday([span(600, 720), span(720, 800)]), 'touch'],
    [monday([span(600, 720), span(60, 120)]), 'out of order'],
    [{ ...unknownHours(), publicHolidays: 'OPEN' }, 'publicHolidays: neither'],
    [{ ...unknownHours(), exceptions: {} }, 'exceptions: not a list'],
    [{ ...unknownHours(), exceptions: [null] }, 'exceptions[0]: not an object'],
    [exception(1, 2), 'not text'],
    [exception('2026-12-26', '2026-12-24'), 'ends before'],
    [exception('2026-12-24', '12-26'), 'neither two dates'],
    [exception('02-30', '03-01'), 'neither two dates'],
    [exception('12-24', '12-26', 'off'), 'exceptions[0]: neither'],
  ])('are refused with the place of the fault (case %#)', (value, fault) => {
    expect(openingHoursFault(value)).toContain(fault);
  });
});
