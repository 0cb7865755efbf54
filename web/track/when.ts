import { dayText, timeText } from '../lib/format.js';
import { fill, type Language } from '../lib/language.js';
import type { Tracked } from './documents.js';
import { WORDS } from './words.js';

/** Until when it is kept; null where it waits for nobody. Midnight ends the day before: nobody comes at 0:00. */
export function untilText(tracked: Tracked, language: Language): string | null {
  if (tracked.state !== 'AVAILABLE' || tracked.deadline === null) return null;
  return deadlineText(tracked.deadline, tracked.pickupPoint.timeZone, language);
}

export function deadlineText(deadline: string, timeZone: string, language: Language): string {
  const words = WORDS[language];
  const at = new Date(deadline);
  const time = timeText(at, timeZone, language);
  const isMidnight = time === '00:00';
  const day = dayText(isMidnight ? new Date(at.getTime() - 1) : at, timeZone, { language, now: new Date(), words });
  return fill(isMidnight ? words.until : words.untilTime, { day, time });
}

const ON_ITS_WAY: readonly Tracked['state'][] = ['ANNOUNCED', 'DROPPED_OFF', 'IN_TRANSIT', 'MISROUTED'];

/** When it will be there; null where nobody knows, or it is no question any more. */
export function expectedText({ state, expectedAt, pickupPoint }: Tracked, language: Language): string | null {
  if (!ON_ITS_WAY.includes(state) || expectedAt === null) return null;
  const words = WORDS[language];
  const at = new Date(expectedAt);
  const day = dayText(at, pickupPoint.timeZone, { language, now: new Date(), words });
  return fill(words.expected, { day, time: timeText(at, pickupPoint.timeZone, language) });
}
