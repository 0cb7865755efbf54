import type { EntityManager } from 'typeorm';
import type { Calendar, ReadTimetable, StopRecord, StopTime, Timetable } from '#libs/routing';
import { rows } from '../platform/database/database.js';

/** Which timetable it is. */
export interface TimetableHead {
  networkName: string;
  timeZone: string;
  importedAt: Date;
}

/** The head of a network's timetable; null where it has none. */
export async function timetableHead(tx: EntityManager, networkCode: string): Promise<TimetableHead | null> {
  const [head] = await rows<TimetableHead>(
    tx,
    `SELECT n.name AS "networkName", t.time_zone AS "timeZone", t.imported_at AS "importedAt"
       FROM timetable t JOIN network n ON n.code = t.network_code WHERE t.network_code = $1`,
    [networkCode],
  );
  return head ?? null;
}

/** A carrier's timetable as it is stored, with what is shown of its stops and lines. */
export interface StoredTimetable {
  networkCode: string;
  head: TimetableHead;
  timetable: Timetable;
  stops: StopRecord[];
  lineNames: Map<string, string>;
}

/** Puts a timetable in the place of the network's own, if there is one; the network is there. */
export async function writeTimetable(
  tx: EntityManager,
  networkCode: string,
  read: Omit<ReadTimetable, 'problems'>,
  at: Date,
): Promise<void> {
  const { timetable, lineNames } = read;
  const timeZone = timetable.carriers[0]?.timeZone;
  await tx.query('DELETE FROM timetable WHERE network_code = $1', [networkCode]);
  await tx.query('INSERT INTO timetable (network_code, time_zone, imported_at) VALUES ($1, $2, $3)', [
    networkCode,
    timeZone,
    at,
  ]);
  await writeStops(tx, networkCode, read);
  await writeTable(
    tx,
    `INSERT INTO carrier_line (network_code, id, place, name, max_weight_grams, price_cents)
     SELECT $1, l.* FROM jsonb_to_recordset($2::jsonb)
              l (id text, place int, name text, max_weight_grams int, price_cents int)`,
    networkCode,
    timetable.lines.map(({ id, maxWeightGrams, priceCents }, place) => {
      return { id, place, name: lineNames.get(id) ?? id, max_weight_grams: maxWeightGrams, price_cents: priceCents };
    }),
  );
  await writeTable(
    tx,
    `INSERT INTO carrier_calendar (network_code, id, place, weekdays, from_on, until_on, added, removed,
                                   rests_on_holidays_of)
     SELECT $1, c.* FROM jsonb_to_recordset($2::jsonb)
              c (id text, place int, weekdays text[], from_on text, until_on text, added text[], removed text[],
                 rests_on_holidays_of text)`,
    networkCode,
    timetable.calendars.map(({ id, weekdays, from, until, added, removed, restsOnHolidaysOf }, place) => {
      const days = { weekdays, from_on: from, until_on: until, added, removed };
      return { id, place, ...days, rests_on_holidays_of: restsOnHolidaysOf };
    }),
  );
  await writeTable(
    tx,
    `INSERT INTO carrier_trip (network_code, id, place, line_id, calendar_id, room_parcels, stop_times)
     SELECT $1, t.* FROM jsonb_to_recordset($2::jsonb)
              t (id text, place int, line_id text, calendar_id text, room_parcels int, stop_times jsonb)`,
    networkCode,
    timetable.trips.map(({ id, lineId, calendarId, roomParcels, stopTimes }, place) => {
      const calls = stopTimes.map(({ stopId, arrives, departs }) => [stopId, arrives, departs]);
      return { id, place, line_id: lineId, calendar_id: calendarId, room_parcels: roomParcels, stop_times: calls };
    }),
  );
}

async function writeStops(
  tx: EntityManager,
  networkCode: string,
  { timetable, stops }: Omit<ReadTimetable, 'problems'>,
): Promise<void> {
  await writeTable(
    tx,
    `INSERT INTO carrier_stop (network_code, id, place, name, kind, point_id, lat, lon, time_zone, sort_seconds,
                               cut_off_seconds, waves)
     SELECT $1, s.id, s.place, s.name, s.kind, p.id, s.lat, s.lon, s.time_zone, s.sort_seconds, s.cut_off_seconds, s.waves
       FROM jsonb_to_recordset($2::jsonb) s (id text, place int, name text, kind text, point_code text, lat float8,
                                             lon float8, time_zone text, sort_seconds int, cut_off_seconds int,
                                             waves text[])
       LEFT JOIN point p ON p.code = s.point_code`,
    networkCode,
    timetable.stops.map(({ id, timeZone: zone, sortSeconds, cutOffSeconds, waves }, place) => {
      const { name, kind, pointCode, lat, lon } = stops[place] as StopRecord;
      const shown = { id, place, name, kind, point_code: pointCode, lat, lon };
      return { ...shown, time_zone: zone, sort_seconds: sortSeconds, cut_off_seconds: cutOffSeconds, waves };
    }),
  );
}

