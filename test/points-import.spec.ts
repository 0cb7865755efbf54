import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rows } from '../src/platform/database/database.js';
import type { ImportReport } from '../src/points/import-report.js';
import { pointsCommands } from '../src/points/points.commands.js';
import { relaisCommand } from './support/command.js';
import {
  BAD_POINT_FILES,
  GEOJSON,
  HEADER,
  LILLE,
  MANY,
  OTHER_COLUMNS,
  OVERPASS,
  ROUBAIX,
  WINDOWS_1252,
} from './support/point-files.js';
import { type GraphqlError, Relais } from './support/relais.js';

describe('importing points', () => {
  let relais: Relais;
  let folder: string;
  let operator: string;

  beforeAll(async () => {
    relais = await Relais.start();
    folder = mkdtempSync(join(tmpdir(), 'relais-import-'));
    operator = await relais.token('OPERATOR');
  });
  afterAll(async () => {
    await relais.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(() => relais.dataSource.query('DELETE FROM point_network; DELETE FROM point; DELETE FROM import_run'));

  /** `relais import points` of a file with this content. */
  async function importFile(content: string | Buffer, ...options: string[]) {
    writeFileSync(join(folder, 'file'), content);
    const { exit, text } = await relaisCommand(relais.service.app, pointsCommands, folder, [
      ...['import', 'points', 'file', '--source', 'test'],
      ...options,
    ]);
    const [run] = await rows<{ report: ImportReport }>(
      relais.dataSource.manager,
      'SELECT report FROM import_run ORDER BY id DESC LIMIT 1',
    );
    return { exit, text, report: run?.report as ImportReport };
  }
  const importRows = (lines: readonly string[], ...options: string[]) =>
    importFile([HEADER, ...lines].join('\n'), ...options);

  async function post(
    query: string,
    body: string,
    token = operator,
  ): Promise<{ status: number; body: Partial<ImportReport> & { errors?: GraphqlError[] } }> {
    const headers = { authorization: `Bearer ${token}` };
    const response = await fetch(`${relais.url}/imports/points?${query}`, { method: 'POST', headers, body });
    return { status: response.status, body: (await response.json()) as Partial<ImportReport> };
  }

  const FIELDS = 'code name chain address { city postcode } lat lon hours state stateReason flags services';
  const point = async (code: string) =>
    (await relais.data(`{ point(code: "${code}") { ${FIELDS} } }`, { token: operator })).point;
  const countPoints = async () =>
    (await rows<{ n: number }>(relais.dataSource.manager, 'SELECT count(*)::int AS n FROM point'))[0]?.n;

  describe('reads what people have', () => {
    it('takes semicolons, comma decimals and a byte order mark', async () => {
      const { report } = await importFile(`\ufeff${HEADER}\r\n${LILLE}\r\n`);
      expect(report).toMatchObject({ added: 1, separator: ';', encoding: 'UTF-8' });
      expect(await point('TEST-L1')).toMatchObject({
        name: 'Carrefour Lille',
        chain: 'CARREFOUR',
        address: { city: 'Lille', postcode: '59000' },
        lat: 50.637,
        lon: 3.07,
        hours: 'Mo-Sa 08:30-20:00; Su off; PH unknown',
      });
    });

    it('takes Windows-1252, and puts right what another program had misread', async () => {
      const { report } = await importFile(WINDOWS_1252);
      expect(report.encoding).toBe('WINDOWS-1252');
      expect((await point('TEST-L1')).name).toBe('Marché d’été – 5 €');
      expect((await point('TEST-L2')).flags).toContain('ENCODING_REPAIRED');
      const { points } = await relais.data(
        '{ points(filter: { text: "allee etangs" }) { edges { node { address { street } } } } }',
      );
      expect(points.edges[0].node.address.street).toBe('Allée des Étangs');
    });

    it('takes columns by any name, values for all, and yes or no for a service', async () => {
      await importFile(OTHER_COLUMNS.content, ...OTHER_COLUMNS.options);
      expect(await point('TEST-7')).toMatchObject({ chain: 'SYSTEME_U', services: ['DROP_OFF', 'PICKUP'] });
      expect(await point('TEST-8')).toMatchObject({ chain: 'SYSTEME_U', services: ['DROP_OFF'] });
      const { point: one } = await relais.data('{ point(code: "TEST-7") { networks { network number } } }');
      expect(one.networks).toEqual([{ network: 'MONDIAL_RELAY', number: null }]);
    });

    it('takes GeoJSON, where a polygon becomes a point inside it', async () => {
      const { report } = await importFile(GEOJSON);
      expect(report).toMatchObject({ added: 1, quarantined: 1, reasons: { POSITION_MISSING: 1 } });
      expect(await point('TEST-WAY-1')).toMatchObject({ hours: '24/7', chain: 'CARREFOUR' });
      const { lat, lon } = await point('TEST-WAY-1');
      expect([lat > 50.63 && lat < 50.64, lon > 3.05 && lon < 3.06]).toEqual([true, true]);
    });

    it('takes the JSON of Overpass', async () => {
      const { report } = await importFile(OVERPASS);
      expect(report.added).toBe(2);
      expect((await point('TEST-NODE-1')).services).toEqual(['PICKUP']);
      const { point: way } = await relais.data('{ point(code: "TEST-WAY-1") { kind lat } }');
      expect(way).toEqual({ kind: 'LOCKER', lat: 50.62 });
    });
  });

  describe('is safe to repeat', () => {
    it('changes nothing the second time, and tells exactly what a third file changes', async () => {
      await importRows([LILLE, ROUBAIX]);
      expect((await importRows([LILLE, ROUBAIX])).report).toMatchObject({ added: 0, changed: 0, unchanged: 2 });
      const { report } = await importRows([
        LILLE.replace('Mo-Sa 08:30-20:00', 'Mo-Su 09:00-12:00'),
        ROUBAIX.replace('2 rue', '3 rue'),
      ]);
      expect(report).toMatchObject({ changed: 2, unchanged: 0, changedFields: { hours: 1, street: 1 } });
    });

    it('suspends what is missing, and reopens what is back', async () => {
      await importRows(MANY);
      const { report } = await importRows(MANY.slice(1));
      expect(report).toMatchObject({ missing: 1, missingCodes: ['TEST-N0'] });
      expect(await point('TEST-N0')).toMatchObject({ state: 'SUSPENDED', stateReason: 'MISSING_FROM_IMPORT' });
      expect((await importRows(MANY.slice(1))).report).toMatchObject({ missing: 0, stillMissing: 1 });
      expect((await importRows(MANY)).report).toMatchObject({ reopened: 1, unchanged: 12 });
      expect(await point('TEST-N0')).toMatchObject({ state: 'OPEN', stateReason: null });
    });

    it('does not reopen what an operator suspended', async () => {
      await importRows(MANY);
      await relais.data('mutation { suspendPoint(code: "TEST-N0", reason: "works") { __typename } }', {
        token: operator,
      });
      await importRows(MANY.slice(1));
      await importRows(MANY);
      expect(await point('TEST-N0')).toMatchObject({ state: 'SUSPENDED', stateReason: 'works' });
    });

    it('refuses a file that lacks more than a tenth, and changes nothing then', async () => {
      await importRows(MANY);
      const changed = MANY.slice(2).map((row) => row.replace('Nord', 'Sud'));
      const { exit, text } = await importRows(changed);
      expect([exit, text]).toEqual([1, expect.stringMatching(/^IMPORT_TOO_MANY_MISSING: The file lacks 2 of the 12/)]);
      expect((await point('TEST-N5')).name).toBe('Carrefour Nord 5');
      expect((await importRows(changed, '--accept-missing')).report).toMatchObject({ missing: 2, changed: 10 });
    });

    it('counts a point that is quarantined this time as present', async () => {
      await importRows(MANY);
      const { report } = await importRows(MANY.with(0, (MANY[0] as string).replace('50,620', '')));
      expect(report).toMatchObject({ missing: 0, quarantined: 1 });
      expect(await point('TEST-N0')).toMatchObject({ state: 'OPEN', lat: 50.62 });
    });

    it('lets a carrier’s number move from one point to another, and never be at two', async () => {
      const numbered = (one: string, two: string) =>
        importFile(
          [`${HEADER};nr`, `${LILLE};${one}`, `${ROUBAIX};${two}`].join('\n'),
          ...['--map', 'network=MONDIAL_RELAY:nr'],
        );
      const numbers = async () =>
        rows(
          relais.dataSource.manager,
          'SELECT p.source_ref AS ref, n.number FROM point_network n JOIN point p ON p.id = n.point_id ORDER BY 1',
        );
      await numbered('1', '2');
      expect((await numbered('2', '1')).report).toMatchObject({ changed: 2, changedFields: { networks: 2 } });
      expect(await numbers()).toEqual([
        { ref: 'l1', number: '2' },
        { ref: 'r1', number: '1' },
      ]);
      expect((await numbered('3', '3')).report).toMatchObject({ changed: 1, reasons: { NETWORK_NUMBER_TAKEN: 1 } });
      expect(await numbers()).toEqual([
        { ref: 'l1', number: '3' },
        { ref: 'r1', number: '1' },
      ]);
    });

    it('tries without writing', async () => {
      const { text } = await importRows([LILLE, ROUBAIX], '--dry-run');
      expect(text).toMatch(/tried only: nothing was written\n {2}2 rows: 2 added/);
      expect(await countPoints()).toBe(0);
    });
  });

  describe('lets an operator’s word go first', () => {
    it('keeps an edit through imports until it is released, and says where each field is from', async () => {
      await importRows([LILLE]);
      const edit =
        'mutation { updatePoint(code: "TEST-L1", input: { name: "Mine", hours: null }) { ... on Point { name hours flags } } }';
      expect((await relais.data(edit, { token: operator })).updatePoint).toMatchObject({
        name: 'Mine',
        hours: null,
        flags: ['HOURS_UNKNOWN'],
      });
      relais.clock.advance({ days: 1 });
      await importRows([LILLE.replace('Carrefour Lille', 'Theirs')]);
      expect((await point('TEST-L1')).name).toBe('Mine');
      const { point: told } = await relais.data('{ point(code: "TEST-L1") { origins { field source } } }', {
        token: operator,
      });
      const sourceOf = Object.fromEntries(
        told.origins.map(({ field, source }: Record<string, string>) => [field, source]),
      );
      expect(sourceOf).toMatchObject({ name: 'operator', hours: 'operator', lat: 'test' });
      const release =
        'mutation { releasePointFields(code: "TEST-L1", fields: [name, hours]) { ... on Point { name hours flags } } }';
      expect((await relais.data(release, { token: operator })).releasePointFields).toEqual({
        name: 'Theirs',
        hours: 'Mo-Sa 08:30-20:00; Su off; PH unknown',
        flags: [],
      });
    });
  });

  describe('refuses what it cannot trust, whole, naming what to do', () => {
    it.each(BAD_POINT_FILES)('%s', async (_what, content, message) => {
      const { exit, text } = await importFile(content());
      expect([exit, text]).toEqual([1, expect.stringMatching(message)]);
      expect(await countPoints()).toBe(0);
    });

    it('a file of a gigabyte, unread', async () => {
      writeFileSync(join(folder, 'large'), '');
      truncateSync(join(folder, 'large'), 1_000_000_000);
      const words = ['import', 'points', 'large', '--source', 'test'];
      const { text } = await relaisCommand(relais.service.app, pointsCommands, folder, words);
      expect(text).toMatch(/^IMPORT_TOO_LARGE: A file may have 200 MB at most/);
    });

    it('options that name nothing', async () => {
      const tries: [string[], RegExp][] = [
        [['--map', 'nom=name'], /^BAD_INPUT: map: There is no field "nom"\. The fields are ref, code, name,/],
        [['--map', 'name'], /^BAD_INPUT: map: "name" is not field=column/],
        [['--set', 'service=PICKPU'], /^BAD_INPUT: set: PICKPU is no service\. The services are DROP_OFF, PICKUP,/],
        [
          ['--hours', 'vague'],
          /^BAD_INPUT: hours: There is no reader of hours "vague"\. There are: osm, horaires_json/,
        ],
        [['--mapp', 'x'], /^BAD_INPUT: Unknown option '--mapp'/],
      ];
      for (const [options, message] of tries) {
        expect((await importRows([LILLE], ...options)).text).toMatch(message);
      }
    });
  });

  it('writes what it quarantines beside the file, ready to be corrected', async () => {
    const far = LILLE.replace('l1', 'far').replace('50,6370', '43,3').replace('3,0700', '5,4');
    const { report, text } = await importRows([LILLE, far, ROUBAIX]);
    expect(report).toMatchObject({ rows: 3, added: 2, quarantined: 1 });
    expect(text).toMatch(/line 3 \(far\): POSITION_FAR_FROM_POSTCODE, 8\d\d km from the communes of 59000/);
    const [header, line] = readFileSync(join(folder, 'file.quarantined.csv'), 'utf8').split('\n');
    expect(header).toBe(`quarantine_line;quarantine_reason;quarantine_detail;${HEADER}`);
    expect(line).toMatch(/^3;POSITION_FAR_FROM_POSTCODE;.*;far;Carrefour Lille;/);
  });

  describe('over HTTP', () => {
    it('does the same, and answers the report', async () => {
      const body = [HEADER, LILLE, ROUBAIX.replace('50,6927', '')].join('\n');
      const answer = await post('source=test&set=capacityParcels=40', body);
      expect([answer.status, answer.body]).toEqual([200, expect.objectContaining({ added: 1, quarantined: 1 })]);
      expect(readFileSync(answer.body.quarantineFile as string, 'utf8')).toMatch(/POSITION_MISSING/);
      const { point: one } = await relais.data('{ point(code: "TEST-L1") { capacityParcels } }');
      expect(one.capacityParcels).toBe(40);
      const { auditLog } = await relais.data('{ auditLog(first: 1) { operation target } }', { token: operator });
      expect(auditLog).toEqual([{ operation: 'importPoints', target: 'source=test' }]);
    });

    it('refuses with a code', async () => {
      const { status, body } = await post('source=test', 'a;b\n1;2\n');
      expect([status, body.errors?.[0]?.extensions.code]).toEqual([400, 'IMPORT_HEADER_MISSING']);
      const nameless = await post('', 'a;b\n');
      expect([nameless.status, nameless.body.errors?.[0]?.extensions.field]).toEqual([400, 'source']);
    });

    it('is for operators, and for a chain’s operator within the chain', async () => {
      await importRows([LILLE, ROUBAIX]);
      const ofChain = await relais.token('OPERATOR', { chainCode: 'CARREFOUR' });
      const stranger = await fetch(`${relais.url}/imports/points?source=x`, { method: 'POST', body: 'x' });
      expect(stranger.status).toBe(401);
      const mixed = await post('source=test', [HEADER, LILLE].join('\n'), ofChain);
      expect([mixed.status, mixed.body.errors?.[0]?.extensions.code]).toEqual([403, 'FORBIDDEN']);
      const own = [HEADER, LILLE.replace('l1', 'c1'), ROUBAIX.replace('r1', 'c2')].join('\n');
      const { body } = await post('source=theirs', own, ofChain);
      expect(body).toMatchObject({ added: 1, quarantined: 1, reasons: { OTHER_CHAIN: 1 } });
    });
  });
});
