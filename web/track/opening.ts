import { type DayHours, formatMinutes, parseOsm, WEEKDAYS } from '#libs/opening-hours';
import { dayOf, dayText, timeText } from '../lib/format.js';
import { fill, type Language } from '../lib/language.js';
import type { PointOnPage } from './documents.js';
import { WORDS } from './words.js';

type Timed = Pick<PointOnPage, 'openState' | 'nextChange' | 'timeZone'>;

/** Whether it is open now, and until when. What is not known is said to be so. */
export function openingText({ openState, nextChange, timeZone }: Timed, language: Language): string {
  const words = WORDS[language];
  if (openState === 'UNKNOWN') return words.unknown;
  const isOpen = openState === 'OPEN';
  if (nextChange === null) return isOpen ? words.openNow : words.closedNow;
  const [at, now] = [new Date(nextChange), new Date()];
  const day = dayOf(at, timeZone) === dayOf(now, timeZone) ? '' : dayText(at, timeZone, { language, now, words });
  const time = timeText(at, timeZone, language);
  const text = fill(isOpen ? words.open : words.closed, { day, time }).replace(/ {2,}/g, ' ');
  const here = timeText(at, Intl.DateTimeFormat().resolvedOptions().timeZone, language);
  return here === time ? text : `${text} ${words.localTime}`;
}

/** The seven days from Monday on, each with its hours in words; null where they cannot be told. */
export function weekText(hours: string | null, language: Language): { day: string; hours: string }[] | null {
  const read = hours === null ? null : parseOsm(hours);
  if (!read?.ok) return null;
  const words = WORDS[language];
  return WEEKDAYS.map((weekday, index) => ({
    day: words.days[index] as string,
    hours: dayHoursText(read.hours.week[weekday], words),
  }));
}

function dayHoursText(day: DayHours, words: { dayClosed: string; dayUnknown: string }): string {
  if (day === 'UNKNOWN') return words.dayUnknown;
  if (day.length === 0) return words.dayClosed;
  return day
    .map(({ startMinutes, endMinutes }) => `${formatMinutes(startMinutes)} – ${formatMinutes(endMinutes)}`)
    .join(', ');
}
