import { fill } from '../lib/language.js';
import { shownNumber } from './parcel-label.js';
import { momentText, said } from './said.svelte.js';
import type { Scan } from './scan.js';
import type { Tone } from './sounds.js';

/** What is shown across the screen after a scan. */
export interface Answer {
  tone: Tone;
  headline: string;
  /** What to do, in letters that are read from a metre. */
  instruction?: string;
  trackingNumber?: string;
}

/** What the phone can say of a scan by itself. */
export interface Knowledge {
  isOnline: boolean;
  /** Whether the parcel is awaited at this counter; null where that is not known. */
  isExpected: boolean | null;
}

/** Those of which the parcel must not stay where it is put. */
const GRAVE = ['MISROUTED', 'SCAN_AFTER_FINAL', 'CODE_WRONG', 'RECEIPT_AT_UNBOOKED_POINT'];

export function answerTo(scan: Scan, { isOnline, isExpected }: Knowledge): Answer {
  const words = said();
  const { trackingNumber, problems, status, kind, instruction } = scan;
  const worst = problems.find(({ code }) => GRAVE.includes(code)) ?? problems[0];
  if (worst !== undefined) {
    const tone = status === 'REFUSED' || GRAVE.includes(worst.code) ? 'BAD' : 'ATTENTION';
    if (worst.code === 'MISROUTED' && instruction) {
      return { tone, headline: words.notForHere, instruction, trackingNumber };
    }
    const headline = status === 'REFUSED' ? words.notRecorded : words.attention;
    return { tone, headline, instruction: worst.instruction, trackingNumber };
  }
  if (status === 'RECORDED') {
    return { tone: 'GOOD', headline: words.done[kind], trackingNumber, ...(instruction && { instruction }) };
  }
  if (status === 'HELD') return { tone: 'ATTENTION', headline: words.held, trackingNumber };
  if (isOnline) return { tone: 'NOTED', headline: words.noted, instruction: words.waits, trackingNumber };
  if (isExpected === false) {
    return { tone: 'ATTENTION', headline: words.noted, instruction: words.notExpected, trackingNumber };
  }
  const what = isExpected ? `${words.expectedHere} ${words.notedOffline}` : words.notedOffline;
  return { tone: 'NOTED', headline: words.noted, instruction: what, trackingNumber };
}

export function alreadyAnswer(scan: Scan): Answer {
  const words = said();
  const instruction = fill(words.alreadyHelp, { time: momentText(scan.occurredAt) });
  return { tone: 'ATTENTION', headline: words.already, instruction, trackingNumber: scan.trackingNumber };
}

/** What is said of something that names no parcel. */
export function noParcelAnswer(why: 'GOODS' | 'UNREADABLE' | 'QR'): Answer {
  const words = said();
  if (why === 'GOODS') return { tone: 'BAD', headline: words.goods, instruction: words.goodsHelp };
  if (why === 'QR') return { tone: 'BAD', headline: words.qrHere, instruction: words.qrHereHelp };
  return { tone: 'BAD', headline: words.unreadable, instruction: words.unreadableHelp };
}

/** What is said of last digits that do not name exactly one parcel. */
export function endingAnswer(digits: string, found: number): Answer {
  const words = said();
  if (found === 0) return { tone: 'BAD', headline: fill(words.noEnding, { digits }), instruction: words.noEndingHelp };
  const headline = fill(words.manyEndings, { n: found, digits });
  return { tone: 'ATTENTION', headline, instruction: words.manyEndingsHelp };
}

export function endOf(trackingNumber: string): string {
  return shownNumber(trackingNumber).end;
}
