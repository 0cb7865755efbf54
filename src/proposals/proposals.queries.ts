import type { EntityManager } from 'typeorm';
import type { State } from '#libs/custody';
import type { Temperature } from '#libs/matching';
import { rows } from '../platform/database/database.js';
import type { Homeless } from '../search/nearest.service.js';

/** A parcel that may be moved, as its row has it. */
export interface MovableRow {
  id: string;
  tracking_number: string;
  merchant_id: string;
  state: State;
  custodian_kind: string;
  custodian_id: string;
  is_there: boolean;
  fee_cents: number;
  currency: string;
  weight_grams: number;
  length_millimetres: number | null;
  width_millimetres: number | null;
  height_millimetres: number | null;
  temperature: Temperature;
  pickup_code: string;
  pickup_chain_code: string | null;
  lat: number;
  lon: number;
}

const MOVABLE = `
  SELECT c.id, c.tracking_number, c.merchant_id, c.state, c.custodian_kind, c.custodian_id,
         c.custodian_point_id IS NOT DISTINCT FROM c.pickup_point_id AS is_there, c.fee_cents, c.currency,
         c.weight_grams, c.length_millimetres, c.width_millimetres, c.height_millimetres, c.temperature,
         p.code AS pickup_code, p.chain_code AS pickup_chain_code, p.lat, p.lon
    FROM parcel c JOIN point p ON p.id = c.pickup_point_id`;

export async function movable(db: EntityManager, trackingNumber: string): Promise<MovableRow | null> {
  const [found] = await rows<MovableRow>(db, `${MOVABLE} WHERE c.tracking_number = $1`, [trackingNumber]);
  return found ?? null;
}

/** Bound for a point and neither collected nor on its way back; an announced one only while its booking holds. */
const BOUND = `c.pickup_point_id = $1
  AND c.state IN ('ANNOUNCED', 'DROPPED_OFF', 'IN_TRANSIT', 'MISROUTED', 'AVAILABLE')
  AND (c.state <> 'ANNOUNCED' OR EXISTS (
    SELECT FROM booking b WHERE b.parcel_id = c.id AND b.released_at IS NULL AND (b.lapses_at IS NULL OR b.lapses_at > $2)))`;

/** What is bound for a point, in the order of ids, which no move changes. */
export function boundFor(db: EntityManager, pointId: string, now: Date, most: number): Promise<MovableRow[]> {
  return rows<MovableRow>(db, `${MOVABLE} WHERE ${BOUND} ORDER BY c.id LIMIT $3`, [pointId, now, most]);
}

export async function countBound(db: EntityManager, pointId: string, now: Date): Promise<number> {
  const [counted] = await rows<{ count: number }>(
    db,
    `SELECT count(*)::integer AS count FROM parcel c WHERE ${BOUND}`,
    [pointId, now],
  );
  return counted?.count ?? 0;
}

/** The parcel as the search for another point sees it: the nearest to the point where its customer wanted it. */
export function homelessOf(row: MovableRow, chainCode: string | null): Homeless {
  return {
    merchantId: row.merchant_id,
    measures: {
      weightGrams: row.weight_grams,
      lengthMillimetres: row.length_millimetres,
      widthMillimetres: row.width_millimetres,
      heightMillimetres: row.height_millimetres,
      temperature: row.temperature,
    },
    price: { feeCents: row.fee_cents, currency: row.currency },
    near: { lat: row.lat, lon: row.lon },
    networkCode: row.custodian_kind === 'CARRIER' && row.custodian_id !== 'UNKNOWN' ? row.custodian_id : null,
    chainCode,
    services: [],
    exceptPointCode: row.pickup_code,
  };
}
