import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Timetables } from '../src/routing/timetables.js';
import { addPoint } from './support/points.js';
import { Relais } from './support/relais.js';
import { addCounters, FROM_LILLE, folderOf, importFolder, importTimetable } from './support/timetables.js';

describe('a carrier’s timetable', () => {
  let relais: Relais;
  const trips = async () => {
    const networks = await relais.service.app.get(Timetables).current();
    return networks.map(({ code, planner }) => [code, planner.network.runs.length > 0]);
  };
  const stored = () => relais.dataSource.query('SELECT id FROM carrier_trip ORDER BY place');

  beforeAll(async () => {
    relais = await Relais.start();
    await addCounters(relais);
  });
  afterAll(() => relais.stop());

  it('is imported whole, replaced whole, and known to whoever asks next', async () => {
    expect(await trips()).toEqual([]);
    expect(await importTimetable(relais, FROM_LILLE)).toMatchObject({ exit: 0 });
    expect(await stored()).toHaveLength(8);
    expect(await trips()).toEqual([['MONDIAL_RELAY', true]]);
    const without = FROM_LILLE.trips?.replace(/\n.*lyon-morning.*/, '') ?? '';
    const calls = FROM_LILLE.stop_times?.replaceAll(/\n.*lyon-morning.*/g, '') ?? '';
    expect(await importTimetable(relais, { ...FROM_LILLE, trips: without, stop_times: calls })).toMatchObject({
      exit: 0,
    });
    expect(await stored()).toHaveLength(7);
    await relais.dataSource.query('DELETE FROM timetable');
    expect(await trips()).toEqual([]);
  });

  it('with a mistake leaves the one before as it is, and every mistake is told with its line and what to do', async () => {
    await importTimetable(relais, FROM_LILLE);
    const wrong = await importTimetable(relais, {
      ...FROM_LILLE,
      stop_times: `${FROM_LILLE.stop_times?.replace('25:30:00', '99:99:99')}`,
    });
    expect(wrong.exit).toBe(1);
    expect(wrong.text).toContain('stop_times line 6: TIME_INVALID time 99:99:99. Write hours, minutes and seconds');
    expect(wrong.text).toContain('TIMETABLE_INVALID');
    expect(await stored()).toHaveLength(8);
    const unknown = await importTimetable(relais, {
      ...FROM_LILLE,
      stops: `${FROM_LILLE.stops?.replace('POINT,AU-LYON', 'POINT,AU-NOWHERE')}`,
    });
    expect(unknown.text).toContain(
      'stops line 8, point_code: POINT_UNKNOWN no point AU-NOWHERE. Import the point first',
    );
    expect(await stored()).toHaveLength(8);
  });

  it('is only looked at where it is a dry run', async () => {
    await relais.dataSource.query('DELETE FROM timetable');
    const dry = await importTimetable(relais, FROM_LILLE, '--dry-run');
    expect(dry).toMatchObject({ exit: 0 });
    expect(dry.text).toContain('Nothing was changed: a dry run.');
    expect(await stored()).toEqual([]);
  });

  it('may come in files with the endings of GTFS; a folder without them is told what it lacks', async () => {
    const folder = await folderOf(relais, FROM_LILLE, 'txt');
    expect(await importFolder(relais, folder)).toMatchObject({ exit: 0 });
    expect(await stored()).toHaveLength(8);
    await rm(join(folder, 'routes.txt'));
    const without = await importFolder(relais, folder);
    expect(without.exit).toBe(1);
    expect(without.text).toContain('routes: FILE_MISSING no routes. Put the file beside the others');
    expect(await importFolder(relais, join(folder, 'nowhere'))).toMatchObject({
      exit: 1,
      text: expect.stringContaining('is no folder'),
    });
    expect(await stored()).toHaveLength(8);
  });

  it.each<[string, string[], string]>([
    ['a network that is none', ['--network', 'NOBODY'], 'No network is called NOBODY. There are: MONDIAL_RELAY.'],
    ['a zone that is none', ['--time-zone', 'Europe/Atlantis'], 'TIME_ZONE_UNKNOWN no time zone Europe/Atlantis'],
    ['an option that is none', ['--fast'], 'Use: relais import timetable FOLDER --network CODE'],
    ['two folders', ['elsewhere'], 'Use: relais import timetable FOLDER --network CODE'],
  ])('is refused for %s', async (_, words, text) => {
    const answer = await importTimetable(relais, FROM_LILLE, ...words);
    expect(answer.exit).toBe(1);
    expect(answer.text).toContain(text);
  });

  it('follows its points, which are known by their codes', async () => {
    await importTimetable(relais, FROM_LILLE);
    await addPoint(relais, { code: 'AU-OTHER', chain: 'AUCHAN', networks: ['MONDIAL_RELAY'] });
    const [network] = await relais.service.app.get(Timetables).current();
    expect(network?.stopOfPoint.get('AU-LYON')).toBe('AU-LYON');
    expect(network?.stopOfPoint.has('AU-OTHER')).toBe(false);
  });

  it('is laid out anew when the day changes', async () => {
    const timetables = relais.service.app.get(Timetables);
    const [before] = await timetables.current();
    relais.clock.advance({ days: 1 });
    const [after] = await timetables.current();
    expect(after?.planner.network.window.firstDay).toBe((before?.planner.network.window.firstDay ?? 0) + 1);
  });
});
