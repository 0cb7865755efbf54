import type { PointFacts } from '#libs/eligibility';
import type { HoursContext, OpeningHours } from '#libs/opening-hours';

export const POINT_STATES = ['ANNOUNCED', 'OPEN', 'SUSPENDED', 'CLOSED'] as const;
export type PointState = (typeof POINT_STATES)[number];

export const TEMPERATURES = ['AMBIENT', 'CHILLED', 'FROZEN'] as const;
export type Temperature = (typeof TEMPERATURES)[number];

/** What a point says of itself, as far as it decides whether a parcel can be collected there. */
export interface PointOffer extends PointFacts {
  state: PointState;
  /** Null where the point states no limit. */
  maxWeightGrams: number | null;
  maxLongestSideMillimetres: number | null;
  maxSidesSumMillimetres: number | null;
  /** Null where the capacity is not known: then it limits nothing. */
  capacityParcels: number | null;
  /** Bookings and parcels that lie there without one. May exceed the capacity. */
  usedParcels: number;
  /** Null is unknown, which is neither open nor closed. */
  hours: OpeningHours | null;
  hoursContext: HoursContext;
}

/** What decides whether a parcel of given measures is taken. */
export type PointLimits = Pick<
  PointOffer,
  'services' | 'maxWeightGrams' | 'maxLongestSideMillimetres' | 'maxSidesSumMillimetres'
>;

/** A parcel's measures; what is absent was not said, which is not the same as small. */
export interface ParcelMeasures {
  weightGrams?: number | null;
  lengthMillimetres?: number | null;
  widthMillimetres?: number | null;
  heightMillimetres?: number | null;
  temperature?: Temperature | null;
}

/** What somebody looks for in a point. Everything that is absent is not asked for. */
export interface Wish {
  parcel?: ParcelMeasures | null;
  /** An instant in milliseconds since 1970 at which the point has to be open. */
  openAtMs?: number | null;
  /** All of them are needed. */
  services?: readonly string[];
  /** Any one is enough. */
  kinds?: readonly string[];
  /** Any one is enough. */
  chains?: readonly string[];
}
