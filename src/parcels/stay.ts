import type { EntityManager } from 'typeorm';
import type { ParcelState } from '#libs/custody';
import type { Retention } from '#libs/eligibility';
import type { HolidayRegion, OpeningHours } from '#libs/opening-hours';
import { COMMON_RETENTION, type Stay as Counted, stayOf } from '#libs/retention';
import { prepared } from '../platform/database/rows.js';

/** A parcel that waits for its customer at the point that is booked for it. */
export interface Stay {
  parcelId: string;
  pointCode: string;
  sinceMs: number;
  extensions: number;
  /** The deadline of the latest extension, as its entry has it. */
  extendedUntilMs: number | null;
}

/** A stay with what its rule makes of it now. */
export interface CountedStay extends Counted {
  rule: Retention;
  /** The number of the last reminder that was noted. */
  reminded: number;
}

interface StayRow {
  parcel_id: string;
  point_id: string;
  hours: OpeningHours | null;
  time_zone: string;
  holiday_region: HolidayRegion | null;
  suspensions: { fromMs: number; untilMs: number | null }[] | null;
  rule: Retention | null;
  extensions: number | null;
  promised_until: Date | null;
  reminded: number;
}

/** Null for a parcel that waits for nobody, or lies where it is not booked: a rebooked one is awaited elsewhere. */
export function waitingOf(parcelId: string, state: ParcelState): Stay | null {
  const { pointCode, stateSince: sinceMs, extensions, deadline: extendedUntilMs } = state;
  if (state.state !== 'AVAILABLE' || pointCode === null || sinceMs === null) return null;
  return pointCode === state.bookedPointCode ? { parcelId, pointCode, sinceMs, extensions, extendedUntilMs } : null;
}

/**
 * Counts the days of stays and writes down what was promised by it; the caller, who holds the parcels' locks, writes
 * the deadlines to the parcels. In two statements, however many stays there are.
 */
export async function countStays(tx: EntityManager, stays: readonly Stay[]): Promise<Map<string, CountedStay>> {
  if (stays.length === 0) return new Map();
  const found = new Map((await stayRows(tx, stays)).map((row) => [row.parcel_id, row]));
  const counted = new Map<string, CountedStay>();
  const written = stays.flatMap((stay) => {
    const row = found.get(stay.parcelId);
    if (row === undefined) return [];
    const one = countOne(stay, row);
    counted.set(stay.parcelId, one);
    const { deadlineMs, reminderMs, rule, reminded } = one;
    return {
      parcel_id: stay.parcelId,
      point_id: row.point_id,
      since: new Date(stay.sinceMs),
      rule,
      extensions: stay.extensions,
      promised_until: dateOf(Math.max(deadlineMs ?? -Infinity, promisedMs(stay, row) ?? -Infinity)),
      next_reminder_at: dateOf(reminderMs[reminded] ?? -Infinity),
    };
  });
  await prepared(
    tx,
    'stays_store',
    `INSERT INTO stay (parcel_id, point_id, since, rule, extensions, promised_until, next_reminder_at)
     SELECT parcel_id, point_id, since, rule, extensions, promised_until, next_reminder_at
       FROM jsonb_to_recordset($1::jsonb) AS given(parcel_id uuid, point_id bigint, since timestamptz, rule jsonb,
              extensions integer, promised_until timestamptz, next_reminder_at timestamptz)
     ON CONFLICT (parcel_id) DO UPDATE SET point_id = EXCLUDED.point_id, since = EXCLUDED.since, rule = EXCLUDED.rule,
       extensions = EXCLUDED.extensions, promised_until = EXCLUDED.promised_until,
       next_reminder_at = EXCLUDED.next_reminder_at`,
    [JSON.stringify(written)],
  );
  return counted;
}

function countOne(stay: Stay, row: StayRow): CountedStay {
  const { hours, time_zone: timeZone, holiday_region: holidayRegion, suspensions, reminded } = row;
  const rule = row.rule ?? COMMON_RETENTION;
  const calendar = { hours, context: { timeZone, holidayRegion }, suspensions: suspensions ?? [] };
  const { sinceMs, extensions } = stay;
  return { ...stayOf(calendar, { rule, sinceMs, extensions, promisedMs: promisedMs(stay, row) }), rule, reminded };
}

/** A correction that takes an extension out takes its promise with it; nothing else does. */
function promisedMs({ extensions, extendedUntilMs }: Stay, row: StayRow): number | null {
  const isTakenBack = row.extensions !== null && extensions < row.extensions;
  const promised = isTakenBack ? null : (row.promised_until?.getTime() ?? null);
  return promised === null && extendedUntilMs === null
    ? null
    : Math.max(promised ?? -Infinity, extendedUntilMs ?? -Infinity);
}

function dateOf(ms: number): Date | null {
  return Number.isFinite(ms) ? new Date(ms) : null;
}

/**
 * What a stay is counted by: the rule that it began under, else the one that ran when it began (the programme's goes
 * before the network's; of two networks' the longer one), and the point's calendar as it is now.
 */
function stayRows(tx: EntityManager, stays: readonly Stay[]): Promise<StayRow[]> {
  const given = stays.map(({ parcelId, pointCode, sinceMs }) => ({
    parcel_id: parcelId,
    point_code: pointCode,
    since: new Date(sinceMs),
  }));
  return prepared<StayRow>(
    tx,
    'stays_count',
    `SELECT c.id AS parcel_id, p.id AS point_id, p.hours, p.time_zone, p.holiday_region, s.extensions, s.promised_until,
            (SELECT jsonb_agg(jsonb_build_object(
                      'fromMs', (extract(epoch FROM u.from_at) * 1000)::bigint,
                      'untilMs', (extract(epoch FROM COALESCE(u.until_at, ${PLANNED_END})) * 1000)::bigint))
               FROM point_suspension u WHERE u.point_id = p.id AND (u.until_at IS NULL OR u.until_at > given.since)
            ) AS suspensions,
            COALESCE(s.rule,
              (SELECT r.rule FROM retention_rule r
                WHERE r.programme_code = c.programme_code AND r.from_at <= given.since ORDER BY r.from_at DESC LIMIT 1),
              (SELECT n.rule
                 FROM point_network m
                 CROSS JOIN LATERAL (SELECT r.rule FROM retention_rule r
                                      WHERE r.network_code = m.network_code AND r.from_at <= given.since
                                      ORDER BY r.from_at DESC LIMIT 1) n
                WHERE m.point_id = p.id AND n.rule IS NOT NULL
                ORDER BY (n.rule->>'days')::integer DESC, m.network_code LIMIT 1)) AS rule,
            (SELECT COALESCE(max(r.number), 0) FROM reminder r WHERE r.parcel_id = c.id AND r.since = given.since) AS reminded
       FROM jsonb_to_recordset($1::jsonb) AS given(parcel_id uuid, point_code text, since timestamptz)
       JOIN parcel c ON c.id = given.parcel_id
       JOIN point p ON p.code = given.point_code
       LEFT JOIN stay s ON s.parcel_id = c.id AND s.point_id = p.id AND s.since = given.since`,
    [JSON.stringify(given)],
  );
}

/** When a suspension that lasts is to end, where the operator said it. */
const PLANNED_END = `CASE WHEN p.state = 'SUSPENDED' THEN (p.edited->'state'->'value'->>'until')::timestamptz END`;
