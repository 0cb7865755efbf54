const SECOND = 1000;
const DAY_MS = 86_400 * SECOND;

/**
 * How long after an attempt that failed the next one is made: 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h, each
 * up to a fifth longer by chance, so that what failed together does not come back together. After the tenth attempt, some
 * three days, an event is given up; it can be replayed.
 */
export const RETRY_SECONDS = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400] as const;

/** An endpoint that takes nothing for so long is disabled. */
export const MOST_FAILING_MS = 5 * DAY_MS;

/** The most that an endpoint may ask us to wait, and what it is given if it asks without saying how long. */
const MOST_PAUSE_SECONDS = 6 * 3600;
const PAUSE_SECONDS = 60;

/** Statuses that ask for time. */
const SLOW_DOWN = new Set([429, 502, 503, 504]);

/**
 * When the next attempt is made.
 *
 * @param attempts - How many were made, this one included.
 * @param chance - From 0 to 1.
 * @returns Null if there is none.
 */
export function nextAttempt(now: Date, attempts: number, chance: number): Date | null {
  const seconds = RETRY_SECONDS[attempts - 1];
  return seconds === undefined ? null : new Date(now.getTime() + seconds * (1 + chance / 5) * SECOND);
}

/** Until when nothing at all is sent to an endpoint that asks for time; null if it does not. */
export function pauseUntil(now: Date, status: number | null, retryAfter: string | null): Date | null {
  if (status === null || !SLOW_DOWN.has(status)) return null;
  const asked = retryAfter === null ? null : secondsOf(retryAfter.trim(), now);
  if (asked === null) return status === 429 ? new Date(now.getTime() + PAUSE_SECONDS * SECOND) : null;
  return new Date(now.getTime() + Math.min(Math.max(asked, 1), MOST_PAUSE_SECONDS) * SECOND);
}

/** Retry-After is a number of seconds, or a date (RFC 9110). */
function secondsOf(text: string, now: Date): number | null {
  if (/^\d{1,10}$/.test(text)) return Number(text);
  const date = Date.parse(text);
  return Number.isNaN(date) ? null : (date - now.getTime()) / SECOND;
}
