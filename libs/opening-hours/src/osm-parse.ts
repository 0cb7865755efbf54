import {
  ALL_DAY,
  CLOSED,
  DAY_MINUTES,
  type DayHours,
  type HoursException,
  type HoursResult,
  type Interval,
  isSameDayHours,
  MAX_END_MINUTES,
  normaliseIntervals,
  type OpeningHours,
  WEEKDAYS,
  type Weekday,
  weekOf,
} from './model.js';
import { type DaySelectors, isSelectorAhead, readSelectors } from './osm-selectors.js';
import { OsmProblem, TokenReader, tokenise } from './osm-tokens.js';

export const OSM_MAX_LENGTH = 1000;

/** The holiday rule while it is being read: for every holiday, or only for those on some weekdays (`PH Mo-Fr`). */
type HolidayDraft = DayHours | 'SAME_AS_WEEKDAY' | Map<Weekday, DayHours>;

interface Draft {
  week: Map<Weekday, DayHours>;
  publicHolidays: HolidayDraft;
  exceptions: HoursException[];
  hasRules: boolean;
}

/**
 * Reads OSM's `opening_hours` syntax (https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification) as far as
 * the model can hold it; what it cannot hold is refused with `OSM_UNSUPPORTED`, never guessed at.
 *
 * A later rule replaces an earlier one for the same days, one after a comma adds to it. Weekdays that no rule names are
 * closed once some weekday has hours, else unknown. Dates go before holidays and holidays before weekdays in whatever
 * order they stand, because that is what is meant by them. A comment without `open` makes its day unknown, as in OSM.
 * Never throws.
 */
export function parseOsm(text: string): HoursResult {
  try {
    if (text.trim() === '') throw new OsmProblem('HOURS_EMPTY', 'there is nothing to read', 0);
    if (text.length > OSM_MAX_LENGTH) {
      throw new OsmProblem('HOURS_TOO_LONG', `more than ${OSM_MAX_LENGTH} characters`, OSM_MAX_LENGTH);
    }
    return { ok: true, hours: readRules(new TokenReader(tokenise(text))) };
  } catch (error) {
    if (!(error instanceof OsmProblem)) throw error;
    const { code, message, position } = error;
    return { ok: false, error: { code, message, position } };
  }
}

function readRules(reader: TokenReader): OpeningHours {
  const draft: Draft = { week: new Map(), publicHolidays: 'UNKNOWN', exceptions: [], hasRules: false };
  let isAddition = false;
  while (reader.peek().kind !== 'END') {
    if (reader.takeSymbol(';')) {
      isAddition = false;
      continue;
    }
    readRule(reader, draft, isAddition);
    isAddition = reader.takeSymbol(',');
    const next = reader.peek();
    if (!isAddition && next.kind !== 'END' && next.text !== ';') reader.refuse('the end of the rule');
    if (isAddition && !isSelectorAhead(reader)) reader.refuse('a day');
  }
  if (!draft.hasRules) reader.refuse('a rule');
  return finish(draft, reader.peek().position);
}

function readRule(reader: TokenReader, draft: Draft, isAddition: boolean): void {
  const { position, kind } = reader.peek();
  const selectors = readSelectors(reader);
  const hours = readHours(reader);
  if (selectors) {
    applyTo(selectors, hours, isAddition, draft);
  } else {
    // OSM reads this as replacing all that stands before it, which nobody who writes it means.
    if (draft.hasRules) throw new OsmProblem('OSM_AMBIGUOUS', 'hours without a day after other rules', position);
    for (const weekday of WEEKDAYS) draft.week.set(weekday, hours);
    // Other hours for every day do not tell of holidays; what never opens, or never closes, does.
    if (hours !== 'UNKNOWN' && hours.length === 0) draft.publicHolidays = CLOSED;
    else if (kind === 'ALWAYS' && hours !== 'UNKNOWN') draft.publicHolidays = 'SAME_AS_WEEKDAY';
  }
  draft.hasRules = true;
}

function readHours(reader: TokenReader): DayHours {
  const { position } = reader.peek();
  const intervals = readIntervals(reader);
  const modifier = readModifier(reader);
  if (modifier === 'UNKNOWN') return 'UNKNOWN';
  if (modifier === 'OFF') {
    if (intervals === null) return CLOSED;
    throw new OsmProblem('OSM_UNSUPPORTED', 'hours taken away from others cannot be held', position);
  }
  if (intervals !== null) return intervals;
  const next = reader.peek();
  if (modifier === 'OPEN' || next.kind === 'END' || next.text === ';' || next.text === ',') {
    // OSM reads a day without hours as open for 24 hours; more often the hours were forgotten.
    throw new OsmProblem('OSM_NO_HOURS', 'the rule states no hours', position);
  }
  return reader.refuse('hours');
}

