import { daysInMonth, isLocalDate } from './calendar.js';
import { WEEKDAYS, type Weekday } from './model.js';
import { OsmProblem, type TokenReader } from './osm-tokens.js';

export interface DateSpan {
  from: string;
  to: string;
}

/** The days that a rule is about. `holidayWeekdays` are public holidays that fall on these weekdays: `PH Mo-Fr`. */
export interface DaySelectors {
  weekdays: Set<Weekday>;
  publicHolidays: boolean;
  holidayWeekdays: Set<Weekday>;
  dates: DateSpan[];
}

const WEEKDAY_NAMES = [
  ['mo', 'mon', 'monday'],
  ['tu', 'tue', 'tues', 'tuesday'],
  ['we', 'wed', 'wednesday'],
  ['th', 'thu', 'thur', 'thurs', 'thursday'],
  ['fr', 'fri', 'friday'],
  ['sa', 'sat', 'saturday'],
  ['su', 'sun', 'sunday'],
];
const MONTH_NAMES = [
  ['jan', 'january'],
  ['feb', 'february'],
  ['mar', 'march'],
  ['apr', 'april'],
  ['may'],
  ['jun', 'june'],
  ['jul', 'july'],
  ['aug', 'august'],
  ['sep', 'sept', 'september'],
  ['oct', 'october'],
  ['nov', 'november'],
  ['dec', 'december'],
];

const indexByName = (names: string[][]): ReadonlyMap<string, number> =>
  new Map(names.flatMap((spellings, index) => spellings.map((spelling) => [spelling, index])));
const WEEKDAY_INDEX = indexByName(WEEKDAY_NAMES);
const MONTH_INDEX = indexByName(MONTH_NAMES);

const OTHER_SELECTORS = new Set(['ph', 'sh', 'easter', 'week']);

/** True when the token at `ahead` begins the description of a day, be it one that we cannot hold. */
export function isSelectorAhead(reader: TokenReader, ahead = 0): boolean {
  const { kind, text } = reader.peek(ahead);
  if (kind === 'NUMBER') return true;
  return kind === 'WORD' && (WEEKDAY_INDEX.has(text) || MONTH_INDEX.has(text) || OTHER_SELECTORS.has(text));
}

/** Reads the days at the head of a rule, or null when it names none. Throws OsmProblem. */
export function readSelectors(reader: TokenReader): DaySelectors | null {
  if (!isSelectorAhead(reader)) return null;
  const selectors: DaySelectors = {
    weekdays: new Set(),
    publicHolidays: false,
    holidayWeekdays: new Set(),
    dates: [],
  };
  let month: MonthOfYear | null = null;
  do {
    if (isWeekdayAhead(reader)) readWeekdays(reader, selectors.weekdays);
    else if (reader.peek().text === 'ph') readHolidays(reader, selectors);
    else month = readDates(reader, month, selectors.dates);
  } while (reader.takeSymbol(','));
  if (isSelectorAhead(reader)) {
    // Days joined by a blank are an intersection (Dec 24 Mo), which the model does not have.
    if (!isWeekdayAhead(reader) && reader.peek().text !== 'ph' && !isMonthAhead(reader)) reader.refuse('hours');
    const { position } = reader.peek();
    throw new OsmProblem('OSM_UNSUPPORTED', 'days that must meet two conditions cannot be held', position);
  }
  reader.takeSymbol(':');
  return selectors;
}

const isWeekdayAhead = (reader: TokenReader): boolean => WEEKDAY_INDEX.has(reader.peek().text);
const isMonthAhead = (reader: TokenReader): boolean => MONTH_INDEX.has(reader.peek().text);

function readWeekdays(reader: TokenReader, into: Set<Weekday>): void {
  const first = takeWeekday(reader);
  const last = reader.takeSymbol('-') ? takeWeekday(reader) : first;
  const count = (last - first + 7) % 7;
  for (let i = 0; i <= count; i += 1) {
    const weekday = WEEKDAYS[(first + i) % 7];
    if (weekday) into.add(weekday);
  }
  if (reader.peek().text === '[') reader.refuse('hours');
}

