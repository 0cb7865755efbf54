import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import {
  type DayHours,
  type HoursContext,
  type HoursException,
  instantOfLocal,
  isOpenDay,
  type LocalDate,
  localDateOf,
  localMinutesOf,
  type OpeningHours,
  type OpenStateValue,
  openingHoursFault,
  openState,
  parseOsm,
  printOsm,
  stateAt,
  unknownHours,
  WEEKDAYS,
} from './index.js';

const MINUTE_MS = 60_000;

// Each property stops after three seconds: on a slow machine with fewer runs, and when broken with an example that may
// not be the smallest. Predicates answer true or false, because failed expectations would make that search slow.
fc.configureGlobal({ interruptAfterTimeLimit: 3_000, ...fc.readConfigureGlobal() });

/** Distinct ascending minutes make intervals with a gap between them; quarters past midnight meet the clock changes. */
const openDay: fc.Arbitrary<DayHours> = fc
  .tuple(
    fc.uniqueArray(
      fc.oneof(
        fc.nat(1439),
        fc.nat(20).map((quarter) => quarter * 15),
      ),
      { minLength: 1, maxLength: 5 },
    ),
    fc.integer({ min: 1, max: 1440 }),
  )
  .map(([minutes, overhang]) => {
    const ascending = minutes.toSorted((a, b) => a - b);
    const last = ascending.at(-1) ?? 0;
    if (ascending.length % 2 === 1) ascending.push(Math.min(last + overhang, 2880));
    const hours = [];
    for (let i = 0; i + 1 < ascending.length; i += 2) {
      hours.push({ startMinutes: ascending[i] ?? 0, endMinutes: ascending[i + 1] ?? 0 });
    }
    return hours;
  });
const dayHours: fc.Arbitrary<DayHours> = fc.oneof(
  { weight: 4, arbitrary: openDay },
  { weight: 1, arbitrary: fc.constant<DayHours>([]) },
  { weight: 1, arbitrary: fc.constant<DayHours>('UNKNOWN') },
  { weight: 1, arbitrary: fc.constant<DayHours>([{ startMinutes: 0, endMinutes: 1440 }]) },
);

const dayText = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
const dateBetween = (from: string, to: string): fc.Arbitrary<string> =>
  fc
    .integer({ min: Date.parse(from) / 86_400_000, max: Date.parse(to) / 86_400_000 })
    .map((day) => dayText(day * 86_400_000));

function exceptionBetween(from: string, to: string): fc.Arbitrary<HoursException> {
  const date = dateBetween(from, to);
  return fc.tuple(date, date, fc.boolean(), fc.boolean(), dayHours).map(([a, b, isSingle, isYearly, hours]) => {
    const start = isYearly ? a.slice(5) : a < b ? a : b;
    const end = isYearly ? b.slice(5) : a < b ? b : a;
    return { from: start, to: isSingle ? start : end, hours };
  });
}

function hoursWith(exception: fc.Arbitrary<HoursException>): fc.Arbitrary<OpeningHours> {
  const week = fc.oneof(
    fc.tuple(dayHours, dayHours, dayHours, dayHours, dayHours, dayHours, dayHours),
    dayHours.map((day): DayHours[] => Array(7).fill(day)),
  );
  const holidays = fc.oneof(dayHours, fc.constant('SAME_AS_WEEKDAY' as const));
  return fc.tuple(week, holidays, fc.array(exception, { maxLength: 4 })).map(([days, publicHolidays, exceptions]) => {
    const hours: OpeningHours = { ...unknownHours(), publicHolidays, exceptions };
    for (const [i, weekday] of WEEKDAYS.entries()) hours.week[weekday] = days[i] ?? 'UNKNOWN';
    return hours;
  });
}

