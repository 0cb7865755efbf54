import type { EntityManager } from 'typeorm';
import { arrayText, prepared, rows } from '../platform/database/rows.js';

/** A trip of a network on one of its days. */
export interface RunId {
  networkCode: string;
  date: string;
  tripId: string;
}

/** As the log of changes names it. */
export function runKey({ networkCode, date, tripId }: RunId): string {
  return `${networkCode}\n${date}\n${tripId}`;
}

export function runIdOf(key: string): RunId {
  const [networkCode = '', date = '', ...trip] = key.split('\n');
  return { networkCode, date, tripId: trip.join('\n') };
}

const IS_FULL = `FROM run_load l JOIN carrier_trip t ON t.network_code = l.network_code AND t.id = l.trip_id
                WHERE l.parcels >= t.room_parcels`;
const COLUMNS = 'l.network_code AS "networkCode", l.run_on AS date, l.trip_id AS "tripId"';
const THESE = `(l.run_on, l.network_code, l.trip_id) IN (SELECT * FROM unnest($1::text[], $2::text[], $3::text[]))`;

/** The runs of a network that are full of promises, from a day on. */
export function fullRunsOf(db: EntityManager, networkCode: string, fromDate: string): Promise<RunId[]> {
  return rows<RunId>(db, `SELECT ${COLUMNS} ${IS_FULL} AND l.network_code = $1 AND l.run_on >= $2`, [
    networkCode,
    fromDate,
  ]);
}

/** Those of some runs that are full of promises. */
export function fullRuns(db: EntityManager, runs: readonly RunId[]): Promise<RunId[]> {
  return rows<RunId>(db, `SELECT ${COLUMNS} ${IS_FULL} AND ${THESE}`, columnsOf(runs));
}

interface Load extends RunId {
  parcels: number;
}

/** How many parcels are promised to go by each of some runs; those with none may not be in it. */
export function runLoads(db: EntityManager, runs: readonly RunId[]): Promise<Load[]> {
  return prepared<Load>(
    db,
    'run_loads',
    `SELECT ${COLUMNS}, l.parcels FROM run_load l WHERE ${THESE}`,
    columnsOf(runs),
  );
}

/**
 * The same, of which nobody else can promise anything until the transaction ends. They are locked in the order of their
 * names, whoever asks; those who also lock parcels do so before.
 */
export async function lockRunLoads(tx: EntityManager, runs: readonly RunId[]): Promise<Load[]> {
  if (runs.length === 0) return [];
  await prepared(
    tx,
    'run_loads_begin',
    `INSERT INTO run_load SELECT day, network, trip, 0 FROM unnest($1::text[], $2::text[], $3::text[]) w (day, network, trip)
      WHERE NOT EXISTS (SELECT FROM run_load l WHERE l.run_on = day AND l.network_code = network AND l.trip_id = trip)
      ORDER BY day, network COLLATE "C", trip COLLATE "C"
     ON CONFLICT DO NOTHING`,
    columnsOf(runs),
  );
  return prepared<Load>(
    tx,
    'run_loads_lock',
    `SELECT ${COLUMNS}, l.parcels FROM run_load l WHERE ${THESE}
      ORDER BY l.run_on, l.network_code, l.trip_id FOR UPDATE`,
    columnsOf(runs),
  );
}

/** Forgets what went by trips of days long past. */
export async function forgetLoads(db: EntityManager, beforeDate: string): Promise<void> {
  await db.query('DELETE FROM run_load WHERE run_on < $1 AND parcels = 0', [beforeDate]);
}

function columnsOf(runs: readonly RunId[]): string[] {
  return [
    arrayText(runs.map(({ date }) => date)),
    arrayText(runs.map(({ networkCode }) => networkCode)),
    arrayText(runs.map(({ tripId }) => tripId)),
  ];
}
