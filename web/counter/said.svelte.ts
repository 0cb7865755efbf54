import { page } from '../lib/page-language.svelte.js';
import { WORDS, type Words } from './words.js';

/** The words of the language that the page speaks now. */
export function said(): Words {
  return WORDS[page.language];
}

/** An hour of today, or a day with its hour, by the phone's time zone: the clerk stands there. */
export function momentText(instant: string): string {
  const date = new Date(instant);
  const isToday = date.toDateString() === new Date().toDateString();
  const day: Intl.DateTimeFormatOptions = isToday ? {} : { weekday: 'short', day: 'numeric', month: 'short' };
  return new Intl.DateTimeFormat(page.language, { ...day, hour: '2-digit', minute: '2-digit' }).format(date);
}

/** The last day before an instant: a deadline is the midnight with which that day ends. */
export function lastDayText(deadline: string): string {
  const day: Intl.DateTimeFormatOptions = { weekday: 'short', day: 'numeric', month: 'short' };
  return new Intl.DateTimeFormat(page.language, day).format(new Date(Date.parse(deadline) - 1));
}
