import { TIE_METRES } from '#libs/geo';
import {
  formatMinutes,
  localDateOf,
  localMinutesOf,
  NEXT_CHANGE_HORIZON_DAYS,
  openState,
  stateAt,
} from '#libs/opening-hours';
import type { RefusalCode } from '#libs/refusals';
import type { ParcelMeasures, PointLimits, PointOffer, Wish } from './facts.js';

/** Why a point is left out: a code of the API and the numbers behind it. */
export interface FitReason {
  code: RefusalCode;
  /** For people, in figures rather than words: `31 000 > 30 000`. */
  detail: string;
}

/** The service that a point needs for a parcel that has to be kept cold. */
const COLD_SERVICES = { CHILLED: 'CHILLED', FROZEN: 'FROZEN' } as const;

/** The service without which nobody can collect at a point. */
export const PICKUP_SERVICE = 'PICKUP';

/**
 * Every reason why a point cannot take what is wished for; empty if it can. Price and merchants are not judged here.
 *
 * A check that cannot be made, because the point states a limit and the parcel's measure was not said, is a reason of
 * its own (`CHECK_NOT_MADE`): it never counts as passed.
 */
export function fitReasons(point: PointOffer, wish: Wish): FitReason[] {
  return [
    ...stateReasons(point),
    ...serviceReasons(point, wish),
    ...(wish.parcel ? measureReasons(point, wish.parcel) : []),
    ...roomReasons(point),
    ...openReasons(point, wish.openAtMs ?? null),
  ];
}

/** Whether the point takes parcels at all now. */
export function stateReasons({ state }: Pick<PointOffer, 'state'>): FitReason[] {
  switch (state) {
    case 'OPEN':
      return [];
    case 'ANNOUNCED':
      return [{ code: 'POINT_NOT_OPEN', detail: 'announced' }];
    case 'SUSPENDED':
      return [{ code: 'POINT_SUSPENDED', detail: 'suspended' }];
    case 'CLOSED':
      return [{ code: 'POINT_CLOSED_FOR_GOOD', detail: 'closed for good' }];
  }
}

function serviceReasons(point: PointOffer, { services = [], kinds, chains }: Wish): FitReason[] {
  const reasons: FitReason[] = [];
  for (const service of new Set([PICKUP_SERVICE, ...services])) {
    if (!point.services.includes(service)) reasons.push({ code: 'NO_SERVICE', detail: service });
  }
  if (kinds && kinds.length > 0 && !kinds.includes(point.kind))
    reasons.push({ code: 'WRONG_KIND', detail: point.kind });
  if (chains && chains.length > 0 && (point.chain === null || !chains.includes(point.chain))) {
    reasons.push({ code: 'WRONG_CHAIN', detail: point.chain ?? 'no chain' });
  }
  return reasons;
}

/** What the point's limits say of the parcel's measures. */
export function measureReasons(point: PointLimits, parcel: ParcelMeasures): FitReason[] {
  const reasons: FitReason[] = [];
  const sides = [parcel.lengthMillimetres, parcel.widthMillimetres, parcel.heightMillimetres];
  const said = sides.filter((side) => typeof side === 'number');
  const allSaid = said.length === sides.length;
  const longest = said.length > 0 ? Math.max(...said) : null;
  const sum = said.reduce((total, side) => total + side, 0);
  limit(reasons, 'TOO_HEAVY', point.maxWeightGrams, parcel.weightGrams ?? null, true, 'weightGrams');
  limit(reasons, 'TOO_LONG', point.maxLongestSideMillimetres, longest, allSaid, 'three sides');
  limit(reasons, 'TOO_LARGE', point.maxSidesSumMillimetres, said.length > 0 ? sum : null, allSaid, 'three sides');
  const { temperature } = parcel;
  if (temperature && temperature !== 'AMBIENT' && !point.services.includes(COLD_SERVICES[temperature])) {
    reasons.push({ code: 'TEMPERATURE', detail: temperature });
  }
  return reasons;
}

/** A measure above the limit is too much even if others were not said; one within it passes only if all were. */
function limit(
  reasons: FitReason[],
  code: RefusalCode,
  most: number | null,
  measure: number | null,
  isWhole: boolean,
  needed: string,
): void {
  if (most === null) return;
  if (measure !== null && measure > most) reasons.push({ code, detail: `${grouped(measure)} > ${grouped(most)}` });
  else if (measure === null || !isWhole) {
    reasons.push({ code: 'CHECK_NOT_MADE', detail: `${code}: ${needed} not said, limit ${grouped(most)}` });
  }
}

function roomReasons(point: PointOffer): FitReason[] {
  const { capacityParcels, usedParcels } = point;
  if (capacityParcels === null || usedParcels < capacityParcels) return [];
  return [{ code: 'FULL', detail: `${grouped(usedParcels)}/${grouped(capacityParcels)}` }];
}

function openReasons(point: PointOffer, openAtMs: number | null): FitReason[] {
  if (openAtMs === null) return [];
  switch (stateAt(point.hours, point.hoursContext, openAtMs)) {
    case 'OPEN':
      return [];
    case 'UNKNOWN':
      return [{ code: 'HOURS_UNKNOWN', detail: 'opening hours are not known' }];
    case 'CLOSED':
      return [
        {
          code: 'CLOSED_AT',
          // Looked for only when it is read: a search counts thousands of closed points and tells of a few.
          get detail() {
            return opensDetail(point, openAtMs);
          },
        },
      ];
  }
}

/** When a point that is closed opens, on its own clocks; the day too unless it is the same one. */
function opensDetail({ hours, hoursContext }: PointOffer, openAtMs: number): string {
  const { nextChange } = openState(hours, hoursContext, openAtMs);
  if (nextChange === null) return `does not open within ${NEXT_CHANGE_HORIZON_DAYS} days`;
  const { timeZone } = hoursContext;
  const time = formatMinutes(localMinutesOf(nextChange, timeZone));
  const day = localDateOf(nextChange, timeZone);
  const when = day === localDateOf(openAtMs, timeZone) ? time : `${day} ${time}`;
  // What comes after a closed day may be a day of which nothing is known.
  return stateAt(hours, hoursContext, nextChange) === 'OPEN' ? `opens ${when}` : `not known from ${when}`;
}

/** Whether a point lies within the distance that was asked for. Both in metres, the detail rounded up. */
export function distanceReasons(distanceMetres: number, mostMetres: number | null): FitReason[] {
  if (mostMetres === null || distanceMetres <= mostMetres + TIE_METRES) return [];
  return [{ code: 'TOO_FAR', detail: `${grouped(Math.ceil(distanceMetres))} > ${grouped(mostMetres)}` }];
}

/** Places that are left; null where the capacity is not known, never below 0. */
export function freePlaces({ capacityParcels, usedParcels }: PointOffer): number | null {
  return capacityParcels === null ? null : Math.max(0, capacityParcels - usedParcels);
}

/** Thousands apart by a space, as the design writes numbers: it reads the same in French and English. */
function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ' ');
}