function takeWeekday(reader: TokenReader): number {
  const index = WEEKDAY_INDEX.get(reader.peek().text);
  if (index === undefined) reader.refuse('a weekday');
  reader.take();
  return index;
}

function readHolidays(reader: TokenReader, selectors: DaySelectors): void {
  reader.take();
  if (!isWeekdayAhead(reader)) {
    selectors.publicHolidays = true;
    return;
  }
  readWeekdays(reader, selectors.holidayWeekdays);
  while (reader.peek().text === ',' && WEEKDAY_INDEX.has(reader.peek(1).text)) {
    reader.take();
    readWeekdays(reader, selectors.holidayWeekdays);
  }
}

interface MonthOfYear {
  year: number | null;
  /** 1 to 12. */
  month: number;
}

/** Reads `[year] month day`, or a day alone after an earlier date, and what it may run to; tells the last month. */
function readDates(reader: TokenReader, earlier: MonthOfYear | null, into: DateSpan[]): MonthOfYear {
  const { position } = reader.peek();
  const start = readDate(reader, earlier);
  if (!reader.takeSymbol('-')) {
    into.push(spanOf(start, start, position));
    return start;
  }
  const isDayAlone = reader.peek().kind === 'NUMBER' && reader.peek().value <= 31;
  const end = readDate(reader, start);
  if (isDayAlone && end.day < start.day) {
    throw new OsmProblem('OSM_BAD_DATE', `day ${end.day} is before day ${start.day}`, position);
  }
  into.push(spanOf(start, end, position));
  return end;
}

type DayOfMonth = MonthOfYear & { day: number };

function readDate(reader: TokenReader, earlier: MonthOfYear | null): DayOfMonth {
  const hasYear = reader.peek().kind === 'NUMBER' && reader.peek().value > 31;
  if (!hasYear && reader.peek().kind === 'NUMBER' && earlier) return { ...earlier, day: reader.take().value };
  const year = hasYear ? reader.take().value : (earlier?.year ?? null);
  const { position } = reader.peek();
  const month = MONTH_INDEX.get(reader.peek().text);
  if (month === undefined) {
    if (!hasYear) reader.refuse('a date such as Dec 24');
    throw new OsmProblem('OSM_UNSUPPORTED', 'a whole year cannot be held', position);
  }
  reader.take();
  if (reader.peek().kind !== 'NUMBER' || reader.peek().value > 31) {
    throw new OsmProblem('OSM_UNSUPPORTED', 'whole months cannot be held', position);
  }
  const day = reader.take().value;
  // An end without a year is in the year of the start, or in the next when that would be before the start.
  const isBefore = !hasYear && earlier !== null && year !== null && month + 1 < earlier.month;
  return { year: isBefore ? year + 1 : year, month: month + 1, day };
}

const twoDigits = (value: number): string => String(value).padStart(2, '0');

function spanOf(start: DayOfMonth, end: DayOfMonth, position: number): DateSpan {
  if ((start.year === null) !== (end.year === null)) {
    throw new OsmProblem('OSM_BAD_DATE', 'one end of the span has a year, the other has none', position);
  }
  const span = { from: textOf(start, position), to: textOf(end, position) };
  if (start.year !== null && span.to < span.from) {
    throw new OsmProblem('OSM_BAD_DATE', `${span.to} is before ${span.from}`, position);
  }
  return span;
}

function textOf({ year, month, day }: DayOfMonth, position: number): string {
  const yearly = `${twoDigits(month)}-${twoDigits(day)}`;
  // A day of every year may be 29 February, so it is measured against a leap year.
  const exists = year === null ? day >= 1 && day <= daysInMonth(2024, month) : isLocalDate(`${year}-${yearly}`);
  if (!exists) throw new OsmProblem('OSM_BAD_DATE', `there is no day ${year ?? ''} ${yearly}`, position);
  return year === null ? yearly : `${year}-${yearly}`;
}
