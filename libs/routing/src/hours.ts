import { type HoursContext, type OpeningHours, openState } from '#libs/opening-hours';

/** Open from `fromSeconds` (included) to `untilSeconds` (excluded), in epoch seconds. */
export interface OpenSpan {
  fromSeconds: number;
  untilSeconds: number;
}

/** When a counter takes and gives parcels. */
export interface Hours {
  /** The first second, from this one on, at which it is open; null for none that is known. */
  nextOpen(atSeconds: number): number | null;
  /** The last second, up to this one, at which it is open; null for none that is known. */
  lastOpen(atSeconds: number): number | null;
}

export const OPEN_ALWAYS: Hours = {
  nextOpen: (atSeconds) => atSeconds,
  lastOpen: (atSeconds) => atSeconds,
};

/** Hours from spans in ascending order, none of which touches another. */
export function hoursOfSpans(spans: readonly OpenSpan[]): Hours {
  /** The first span that ends after an instant. */
  const endingAfter = (atSeconds: number): number => {
    let [low, high] = [0, spans.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((spans[middle] as OpenSpan).untilSeconds > atSeconds) high = middle;
      else low = middle + 1;
    }
    return low;
  };
  return {
    nextOpen(atSeconds) {
      const span = spans[endingAfter(atSeconds)];
      return span === undefined ? null : Math.max(atSeconds, span.fromSeconds);
    },
    lastOpen(atSeconds) {
      const place = endingAfter(atSeconds);
      const span = spans[place];
      if (span !== undefined && span.fromSeconds <= atSeconds) return atSeconds;
      const before = spans[place - 1];
      return before === undefined ? null : before.untilSeconds - 1;
    },
  };
}

/**
 * The spans within a time, in epoch seconds, in which opening hours are open, or are not known to be closed if
 * `unknownIsOpen`. Throws RangeError for an unknown time zone.
 */
export function openSpans(
  hours: OpeningHours | null,
  context: HoursContext,
  within: OpenSpan,
  unknownIsOpen: boolean,
): OpenSpan[] {
  const spans: OpenSpan[] = [];
  let fromSeconds = within.fromSeconds;
  while (fromSeconds < within.untilSeconds) {
    const { state, nextChange } = openState(hours, context, fromSeconds * 1000);
    // No change is known within a fortnight, so it is the same until then at the least.
    const change = nextChange === null ? fromSeconds + FORTNIGHT_SECONDS : Math.ceil(nextChange / 1000);
    const untilSeconds = Math.min(change, within.untilSeconds);
    if (state === 'OPEN' || (state === 'UNKNOWN' && unknownIsOpen)) append(spans, { fromSeconds, untilSeconds });
    fromSeconds = untilSeconds;
  }
  return spans;
}

const FORTNIGHT_SECONDS = 14 * 86_400;

function append(spans: OpenSpan[], span: OpenSpan): void {
  const last = spans.at(-1);
  if (last?.untilSeconds === span.fromSeconds) last.untilSeconds = span.untilSeconds;
  else spans.push(span);
}
