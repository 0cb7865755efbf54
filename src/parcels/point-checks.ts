import { measureReasons, type ParcelMeasures, stateReasons } from '#libs/matching';
import type { StoredOffer } from '../search/offer.queries.js';

export interface CheckResult {
  code: 'POINT_STATE' | 'LIMITS' | 'ROOM' | 'HOURS';
  outcome: 'PASSED' | 'FAILED' | 'UNMADE';
  /** Codes and figures of what failed, or why the check could not be made. */
  detail: string;
}

/**
 * Checks the point that a parcel is booked at again, as is done at label, drop-off and dispatch. A check that cannot be
 * made is said to be unmade, and never counts as passed.
 *
 * @param offer - Null when the point could not be read: then nothing was checked.
 * @param hasRoom - Whether the parcel's booking still holds; its own place counts as used.
 */
export function checkPoint(offer: StoredOffer | null, parcel: ParcelMeasures, hasRoom: boolean): CheckResult[] {
  if (offer === null) {
    const detail = 'the point could not be read';
    return (['POINT_STATE', 'LIMITS', 'ROOM', 'HOURS'] as const).map((code) => ({ code, outcome: 'UNMADE', detail }));
  }
  const state = stateReasons(offer);
  const limits = measureReasons(offer, parcel);
  const unmade = limits.filter(({ code }) => code === 'CHECK_NOT_MADE');
  const broken = limits.filter(({ code }) => code !== 'CHECK_NOT_MADE');
  const told = (reasons: typeof limits) => reasons.map(({ code, detail }) => `${code} ${detail}`).join('; ');
  return [
    { code: 'POINT_STATE', outcome: state.length === 0 ? 'PASSED' : 'FAILED', detail: told(state) },
    {
      code: 'LIMITS',
      outcome: broken.length > 0 ? 'FAILED' : unmade.length > 0 ? 'UNMADE' : 'PASSED',
      detail: told(limits),
    },
    roomCheck(offer, hasRoom),
    {
      code: 'HOURS',
      outcome: offer.hours === null ? 'UNMADE' : 'PASSED',
      detail: offer.hours === null ? 'HOURS_UNKNOWN opening hours are not known' : '',
    },
  ];
}

function roomCheck({ capacityParcels, usedParcels }: StoredOffer, hasRoom: boolean): CheckResult {
  if (hasRoom) return { code: 'ROOM', outcome: 'PASSED', detail: '' };
  if (capacityParcels === null) return { code: 'ROOM', outcome: 'UNMADE', detail: 'the capacity is not known' };
  return { code: 'ROOM', outcome: 'FAILED', detail: `BOOKING_LAPSED ${usedParcels}/${capacityParcels}` };
}
