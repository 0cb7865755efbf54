export const LISTS = ['HERE', 'DUE', 'OVERDUE', 'EXPECTED', 'TO_RETURN', 'TO_SEND_ON'] as const;
export type List = (typeof LISTS)[number];

/** Which parcels a list has, in the terms of its query. */
export interface ListRule {
  where: string;
  /** The most urgent first. */
  orderBy: string;
}

const HERE = 'c.custodian_point_id = $1';
/** The states are those of the index `parcel_bound`, so that what a point has seen over the years is not read. */
const BOUND = `c.pickup_point_id = $1 AND c.custodian_point_id IS DISTINCT FROM $1
  AND c.state IN ('ANNOUNCED', 'DROPPED_OFF', 'IN_TRANSIT', 'MISROUTED', 'AVAILABLE')`;
const WAITS = `${HERE} AND c.pickup_point_id = $1 AND c.state = 'AVAILABLE'`;

/** $1 is the point, $2 now, $3 the end of tomorrow, $4 since when a parcel that is on its way is late. */
export const LIST_RULES: Readonly<Record<List, ListRule>> = {
  HERE: { where: HERE, orderBy: 'c.possession_since' },
  DUE: { where: `${WAITS} AND c.deadline > $2 AND c.deadline <= $3`, orderBy: 'c.deadline' },
  OVERDUE: {
    where: `((${WAITS} AND c.deadline <= $2) OR (${BOUND} AND c.state <> 'ANNOUNCED' AND c.possession_since <= $4))`,
    orderBy: 'COALESCE(c.deadline, c.possession_since)',
  },
  EXPECTED: {
    where: `${BOUND} AND (c.state <> 'ANNOUNCED' OR EXISTS (
      SELECT FROM booking b WHERE b.parcel_id = c.id AND b.released_at IS NULL AND (b.lapses_at IS NULL OR b.lapses_at > $2)))`,
    orderBy: 'c.possession_since',
  },
  TO_RETURN: { where: `${HERE} AND c.state = 'RETURN_DUE'`, orderBy: 'c.possession_since' },
  TO_SEND_ON: {
    where: `${HERE} AND c.pickup_point_id <> $1 AND c.state IN ('DROPPED_OFF', 'MISROUTED', 'AVAILABLE')`,
    orderBy: 'c.possession_since',
  },
};
