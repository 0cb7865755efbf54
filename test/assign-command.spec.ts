import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commands } from '../src/commands.js';
import { relaisCommand } from './support/command.js';
import { registered, TOY_SHOP } from './support/merchants.js';
import { addPoint, LILLE } from './support/points.js';
import { Relais } from './support/relais.js';
import { openProgramme } from './support/waiting.js';

/** On a line to the east of Lille, some 350 m apart. */
const at = (steps: number) => ({ lat: LILLE.lat, lon: LILLE.lon + steps * 0.005 });
const cell = (steps: number) => `${at(steps).lat},${at(steps).lon.toFixed(4)}`;

describe('relais assign', () => {
  let relais: Relais;
  let folder: string;
  let merchantId: string;

  beforeAll(async () => {
    relais = await Relais.start();
    await openProgramme(relais, { code: 'free', chain: 'AUCHAN' });
    await openProgramme(relais, { code: 'priced', chain: 'CARREFOUR', feeCents: 150 });
    await addPoint(relais, { code: 'WEST', chain: 'AUCHAN', ...at(0), capacityParcels: 2, maxWeightGrams: 30_000 });
    await addPoint(relais, { code: 'EAST', chain: 'AUCHAN', ...at(4), capacityParcels: 2, maxWeightGrams: 30_000 });
    await addPoint(relais, { code: 'FAR', chain: 'AUCHAN', ...at(40), capacityParcels: 3, maxWeightGrams: 30_000 });
    await addPoint(relais, { code: 'PAID', chain: 'CARREFOUR', ...at(2), capacityParcels: null });
    ({ id: merchantId } = await registered(relais, TOY_SHOP));
  });
  afterAll(() => relais.stop());
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'relais-assign-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const assign = async (lines: string[], more: string[] = []) => {
    await writeFile(join(folder, 'parcels.csv'), `${lines.join('\n')}\n`);
    const words = ['assign', 'parcels.csv', '-o', 'assigned.csv', '--merchant', merchantId, ...more];
    return relaisCommand(relais.service.app, commands, folder, words);
  };
  const written = async () => {
    const [header = '', ...rows] = (await readFile(join(folder, 'assigned.csv'), 'utf8')).trim().split('\n');
    const columns = header.split(',');
    return rows.map((row) => Object.fromEntries(row.split(',').map((value, place) => [columns[place], value])));
  };

  it('sends whom it costs least elsewhere, where nearest first would send the last across the country', async () => {
    // All want EAST first. The last two live there; the first two have WEST nearly as near.
    const { exit, text } = await assign(
      [
        'reference,lat,lon,weightGrams',
        ...['a', 'b'].map((n) => `${n},${cell(2.1)},450`),
        ...['c', 'd'].map((n) => `${n},${cell(4.1)},450`),
      ],
      ['--verify', '--map', 'map.geojson'],
    );
    expect(exit).toBe(0);
    expect((await written()).map(({ reference, pointCode, outcome }) => [reference, pointCode, outcome])).toEqual([
      ['a', 'WEST', 'PLACED'],
      ['b', 'WEST', 'PLACED'],
      ['c', 'EAST', 'PLACED'],
      ['d', 'EAST', 'PLACED'],
    ]);
    const [first] = await written();
    expect(Number(first?.distanceMetres)).toBeGreaterThan(700);
    expect(text).toContain('4 rows, 4 parcels; 4 have a point.');
    expect(text).toContain('388 m a parcel, where nearest first gives 1 058 m (4 placed): 670 m less, or 63.3 %.');
    // One of the two in the west would rather be there, by 71 m.
    expect(text).toContain('EAST: wanted by 4, room for 2; one more place saves 71 m');
    expect(text).toContain('The proof was checked over all pairs.');
    const map = JSON.parse(await readFile(join(folder, 'map.geojson'), 'utf8'));
    expect(map.features).toHaveLength(2);
    expect(map.features.find((f: { properties: { code: string } }) => f.properties.code === 'EAST')).toMatchObject({
      geometry: { type: 'Point', coordinates: [at(4).lon, at(4).lat] },
      properties: { parcels: 2, freePlacesBefore: 2, wanted: 4 },
    });
    expect((await readdir(folder)).sort()).toEqual(['assigned.csv', 'map.geojson', 'parcels.csv']);
    // Nothing was booked by it.
    expect(await relais.dataSource.query('SELECT count(*)::int AS count FROM booking')).toEqual([{ count: 0 }]);
  });

  it('spares a customer one more point where that is worth the way', async () => {
    const rows = ['customer,lat,lon,weightGrams', `ana,${cell(3.1)},450`, `ana,${cell(3.1)},450`, `,${cell(4.1)},450`];
    const pointsOf = async () => (await written()).map(({ pointCode }) => pointCode);
    await assign(rows);
    expect((await pointsOf()).toSorted()).toEqual(['EAST', 'EAST', 'WEST']);
    expect((await assign(rows, ['--split-metres', '100'])).text).toContain(
      'Customers go to 1 points beyond their first, where the least distance alone sends them to 1; at most 6.92 %',
    );
    const { text } = await assign(rows, ['--split-metres', '2000']);
    // The other goes farther than one of the two would, but the other of the two goes less far.
    expect(await pointsOf()).toEqual(['EAST', 'EAST', 'WEST']);
    expect(text).toContain(
      'Customers go to 0 points beyond their first, where the least distance alone sends them to 1',
    );
    expect(await assign(rows, ['--split-metres', '-1'])).toMatchObject({ exit: 1 });
  });

  it('places the others when rows are bad, and says of each row what is wrong', async () => {
    const { text } = await assign([
      'reference,lat,lon,weightGrams,priority',
      `good,${cell(0)},450,0`,
      `no-number,north,3.06,450,0`,
      `swapped,95,${LILLE.lon},450,0`,
      `too-heavy,${cell(0)},31000.5,0`,
      `short,${cell(0)}`,
      `unordered,${cell(0)},450,12`,
      `fine,${cell(4)},450,1`,
    ]);
    expect((await written()).map(({ reference, pointCode, outcome }) => [reference, pointCode, outcome])).toEqual([
      ['good', 'WEST', 'PLACED'],
      ['no-number', '', 'BAD_INPUT'],
      ['swapped', '', 'BAD_INPUT'],
      ['too-heavy', '', 'BAD_INPUT'],
      ['short', '', 'BAD_INPUT'],
      ['unordered', '', 'BAD_INPUT'],
      ['fine', 'EAST', 'PLACED'],
    ]);
    expect(text).toContain('5 rows could not be read');
    expect(text).toContain('line 3: BAD_INPUT lat: Give a number; this is "north".');
    expect(text).toMatch(/line 5: BAD_INPUT weightGrams: Give a whole number/);
  });

  it('places as many as there is room for, the first priority first, and says why the others have no point', async () => {
    const rows = Array.from({ length: 9 }, (_, n) => `n${n},${cell(0)},450,${n < 7 ? 1 : 0},1`);
    const { text } = await assign([
      'reference,lat,lon,weightGrams,priority,count',
      ...rows,
      `heavy,${cell(0)},900000,0,1`,
      `many,${cell(40)},450,2,4`,
    ]);
    const out = await written();
    const outcomes = new Map(out.map(({ reference, outcome }) => [reference, outcome]));
    expect(outcomes.get('n7')).toBe('PLACED');
    expect(outcomes.get('n8')).toBe('PLACED');
    expect([...outcomes.values()].filter((outcome) => outcome === 'PLACED')).toHaveLength(7);
    expect(out.filter(({ reference }) => reference === 'many')).toMatchObject([{ outcome: 'NO_ROOM', parcels: '4' }]);
    expect(outcomes.get('heavy')).toBe('NO_POINT');
    expect(text).toContain('NO_ROOM: 6 parcels');
    expect(text).toContain('NO_POINT: 1 parcels');
  });

  it('weighs metres against money where priced points are allowed', async () => {
    const lines = ['reference,lat,lon,weightGrams,count', `all,${cell(2)},450,6`];
    await assign(lines, ['--any-price', '--metres-per-euro', '100']);
    expect((await written()).map(({ pointCode, parcels }) => [pointCode, parcels])).toEqual([['PAID', '6']]);
    // 1.50 € are worth 15 km here: only those go there that would have to go farther.
    await assign(lines, ['--any-price', '--metres-per-euro', '10000']);
    expect((await written()).map(({ pointCode, parcels }) => [pointCode, parcels])).toEqual([
      ['EAST', '2'],
      ['WEST', '2'],
      ['FAR', '2'],
    ]);
  });

  it.each<[string, string[], string[], string]>([
    ['a file that does not say where', ['reference,weightGrams', 'a,450'], [], 'IMPORT_HEADER_MISSING'],
    ['a file without rows', ['lat,lon'], [], 'IMPORT_EMPTY'],
    ['a time that is none', ['lat,lon', cell(0)], ['--open-at', 'noon'], '--open-at'],
    ['a distance that is none', ['lat,lon', cell(0)], ['--closed-metres', '-1'], '--closed-metres'],
    ['an option that is none', ['lat,lon', cell(0)], ['--fast'], 'fast'],
  ])('refuses %s, and writes nothing', async (_, lines, more, said) => {
    const told = await assign(lines, more).then(
      ({ exit, text }) => `${exit} ${text}`,
      (error: { code?: string; field?: string; message: string }) => `${error.code} ${error.field} ${error.message}`,
    );
    expect(told).toContain(said);
    expect(await readdir(folder)).toEqual(['parcels.csv']);
  });

  it('says of an unknown merchant and of an unknown place in which row they are', async () => {
    const { text } = await assign([
      'lat,lon,postcode,merchantId',
      `${cell(0)},,019f0000-0000-7000-8000-000000000000`,
      ',,59000,',
      ',,,',
    ]);
    expect(text).toMatch(/line 2: NOT_FOUND merchantId/);
    expect(text).toMatch(/line 3: UNKNOWN_PLACE postcode: /);
    expect(text).toMatch(/line 4: BAD_INPUT lat: Say where it is wanted/);
  });
});
