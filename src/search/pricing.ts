import { bestProgramme, freeProgrammes, notFreeReasons, type Programme } from '#libs/eligibility';
import type { FitReason, PointOffer } from '#libs/matching';
import type { UsableProgrammes } from '../merchants/merchants.service.js';

/** How many reasons of a point that is not free are told: the rest repeats itself. */
const MOST_REASONS = 10;

/** Prices points for one merchant at one time; the merchant's side of every programme has been judged already. */
export function pricing({ merchant, enrolments, programmes, usable }: UsableProgrammes, when: Date) {
  return {
    /** The programme under which the merchant uses the point, or null if there is none. */
    programmeAt: (offer: PointOffer): Programme | null => bestProgramme(usable, offer, merchant.id),
    /** Why there is none. */
    reasonsAt: (offer: PointOffer): FitReason[] => {
      const verdict = freeProgrammes(merchant, offer, programmes, enrolments, when);
      const reasons = notFreeReasons(verdict).map(({ detail }) => ({ code: 'NOT_FREE' as const, detail }));
      return reasons.length > 0
        ? reasons.slice(0, MOST_REASONS)
        : [{ code: 'NO_PROGRAMME' as const, detail: 'there is no programme' }];
    },
  };
}
