export const DAY_MS = 86_400_000;
const OLDEST_UNFLAGGED_MS = 30 * DAY_MS;
/** A clock that shows an earlier year was never set, or has lost its battery: it says nothing about the time. */
const NEVER_SET_BEFORE_MS = Date.UTC(2000, 0, 1);

export interface ClockReading {
  /** What the device's clock said, in milliseconds since 1970; absent when the sender gave none. */
  occurredAt?: number | null;
  /** The device's clock minus ours in milliseconds, measured at sync: positive when the device is ahead. */
  clockOffsetMs?: number | null;
  recordedAt: number;
}

/**
 * The instant the fold goes by, in milliseconds since 1970: the device's time corrected by its clock's offset, and at
 * most the time of recording, which it also is where the clock was never set. Flagged when it had to be clamped, or is
 * older than 30 days.
 */
export function happenedAtOf(reading: ClockReading): { happenedAt: number; flagged: boolean } {
  const { occurredAt, clockOffsetMs, recordedAt } = reading;
  if (occurredAt === undefined || occurredAt === null) return { happenedAt: recordedAt, flagged: false };
  const corrected = Math.round(occurredAt - (clockOffsetMs ?? 0));
  const isTime = Number.isFinite(corrected) && corrected >= NEVER_SET_BEFORE_MS;
  if (!isTime || corrected > recordedAt) return { happenedAt: recordedAt, flagged: true };
  return { happenedAt: corrected, flagged: recordedAt - corrected > OLDEST_UNFLAGGED_MS };
}
