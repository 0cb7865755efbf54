import type { EntityManager } from 'typeorm';
import {
  BOUND_STATES,
  type Discrepancy,
  type ExceptionKind,
  LATE_DAYS,
  MOVING_STATES,
  type State,
  WAY_STATES,
  WRONG_TRIES_BEFORE_LOCK,
} from '#libs/custody';
import { rows } from '../platform/database/database.js';

/** A parcel of which something may not be as it should be. */
export interface ExceptionRow {
  id: string;
  tracking_number: string;
  merchant_id: string;
  state: State;
  custodian_kind: string;
  custodian_id: string;
  held_code: string | null;
  booked_code: string;
  is_booked_point_open: boolean;
  is_booked: boolean;
  has_no_way: boolean;
  needs_point: boolean;
  wrong_codes: number;
  possession_since: Date;
  deadline: Date | null;
  discrepancies: Discrepancy[];
  /** `possession_since` in microseconds since 1970, which a Date has no room for. */
  sort_key: string;
}

export interface Moment {
  now: Date;
  /** Null for an operator of the whole installation. */
  chainCode: string | null;
}

const inList = (states: readonly State[]) => states.map((state) => `'${state}'`).join(', ');
const LATE = `c.possession_since <= $1::timestamptz - interval '${LATE_DAYS} days'`;
const IS_BOOKED = `EXISTS (SELECT FROM booking b WHERE b.parcel_id = c.id AND b.released_at IS NULL
  AND (b.lapses_at IS NULL OR b.lapses_at > $1::timestamptz))`;

const HAS_NO_WAY = `EXISTS (SELECT FROM promise m WHERE m.parcel_id = c.id AND m.reason IN ('NO_LINE', 'NO_ROOM'))`;
const IS_BOUND = `(c.state <> 'ANNOUNCED' OR ${IS_BOOKED})`;

/**
 * The same conditions as `exceptionsOf` of libs/custody, each such that an index has just those that it is about. What
 * is late, overdue or bound for a point that is not open changes by itself, so that no column can hold it.
 */
const CONDITIONS: Readonly<Record<ExceptionKind, string>> = {
  MISSING: "c.state = 'MISSING'",
  MISROUTED: "c.state = 'MISROUTED'",
  NEEDS_POINT: 'c.needs_point',
  POINT_NOT_OPEN: `p.state <> 'OPEN' AND c.state IN (${inList(BOUND_STATES)}) AND ${IS_BOUND}`,
  NO_WAY: `${HAS_NO_WAY} AND c.state IN (${inList(WAY_STATES)}) AND ${IS_BOUND}`,
  CODE_LOCKED: `c.wrong_codes >= ${WRONG_TRIES_BEFORE_LOCK} AND c.state = 'AVAILABLE'`,
  OVERDUE: `((c.state = 'AVAILABLE' AND c.deadline <= $1::timestamptz) OR (c.state = 'RETURN_DUE' AND ${LATE}))`,
  SILENT: `c.state IN (${inList(MOVING_STATES)}) AND ${LATE}`,
  DISCREPANCY: "c.discrepancies <> '[]'::jsonb",
};

const SCOPE = `c.sequence > c.settled_sequence AND ($2::text IS NULL OR p.chain_code = $2)`;
const FROM = 'FROM parcel c JOIN point p ON p.id = c.pickup_point_id';

/** A page of parcels, those that have been in the same hands longest first. Each kind is read no further than the page. */
export function exceptionRows(
  db: EntityManager,
  kinds: readonly ExceptionKind[],
  { now, chainCode }: Moment,
  page: { after: { sortKey: string; id: string } | null; limit: number },
): Promise<ExceptionRow[]> {
  const isAfter = `($3::bigint IS NULL OR
    (c.possession_since, c.id) > (timestamptz 'epoch' + $3 * interval '1 microsecond', $4::uuid))`;
  const branches = kinds.map(
    (kind) => `(SELECT c.id, c.possession_since ${FROM} WHERE ${SCOPE} AND ${CONDITIONS[kind]} AND ${isAfter}
      ORDER BY c.possession_since, c.id LIMIT $5)`,
  );
  return rows<ExceptionRow>(
    db,
    `WITH found AS (SELECT id, possession_since FROM (${branches.join(' UNION ')}) of_any
                     ORDER BY possession_since, id LIMIT $5)
     SELECT c.id, c.tracking_number, c.merchant_id, c.state, c.custodian_kind, c.custodian_id, held.code AS held_code,
            p.code AS booked_code, p.state = 'OPEN' AS is_booked_point_open, ${IS_BOOKED} AS is_booked,
            ${HAS_NO_WAY} AS has_no_way, c.needs_point, c.wrong_codes, c.possession_since, c.deadline, c.discrepancies,
            (extract(epoch FROM c.possession_since) * 1000000)::bigint AS sort_key
       FROM found JOIN parcel c USING (id) JOIN point p ON p.id = c.pickup_point_id
       LEFT JOIN point held ON held.id = c.custodian_point_id
      ORDER BY c.possession_since, c.id`,
    [now, chainCode, page.after?.sortKey ?? null, page.after?.id ?? null, page.limit],
  );
}

export async function countExceptions(
  db: EntityManager,
  kinds: readonly ExceptionKind[],
  { now, chainCode }: Moment,
): Promise<Map<ExceptionKind, number>> {
  const counts = kinds.map(
    (kind) => `(SELECT count(*)::integer ${FROM} WHERE ${SCOPE} AND ${CONDITIONS[kind]}) AS "${kind}"`,
  );
  const [counted] = await rows<Record<ExceptionKind, number>>(
    db,
    `SELECT ${counts.join(', ')} WHERE ($1::timestamptz, $2::text) IS NOT NULL OR true`,
    [now, chainCode],
  );
  return new Map(kinds.map((kind) => [kind, counted?.[kind] ?? 0]));
}
