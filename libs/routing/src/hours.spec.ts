import fc from 'fast-check';
import { alwaysOpen, type OpeningHours, parseOsm, stateAt, unknownHours } from '#libs/opening-hours';
import { hoursOfSpans, OPEN_ALWAYS, openSpans } from './index.js';

const context = { timeZone: 'Europe/Paris', holidayRegion: 'FR' as const };

function hours(osm: string): OpeningHours {
  const parsed = parseOsm(osm);
  if (!parsed.ok) throw new Error(osm);
  return parsed.hours;
}

const shop = hours('Mo-Fr 09:30-13:00,14:00-19:00; Sa 22:00-04:00; Su,PH off');
/** From Friday 23 October to Tuesday 3 November 2026: clocks are put back, and All Saints' is a Sunday. */
const within = { fromSeconds: Date.UTC(2026, 9, 23) / 1000, untilSeconds: Date.UTC(2026, 10, 3) / 1000 };
const instant = fc.integer({ min: within.fromSeconds, max: within.untilSeconds - 1 });

describe('hours from spans', () => {
  const counter = hoursOfSpans(openSpans(shop, context, within, false));
  const isOpen = (seconds: number) => stateAt(shop, context, seconds * 1000) === 'OPEN';

  it('open and close when the opening hours do', () => {
    fc.assert(
      fc.property(instant, (at) => {
        const [next, last] = [counter.nextOpen(at), counter.lastOpen(at)];
        if (isOpen(at)) return expect([next, last]).toEqual([at, at]);
        if (next !== null) expect([isOpen(next), isOpen(next - 1), next > at]).toEqual([true, false, true]);
        if (last !== null) expect([isOpen(last), isOpen(last + 1), last < at]).toEqual([true, false, true]);
      }),
      { numRuns: 500 },
    );
  });

  it('know nothing beyond their days', () => {
    expect(counter.nextOpen(within.untilSeconds)).toBeNull();
    expect(counter.lastOpen(within.fromSeconds)).toBeNull();
  });

  it('are one span where it is always open, and none or one where nothing is known', () => {
    expect(openSpans(alwaysOpen(), context, within, false)).toEqual([within]);
    expect(openSpans(unknownHours(), context, within, true)).toEqual([within]);
    expect(openSpans(null, context, within, true)).toEqual([within]);
    expect(openSpans(null, context, within, false)).toEqual([]);
    expect([OPEN_ALWAYS.nextOpen(7), OPEN_ALWAYS.lastOpen(7)]).toEqual([7, 7]);
  });
});
