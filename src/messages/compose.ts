import { localMinutesOf } from '#libs/opening-hours';
import type { Language } from '#libs/refusals';
import { type MessageKind, WORDS } from './words.js';

/** What a message can be made of. */
export interface MessageFacts {
  recipientName: string;
  merchantName: string;
  point: { name: string; address: string; lat: number; lon: number; timeZone: string };
  /** The pickup code; null where nothing is to be collected. */
  code: string | null;
  until: Date | null;
  /** Whether the point is open now, and when that changes; null where it is not known. */
  opening: { isOpen: boolean; nextChange: Date | null } | null;
  link: string;
}

export interface Composed {
  subject: string;
  text: string;
  html: string;
}

/** The message as an e-mail, in plain text and in simple HTML that says the same. */
export function composeMail(kind: MessageKind, facts: MessageFacts, language: Language): Composed {
  const words = WORDS[language];
  const values = valuesOf(facts, language);
  const isThere = kind === 'AVAILABLE' || kind === 'REMINDER';
  const said = [
    words.hello,
    words.opening[kind],
    words.where,
    ...(isThere ? [words.code, words.until, hoursLine(facts, language)] : []),
  ].flatMap((line) => fill(line, values) ?? []);
  const links: [string, string][] = [[words.follow, facts.link]];
  if (kind !== 'EXPIRED') links.unshift([words.map, mapOf(facts)]);
  return {
    subject: fill(words.subject[kind], values) ?? words.subject[kind],
    text: [...said, ...links.map(([label, url]) => `${label} ${url}`)].join('\n\n'),
    html: htmlOf(said, links, language),
  };
}

/** The message as a text message; null for those that are none. */
export function composeText(kind: MessageKind, facts: MessageFacts, language: Language): string | null {
  if (kind !== 'AVAILABLE' && kind !== 'REMINDER') return null;
  const said = WORDS[language].sms[kind].flatMap((sentence) => fill(sentence, valuesOf(facts, language)) ?? []);
  return [...said, facts.link].join(' ');
}

function valuesOf(facts: MessageFacts, language: Language): Record<string, string | null> {
  const { point, until, opening } = facts;
  return {
    name: facts.recipientName,
    merchant: facts.merchantName,
    point: point.name,
    address: point.address,
    code: facts.code,
    until: until && untilText(until, point.timeZone, language),
    change: opening?.nextChange ? instantText(opening.nextChange, point.timeZone, language) : null,
  };
}

function mapOf({ point: { lat, lon } }: MessageFacts): string {
  return `https://www.openstreetmap.org/?mlat=${lat}&mlon=${lon}#map=18/${lat}/${lon}`;
}

function hoursLine({ opening }: MessageFacts, language: Language): string {
  const words = WORDS[language];
  if (opening === null) return '{unknown}';
  if (opening.isOpen) return opening.nextChange === null ? words.open : words.openUntil;
  return words.opensAt;
}

/** In the point's own time, since that is where the clock hangs by which people go. */
function instantText(at: Date, timeZone: string, language: Language): string {
  const form = { weekday: 'long', day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit' } as const;
  return new Intl.DateTimeFormat(WORDS[language].locale, { ...form, timeZone }).format(at);
}

/** A time that ends at midnight ends with the day before: nobody comes on Wednesday at 0:00. */
function untilText(until: Date, timeZone: string, language: Language): string {
  if (localMinutesOf(until.getTime(), timeZone) !== 0) return instantText(until, timeZone, language);
  const form = { weekday: 'long', day: 'numeric', month: 'long' } as const;
  return new Intl.DateTimeFormat(WORDS[language].locale, { ...form, timeZone }).format(until.getTime() - 1);
}

/** A text with its values; null if one of them is not known. */
function fill(text: string, values: Record<string, string | null>): string | null {
  let isKnown = true;
  const filled = text.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => {
    const value = values[name] ?? null;
    isKnown &&= value !== null;
    return value ?? '';
  });
  return isKnown ? filled : null;
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (one) => ENTITIES[one] as string);
}

function htmlOf(said: string[], links: [string, string][], language: Language): string {
  const paragraphs = [
    ...said.map((line) => `<p>${escaped(line)}</p>`),
    ...links.map(([label, url]) => `<p>${escaped(label)} <a href="${escaped(url)}">${escaped(url)}</a></p>`),
  ];
  return `<!doctype html>\n<html lang="${language}">\n<meta charset="utf-8">\n<body>\n${paragraphs.join('\n')}\n</body>\n</html>\n`;
}
