import type { EntityManager } from 'typeorm';
import { measureReasons, type ParcelMeasures, type PointLimits, type PointState, stateReasons } from '#libs/matching';
import { arrayText, prepared } from '../platform/database/rows.js';

/** What of a point is checked. */
interface CheckedPoint extends PointLimits {
  code: string;
  state: PointState;
  capacityParcels: number | null;
  /** Null where it was not counted. */
  usedParcels: number | null;
  hasHours: boolean;
}

/**
 * The points that parcels are booked at, as they are now, by code.
 *
 * @param counted - Those at which the places in use are counted, which takes longer than all the rest.
 */
export async function loadCheckedPoints(
  db: EntityManager,
  codes: readonly string[],
  counted: readonly string[],
  at: Date,
): Promise<Map<string, CheckedPoint>> {
  const found = await prepared<CheckedPoint>(
    db,
    'points_checked',
    `SELECT p.code, p.state, p.services, p.max_weight_grams AS "maxWeightGrams",
            p.max_longest_side_millimetres AS "maxLongestSideMillimetres",
            p.max_sides_sum_millimetres AS "maxSidesSumMillimetres", p.capacity_parcels AS "capacityParcels",
            CASE WHEN p.code = ANY($2::text[]) THEN point_use(p.id, $3) END AS "usedParcels",
            p.hours IS NOT NULL AS "hasHours"
       FROM point p WHERE p.code = ANY($1::text[])`,
    [arrayText(codes), arrayText(counted), at],
  );
  return new Map(found.map((point) => [point.code, point]));
}

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
 * @param point - Null when the point could not be read: then nothing was checked.
 * @param hasRoom - Whether the parcel's booking still holds; its own place counts as used. Where it does not, the
 *   places in use were counted.
 */
export function checkPoint(point: CheckedPoint | null, parcel: ParcelMeasures, hasRoom: boolean): CheckResult[] {
  if (point === null) {
    const detail = 'the point could not be read';
    return (['POINT_STATE', 'LIMITS', 'ROOM', 'HOURS'] as const).map((code) => ({ code, outcome: 'UNMADE', detail }));
  }
  const state = stateReasons(point);
  const limits = measureReasons(point, parcel);
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
    roomCheck(point, hasRoom),
    {
      code: 'HOURS',
      outcome: point.hasHours ? 'PASSED' : 'UNMADE',
      detail: point.hasHours ? '' : 'HOURS_UNKNOWN opening hours are not known',
    },
  ];
}

function roomCheck({ capacityParcels, usedParcels }: CheckedPoint, hasRoom: boolean): CheckResult {
  if (hasRoom) return { code: 'ROOM', outcome: 'PASSED', detail: '' };
  if (capacityParcels === null) return { code: 'ROOM', outcome: 'UNMADE', detail: 'the capacity is not known' };
  return { code: 'ROOM', outcome: 'FAILED', detail: `BOOKING_LAPSED ${usedParcels}/${capacityParcels}` };
}
