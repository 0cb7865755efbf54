import { DAY_MS, dateOfDayNumber, dayNumberOf, type LocalDate } from './calendar.js';

/**
 * The calendars of public holidays that are known: `FR` is mainland France and Corsica, the others are departments and
 * territories with days of their own (975, Saint-Pierre-et-Miquelon, has none).
 */
export const HOLIDAY_REGIONS = [
  'FR',
  'FR-57',
  'FR-67',
  'FR-68',
  'FR-971',
  'FR-972',
  'FR-973',
  'FR-974',
  'FR-975',
  'FR-976',
  'FR-977',
  'FR-978',
  'FR-986',
  'FR-987',
  'FR-988',
] as const;
export type HolidayRegion = (typeof HOLIDAY_REGIONS)[number];

export interface PublicHoliday {
  date: LocalDate;
  /** In French, as the law names it. */
  name: string;
}

/** A holiday rule: a fixed day (`MM-DD`) or a number of days after Easter Sunday, in some years only. */
interface HolidayRule {
  on: string | number;
  name: string;
  fromYear?: number;
  untilYear?: number;
}

// Code du travail, article L3133-1.
const NATIONAL: readonly HolidayRule[] = [
  { on: '01-01', name: "Jour de l'an" },
  { on: 1, name: 'Lundi de Pâques' },
  { on: '05-01', name: 'Fête du travail' },
  { on: '05-08', name: 'Victoire 1945' },
  { on: 39, name: 'Ascension' },
  { on: 50, name: 'Lundi de Pentecôte' },
  { on: '07-14', name: 'Fête nationale' },
  { on: '08-15', name: 'Assomption' },
  { on: '11-01', name: 'Toussaint' },
  { on: '11-11', name: 'Armistice 1918' },
  { on: '12-25', name: 'Noël' },
];

// Ordinance of 16 August 1892. Good Friday is a holiday only where there is a Protestant church, which is nearly
// everywhere a supermarket is; a calendar by commune would cost more than it tells.
const ALSACE_MOSELLE: readonly HolidayRule[] = [
  { on: -2, name: 'Vendredi saint' },
  { on: '12-26', name: 'Saint-Étienne' },
];

const ABOLITION = "Abolition de l'esclavage";

// Abolition days: Code du travail, article L3422-2. The last three territories have a labour law of their own.
// Days that are customary and not law (Good Friday or Schœlcher's day in the Antilles) are left out.
const REGIONAL: Readonly<Record<HolidayRegion, readonly HolidayRule[]>> = {
  FR: [],
  'FR-57': ALSACE_MOSELLE,
  'FR-67': ALSACE_MOSELLE,
  'FR-68': ALSACE_MOSELLE,
  'FR-971': [{ on: '05-27', name: ABOLITION }],
  'FR-972': [{ on: '05-22', name: ABOLITION }],
  'FR-973': [{ on: '06-10', name: ABOLITION }],
  'FR-974': [{ on: '12-20', name: ABOLITION }],
  'FR-975': [],
  'FR-976': [{ on: '04-27', name: ABOLITION }],
  'FR-977': [{ on: '10-09', name: ABOLITION }],
  'FR-978': [{ on: '05-28', name: ABOLITION }],
  'FR-986': [
    { on: '04-28', name: 'Saint Pierre Chanel' },
    { on: '07-29', name: 'Fête du territoire' },
  ],
  'FR-987': [
    { on: '03-05', name: "Arrivée de l'Évangile" },
    { on: -2, name: 'Vendredi saint' },
    // The territory's assembly replaced the one by the other on 6 May 2025.
    { on: '06-29', name: "Fête de l'autonomie", fromYear: 1985, untilYear: 2024 },
    { on: '11-20', name: "Matari'i i ni'a", fromYear: 2025 },
  ],
  'FR-988': [{ on: '09-24', name: 'Fête de la citoyenneté' }],
};

export function isHolidayRegion(text: string): text is HolidayRegion {
  return (HOLIDAY_REGIONS as readonly string[]).includes(text);
}

/**
 * Easter Sunday of a Gregorian year, by the computus of Meeus, Jones and Butcher (J. Meeus, Astronomical Algorithms,
 * 1991, chapter 8). Throws RangeError for a year that is not whole or lies outside 1583 to 9999.
 */
export function easterSunday(year: number): LocalDate {
  if (!Number.isInteger(year) || year < 1583 || year > 9999) throw new RangeError(`not a Gregorian year: ${year}`);
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = Math.floor(b / 4);
  const e = b % 4;
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - d - g + 15) % 30;
  const i = Math.floor(c / 4);
  const k = c % 4;
  const l = (32 + 2 * e + 2 * i - h - k) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const sum = h + l - 7 * m + 114;
  return dateOfDayNumber(Date.UTC(year, Math.floor(sum / 31) - 1, (sum % 31) + 1) / DAY_MS);
}

/**
 * The public holidays of a year in a region, by date. Two may fall on one date (1 May and Ascension in 2008).
 * Throws RangeError for a year outside 1583 to 9999. Today's law is applied to every year, save where a rule says.
 */
export function publicHolidays(year: number, region: HolidayRegion): PublicHoliday[] {
  const easterDay = dayNumberOf(easterSunday(year));
  return [...NATIONAL, ...REGIONAL[region]]
    .filter((rule) => year >= (rule.fromYear ?? year) && year <= (rule.untilYear ?? year))
    .map(({ on, name }) => ({
      date: typeof on === 'string' ? `${year}-${on}` : dateOfDayNumber(easterDay + on),
      name,
    }))
    .sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
}

const daysByRegion = new Map<HolidayRegion, Map<number, Set<number>>>();

/** True when the day is a public holiday of the region. Throws RangeError when `date` is not a date. */
export function isPublicHoliday(date: LocalDate, region: HolidayRegion): boolean {
  return isPublicHolidayDay(dayNumberOf(date), region);
}

/** `isPublicHoliday` for a day number: a search asks it of every point, so it makes no text. */
export function isPublicHolidayDay(day: number, region: HolidayRegion): boolean {
  const year = new Date(day * DAY_MS).getUTCFullYear();
  return daysOf(region, year).has(day);
}

function daysOf(region: HolidayRegion, year: number): Set<number> {
  const known = daysByRegion.get(region)?.get(year);
  if (known) return known;
  const days = new Set(publicHolidays(year, region).map((holiday) => dayNumberOf(holiday.date)));
  const byYear = daysByRegion.get(region) ?? new Map<number, Set<number>>();
  // A caller can ask about any year, so the cache must not grow for ever.
  if (byYear.size >= 100) byYear.clear();
  daysByRegion.set(region, byYear.set(year, days));
  return days;
}
