import type { EntityManager } from 'typeorm';
import type { State } from '#libs/custody';
import { arrayText, prepared } from '../platform/database/rows.js';

/** More than a fleet carries on one trip. */
export const MOST_TOUR_PARCELS = 20_000;

export interface TourLeg {
  trackingNumber: string;
  weightGrams: number;
  state: State;
  fromStopId: string;
  toStopId: string;
}

/** The parcels that are promised to go by a trip of a day, in the order of their numbers. */
export function tourLegs(
  db: EntityManager,
  networkCode: string,
  { tripId, date }: { tripId: string; date: string },
): Promise<TourLeg[]> {
  return prepared<TourLeg>(
    db,
    'tour_legs',
    `SELECT c.tracking_number AS "trackingNumber", c.weight_grams AS "weightGrams", c.state,
            l.leg->>'fromStopId' AS "fromStopId", l.leg->>'toStopId' AS "toStopId"
       FROM promise_run r
       JOIN promise m ON m.parcel_id = r.parcel_id
       JOIN parcel c ON c.id = r.parcel_id
       CROSS JOIN LATERAL jsonb_array_elements(m.legs) l (leg)
      WHERE r.network_code = $1 AND r.trip_id = $2 AND r.run_on = $3
        AND l.leg->>'carrierId' = $1 AND l.leg->>'tripId' = $2 AND l.leg->>'date' = $3
      ORDER BY c.tracking_number
      LIMIT ${MOST_TOUR_PARCELS + 1}`,
    [networkCode, tripId, date],
  );
}

export interface TourReturn {
  trackingNumber: string;
  weightGrams: number;
  pointCode: string;
}

/** The parcels at some points that have to go back, of those that this carrier has had. */
export function tourReturns(
  db: EntityManager,
  networkCode: string,
  pointCodes: readonly string[],
): Promise<TourReturn[]> {
  return prepared<TourReturn>(
    db,
    'tour_returns',
    `SELECT c.tracking_number AS "trackingNumber", c.weight_grams AS "weightGrams", p.code AS "pointCode"
       FROM point p
       JOIN parcel c ON c.custodian_point_id = p.id
      WHERE p.code = ANY($2::text[]) AND c.state = 'RETURN_DUE'
        AND EXISTS (SELECT FROM ledger_entry e
                     WHERE e.parcel_id = c.id
                       AND e.body->'actor'->>'role' = 'CARRIER' AND e.body->'actor'->>'id' = $1)
      ORDER BY c.tracking_number
      LIMIT ${MOST_TOUR_PARCELS + 1}`,
    [networkCode, arrayText(pointCodes)],
  );
}
