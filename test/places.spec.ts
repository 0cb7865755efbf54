import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seedPlaces } from '../seeds/places.js';
import { placesCommands } from '../src/places/places.commands.js';
import { PlacesService, postcodeKey } from '../src/places/places.service.js';
import { Relais } from './support/relais.js';

const PLACE = `label country postcode commune lat lon approximate source
  alternatives { label commune departement postcode country }`;

describe('places', () => {
  let relais: Relais;
  let geocoder: Server;
  let geocoderSays: string | null;
  let geocoderAsked: string[];
  const folder = mkdtempSync(join(tmpdir(), 'relais-places-'));

  beforeAll(async () => {
    geocoder = createServer((request, response) => {
      geocoderAsked.push(new URL(request.url ?? '', 'http://x').searchParams.get('q') ?? '');
      if (geocoderSays === null) response.writeHead(500).end();
      else response.end(geocoderSays);
    });
    await new Promise<void>((resolve) => geocoder.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(geocoder.address() as AddressInfo).port}`;
    relais = await Relais.start({ env: { RELAIS_GEOCODER_URL: url } });
    await seedPlaces(relais.service.app);
  });
  afterAll(async () => {
    await relais?.stop();
    await new Promise((resolve) => geocoder.close(resolve));
    rmSync(folder, { recursive: true });
  });
  beforeEach(() => {
    geocoderAsked = [];
    geocoderSays = '{"type":"FeatureCollection","features":[]}';
  });

  const ask = (args: string) => relais.ask(`{ resolvePlace(${args}) { ${PLACE} } }`);
  const place = async (args: string) => {
    const { data, errors } = await ask(args);
    expect(errors).toEqual([]);
    return data.resolvePlace;
  };
  const error = async (args: string) => {
    const { errors } = await ask(args);
    return { ...errors[0]?.extensions, message: errors[0]?.message };
  };
  const importPlaces = async (text: string | Buffer, ...args: string[]) => {
    writeFileSync(join(folder, 'places.csv'), text);
    const printed: string[] = [];
    const io = { cwd: folder, print: (line: string) => printed.push(line), progress: () => {} };
    const command = placesCommands.find(({ name }) => name === 'import places');
    await command?.run(relais.service.app, args.length > 0 ? args : ['places.csv'], io);
    return printed;
  };

  it('are loaded once: a second time leaves the table as it is', async () => {
    expect(await seedPlaces(relais.service.app)).toEqual({ rows: 0 });
  });

  it('are found by postcode, at the most populous of its communes, by anybody', async () => {
    const lille = await place('postcode: "59000"');
    expect(lille).toMatchObject({ label: '59000 Lille', country: 'FR', commune: 'Lille', approximate: false });
    expect([lille.lat, lille.lon]).toEqual([expect.closeTo(50.633, 2), expect.closeTo(3.058, 2)]);
    const shared = await place('postcode: "01400"');
    expect(shared.commune).toBe('Châtillon-sur-Chalaronne');
    expect(shared.alternatives).toHaveLength(5);
    const key = await relais.token('PUBLISHABLE', { origins: ['https://shop.example'] });
    const { resolvePlace } = await relais.data('{ resolvePlace(postcode: "59 000") { label } }', {
      token: key,
      headers: { origin: 'https://shop.example' },
    });
    expect(resolvePlace.label).toBe('59000 Lille');
    expect(geocoderAsked).toEqual([]);
  });

  it.each([
    ['97400', 'Saint-Denis', -20.88, 55.45],
    ['97200', 'Fort-de-France', 14.61, -61.06],
    ['97600', 'Mamoudzou', -12.78, 45.23],
    ['98800', 'Nouméa', -22.27, 166.45],
    ['98714', 'Papeete', -17.53, -149.57],
    ['20000', 'Ajaccio', 41.92, 8.74],
    ['20200', 'Bastia', 42.7, 9.45],
    ['75015', 'Paris 15e Arrondissement', 48.84, 2.29],
    ['75116', 'Paris 16e Arrondissement', 48.86, 2.26],
    ['75000', 'Paris', 48.86, 2.35],
    ['69003', 'Lyon 3e Arrondissement', 45.75, 4.87],
    ['13008', 'Marseille 8e Arrondissement', 43.25, 5.38],
    ['98000', 'Monaco', 43.73, 7.42],
  ])('knows %s, which is %s', async (postcode, commune, lat, lon) => {
    const found = await place(`postcode: "${postcode}"`);
    expect(found).toMatchObject({ commune, approximate: false });
    expect(Math.hypot(found.lat - lat, found.lon - lon)).toBeLessThan(0.06);
  });

  it('takes the territories’ own country codes for France', async () => {
    expect(await place('postcode: "97400", country: "RE"')).toMatchObject({
      label: '97400 Saint-Denis',
      country: 'FR',
    });
  });

  it('says of a guessed position that it is one', async () => {
    const found = await place('commune: "L\'Abergement-Clémenciat"');
    expect(found).toMatchObject({ postcode: '01400', approximate: true, source: 'SAME_POSTCODE' });
  });

  it.each([
    ['lille', 'Lille (59)'],
    ['St Etienne', 'Saint-Étienne (42)'],
    ["l'hay les roses", 'L’Haÿ-les-Roses (94)'],
    ['Havre', 'Le Havre (76)'],
    ['paris 15', 'Paris 15e Arrondissement (75)'],
    ['PARIS', 'Paris (75)'],
    ['59000 Lille', 'Lille (59)'],
    ['Lomme', 'Lomme (59)'],
  ])('are found by the name %s', async (typed, label) => {
    const found = await place(`commune: "${typed}"`);
    expect(found.label.replaceAll("'", '’')).toBe(label);
  });

  it('gives the most populous of several communes of one name, and the others to choose from', async () => {
    const found = await place('commune: "saint denis"');
    expect(found).toMatchObject({ label: 'Saint-Denis (974)', postcode: '97400', country: 'FR' });
    expect(found.alternatives).toContainEqual({
      label: 'Saint-Denis (93)',
      commune: 'Saint-Denis',
      departement: '93',
      postcode: '93200',
      country: 'FR',
    });
    expect((await place('commune: "Sainte-Marie"')).alternatives).toHaveLength(5);
    expect(await place('commune: "Saint-Denis (93)"')).toMatchObject({ postcode: '93200', alternatives: [] });
    expect(await place('commune: "Saint-Denis 93210"')).toMatchObject({ label: 'Saint-Denis (93)' });
  });

  it('answers an unknown postcode with those near it', async () => {
    const { message, ...said } = await error('postcode: "59998"');
    expect(said).toMatchObject({ code: 'UNKNOWN_PLACE', field: 'postcode' });
    expect(said.details?.suggestions).toContain('59990 Saultain');
    expect(message).toContain('CEDEX');
    expect(geocoderAsked).toEqual(['59998']);
  });

  it('answers an unknown name with what may have been meant', async () => {
    const said = await error('commune: "Renens"');
    expect(said).toMatchObject({ code: 'UNKNOWN_PLACE', field: 'commune' });
    expect(said.details?.suggestions).toContain('Rennes (35)');
    const elsewhere = await error('commune: "Lille (33)"');
    expect(elsewhere.details?.suggestions).toEqual(['Lille (59)']);
  });

  it.each([
    ['postcode: "5900"', 'BAD_INPUT', 'postcode'],
    ['postcode: "99999"', 'BAD_INPUT', 'postcode'],
    [`postcode: "${'9'.repeat(500)}"`, 'BAD_INPUT', 'postcode'],
    ['postcode: "59000", country: "XX"', 'BAD_INPUT', 'country'],
    ['commune: " "', 'BAD_INPUT', 'commune'],
    ['commune: "---"', 'BAD_INPUT', 'commune'],
    [`commune: "${'a'.repeat(101)}"`, 'BAD_INPUT', 'commune'],
    ['commune: "Lille", postcode: "59000"', 'BAD_INPUT', 'commune'],
    ['country: "FR"', 'BAD_INPUT', 'postcode'],
    ['postcode: "1000", country: "BE"', 'UNKNOWN_PLACE', 'postcode'],
  ])('answers what is wrong with a code and the field: %#', async (args, code, field) => {
    expect(await error(args)).toMatchObject({ code, field });
  });

  it('asks the geocoder for what the table does not hold, and says so when it fails', async () => {
    geocoderSays = JSON.stringify({
      type: 'FeatureCollection',
      features: [
        {
          type: 'Feature',
          geometry: { type: 'Point', coordinates: [3.07, 50.64] },
          properties: { score: 0.9, type: 'municipality', city: 'Lille', postcode: '59040' },
        },
      ],
    });
    expect(await place('postcode: "59040"')).toMatchObject({ label: '59040 Lille', source: 'GEOCODER', lat: 50.64 });
    geocoderSays = null;
    const said = await error('postcode: "59041"');
    expect(said).toMatchObject({ code: 'GEOCODER_UNAVAILABLE' });
    expect(said.message).toContain('HTTP 500');
    expect(geocoderAsked).toEqual(['59040', '59041']);
  });

  it('gives the positions of many postcodes at once, each with whether it is a guess', async () => {
    const places = relais.service.app.get(PlacesService);
    const wanted = [
      { country: 'FR', code: '59000' },
      { country: 'RE', code: '97400' },
      { country: 'FR', code: '59999' },
      { country: 'FR', code: 'nonsense' },
    ];
    const centres = await relais.dataSource.transaction((tx) => places.centresOf(wanted, tx));
    expect([...centres.keys()].sort()).toEqual([postcodeKey('FR', '59000'), postcodeKey('RE', '97400')]);
    expect(centres.get('FR 59000')).toContainEqual({
      lat: expect.closeTo(50.633, 2),
      lon: expect.closeTo(3.058, 2),
      approximate: false,
    });
    const rural = await places.postcodeCentres('FR', '01400');
    expect(new Set(rural.map(({ approximate }) => approximate))).toEqual(new Set([true, false]));
    expect(await places.postcodeCentres('FR', '59999')).toEqual([]);
  });

  describe('from a file', () => {
    const HEADER = 'code_insee,nom,lon,lat,population,codes_postaux\n';
    const ROW = '59350,Lille,3.04706,50.63178,238246,59000 59160\n';
    const count = async () => (await relais.dataSource.query('SELECT count(*)::int AS n FROM place'))[0].n;
    afterAll(() => importPlaces('', '--default'));

    it('take the place of the table, twice with the same result, and split the largest cities', async () => {
      const file = `${HEADER}${ROW}75056,Paris,2.3428,48.85661,2103778,75001 75116\n97411,Saint-Denis,"55,448","-20,93",154765,97400 97417\n`;
      const printed = await importPlaces(file);
      expect(printed[0]).toBe('3 lines: 3 communes with 26 postcodes, 0 left out.');
      const rows = await count();
      await importPlaces(file);
      expect(await count()).toBe(rows);
      expect(await place('postcode: "59160"')).toMatchObject({ commune: 'Lille', source: 'FILE:places.csv' });
      expect(await place('postcode: "75116"')).toMatchObject({ commune: 'Paris 16e Arrondissement', source: 'HAND' });
      expect(await place('commune: "saint-denis"')).toMatchObject({ lat: -20.93, postcode: '97400' });
      expect((await error('postcode: "35000"')).code).toBe('UNKNOWN_PLACE');
      const runs = await relais.dataSource.query(`SELECT actor_id FROM import_run WHERE source = 'places'`);
      expect(runs).toEqual([{ actor_id: 'console' }, { actor_id: 'console' }]);
    });

    it('may be of Windows, with semicolons and no accents lost', async () => {
      const file = `code_insee;nom;lon;lat;population;codes_postaux\r\n35238;Rennes;-1,68;48,11;225000;35000;\r\n42218;Saint-Étienne;4,38;45,43;174000;42000,42100\r\n`;
      await importPlaces(Buffer.from(file.replace('35000;', '35000'), 'latin1'));
      expect(await place('commune: "st etienne"')).toMatchObject({ commune: 'Saint-Étienne', postcode: '42000' });
    });

    it('leave out lines that are wrong, and say which and why', async () => {
      const good = Array.from({ length: 60 }, (_, index) => `01${100 + index},C${index},5,46,100,01400\n`).join('');
      const bad = [
        '59350,Lille,50.63178,3.04706,238246,59000',
        '59350,Lille,,50.6,1,59000',
        '59350,Lille,3,50.6,-4,59000',
        '59350,Lille,3,50.6,4,',
        '99350,Nowhere,3,50.6,4,59000',
        '01100,Again,5,46,100,01400',
      ];
      const printed = await importPlaces(`${HEADER}${good}${bad.join('\n')}\n`);
      expect(printed.slice(0, 7)).toEqual([
        '66 lines: 60 communes with 1 postcodes, 6 left out.',
        '  line 62: lat and lon are swapped',
        '  line 63: lat or lon is no number',
        '  line 64: population is not a whole number',
        '  line 65: codes_postaux is empty',
        '  line 66: code_insee 99350 is in no département',
        '  line 67: code_insee 01100 was on line 2 already',
      ]);
    });

    it.each([
      ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2]), 'IMPORT_NOT_CSV'],
      ['nothing', '', 'IMPORT_EMPTY'],
      ['a header alone', HEADER, 'IMPORT_EMPTY'],
      ['a header that lacks a column', 'code_insee,nom,lon,lat,population\n', 'IMPORT_HEADER_MISSING'],
      ['a header with a column twice', `nom,${HEADER}`, 'IMPORT_HEADER_TWICE'],
      ['a cell of 300 kB', `${HEADER}59350,"${'x'.repeat(300_000)}",3,50,1,59000\n`, 'IMPORT_CELL_TOO_LARGE'],
      ['a file that ends inside a row', `${HEADER}${ROW}59351,Lil`, 'IMPORT_TRUNCATED'],
      ['a file that ends inside quotes', `${HEADER}${ROW}59351,"Lil`, 'IMPORT_TRUNCATED'],
      ['a stray quote', `${HEADER}59350,"Li"lle,3,50,1,59000\n`, 'IMPORT_ROW_INVALID'],
      ['too many wrong rows', `${HEADER}${ROW}59351,Lille,x,y,1,59000\n`, 'IMPORT_TOO_MANY_ERRORS'],
    ])('are refused when the file is %s, and nothing changes', async (_, text, code) => {
      const before = await count();
      await expect(importPlaces(text)).rejects.toMatchObject({ code });
      expect(await count()).toBe(before);
    });

    it('name the file that is not there, and the one form of the command', async () => {
      await expect(importPlaces('', 'absent.csv')).rejects.toMatchObject({ code: 'BAD_INPUT', field: 'FILE' });
      await expect(importPlaces('', '--fast', 'places.csv')).rejects.toMatchObject({ code: 'BAD_INPUT' });
      await expect(importPlaces('', 'a.csv', 'b.csv')).rejects.toMatchObject({ code: 'BAD_INPUT' });
    });
  });
});