describe('hours written in OSM syntax', () => {
  it('are read back as they were, whatever they are', () => {
    fc.assert(
      fc.property(hoursWith(exceptionBetween('2000-01-01', '2099-12-31')), (hours) => {
        return openingHoursFault(hours) === null && isDeepStrictEqual(parseOsm(printOsm(hours)), { ok: true, hours });
      }),
      { numRuns: 500 },
    );
  });

  it('are read or refused, and nothing is thrown, for any text', () => {
    const words = 'Mo Fr PH - , ; 09:00 18:00 26:00 off unknown 24/7 Dec 24 31 2026 "x" + [ : week'.split(' ');
    const text = fc.oneof(
      fc.string(),
      fc.array(fc.constantFrom(...words), { maxLength: 12 }).map((list) => list.join(' ')),
    );
    fc.assert(
      fc.property(text, (source) => {
        const result = parseOsm(source);
        if (!result.ok) return result.error.position >= 0 && result.error.position <= source.length;
        const { hours } = result;
        return openingHoursFault(hours) === null && isDeepStrictEqual(parseOsm(printOsm(hours)), result);
      }),
      { numRuns: 2000 },
    );
  });
});

/** A few local days, every minute of them with what the wall then shows, as `Intl` itself says it. */
interface Window {
  name: string;
  context: HoursContext;
  holidays: string[];
  from: LocalDate;
  until: LocalDate;
}

const WINDOWS: Window[] = [
  {
    name: 'Paris in spring',
    context: { timeZone: 'Europe/Paris', holidayRegion: 'FR' },
    holidays: [],
    from: '2026-03-28',
    until: '2026-03-30',
  },
  {
    name: 'Paris in autumn',
    context: { timeZone: 'Europe/Paris', holidayRegion: 'FR' },
    holidays: [],
    from: '2026-10-24',
    until: '2026-10-26',
  },
  {
    name: 'Paris around 8 May',
    context: { timeZone: 'Europe/Paris', holidayRegion: 'FR' },
    holidays: ['2026-05-08'],
    from: '2026-05-07',
    until: '2026-05-09',
  },
  {
    name: 'Strasbourg at Christmas',
    context: { timeZone: 'Europe/Paris', holidayRegion: 'FR-67' },
    holidays: ['2026-12-25', '2026-12-26'],
    from: '2026-12-25',
    until: '2026-12-27',
  },
  {
    name: 'Réunion around 20 December',
    context: { timeZone: 'Indian/Reunion', holidayRegion: 'FR-974' },
    holidays: ['2026-12-20'],
    from: '2026-12-19',
    until: '2026-12-21',
  },
  {
    name: 'Brussels, holidays not known',
    context: { timeZone: 'Europe/Brussels', holidayRegion: null },
    holidays: [],
    from: '2026-05-01',
    until: '2026-05-02',
  },
  {
    name: 'the Azores, where midnight itself comes twice',
    context: { timeZone: 'Atlantic/Azores', holidayRegion: null },
    holidays: [],
    from: '2026-10-24',
    until: '2026-10-26',
  },
];

interface WallMinute {
  instantMs: number;
  date: string;
  minutes: number;
}

function wallMinutesOf({ context, from, until }: Window): WallMinute[] {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone: context.timeZone,
    dateStyle: 'short',
    timeStyle: 'short',
  });
  const minutes: WallMinute[] = [];
  const endMs = Date.parse(until) + 2 * 86_400_000;
  for (let instantMs = Date.parse(from) - 86_400_000; instantMs < endMs; instantMs += MINUTE_MS) {
    const [date = '', time = ''] = format.format(instantMs).split(' ');
    if (date < from || date > until) continue;
    minutes.push({ instantMs, date, minutes: Number(time.slice(0, 2)) * 60 + Number(time.slice(3)) });
  }
  return minutes;
}

