import {
  bestProgramme,
  freeProgrammes,
  isPointReason,
  notFreeReasons,
  type Programme,
  type Reason,
  reasonText,
} from '#libs/eligibility';
import type { FitReason, PointOffer } from '#libs/matching';
import type { Language } from '#libs/refusals';
import type { UsableProgrammes } from '../merchants/merchants.service.js';

/** How many reasons of a point that is not free are told: the rest repeats itself. */
const MOST_REASONS = 10;

/** What a merchant pays at points; made once for a search or a booking. */
export interface Pricing {
  /** The programme under which the merchant uses the point, or null if there is none. */
  programmeAt(offer: PointOffer): Programme | null;
  /** The code of every reason why there is none. */
  absence: 'NOT_FREE' | 'NO_PROGRAMME';
  /** Why there is none, in full, which is a hundred times the work of seeing that there is none. */
  reasonsAt(offer: PointOffer): FitReason[];
}

/** What a parcel costs, and may cost elsewhere. */
export interface Price {
  feeCents: number;
  currency: string;
}

/** Only what costs no more than a price: what is free, and what has a lower or the same fee in the same currency. */
export function withinPrice(usable: UsableProgrammes, { feeCents, currency }: Price): UsableProgrammes {
  const isWithin = (programme: Programme) =>
    programme.feeCents === 0 || (programme.feeCents <= feeCents && programme.currency === currency);
  return { ...usable, usable: usable.usable.filter(isWithin) };
}

/** Prices points for one merchant at one time; the merchant's side of every programme has been judged already. */
export function pricing(
  { merchant, enrolments, programmes, usable }: UsableProgrammes,
  when: Date,
  language: Language = 'en',
): Pricing {
  return {
    programmeAt: (offer) => bestProgramme(usable, offer, merchant.id),
    absence: programmes.length > 0 ? 'NOT_FREE' : 'NO_PROGRAMME',
    reasonsAt: (offer) => {
      const verdict = freeProgrammes(merchant, offer, programmes, enrolments, when);
      const reasons = mostTellingFirst(notFreeReasons(verdict)).slice(0, MOST_REASONS);
      return reasons.length > 0
        ? reasons.map((reason) => ({ code: 'NOT_FREE', detail: reasonText(reason, language) }))
        : [{ code: 'NO_PROGRAMME', detail: 'there is no programme' }];
    },
  };
}

/**
 * Programmes that run before those that are over; and of a point that no programme takes, what the point lacks before
 * what the merchant does, since the merchant could change that and it would not help.
 */
function mostTellingFirst(reasons: readonly Reason[]): Reason[] {
  const over = new Set(reasons.filter(({ code }) => code === 'ENDED').map(({ programmeCode }) => programmeCode));
  const rank = (reason: Reason) => (over.has(reason.programmeCode) ? 2 : isPointReason(reason) ? 0 : 1);
  return [...reasons].sort((a, b) => rank(a) - rank(b));
}