/** Rows that are written in one statement: some megabytes as JSON. */
const MOST_AT_ONCE = 5000;

async function writeTable(tx: EntityManager, sql: string, networkCode: string, all: readonly object[]): Promise<void> {
  for (let first = 0; first < all.length; first += MOST_AT_ONCE) {
    await tx.query(sql, [networkCode, JSON.stringify(all.slice(first, first + MOST_AT_ONCE))]);
  }
}

/** Has a way found for every parcel that is on one, as is right when timetables have changed. */
export async function promiseAnewEverywhere(tx: EntityManager, at: Date): Promise<void> {
  await tx.query(
    `INSERT INTO promise (parcel_id, due_at)
     SELECT id, $1 FROM parcel WHERE state IN ('ANNOUNCED', 'DROPPED_OFF', 'IN_TRANSIT', 'MISROUTED')
     ON CONFLICT (parcel_id) DO UPDATE SET due_at = LEAST(promise.due_at, excluded.due_at)`,
    [at],
  );
}

/** Those of some codes that are no point's. */
export async function unknownPoints(db: EntityManager, codes: readonly string[]): Promise<Set<string>> {
  const unknown = await rows<{ code: string }>(
    db,
    'SELECT code FROM unnest($1::text[]) w (code) WHERE NOT EXISTS (SELECT FROM point p WHERE p.code = w.code)',
    [codes],
  );
  return new Set(unknown.map(({ code }) => code));
}

interface StopRow extends StopRecord {
  timeZone: string;
  sortSeconds: number;
  cutOffSeconds: number;
  waves: string[];
}

interface LineRow {
  id: string;
  name: string;
  maxWeightGrams: number | null;
  priceCents: number;
}

interface TripRow {
  id: string;
  lineId: string;
  calendarId: string;
  roomParcels: number | null;
  calls: [string, string, string][];
}

/** The timetable of a network, read in the same moment as its head. */
export async function readStoredTimetable(
  tx: EntityManager,
  networkCode: string,
  head: TimetableHead,
): Promise<StoredTimetable> {
  const of = <Row>(sql: string) => rows<Row>(tx, `${sql} WHERE o.network_code = $1 ORDER BY o.place`, [networkCode]);
  const stops = await of<StopRow>(
    `SELECT o.id, o.name, o.kind, p.code AS "pointCode", COALESCE(p.lat, o.lat) AS lat, COALESCE(p.lon, o.lon) AS lon,
            o.time_zone AS "timeZone", o.sort_seconds AS "sortSeconds", o.cut_off_seconds AS "cutOffSeconds", o.waves
       FROM carrier_stop o LEFT JOIN point p ON p.id = o.point_id`,
  );
  const lines = await of<LineRow>(
    `SELECT o.id, o.name, o.max_weight_grams AS "maxWeightGrams", o.price_cents AS "priceCents" FROM carrier_line o`,
  );
  const calendars = await of<Calendar>(
    `SELECT o.id, o.weekdays, o.from_on AS "from", o.until_on AS "until", o.added, o.removed,
            o.rests_on_holidays_of AS "restsOnHolidaysOf" FROM carrier_calendar o`,
  );
  const trips = await of<TripRow>(
    `SELECT o.id, o.line_id AS "lineId", o.calendar_id AS "calendarId", o.room_parcels AS "roomParcels",
            o.stop_times AS calls FROM carrier_trip o`,
  );
  return {
    networkCode,
    head,
    timetable: {
      carriers: [{ id: networkCode, timeZone: head.timeZone }],
      stops: stops.map(({ id, timeZone, sortSeconds, cutOffSeconds, waves }) => {
        return { id, timeZone, sortSeconds, cutOffSeconds, waves };
      }),
      lines: lines.map(({ id, maxWeightGrams, priceCents }) => {
        return { id, carrierId: networkCode, maxWeightGrams, priceCents };
      }),
      calendars,
      trips: trips.map(({ calls, ...trip }) => ({ ...trip, stopTimes: calls.map(stopTimeOf) })),
    },
    stops: stops.map(({ id, name, kind, pointCode, lat, lon }) => ({ id, name, kind, pointCode, lat, lon })),
    lineNames: new Map(lines.map(({ id, name }) => [id, name])),
  };
}

function stopTimeOf([stopId, arrives, departs]: [string, string, string]): StopTime {
  return { stopId, arrives, departs };
}

/** The networks that have a timetable. */
export async function networksWithTimetable(db: EntityManager): Promise<string[]> {
  const found = await rows<{ code: string }>(db, 'SELECT network_code AS code FROM timetable ORDER BY 1');
  return found.map(({ code }) => code);
}
