import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commands } from '../../src/commands.js';
import { relaisCommand } from './command.js';
import { addPoint } from './points.js';
import type { Relais } from './relais.js';

export type TimetableFiles = Record<string, string>;

const MR = { chain: 'AUCHAN', networks: ['MONDIAL_RELAY'] };

/**
 * A carrier from the counter of a bookshop's quarter in Lille to counters in Lyon, Strasbourg and Réunion: collected in
 * the evening of workdays, delivered in the morning of all days but Sundays and each region's own holidays.
 */
export const FROM_LILLE: TimetableFiles = {
  stops: `stop_id,stop_name,kind,point_code,stop_timezone,sort_minutes,cut_off_minutes,waves
    AU-LILLE,Auchan Lille,POINT,AU-LILLE,,10,30,
    DEPOT-LILLE,Dépôt de Lille,DEPOT,,,60,0,
    HUB-PARIS,Plateforme de Paris,HUB,,,60,0,1:00:00 3:00:00 14:00:00
    DEPOT-LYON,Dépôt de Lyon,DEPOT,,,30,0,
    DEPOT-STRAS,Dépôt de Strasbourg,DEPOT,,,30,0,
    DEPOT-REUNION,Dépôt de Saint-Denis,DEPOT,,Indian/Reunion,120,0,
    AU-LYON,Auchan Lyon,POINT,AU-LYON,,10,0,
    AU-STRAS,Auchan Strasbourg,POINT,AU-STRAS,,10,0,
    AU-REUNION,Auchan Saint-Denis,POINT,AU-REUNION,Indian/Reunion,10,0,`,
  routes: `route_id,route_long_name,max_weight_grams,price_cents
    tours,Tournée,30000,0
    hauls,Liaison de nuit,,120
    flights,Fret aérien,20000,900`,
  calendar: `service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date,rests_on_holidays_of
    workdays,1,1,1,1,1,0,0,,,FR
    mornings,1,1,1,1,1,1,0,,,FR
    alsace,1,1,1,1,1,1,0,,,FR-67
    reunion,1,1,1,1,1,1,0,,,FR-974`,
  trips: `trip_id,route_id,service_id,room_parcels
    evening,tours,workdays,400
    lille-paris,hauls,workdays,6000
    paris-lyon,hauls,workdays,6000
    paris-stras,hauls,workdays,6000
    flight,flights,workdays,600
    lyon-morning,tours,mornings,400
    stras-morning,tours,alsace,400
    reunion-morning,tours,reunion,400`,
  stop_times: `trip_id,stop_sequence,stop_id,arrival_time,departure_time
    evening,1,AU-LILLE,17:00:00,17:05:00
    evening,2,DEPOT-LILLE,19:00:00,
    lille-paris,1,DEPOT-LILLE,21:00:00,
    lille-paris,2,HUB-PARIS,23:45:00,
    paris-lyon,1,HUB-PARIS,25:30:00,
    paris-lyon,2,DEPOT-LYON,30:00:00,
    paris-stras,1,HUB-PARIS,25:10:00,
    paris-stras,2,DEPOT-STRAS,30:00:00,
    flight,1,HUB-PARIS,20:00:00,
    flight,2,DEPOT-REUNION,31:00:00,
    lyon-morning,1,DEPOT-LYON,7:00:00,
    lyon-morning,2,AU-LYON,8:10:00,
    stras-morning,1,DEPOT-STRAS,7:00:00,
    stras-morning,2,AU-STRAS,8:10:00,
    reunion-morning,1,DEPOT-REUNION,5:00:00,
    reunion-morning,2,AU-REUNION,6:00:00,`,
};

/** The same carrier, whose line-haul from Paris to Lyon takes so many. */
export function withRoom(parcels: number): TimetableFiles {
  const trips = (FROM_LILLE.trips ?? '').replace(
    'paris-lyon,hauls,workdays,6000',
    `paris-lyon,hauls,workdays,${parcels}`,
  );
  return { ...FROM_LILLE, trips };
}

/** One vehicle from one counter to another, in the evening of every day. */
export const IN_LILLE: TimetableFiles = {
  stops: `stop_id,stop_name,kind,point_code
    AU-LILLE,Auchan Lille,POINT,AU-LILLE
    AU-ROUBAIX,Auchan Roubaix,POINT,AU-ROUBAIX`,
  routes: `route_id,route_long_name
    tours,Tournée`,
  calendar: `service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday
    daily,1,1,1,1,1,1,1`,
  trips: `trip_id,route_id,service_id
    evening,tours,daily`,
  stop_times: `trip_id,stop_sequence,stop_id,arrival_time,departure_time
    evening,1,AU-LILLE,17:00:00,
    evening,2,AU-ROUBAIX,17:40:00,`,
};

/** The counters of that carrier. */
export async function addCounters(relais: Relais): Promise<void> {
  await addPoint(relais, { ...MR, code: 'AU-LILLE', name: 'Auchan Lille' });
  await addPoint(relais, { ...MR, code: 'AU-LYON', name: 'Auchan Lyon', lat: 45.75, lon: 4.85 });
  const alsace = { lat: 48.58, lon: 7.75, holidayRegion: 'FR-67' };
  await addPoint(relais, { ...MR, code: 'AU-STRAS', name: 'Auchan Strasbourg', ...alsace });
  const reunion = { lat: -20.88, lon: 55.45, timeZone: 'Indian/Reunion', holidayRegion: 'FR-974', postcode: '97400' };
  await addPoint(relais, { ...MR, code: 'AU-REUNION', name: 'Auchan Saint-Denis', ...reunion });
}

export type CounterTokens = Record<'operator' | 'carrier' | 'lille' | 'lyon', string>;

/** Of those who handle what that carrier brings: its own, and the clerks' of two of its counters. */
export async function counterTokens(relais: Relais): Promise<CounterTokens> {
  const clerkAt = async (code: string) => {
    const [{ id: pointId }] = await relais.dataSource.query('SELECT id FROM point WHERE code = $1', [code]);
    return relais.token('CLERK', { pointId });
  };
  return {
    operator: await relais.token('OPERATOR'),
    carrier: await relais.token('CARRIER', { networkCode: 'MONDIAL_RELAY' }),
    lille: await clerkAt('AU-LILLE'),
    lyon: await clerkAt('AU-LYON'),
  };
}

/** Runs the import of a timetable as its operator does, on a folder with these files. */
export async function importTimetable(relais: Relais, files: TimetableFiles, ...words: string[]) {
  return importFolder(relais, await folderOf(relais, files, 'csv'), ...words);
}

/** A folder with these files. */
export async function folderOf(relais: Relais, files: TimetableFiles, ending: 'csv' | 'txt'): Promise<string> {
  const folder = join(relais.config.dataDir, `timetable-${ending}`);
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    await writeFile(join(folder, `${name}.${ending}`), `${text.replaceAll(/^ +/gm, '')}\n`);
  }
  return folder;
}

/** The same import of a folder that is there. */
export function importFolder(relais: Relais, folder: string, ...words: string[]) {
  const command = ['import', 'timetable', folder, '--network', 'MONDIAL_RELAY', ...words];
  return relaisCommand(relais.service.app, commands, relais.config.dataDir, command);
}
