import type { EntityManager } from 'typeorm';
import { type ParcelState, roomAfter } from '#libs/custody';
import { rows } from '../platform/database/database.js';

/** Keeps a place at a point. The caller holds the point's lock and has seen that there is one. */
export async function bookRoom(
  tx: EntityManager,
  parcelId: string,
  pointId: string,
  at: Date,
  lapsesAt: Date | null,
): Promise<void> {
  await tx.query('INSERT INTO booking (parcel_id, point_id, from_at, lapses_at) VALUES ($1, $2, $3, $4)', [
    parcelId,
    pointId,
    at,
    lapsesAt,
  ]);
}

export async function releaseRoom(tx: EntityManager, parcelId: string, at: Date): Promise<void> {
  await tx.query('UPDATE booking SET released_at = $2 WHERE parcel_id = $1 AND released_at IS NULL', [parcelId, at]);
}

/**
 * Brings a parcel's booking into step with its state: released when the parcel no longer needs it, kept for good once
 * the parcel has left its merchant, moved when it was rebooked. A correction can bring a released one back.
 *
 * A booking that lapsed before the drop-off is not kept for good here: the place may be another's by now.
 *
 * @param isRebooked - Whether a point has just been booked anew: then a lapsed booking there starts again.
 */
export async function syncRoom(
  tx: EntityManager,
  parcelId: string,
  state: ParcelState,
  at: Date,
  isRebooked: boolean,
): Promise<void> {
  const { bookedPointCode } = roomAfter(state);
  if (bookedPointCode === null) return releaseRoom(tx, parcelId, at);
  const [current] = await rows<{ code: string; lapsed: boolean }>(
    tx,
    `SELECT p.code, b.lapses_at IS NOT NULL AND b.lapses_at <= $2 AS lapsed
       FROM booking b JOIN point p ON p.id = b.point_id WHERE b.parcel_id = $1 AND b.released_at IS NULL`,
    [parcelId, at],
  );
  const isWithMerchant = state.state === 'ANNOUNCED';
  if (current?.code !== bookedPointCode || (isRebooked && current.lapsed)) {
    await releaseRoom(tx, parcelId, at);
    await tx.query(
      `INSERT INTO booking (parcel_id, point_id, from_at, lapses_at)
       SELECT c.id, p.id, $3::timestamptz,
              CASE WHEN $4 THEN $3 + make_interval(days => (r.definition->>'bookingDays')::int) END
         FROM parcel c CROSS JOIN point p LEFT JOIN programme r ON r.code = c.programme_code
        WHERE c.id = $1 AND p.code = $2`,
      [parcelId, bookedPointCode, at, isWithMerchant],
    );
  } else if (!isWithMerchant && !current.lapsed) {
    await tx.query('UPDATE booking SET lapses_at = NULL WHERE parcel_id = $1 AND released_at IS NULL', [parcelId]);
  }
}

/**
 * Gives a parcel whose booking lapsed its place back, if there still is one.
 *
 * @returns Whether the parcel has a place now.
 */
export async function reviveRoom(tx: EntityManager, parcelId: string, pointId: string, at: Date): Promise<boolean> {
  await tx.query('SELECT 1 FROM point WHERE id = $1 FOR NO KEY UPDATE', [pointId]);
  const revived = await rows(
    tx,
    `UPDATE booking b SET lapses_at = NULL FROM point p
      WHERE b.parcel_id = $1 AND b.released_at IS NULL AND p.id = b.point_id AND p.id = $2
        AND (b.lapses_at IS NULL OR b.lapses_at > $3 OR p.capacity_parcels IS NULL
             OR point_use(p.id, $3) < p.capacity_parcels)
      RETURNING b.id`,
    [parcelId, pointId, at],
  );
  return revived.length > 0;
}
