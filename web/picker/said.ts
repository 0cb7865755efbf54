import { dayText, distanceText, moneyText, timeText } from '../lib/format.js';
import { fill } from '../lib/language.js';
import type { Outcome } from './finder.js';
import type { Match } from './queries.js';
import type { Speech, Words } from './words.js';

/** What the picker says of what was found, in the language of its page. */
export function foundText({ matches, origin, mostMetres, resolvedPlace, search }: Outcome, { words }: Speech): string {
  const place =
    origin.kind === 'WAY'
      ? fill(words.nearWay, { from: origin.from.label, to: origin.to.label })
      : origin.kind === 'POSITION'
        ? words.nearYou
        : fill(words.near, { place: resolvedPlace.label });
  const count = matches.length;
  const text = count === 0 ? words.foundNone : count === 1 ? words.foundOne : words.foundMany;
  const free = search.cost === 'ANY' ? '' : count > 1 ? words.freeMany : words.freeOne;
  return fill(text, { count, free, place, km: mostMetres / 1000 });
}

export function hoursText({ openState, nextChange, point }: Match, { language, words }: Speech): string {
  if (openState === 'UNKNOWN') return words.unknown;
  if (nextChange === null) return openState === 'OPEN' ? words.open : words.closed;
  const instant = new Date(nextChange);
  const { timeZone } = point;
  const time = timeText(instant, timeZone, language);
  const days = { today: '', tomorrow: words.tomorrow };
  const day = dayText(instant, timeZone, { language, now: new Date(), words: days });
  const isElsewhere = time !== timeText(instant, Intl.DateTimeFormat().resolvedOptions().timeZone, language);
  const text = fill(openState === 'OPEN' ? words.openUntil : words.opensAt, { day, time });
  return `${text}${isElsewhere ? ` ${words.localTime}` : ''}`.replaceAll('  ', ' ');
}

/** Price, programme and room: `Gratuit avec Drive Solidaire · 15 places libres`. */
export function offerText({ programme, freePlaces }: Match, { language, words }: Speech): string {
  const by = programme ? ` ${fill(words.by, { programme: programme.name })}` : '';
  // A point of which nobody knows how much room it has has room: it would not be found otherwise.
  if (freePlaces === null) return by;
  const places = freePlaces === 0 ? words.placesNone : freePlaces === 1 ? words.placesOne : words.placesMany;
  return `${by} · ${fill(places, { count: new Intl.NumberFormat(language).format(freePlaces) })}`;
}

export function priceText({ feeCents, currency }: Match, { language, words }: Speech): string {
  if (!feeCents) return words.free;
  return fill(words.aParcel, { price: moneyText(feeCents, currency ?? 'EUR', language) });
}

export function farText(metres: number, { origin }: Outcome, { language, words }: Speech): string {
  return fill(origin.kind === 'WAY' ? words.awayFromWay : words.awayFromYou, {
    distance: distanceText(metres, language),
  });
}

/** One reason in words; with what the service says of it, where whoever reads it is the merchant. */
export function reasonText(
  { code, detail }: { code: string; detail: string },
  { words, mostMetres, isDetailed }: { words: Words; mostMetres: number; isDetailed: boolean },
): string {
  const text = fill(words.reasons[code] ?? words.goneReason, { km: mostMetres / 1000 });
  if (!isDetailed || detail === '') return text;
  if (code === 'NOT_FREE') return detail;
  return /\d/.test(detail) ? `${text} (${detail})` : text;
}
