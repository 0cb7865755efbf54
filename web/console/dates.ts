import { dayText, timeText } from '../lib/format.js';
import type { Language } from '../lib/language.js';

const DAYS = { fr: { today: 'aujourd’hui', tomorrow: 'demain' }, en: { today: 'today', tomorrow: 'tomorrow' } };
const here = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** A day and an hour, in the time zone of a place or of the reader's browser: demain 14:00. */
export function momentText(instant: string, language: Language, timeZone = here): string {
  const at = new Date(instant);
  const day = dayText(at, timeZone, { language, now: new Date(), words: DAYS[language] });
  return `${day} ${timeText(at, timeZone, language)}`;
}

export function dateText(instant: string, language: Language): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium' }).format(new Date(instant));
}

export function numberText(value: number, language: Language, digits = 0): string {
  return new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value);
}
