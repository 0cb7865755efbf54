import type { Retention } from '#libs/eligibility';
import { addOpenDays, type HoursContext, instantOfLocal, type LocalDate, type OpeningHours } from '#libs/opening-hours';

/** When customers are reminded, on the point's own clock: nobody wants to be written to at midnight. */
const REMINDED_AT_MINUTES = 9 * 60;

/** A time in which a point does not serve its customers. Instants are milliseconds since 1970. */
export interface Suspension {
  fromMs: number;
  /** The first instant after it; null while nobody knows when it ends. */
  untilMs: number | null;
}

/** When a point can be reached by a customer. */
export interface PointCalendar {
  /** Null is unknown, which counts as open. */
  hours: OpeningHours | null;
  context: HoursContext;
  suspensions: readonly Suspension[];
}

/** A parcel that waits at its point for its customer. */
export interface Waiting {
  rule: Retention;
  /** When it became available there. */
  sinceMs: number;
  /** How often its time was extended. */
  extensions: number;
  /** The latest deadline that anybody was told of this stay; null for none. */
  promisedMs: number | null;
}

/** What the rule makes of a stay. */
export interface Stay {
  /** Until when the point keeps it; null while a suspension without an end lies before that day. */
  deadlineMs: number | null;
  /** When the customer is reminded for the first time, the second and so on; those that cannot be told are left out. */
  reminderMs: number[];
}

/** Where neither the programme nor the network says how long a point keeps a parcel. */
export const COMMON_RETENTION: Retention = { days: 7, reminderDays: [5], extensionDays: 0, extensions: 0 };

/**
 * Until when a parcel is kept, counted in days on which the point is open, and when its customer is reminded.
 *
 * What somebody was told is never taken back: a point that opens on more days lets the days pass faster, and yet the
 * deadline stays. What makes it later does so at once.
 */
export function stayOf(calendar: PointCalendar, { rule, sinceMs, extensions, promisedMs }: Waiting): Stay {
  const counted = endOfDays(calendar, sinceMs, rule.days + extensions * rule.extensionDays);
  return {
    deadlineMs: counted === null ? null : Math.max(counted.endsAtMs, promisedMs ?? -Infinity),
    reminderMs: [...rule.reminderDays]
      .sort((a, b) => a - b)
      .flatMap((days) => {
        const day = endOfDays(calendar, sinceMs, days);
        return day === null ? [] : [instantOfLocal(day.lastDate, REMINDED_AT_MINUTES, calendar.context.timeZone)];
      }),
  };
}

/** Null where the day is not known: the count runs into a suspension that has no end yet. */
function endOfDays(
  { hours, context, suspensions }: PointCalendar,
  sinceMs: number,
  days: number,
): { lastDate: LocalDate; endsAtMs: number } | null {
  const counted = addOpenDays(hours, context, sinceMs, days, (date) => isSuspendedOn(suspensions, date, context));
  return counted.ok || suspensions.every(({ untilMs }) => untilMs !== null) ? counted : null;
}

/** A day does not count as soon as any part of it is suspended: half a day may be the half on which they came. */
function isSuspendedOn(suspensions: readonly Suspension[], date: LocalDate, { timeZone }: HoursContext): boolean {
  if (suspensions.length === 0) return false;
  const startMs = instantOfLocal(date, 0, timeZone);
  const endMs = instantOfLocal(date, 24 * 60, timeZone);
  return suspensions.some(({ fromMs, untilMs }) => fromMs < endMs && (untilMs === null || untilMs > startMs));
}
