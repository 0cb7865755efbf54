import fc from 'fast-check';
import type { Retention } from '#libs/eligibility';
import { type OpeningHours, parseOsm } from '#libs/opening-hours';
import { type PointCalendar, type Suspension, stayOf, type Waiting } from './index.js';

const PARIS = { timeZone: 'Europe/Paris', holidayRegion: 'FR' } as const;
const RULE: Retention = { days: 5, reminderDays: [2, 4], extensionDays: 3, extensions: 2 };

function hoursOf(osm: string): OpeningHours {
  const parsed = parseOsm(osm);
  if (!parsed.ok) throw new Error(osm);
  return parsed.hours;
}

const at = (text: string) => Date.parse(text);
const calendar = (osm: string, suspensions: Suspension[] = []): PointCalendar => ({
  hours: hoursOf(osm),
  context: PARIS,
  suspensions,
});
/** Arrived on a Tuesday morning. */
const waiting = (more: Partial<Waiting> = {}): Waiting => ({
  rule: RULE,
  sinceMs: at('2026-11-24T09:00:00Z'),
  extensions: 0,
  promisedMs: null,
  ...more,
});
const told = ({ deadlineMs, reminderMs }: ReturnType<typeof stayOf>) => [
  deadlineMs === null ? null : new Date(deadlineMs).toISOString(),
  ...reminderMs.map((ms) => new Date(ms).toISOString()),
];

describe('how long a parcel waits', () => {
  it('is counted in days on which the point is open, with reminders in the morning of such days', () => {
    // Wednesday, Thursday, Friday, Saturday, and Monday: Sunday is closed.
    expect(told(stayOf(calendar('Mo-Sa 09:00-19:00'), waiting()))).toEqual([
      '2026-11-30T23:00:00.000Z',
      '2026-11-26T08:00:00.000Z',
      '2026-11-28T08:00:00.000Z',
    ]);
  });

  it('grows by the days of each extension', () => {
    expect(told(stayOf(calendar('Mo-Sa 09:00-19:00'), waiting({ extensions: 1 })))[0]).toBe('2026-12-03T23:00:00.000Z');
    expect(told(stayOf(calendar('Mo-Sa 09:00-19:00'), waiting({ extensions: 2 })))[0]).toBe('2026-12-07T23:00:00.000Z');
  });

  it('leaves out every day that a suspension touches', () => {
    const works = { fromMs: at('2026-11-26T16:00:00Z'), untilMs: at('2026-11-28T08:00:00Z') };
    expect(told(stayOf(calendar('Mo-Sa 09:00-19:00', [works]), waiting()))).toEqual([
      '2026-12-03T23:00:00.000Z',
      '2026-11-30T08:00:00.000Z',
      '2026-12-02T08:00:00.000Z',
    ]);
    // It ended at midnight, so that the next day is a whole one.
    const night = { fromMs: at('2026-11-26T10:00:00Z'), untilMs: at('2026-11-26T23:00:00Z') };
    expect(told(stayOf(calendar('Mo-Sa 09:00-19:00', [night]), waiting()))[0]).toBe('2026-12-01T23:00:00.000Z');
  });

  it('is not known while a suspension has no end, unless the days were over before it', () => {
    const shut = (from: string) => [{ fromMs: at(from), untilMs: null }];
    expect(told(stayOf(calendar('Mo-Sa 09:00-19:00', shut('2026-11-27T10:00:00Z')), waiting()))).toEqual([
      null,
      '2026-11-26T08:00:00.000Z',
    ]);
    expect(told(stayOf(calendar('Mo-Sa 09:00-19:00', shut('2026-12-02T10:00:00Z')), waiting()))[0]).toBe(
      '2026-11-30T23:00:00.000Z',
    );
  });

  it('does not end before what somebody was told', () => {
    const promisedMs = at('2026-11-30T23:00:00Z');
    expect(stayOf(calendar('24/7'), waiting({ promisedMs })).deadlineMs).toBe(promisedMs);
    expect(told(stayOf(calendar('24/7'), waiting()))[0]).toBe('2026-11-29T23:00:00.000Z');
  });

  it('ends after a year at a point that never opens', () => {
    expect(told(stayOf(calendar('Mo-Su off; PH off'), waiting()))[0]).toBe('2027-11-25T23:00:00.000Z');
  });
});

describe('whatever the hours, the rule and the suspensions', () => {
  const WEEKS = ['Mo-Sa 09:00-19:00', 'Mo-Fr 08:00-12:00,14:00-18:00', 'Su 09:00-12:30', 'Fr 20:00-26:00', '24/7'];
  const instant = fc.integer({ min: at('2026-01-01T00:00:00Z'), max: at('2026-12-31T00:00:00Z') });
  const suspension = fc.record({ fromMs: instant, days: fc.integer({ min: 0, max: 40 }) }).map(({ fromMs, days }) => ({
    fromMs,
    untilMs: fromMs + days * 86_400_000 + 1,
  }));
  const stays = fc.record({
    week: fc.constantFrom(...WEEKS),
    other: fc.constantFrom(...WEEKS),
    suspensions: fc.array(suspension, { maxLength: 3 }),
    further: suspension,
    sinceMs: instant,
    days: fc.integer({ min: 2, max: 20 }),
    extensions: fc.integer({ min: 0, max: 2 }),
  });
  const deadline = (given: PointCalendar, wait: Waiting) => stayOf(given, wait).deadlineMs ?? Infinity;
  const held = (check: (stay: Parameters<Parameters<typeof stays.map>[0]>[0], wait: Waiting) => void) =>
    fc.assert(
      fc.property(stays, (stay) => {
        const rule = { ...RULE, days: stay.days, reminderDays: [1] };
        check(stay, { rule, sinceMs: stay.sinceMs, extensions: stay.extensions, promisedMs: null });
      }),
      { numRuns: 150 },
    );

  it('a deadline that was told never moves back, however much the point opens', () => {
    held(({ week, other, suspensions }, wait) => {
      const promisedMs = deadline(calendar(week, suspensions), wait);
      expect(deadline(calendar(other), { ...wait, promisedMs })).toBeGreaterThanOrEqual(promisedMs);
      expect(deadline(calendar('24/7'), { ...wait, promisedMs })).toBe(promisedMs);
    });
  });

  it('a suspension, a day more and an extension never make it earlier', () => {
    held(({ week, suspensions, further }, wait) => {
      const before = deadline(calendar(week, suspensions), wait);
      expect(deadline(calendar(week, [...suspensions, further]), wait)).toBeGreaterThanOrEqual(before);
      expect(deadline(calendar(week, suspensions), { ...wait, extensions: wait.extensions + 1 })).toBeGreaterThan(
        before,
      );
      const longer = { ...wait.rule, days: wait.rule.days + 1 };
      expect(deadline(calendar(week, suspensions), { ...wait, rule: longer })).toBeGreaterThan(before);
    });
  });

  it('reminders come before the deadline, which comes at the end of a day after the arrival', () => {
    held(({ week, suspensions, sinceMs }, wait) => {
      const { deadlineMs, reminderMs } = stayOf(calendar(week, suspensions), wait);
      expect(deadlineMs).toBeGreaterThan(sinceMs + 86_400_000 - 3_600_000);
      for (const ms of reminderMs) expect(ms).toBeLessThan(deadlineMs as number);
    });
  });
});
