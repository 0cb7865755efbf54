import type { EntityManager } from 'typeorm';
import type { State } from '#libs/custody';
import { rows } from '../platform/database/database.js';
import { LIST_RULES, LISTS, type List } from './lists.js';

/** A point's lists as of one moment. */
export interface Moment {
  pointId: string;
  now: Date;
  endOfTomorrow: Date;
  lateSince: Date;
}

export interface CounterRow {
  id: string;
  tracking_number: string;
  state: State;
  shelf: string | null;
  custodian_kind: string;
  custodian_id: string;
  possession_since: Date;
  deadline: Date | null;
  pickup_point_id: string;
  pickup_code: string;
  pickup_chain_code: string | null;
  wrapped_key: Buffer | null;
  sealed: Buffer;
  /** What the list is ordered by, in microseconds since 1970. */
  sort_key: string;
}

/** What of a list is wanted. */
export interface Wanted {
  /** The last digits of tracking numbers. */
  digits: string | null;
  /** Only what is collected at this very point: whose recipients its clerk may know. */
  isCollectedHere: boolean;
  after: { sortKey: string; id: string } | null;
  limit: number;
}

const valuesOf = ({ pointId, now, endOfTomorrow, lateSince }: Moment) => [pointId, now, endOfTomorrow, lateSince];

/** All four values are named, so that the database knows their types whichever a list needs. */
const TYPED = '($1::bigint, $2::timestamptz, $3::timestamptz, $4::timestamptz) IS NOT NULL';
const MATCHES = `${TYPED} AND ($5::text IS NULL OR right(c.tracking_number, length($5)) = $5)
  AND (NOT $6 OR c.pickup_point_id = $1)`;

export function listRows(db: EntityManager, list: List, moment: Moment, wanted: Wanted): Promise<CounterRow[]> {
  const { where, orderBy } = LIST_RULES[list];
  const { digits, isCollectedHere, after, limit } = wanted;
  return rows<CounterRow>(
    db,
    `SELECT c.id, c.tracking_number, c.state, c.shelf, c.custodian_kind, c.custodian_id, c.possession_since, c.deadline,
            c.pickup_point_id, p.code AS pickup_code, p.chain_code AS pickup_chain_code, r.wrapped_key, r.sealed,
            (extract(epoch FROM ${orderBy}) * 1000000)::bigint AS sort_key
       FROM parcel c JOIN point p ON p.id = c.pickup_point_id JOIN recipient r ON r.parcel_id = c.id
      WHERE ${where} AND ${MATCHES}
        AND ($7::bigint IS NULL OR (${orderBy}, c.id) > (timestamptz 'epoch' + $7 * interval '1 microsecond', $8::uuid))
      ORDER BY ${orderBy}, c.id LIMIT $9`,
    [...valuesOf(moment), digits, isCollectedHere, after?.sortKey ?? null, after?.id ?? null, limit],
  );
}

export async function countList(
  db: EntityManager,
  list: List,
  moment: Moment,
  { digits, isCollectedHere }: Pick<Wanted, 'digits' | 'isCollectedHere'>,
): Promise<number> {
  const [counted] = await rows<{ count: number }>(
    db,
    `SELECT count(*)::integer AS count FROM parcel c WHERE ${LIST_RULES[list].where} AND ${MATCHES}`,
    [...valuesOf(moment), digits, isCollectedHere],
  );
  return counted?.count ?? 0;
}

/** How many parcels each list has, in one look. */
export async function countLists(db: EntityManager, moment: Moment): Promise<Record<List, number>> {
  const counts = LISTS.map(
    (list) => `(SELECT count(*)::integer FROM parcel c WHERE ${LIST_RULES[list].where}) AS "${list}"`,
  );
  const [counted] = await rows<Record<List, number>>(
    db,
    `SELECT ${counts.join(', ')} WHERE ${TYPED}`,
    valuesOf(moment),
  );
  return counted as Record<List, number>;
}
