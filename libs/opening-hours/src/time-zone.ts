import { DAY_MS, dateOfDayNumber, dayNumberOf, type LocalDate } from './calendar.js';

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1440;
// Offsets lie within a day of UTC, so both offsets that a local time may have are met this far on either side of it.
const NEIGHBOURHOOD_MS = 1.5 * DAY_MS;
// A caller can ask about any year, so the tables must not grow for ever.
const MAX_TABLES = 2000;

/** From `fromMs` on, local time is UTC plus `offsetMs`. */
interface OffsetSpan {
  fromMs: number;
  offsetMs: number;
}

const tables = new Map<string, Map<number, OffsetSpan[]>>();
let tableCount = 0;

/** True when `Intl` knows the zone. */
export function isTimeZone(timeZone: string): boolean {
  try {
    formatterOf(timeZone);
    return true;
  } catch {
    return false;
  }
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formatters.set(timeZone, made);
  return made;
}

/** Asks `Intl`, which is slow: everything else reads the tables made from its answers. */
function readOffset(formatter: Intl.DateTimeFormat, secondMs: number): number {
  const field: Record<string, number> = {};
  for (const part of formatter.formatToParts(secondMs)) field[part.type] = Number(part.value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = field;
  return Date.UTC(year, month - 1, day, hour, minute, second) - secondMs;
}

/** The first instant, to the second, at which the offset is no longer that of `lowMs`; `highMs` already differs. */
function findChange(formatter: Intl.DateTimeFormat, lowMs: number, highMs: number): number {
  const before = readOffset(formatter, lowMs);
  let low = lowMs / 1000;
  let high = highMs / 1000;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (readOffset(formatter, middle * 1000) === before) low = middle;
    else high = middle;
  }
  return high * 1000;
}

function buildTable(timeZone: string, year: number): OffsetSpan[] {
  const formatter = formatterOf(timeZone);
  // The table begins a day early, so that a change in the first moment of the year is seen as one.
  const startMs = Date.UTC(year, 0, 1) - DAY_MS;
  const endMs = Date.UTC(year + 1, 0, 1);
  let offsetMs = readOffset(formatter, startMs);
  const spans: OffsetSpan[] = [{ fromMs: startMs, offsetMs }];
  // Every day is sampled because a zone may change twice within weeks (Morocco does, around Ramadan).
  for (let dayMs = startMs; dayMs < endMs; dayMs += DAY_MS) {
    const nextMs = dayMs + DAY_MS;
    const nextOffset = readOffset(formatter, nextMs);
    if (nextOffset === offsetMs) continue;
    const changeMs = findChange(formatter, dayMs, nextMs);
    if (changeMs < endMs) spans.push({ fromMs: changeMs, offsetMs: nextOffset });
    offsetMs = nextOffset;
  }
  return spans;
}

function tableOf(timeZone: string, year: number): OffsetSpan[] {
  const known = tables.get(timeZone)?.get(year);
  if (known) return known;
  const table = buildTable(timeZone, year);
  if (tableCount >= MAX_TABLES) {
    tables.clear();
    tableCount = 0;
  }
  let ofZone = tables.get(timeZone);
  if (!ofZone) {
    ofZone = new Map();
    tables.set(timeZone, ofZone);
  }
  ofZone.set(year, table);
  tableCount += 1;
  return table;
}

/** What to add to an instant to get local time, in milliseconds. Throws RangeError for an unknown zone. */
export function offsetMsAt(instantMs: number, timeZone: string): number {
  const year = new Date(instantMs).getUTCFullYear();
  if (!(year >= 1583 && year <= 9999)) throw new RangeError(`instant ${instantMs} is outside the years 1583 to 9999`);
  const spans = tableOf(timeZone, year);
  for (let i = spans.length - 1; i >= 0; i -= 1) {
    const span = spans[i];
    if (span && span.fromMs <= instantMs) return span.offsetMs;
  }
  return 0;
}

/** The instants after `afterMs` and up to `untilMs` at which the zone's clocks are moved, in order. */
export function clockChangesBetween(timeZone: string, afterMs: number, untilMs: number): number[] {
  const changes: number[] = [];
  const lastYear = new Date(untilMs).getUTCFullYear();
  for (let year = new Date(afterMs).getUTCFullYear(); year <= lastYear; year += 1) {
    const startMs = Date.UTC(year, 0, 1);
    for (const { fromMs } of tableOf(timeZone, year)) {
      if (fromMs >= startMs && fromMs > afterMs && fromMs <= untilMs) changes.push(fromMs);
    }
  }
  return changes;
}

/** The day number and the minute of the day that the clock on the wall shows at an instant. */
export function wallClockAt(instantMs: number, timeZone: string): { day: number; minutes: number } {
  const localMs = instantMs + offsetMsAt(instantMs, timeZone);
  const day = Math.floor(localMs / DAY_MS);
  return { day, minutes: Math.floor((localMs - day * DAY_MS) / MINUTE_MS) };
}

/** The local day of an instant (ms since 1970). Throws RangeError for an unknown zone or outside 1583 to 9999. */
export function localDateOf(instantMs: number, timeZone: string): LocalDate {
  return dateOfDayNumber(wallClockAt(instantMs, timeZone).day);
}

/** The minute of the local day (0 to 1439) of an instant. Throws as `localDateOf` does. */
export function localMinutesOf(instantMs: number, timeZone: string): number {
  return wallClockAt(instantMs, timeZone).minutes;
}

/** Every instant at which the wall shows this local time, in order: none in a spring gap, two in an autumn overlap. */
export function occurrencesOf(day: number, minutes: number, timeZone: string): number[] {
  const localMs = day * DAY_MS + minutes * MINUTE_MS;
  const before = offsetMsAt(localMs - NEIGHBOURHOOD_MS, timeZone);
  const after = offsetMsAt(localMs + NEIGHBOURHOOD_MS, timeZone);
  if (before === after) return [localMs - before];
  return [localMs - before, localMs - after]
    .filter((instantMs) => instantMs + offsetMsAt(instantMs, timeZone) === localMs)
    .sort((a, b) => a - b);
}

/**
 * The instant (ms since 1970) of a local time given as minutes since midnight of `date`; minutes outside 0 to 1439 are
 * counted on the wall, so 1560 is 02:00 of the next day. A time that exists twice is its first occurrence; a time that
 * the clocks jump over is the moment of the jump. Throws RangeError when the date or the zone does not exist.
 */
export function instantOfLocal(date: LocalDate, minutes: number, timeZone: string): number {
  return instantOfDay(dayNumberOf(date), minutes, timeZone);
}

/** `instantOfLocal` for a day number. */
export function instantOfDay(day: number, minutes: number, timeZone: string): number {
  const [first] = occurrencesOf(day, minutes, timeZone);
  if (first !== undefined) return first;
  const localMs = day * DAY_MS + minutes * MINUTE_MS;
  const [jump] = clockChangesBetween(timeZone, localMs - NEIGHBOURHOOD_MS, localMs + NEIGHBOURHOOD_MS);
  return jump ?? localMs - offsetMsAt(localMs, timeZone);
}

/** Minutes since midnight, 0 to 2880, as `HH:MM`; the end of the day is `24:00`, and 1441 is `00:01` of the next. */
export function formatMinutes(minutes: number): string {
  const withinDay = minutes > DAY_MINUTES ? minutes - DAY_MINUTES : minutes;
  const hours = Math.floor(withinDay / 60);
  return `${String(hours).padStart(2, '0')}:${String(withinDay % 60).padStart(2, '0')}`;
}
