import type { INestApplicationContext } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CONSOLE } from '../src/platform/caller.js';
import { rows } from '../src/platform/database/database.js';
import type { RecordSource } from '../src/points/import-file.js';
import { PointImportService } from '../src/points/point-import.service.js';
import { TimetableImportService } from '../src/routing/timetable-import.service.js';
import { OperatorsService } from '../src/sign-in/operators.service.js';
import { type DemoMerchant, seedMerchants } from './merchants.js';
import { DEMO_NETWORK, demoNetwork, type Town } from './network.js';
import type { DemoPoint } from './network-words.js';
import { seedPlaces } from './places.js';
import { seedProgrammes } from './programmes.js';
import { demoTimetable, type ServedPoint } from './timetable.js';

/** The person who operates the demo. No mail is ever delivered to such an address. */
export const DEMO_OPERATOR = { email: 'operateur@demo.example', name: 'Opératrice de la démo' };

/** The name under which the demo's points are imported. */
export const DEMO_SOURCE = 'demo';

const NUMBER_COLUMN = 'mondialRelay';
const COLUMNS = [
  'ref',
  'code',
  'name',
  'chain',
  'kind',
  'services',
  'street',
  'postcode',
  'city',
  'lat',
  'lon',
  'hours',
  'maxWeightGrams',
  'maxLongestSideMillimetres',
  'maxSidesSumMillimetres',
  'capacityParcels',
  'state',
  NUMBER_COLUMN,
] as const;

export interface SeededDemo {
  /** Points of the demo network, those that were there before included. */
  points: number;
  /** What this run added, in words; empty when all was there. */
  added: string[];
  merchants: DemoMerchant[];
}

/**
 * Fills a database with the demo: places, programmes, network, merchants. Safe to run twice, and to run again after it
 * was cut short: each part is one transaction, or is left alone where it is there.
 *
 * @param tell - Told each part before it begins.
 */
export async function seedDemo(app: INestApplicationContext, tell: (line: string) => void): Promise<SeededDemo> {
  const added: string[] = [];
  tell('  places: postcodes and communes of France');
  const places = await seedPlaces(app);
  if (places.rows > 0) added.push(`${places.rows} places`);
  tell('  programmes: the three schemes of November 2020, and the same three as of today');
  const programmes = await seedProgrammes(app);
  if (programmes.length > 0) added.push(`${programmes.length} programmes`);
  tell('  network: supermarkets in towns from Lille to Saint-Denis de La Réunion');
  const before = await countPoints(app);
  if (before === 0) await seedNetwork(app);
  const points = await countPoints(app);
  if (before === 0) added.push(`${points} points`);
  tell('  timetable: 50 depots, 6 hubs, tours and line-hauls');
  const trips = await seedTimetable(app);
  if (trips > 0) added.push(`a timetable of ${trips} trips`);
  tell('  merchants: a bookshop, a toy shop, a grocer');
  const known = await countMerchants(app);
  const merchants = await seedMerchants(app);
  const newcomers = (await countMerchants(app)) - known;
  if (newcomers > 0) added.push(`${newcomers} merchants`);
  const { isNew } = await app.get(OperatorsService).add(CONSOLE, DEMO_OPERATOR);
  if (isNew) added.push('an operator');
  return { points, added, merchants };
}

async function countPoints(app: INestApplicationContext): Promise<number> {
  const [counted] = await rows<{ count: number }>(
    app.get(DataSource).manager,
    'SELECT count(*)::int AS count FROM point WHERE source = $1',
    [DEMO_SOURCE],
  );
  return counted?.count ?? 0;
}

async function countMerchants(app: INestApplicationContext): Promise<number> {
  const [counted] = await rows<{ count: number }>(
    app.get(DataSource).manager,
    'SELECT count(*)::int AS count FROM merchant',
  );
  return counted?.count ?? 0;
}

/** The communes of the table of places whose position is certain, each with all its postcodes. */
export function townsOf(app: INestApplicationContext): Promise<Town[]> {
  return rows<Town>(
    app.get(DataSource).manager,
    `SELECT insee, min(commune) AS commune, array_agg(postcode ORDER BY postcode) AS postcodes, min(lat) AS lat,
            min(lon) AS lon, max(population) AS population
       FROM place
      WHERE country = 'FR' AND insee IS NOT NULL AND postcode <> '' AND NOT approximate AND population > 0
      GROUP BY insee ORDER BY insee COLLATE "C"`,
  );
}

/** Through the import of points, as any file would come in: checked, in one transaction, each field with its origin. */
async function seedNetwork(app: INestApplicationContext): Promise<void> {
  const network = demoNetwork(await townsOf(app));
  const records: RecordSource = {
    fileName: 'seeds/network.ts',
    csv: { header: [...COLUMNS], separator: ',' },
    encoding: 'UTF-8',
    read: async function* () {
      for (const [index, point] of network.entries()) yield { line: index + 1, cells: cellsOf(point) };
    },
  };
  const options = { source: DEMO_SOURCE, map: [`network=${DEMO_NETWORK.code}:${NUMBER_COLUMN}`] };
  await app.get(PointImportService).run(CONSOLE, records, options);
}

/** Through the import of timetables. One that is there is left alone, and so is a database without the demo's points. */
async function seedTimetable(app: INestApplicationContext): Promise<number> {
  const { code: networkCode } = DEMO_NETWORK;
  const points = await rows<ServedPoint>(
    app.get(DataSource).manager,
    `SELECT p.code, p.name, p.city, p.postcode, p.lat, p.lon, p.time_zone AS "timeZone",
            'DROP_OFF' = ANY (p.services) AS "takesDropOffs"
       FROM point p JOIN point_network n ON n.point_id = p.id
      WHERE p.source = $1 AND n.network_code = $2 AND NOT EXISTS (SELECT FROM timetable WHERE network_code = $2)
      ORDER BY p.code`,
    [DEMO_SOURCE, networkCode],
  );
  if (points.length === 0) return 0;
  const wanted = { networkCode, timeZone: 'Europe/Paris', dryRun: false };
  const { trips } = await app.get(TimetableImportService).run(demoTimetable(points), wanted);
  return trips;
}

/** A point as a row of a file, under the names that the import knows without a column map. */
function cellsOf(point: DemoPoint): Record<(typeof COLUMNS)[number], string> {
  return {
    ref: point.code,
    code: point.code,
    name: point.name,
    chain: point.chainName,
    kind: point.kind,
    services: point.services.join(';'),
    street: point.street,
    postcode: point.postcode,
    city: point.city,
    lat: String(point.lat),
    lon: String(point.lon),
    hours: point.hours ?? '',
    maxWeightGrams: String(point.maxWeightGrams),
    maxLongestSideMillimetres: String(point.maxLongestSideMillimetres),
    maxSidesSumMillimetres: String(point.maxSidesSumMillimetres),
    capacityParcels: point.capacityParcels === null ? '' : String(point.capacityParcels),
    state: point.state,
    [NUMBER_COLUMN]: point.networks[0]?.number ?? '',
  };
}
