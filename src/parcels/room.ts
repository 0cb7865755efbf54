import type { EntityManager } from 'typeorm';
import { type ParcelState, roomAfter } from '#libs/custody';
import { arrayText, prepared, rows } from '../platform/database/rows.js';
import type { Ledger } from './ledger.js';

/** What has just happened to a parcel that may change the room kept for it. */
export interface RoomChange {
  ledger: Ledger;
  state: ParcelState;
  /** Whether a point has just been booked anew: then a lapsed booking there starts again. */
  isRebooked: boolean;
  /** Whether it has just left its merchant for its point: then a lapsed booking is renewed if there is room. */
  isDispatched: boolean;
}

/** Whether the place kept for a parcel is still its own at that moment. */
export function holdsRoom({ booking }: Ledger, at: Date): boolean {
  return booking !== null && (booking.lapsesAt === null || booking.lapsesAt > at);
}

/**
 * Brings the bookings of parcels into step with their states: released when the parcel no longer needs its place, kept
 * for good once the parcel has left its merchant, moved when it was rebooked. A correction can bring a released one back.
 *
 * A booking that lapsed before the drop-off is not kept for good as it is: the place may be another's by now.
 */
export async function syncRooms(tx: EntityManager, changes: readonly RoomChange[], at: Date): Promise<void> {
  const plan = changes.map((change) => ({ change, step: stepOf(change, at) }));
  const those = (...steps: Step[]) =>
    plan.filter(({ step }) => steps.includes(step)).map(({ change }) => change.ledger);
  const released = those('RELEASE', 'MOVE').filter(({ booking }) => booking !== null);
  if (released.length > 0) {
    await prepared(
      tx,
      'bookings_release',
      'UPDATE booking SET released_at = $2 WHERE parcel_id = ANY($1::uuid[]) AND released_at IS NULL',
      [arrayText(released.map(({ parcelId }) => parcelId)), at],
    );
  }
  for (const ledger of released) ledger.booking = null;
  await bookAnew(
    tx,
    plan.filter(({ step }) => step === 'MOVE').map(({ change }) => change),
    at,
  );
  const kept = those('KEEP');
  if (kept.length > 0) {
    await prepared(
      tx,
      'bookings_keep',
      'UPDATE booking SET lapses_at = NULL WHERE parcel_id = ANY($1::uuid[]) AND released_at IS NULL',
      [arrayText(kept.map(({ parcelId }) => parcelId))],
    );
  }
  for (const { booking } of kept) if (booking !== null) booking.lapsesAt = null;
  await reviveRooms(tx, those('REVIVE'), at);
}

type Step = 'NOTHING' | 'RELEASE' | 'MOVE' | 'KEEP' | 'REVIVE';

function stepOf({ ledger, state, isRebooked, isDispatched }: RoomChange, at: Date): Step {
  const { booking } = ledger;
  const { bookedPointCode } = roomAfter(state);
  if (bookedPointCode === null) return 'RELEASE';
  const isLapsed = booking !== null && !holdsRoom(ledger, at);
  if (booking?.pointCode !== bookedPointCode || (isRebooked && isLapsed)) return 'MOVE';
  if (state.state === 'ANNOUNCED' || booking.lapsesAt === null) return 'NOTHING';
  if (!isLapsed) return 'KEEP';
  return isDispatched ? 'REVIVE' : 'NOTHING';
}

async function bookAnew(tx: EntityManager, changes: readonly RoomChange[], at: Date): Promise<void> {
  if (changes.length === 0) return;
  const booked = await rows<{ parcel_id: string; lapses_at: Date | null }>(
    tx,
    `INSERT INTO booking (parcel_id, point_id, from_at, lapses_at)
     SELECT c.id, p.id, $4::timestamptz,
            CASE WHEN w.lapses THEN $4 + make_interval(days => (r.definition->>'bookingDays')::int) END
       FROM unnest($1::uuid[], $2::text[], $3::boolean[]) w (parcel_id, code, lapses)
       JOIN parcel c ON c.id = w.parcel_id
       JOIN point p ON p.code = w.code
       LEFT JOIN programme r ON r.code = c.programme_code
     RETURNING parcel_id, lapses_at`,
    [
      changes.map(({ ledger }) => ledger.parcelId),
      changes.map(({ state }) => state.bookedPointCode),
      changes.map(({ state }) => state.state === 'ANNOUNCED'),
      at,
    ],
  );
  const lapses = new Map(booked.map((row) => [row.parcel_id, row.lapses_at]));
  for (const { ledger, state } of changes) {
    const lapsesAt = lapses.get(ledger.parcelId);
    if (lapsesAt !== undefined) ledger.booking = { pointCode: state.bookedPointCode as string, lapsesAt };
  }
}

/**
 * Gives parcels whose bookings lapsed their places back, as far as there are any. One after the other, since each may
 * take the last place; the points are locked in one order.
 */
async function reviveRooms(tx: EntityManager, ledgers: readonly Ledger[], at: Date): Promise<void> {
  if (ledgers.length === 0) return;
  const codes = ledgers.map(({ booking }) => booking?.pointCode ?? '');
  await tx.query('SELECT 1 FROM point WHERE code = ANY($1) ORDER BY id FOR NO KEY UPDATE', [codes]);
  for (const { parcelId, booking } of ledgers) {
    const revived = await rows(
      tx,
      `UPDATE booking b SET lapses_at = NULL FROM point p
        WHERE b.parcel_id = $1 AND b.released_at IS NULL AND p.id = b.point_id
          AND (p.capacity_parcels IS NULL OR point_use(p.id, $2) < p.capacity_parcels)
        RETURNING b.id`,
      [parcelId, at],
    );
    if (revived.length > 0 && booking !== null) booking.lapsesAt = null;
  }
}
