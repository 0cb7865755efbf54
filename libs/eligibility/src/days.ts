/** A calendar day, `YYYY-MM-DD`: byte order is time order, so that days are compared with `<`. */
export type Day = string;

/** A day, or an instant that each programme turns into a day of its own time zone. */
export type When = Day | Date;

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function write(year: number, month: number, day: number): Day {
  return [String(year).padStart(4, '0'), String(month).padStart(2, '0'), String(day).padStart(2, '0')].join('-');
}

function parse(text: string): readonly [number, number, number] | null {
  const match = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(text);
  if (match === null) return null;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  return month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month) ? [year, month, day] : null;
}

/** True for a day that exists: `2021-02-29` does not. */
export function isDay(text: unknown): text is Day {
  return typeof text === 'string' && parse(text) !== null;
}

/**
 * The last day of a grant, still inside it: the day of the same number so many calendar months on, clamped to that
 * month's length. From 31 August for 6 months it is 28 or 29 February; from 15 November it is 15 May. French law counts
 * terms in months that way (Code de procédure civile, article 641).
 * @throws RangeError for a day that does not exist or months that are not a whole number from 0
 */
export function grantLastDay(fromDay: Day, months: number): Day {
  const parts = parse(fromDay);
  if (parts === null) throw new RangeError(`No such day: ${fromDay}`);
  if (!Number.isInteger(months) || months < 0) throw new RangeError(`Not a number of months: ${months}`);
  const [year, month, day] = parts;
  const index = year * 12 + (month - 1) + months;
  const lastYear = Math.floor(index / 12);
  const lastMonth = (index % 12) + 1;
  return write(lastYear, lastMonth, Math.min(day, daysInMonth(lastYear, lastMonth)));
}

// Making a formatter costs more than a hundred uses of it, and there are few time zones.
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  formatters.set(timeZone, made);
  return made;
}

/**
 * The calendar day of an instant in a time zone (IANA name).
 * @throws RangeError for an unknown time zone or an invalid date
 */
export function dayIn(timeZone: string, instant: Date): Day {
  const parts = new Map(
    formatterOf(timeZone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, Number(value)]),
  );
  return write(parts.get('year') ?? 0, parts.get('month') ?? 0, parts.get('day') ?? 0);
}

/** The day that a question is about, in the time zone of the programme that is asked. */
export function dayFor(programme: { readonly timeZone: string }, when: When): Day {
  return typeof when === 'string' ? when : dayIn(programme.timeZone, when);
}