function readModifier(reader: TokenReader): 'OPEN' | 'OFF' | 'UNKNOWN' | null {
  const { kind, text } = reader.peek();
  const word = kind === 'WORD' ? text : '';
  const stated = word === 'open' ? 'OPEN' : word === 'off' || word === 'closed' ? 'OFF' : null;
  if (stated || word === 'unknown') reader.take();
  const hasComment = reader.peek().kind === 'COMMENT';
  if (hasComment) reader.take();
  return stated ?? (hasComment || word === 'unknown' ? 'UNKNOWN' : null);
}

/** Reads `09:00-12:00,14:00-18:00` or `24/7`; null when there is no time. */
function readIntervals(reader: TokenReader): readonly Interval[] | null {
  if (reader.peek().kind === 'ALWAYS') {
    reader.take();
    return ALL_DAY;
  }
  if (reader.peek().kind !== 'TIME') return null;
  const intervals = [readInterval(reader)];
  while (reader.peek().text === ',' && !isSelectorAhead(reader, 1)) {
    reader.take();
    if (reader.peek().kind !== 'TIME') reader.refuse('a time');
    intervals.push(readInterval(reader));
  }
  return normaliseIntervals(intervals);
}

function readInterval(reader: TokenReader): Interval {
  const start = reader.take();
  if (!reader.takeSymbol('-')) reader.refuse('- and a closing time');
  if (reader.peek().kind !== 'TIME') reader.refuse('a closing time');
  const end = reader.take();
  if (start.value >= DAY_MINUTES) {
    throw new OsmProblem('HOURS_BAD_TIME', `no day begins to open at ${start.text}`, start.position);
  }
  if (start.value === end.value) {
    throw new OsmProblem('OSM_AMBIGUOUS', `from ${start.text} to ${end.text} is no time, or a day`, start.position);
  }
  const endMinutes = end.value < start.value ? end.value + DAY_MINUTES : end.value;
  if (endMinutes > MAX_END_MINUTES) throw new OsmProblem('HOURS_BAD_TIME', 'too late an end', end.position);
  if (reader.peek().text === '+' || reader.peek().text === '/') reader.refuse('the end of the rule');
  return { startMinutes: start.value, endMinutes };
}

function applyTo(selectors: DaySelectors, hours: DayHours, isAddition: boolean, draft: Draft): void {
  const combine = (earlier: DayHours | undefined): DayHours => {
    const adds = isAddition && hours !== 'UNKNOWN' && hours.length > 0;
    if (!adds || earlier === undefined || earlier === 'UNKNOWN') return hours;
    return normaliseIntervals([...earlier, ...hours]);
  };
  for (const weekday of selectors.weekdays) draft.week.set(weekday, combine(draft.week.get(weekday)));
  if (selectors.publicHolidays) {
    const earlier = draft.publicHolidays;
    draft.publicHolidays = combine(earlier instanceof Map || earlier === 'SAME_AS_WEEKDAY' ? undefined : earlier);
  }
  if (selectors.holidayWeekdays.size > 0) {
    const { publicHolidays } = draft;
    const byWeekday: Map<Weekday, DayHours> = publicHolidays instanceof Map ? publicHolidays : new Map();
    for (const weekday of selectors.holidayWeekdays) byWeekday.set(weekday, combine(byWeekday.get(weekday)));
    draft.publicHolidays = byWeekday;
  }
  for (const { from, to } of selectors.dates) {
    const same = draft.exceptions.findLast((exception) => exception.from === from && exception.to === to);
    draft.exceptions.push({ from, to, hours: combine(same?.hours) });
  }
}

function finish(draft: Draft, endPosition: number): OpeningHours {
  const hasHours = [...draft.week.values()].some((hours) => hours !== 'UNKNOWN' && hours.length > 0);
  const week = weekOf(hasHours ? CLOSED : 'UNKNOWN');
  for (const [weekday, hours] of draft.week) week[weekday] = hours;
  const { publicHolidays, exceptions } = draft;
  if (!(publicHolidays instanceof Map)) return { week, publicHolidays, exceptions };
  const ofHoliday = (weekday: Weekday): DayHours => publicHolidays.get(weekday) ?? 'UNKNOWN';
  if (WEEKDAYS.every((weekday) => isSameDayHours(ofHoliday(weekday), week[weekday]))) {
    return { week, publicHolidays: 'SAME_AS_WEEKDAY', exceptions };
  }
  const onMonday = ofHoliday('MO');
  if (WEEKDAYS.every((weekday) => isSameDayHours(ofHoliday(weekday), onMonday))) {
    return { week, publicHolidays: onMonday, exceptions };
  }
  throw new OsmProblem('OSM_UNSUPPORTED', 'public holidays that differ by weekday cannot be held', endPosition);
}