/** The rules, said once more in the plainest way. */
function oracleDay(hours: OpeningHours, date: string, holidays: string[]): DayHours {
  let found: DayHours | null = null;
  for (const exception of hours.exceptions) {
    const { from, to } = exception;
    const day = from.length === 10 ? date : date.slice(5);
    const isInside = from <= to ? day >= from && day <= to : !(day > to && day < from);
    if (isInside) found = exception.hours;
  }
  if (found !== null) return found;
  if (holidays.includes(date) && hours.publicHolidays !== 'SAME_AS_WEEKDAY') return hours.publicHolidays;
  const sundayFirst = new Date(`${date}T12:00:00Z`).getUTCDay();
  return hours.week[WEEKDAYS[(sundayFirst + 6) % 7] ?? 'MO'];
}

function oracleStates(hours: OpeningHours, wall: readonly WallMinute[], holidays: string[]): OpenStateValue[] {
  const isOpen = (day: DayHours, at: number): boolean =>
    day !== 'UNKNOWN' && day.some((interval) => at >= interval.startMinutes && at < interval.endMinutes);
  const days = new Map<string, [today: DayHours, yesterday: DayHours]>();
  return wall.map(({ date, minutes }) => {
    const before = dayText(Date.parse(date) - 86_400_000);
    const [today, yesterday] = days.get(date) ?? [oracleDay(hours, date, holidays), oracleDay(hours, before, holidays)];
    days.set(date, [today, yesterday]);
    if (isOpen(today, minutes) || isOpen(yesterday, minutes + 1440)) return 'OPEN';
    return today === 'UNKNOWN' ? 'UNKNOWN' : 'CLOSED';
  });
}

describe.each(WINDOWS)('the state of a point, $name', (window) => {
  const wall = wallMinutesOf(window);
  const { context, holidays } = window;
  const hoursHere = hoursWith(exceptionBetween(window.from, window.until));

  it('is what the clock on the wall says, minute by minute', () => {
    fc.assert(
      fc.property(hoursHere, (hours) => {
        const states = oracleStates(hours, wall, holidays);
        return wall.every((minute, i) => stateAt(hours, context, minute.instantMs) === states[i]);
      }),
      { numRuns: 20 },
    );
  });

  it('next changes at the first minute that has another state', () => {
    const endMs = wall.at(-1)?.instantMs ?? 0;
    fc.assert(
      fc.property(hoursHere, fc.nat(wall.length - 1), fc.nat(MINUTE_MS - 1), (hours, index, elapsedMs) => {
        const states = oracleStates(hours, wall, holidays);
        const { state, nextChange } = openState(hours, context, (wall[index]?.instantMs ?? 0) + elapsedMs);
        if (state !== states[index]) return false;
        const change = wall.find((_minute, i) => i > index && states[i] !== state);
        return change ? nextChange === change.instantMs : nextChange === null || nextChange > endMs;
      }),
      { numRuns: 40 },
    );
  });

  it('makes a day open when some minute of it is, and unknown only when none is', () => {
    const dates = [...new Set(wall.map((minute) => minute.date))];
    fc.assert(
      fc.property(hoursHere, fc.constantFrom(...dates), (hours, date) => {
        const minutes = wall.filter((minute) => minute.date === date);
        const states = new Set(oracleStates(hours, minutes, holidays));
        const expected = states.has('OPEN') ? 'OPEN' : states.has('UNKNOWN') ? 'UNKNOWN' : 'CLOSED';
        return isOpenDay(hours, context, date) === expected;
      }),
      { numRuns: 40 },
    );
  });

  it('rests on local times that lead back to their instants', () => {
    const firstByWall = new Map<string, number>();
    for (const { instantMs, date, minutes } of wall) {
      const key = `${date} ${minutes}`;
      if (!firstByWall.has(key)) firstByWall.set(key, instantMs);
      const { timeZone } = context;
      const found = [localDateOf(instantMs, timeZone), localMinutesOf(instantMs, timeZone)].join(' ');
      const back = instantOfLocal(date, minutes, timeZone);
      if (found !== key || back !== firstByWall.get(key)) throw new Error(`${key}: found ${found}, and back ${back}`);
    }
    expect(firstByWall.size).toBeGreaterThan(1440);
  });
});
