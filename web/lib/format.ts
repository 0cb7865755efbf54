import { type Language, LOCALES } from './language.js';

/** A distance as people say it: 350 m, 2,4 km, 12 km. */
export function distanceText(metres: number, language: Language): string {
  const number = (value: number, digits: number) =>
    new Intl.NumberFormat(LOCALES[language], { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(
      value,
    );
  if (metres < 995) return `${number(Math.round(metres / 10) * 10, 0)} m`;
  return `${number(metres / 1000, metres < 9950 ? 1 : 0)} km`;
}

export function moneyText(cents: number, currency: string, language: Language): string {
  return new Intl.NumberFormat(LOCALES[language], { style: 'currency', currency }).format(cents / 100);
}

export function timeText(instant: Date, timeZone: string, language: Language): string {
  return new Intl.DateTimeFormat(LOCALES[language], {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(instant);
}

/** The calendar day of an instant at a place, as YYYY-MM-DD. */
export function dayOf(instant: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(instant);
}

/** A day with its name, and with its date where the name alone would not do: today, tomorrow, jeudi, jeudi 3 décembre. */
export function dayText(
  instant: Date,
  timeZone: string,
  { language, now, words }: { language: Language; now: Date; words: { today: string; tomorrow: string } },
): string {
  const DAY_MS = 86_400_000;
  const day = dayOf(instant, timeZone);
  if (day === dayOf(now, timeZone)) return words.today;
  if (day === dayOf(new Date(now.getTime() + DAY_MS), timeZone)) return words.tomorrow;
  const isNear = Math.abs(instant.getTime() - now.getTime()) < 6 * DAY_MS;
  const form = isNear ? { weekday: 'long' } : { weekday: 'long', day: 'numeric', month: 'long' };
  return new Intl.DateTimeFormat(LOCALES[language], { timeZone, ...(form as Intl.DateTimeFormatOptions) }).format(
    instant,
  );
}
