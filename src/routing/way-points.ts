import type { EntityManager } from 'typeorm';
import type { PointState } from '#libs/matching';
import type { HolidayRegion, OpeningHours } from '#libs/opening-hours';
import { type Hours, hoursOfSpans, openSpans } from '#libs/routing';
import { arrayText, prepared } from '../platform/database/rows.js';

/** What of a point a way depends on. */
export interface WayPoint {
  code: string;
  name: string;
  lat: number;
  lon: number;
  state: PointState;
  /** When its suspension ends, where somebody said so. */
  suspendedUntil: Date | null;
  services: string[];
  hours: OpeningHours | null;
  timeZone: string;
  holidayRegion: HolidayRegion | null;
}

/** Points by their codes; those that are not there are not in the answer. */
export async function wayPoints(db: EntityManager, codes: readonly string[]): Promise<Map<string, WayPoint>> {
  const found = await prepared<WayPoint>(
    db,
    'way_points',
    `SELECT code, name, lat, lon, state,
            CASE WHEN state = 'SUSPENDED' THEN (edited->'state'->'value'->>'until')::timestamptz END AS "suspendedUntil",
            services, hours, time_zone AS "timeZone", holiday_region AS "holidayRegion"
       FROM point WHERE code = ANY($1::text[])`,
    [arrayText(codes)],
  );
  return new Map(found.map((point) => [point.code, point]));
}

/**
 * When a point takes and gives parcels. Where its hours are not known it is taken to, and that has to be said. A point that
 * is not open does so from when its suspension ends, if that is known.
 */
export function hoursWithin(point: WayPoint, fromSeconds: number, untilSeconds: number): Hours {
  const { hours, timeZone, holidayRegion } = point;
  const within = { fromSeconds: Math.max(fromSeconds, opensFor(point)), untilSeconds };
  return hoursOfSpans(openSpans(hours, { timeZone, holidayRegion }, within, true));
}

/** From when on its hours hold, in epoch seconds: always, once its suspension is over, or never as far as anybody knows. */
export function opensFor({ state, suspendedUntil }: WayPoint): number {
  if (state === 'OPEN') return Number.NEGATIVE_INFINITY;
  return suspendedUntil === null ? Number.POSITIVE_INFINITY : Math.ceil(suspendedUntil.getTime() / 1000);
}
