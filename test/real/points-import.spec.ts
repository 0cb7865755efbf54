import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { placesCommands } from '../../src/places/places.commands.js';
import { rows } from '../../src/platform/database/database.js';
import type { ImportReport } from '../../src/points/import-report.js';
import { pointsCommands } from '../../src/points/points.commands.js';
import { relaisCommand } from '../support/command.js';
import { Relais } from '../support/relais.js';

const DATA = process.env.RELAIS_TEST_DATA as string;
const SUPERMARKETS = readFileSync(join(DATA, 'points/supermarkets_fr.csv'), 'utf8');
const [HEADER = '', ...ROWS] = SUPERMARKETS.trimEnd().split(/\r?\n/);

/** How that file calls its columns, and what holds for all of its points. */
const OPTIONS = [
  ...[
    'ref=id',
    'street=adresse',
    'postcode=cp',
    'city=ville',
    'hours=horaires_json',
    'service=PICKUP:relais_colis',
  ].flatMap((entry) => ['--map', entry]),
  ...['services=DROP_OFF', 'capacityParcels=40', 'network=MONDIAL_RELAY'].flatMap((entry) => ['--set', entry]),
  ...['--hours', 'horaires_json'],
];

describe('the supermarkets of France', () => {
  let relais: Relais;
  let folder: string;

  beforeAll(async () => {
    relais = await Relais.start();
    folder = mkdtempSync(join(tmpdir(), 'relais-real-'));
    copyFileSync(join(DATA, 'places/communes.csv'), join(folder, 'communes.csv'));
    const { exit } = await command('import', 'places', 'communes.csv');
    expect(exit).toBe(0);
  });
  afterAll(async () => {
    await relais.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(() => relais.dataSource.query('DELETE FROM point_network; DELETE FROM point; DELETE FROM import_run'));

  const command = (...words: string[]) =>
    relaisCommand(relais.service.app, [...pointsCommands, ...placesCommands], folder, words);

  /** Imports a file with these rows, and gives what was recorded of it. */
  async function importRows(header: string, lines: readonly string[], ...more: string[]) {
    writeFileSync(join(folder, 'points.csv'), `${[header, ...lines].join('\n')}\n`);
    const { exit, text } = await command(
      'import',
      'points',
      'points.csv',
      '--source',
      'supermarkets',
      ...OPTIONS,
      ...more,
    );
    const [run] = await rows<{ report: ImportReport }>(
      relais.dataSource.manager,
      'SELECT report FROM import_run ORDER BY id DESC LIMIT 1',
    );
    return { exit, text, report: run?.report as ImportReport };
  }

  const state = (code: string) => relais.data(`{ point(code: "${code}") { state stateReason lat lon hours flags } }`);

  it('come in whole, with what is odd about them', async () => {
    const { exit, text, report } = await importRows(HEADER, ROWS);
    expect(exit).toBe(0);
    expect(report).toMatchObject({ rows: 5257, added: 5257, changed: 0, unchanged: 0, quarantined: 0, missing: 0 });
    expect(report.nearTwinPairs).toBe(30);
    expect(report.hours).toMatchObject({ stated: 1477, unreadable: 0 });
    expect(report.hours.placeholders['01.00-01.00']).toBe(490);
    expect(report.flagged.POSITION_UNCHECKED).toBeUndefined();
    expect(existsSync(join(folder, 'points.csv.quarantined.csv'))).toBe(false);
    expect(text).toMatch(/5257 rows: 5257 added, 0 changed, 0 unchanged, 0 quarantined[\s\S]*Done in [\d.]+ s/);
    // The placeholder is unknown, which is neither open nor closed.
    const { points } = await relais.data(
      `{ points(filter: { text: "DB OYONNAX" }, first: 1) { edges { node { code openState hours flags } } } }`,
    );
    expect(points.edges[0].node).toEqual({
      code: 'SUPERMARKETS-1100006',
      openState: 'UNKNOWN',
      hours: null,
      flags: ['HOURS_UNKNOWN'],
    });
  });

  it('are as they were when the same file comes again', async () => {
    await importRows(HEADER, ROWS);
    const stateOfAll = () =>
      rows(relais.dataSource.manager, 'SELECT md5(string_agg(p::text, $1 ORDER BY id)) AS sum FROM point p', ['\n']);
    const before = await stateOfAll();
    relais.clock.advance({ days: 7 });
    const { report } = await importRows(HEADER, ROWS);
    expect(report).toMatchObject({ rows: 5257, added: 0, changed: 0, unchanged: 5257, missing: 0, reopened: 0 });
    expect(await stateOfAll()).toEqual(before);
  });

  it('tell exactly which 100 are gone and which 50 have moved, and take them back', async () => {
    await importRows(HEADER, ROWS);
    const column = HEADER.split(',').indexOf('lat');
    const gone = ROWS.filter((_, index) => index % 50 === 7).slice(0, 100);
    const kept = ROWS.filter((row) => !gone.includes(row));
    const moved = kept.slice(1000, 1050).map((row) => {
      const cells = row.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/);
      cells[column] = String(Number(cells[column]) + 0.001);
      return cells.join(',');
    });
    const { report } = await importRows(HEADER, kept.toSpliced(1000, 50, ...moved));
    expect(report).toMatchObject({ rows: 5157, added: 0, changed: 50, unchanged: 5107, missing: 100, quarantined: 0 });
    expect(report.changedFields).toEqual({ lat: 50 });
    const codeOf = (row: string) => `SUPERMARKETS-${row.split(',', 1)[0]}`;
    expect([...report.missingCodes].sort()).toEqual(gone.map(codeOf).sort());
    expect([...report.changedCodes].sort()).toEqual(moved.map(codeOf).sort());
    const missing = await state(codeOf(gone[0] as string));
    expect(missing.point).toMatchObject({ state: 'SUSPENDED', stateReason: 'MISSING_FROM_IMPORT' });

    const { report: back } = await importRows(HEADER, ROWS);
    expect(back).toMatchObject({ added: 0, changed: 50, unchanged: 5207, missing: 0, reopened: 100 });
    expect((await state(codeOf(gone[0] as string))).point).toMatchObject({ state: 'OPEN', stateReason: null });
  });

  it('are refused when more than a tenth of them is gone, unless that is meant', async () => {
    await importRows(HEADER, ROWS.slice(0, 1000));
    const { exit, text } = await importRows(HEADER, ROWS.slice(0, 899));
    expect([exit, text]).toEqual([
      1,
      expect.stringMatching(/^IMPORT_TOO_MANY_MISSING: The file lacks 101 of the 1000/),
    ]);
    const { report } = await importRows(HEADER, ROWS.slice(0, 899), '--accept-missing');
    expect(report.missing).toBe(101);
  });

  it('keep a made file with every fault from spoiling them, and take in two points of Réunion', async () => {
    await importRows(HEADER, ROWS);
    const made = (id: string, more: Record<string, string> = {}) => {
      const cells: Record<string, string> = {
        id,
        chain: 'Carrefour',
        brand: 'Carrefour',
        name: 'Carrefour Lille',
        adresse: '1 rue Faidherbe',
        cp: '59000',
        ville: 'Lille',
        lat: '50.6310',
        lon: '3.0580',
        relais_colis: '1',
        ...more,
      };
      return HEADER.split(',')
        .map((name) => cells[name] ?? '')
        .join(',');
    };
    const file = [
      made('m-good'),
      made('m-none', { lat: '', lon: '' }),
      made('m-nan', { lat: 'NaN' }),
      made('m-zero', { lat: '0', lon: '0' }),
      made('m-impossible', { lat: '506310', lon: '30580' }),
      made('m-swapped', { lat: '3.0580', lon: '50.6310' }),
      made('m-far', { lat: '48.8566', lon: '2.3522' }),
      made('m-postcode', { cp: '5900A' }),
      made('m-nameless', { name: '', chain: '' }),
      made('', {}),
      made('m-good', { name: 'Again' }),
      made('m-short').split(',').slice(0, 7).join(','),
      made('m-twin', { lat: '50.63125' }),
      made('m-latin', { name: 'IntermarchÃ© du MarchÃ©', chain: 'IntermarchÃ©', lat: '50.64' }),
      made('m-hours', { horaires_json: '"{""Lundi"": [""01.00-01.00""]}"', lat: '50.65' }),
      made('m-run-1', { cp: '97400', ville: 'Saint-Denis', lat: '-20.8789', lon: '55.4481' }),
      made('m-run-2', { cp: '97410', ville: 'Saint-Pierre', lat: '-21.3393', lon: '55.4781', chain: 'Auchan' }),
    ];
    writeFileSync(join(folder, 'made.csv'), `${[HEADER, ...file].join('\n')}\n`);
    const { exit } = await command('import', 'points', 'made.csv', '--source', 'made', ...OPTIONS);
    expect(exit).toBe(0);
    const written = parse(readFileSync(join(folder, 'made.csv.quarantined.csv'), 'utf8'), { columns: true }) as Record<
      string,
      string
    >[];
    expect(written.map((row) => `${row.quarantine_line} ${row.id} ${row.quarantine_reason}`)).toEqual([
      '3 m-none POSITION_MISSING',
      '4 m-nan POSITION_NOT_NUMBERS',
      '5 m-zero POSITION_ZERO',
      '6 m-impossible POSITION_IMPOSSIBLE',
      '7 m-swapped POSITION_SWAPPED',
      '8 m-far POSITION_FAR_FROM_POSTCODE',
      '9 m-postcode POSTCODE_INVALID',
      '10 m-nameless NAME_MISSING',
      '11  REF_MISSING',
      '12 m-good REF_TWICE',
      '13 m-short CELLS_MISCOUNTED',
    ]);
    const { points } = await relais.data(
      '{ points(filter: { source: "made" }) { edges { node { code name chain timeZone flags openState } } } }',
    );
    const kept = Object.fromEntries(
      points.edges.map(({ node: { code, ...node } }: { node: { code: string } }) => [code, node]),
    );
    expect(Object.keys(kept)).toEqual([
      'MADE-M-GOOD',
      'MADE-M-HOURS',
      'MADE-M-LATIN',
      'MADE-M-RUN-1',
      'MADE-M-RUN-2',
      'MADE-M-TWIN',
    ]);
    expect(kept['MADE-M-GOOD'].flags).toContain('NEAR_TWIN');
    expect(kept['MADE-M-TWIN'].flags).toContain('NEAR_TWIN');
    expect(kept['MADE-M-LATIN']).toMatchObject({ name: 'Intermarché du Marché', chain: 'INTERMARCHE' });
    expect(kept['MADE-M-LATIN'].flags).toContain('ENCODING_REPAIRED');
    expect(kept['MADE-M-HOURS']).toMatchObject({ flags: ['HOURS_UNKNOWN'], openState: 'UNKNOWN' });
    expect(kept['MADE-M-RUN-1'].timeZone).toBe('Indian/Reunion');
    expect(kept['MADE-M-RUN-2'].timeZone).toBe('Indian/Reunion');
  });

  it('stand beside what OpenStreetMap says of Ille-et-Vilaine', async () => {
    const file = join(DATA, 'points/osm_supermarkets_ille-et-vilaine.geojson');
    copyFileSync(file, join(folder, 'osm.geojson'));
    const importOsm = (...more: string[]) =>
      command('import', 'points', 'osm.geojson', '--source', 'osm-35', '--map', 'chain=name', ...more);
    const { exit, text } = await importOsm();
    expect(exit).toBe(0);
    expect(text).toMatch(/368 rows: 359 added, 0 changed, 0 unchanged, 9 quarantined/);
    expect(text).toMatch(/quarantined: NAME_MISSING 9\n/);
    // It has no addresses, so that nothing says whether its positions are right, and no hours.
    expect(text).toMatch(/flagged: ADDRESS_INCOMPLETE 359, HOURS_UNKNOWN 359, NEAR_TWIN 4, POSITION_UNCHECKED 359/);
    const { text: again } = await importOsm('--set', 'name=Supermarché');
    expect(again).toMatch(/368 rows: 9 added, 0 changed, 359 unchanged, 0 quarantined/);
    const { points } = await relais.data(
      '{ points(filter: { source: "osm-35", chain: "INTERMARCHE", text: "super" }, first: 1) { edges { node { chainName timeZone } } } }',
    );
    expect(points.edges[0].node).toEqual({ chainName: 'Intermarché', timeZone: 'Europe/Paris' });
  });
});
