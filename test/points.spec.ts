import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PointEditsService } from '../src/points/point-edits.service.js';
import { pointsCommands } from '../src/points/points.commands.js';
import { relaisCommand } from './support/command.js';
import { Relais } from './support/relais.js';

const FILE = `ref,name,chain,street,postcode,city,lat,lon,hours
a,Carrefour Lille,Carrefour,1 rue Faidherbe,59000,Lille,50.637,3.07,Mo-Sa 08:30-20:00; Su off
b,Auchan Roubaix,Auchan,2 rue de Lille,59100,Roubaix,50.6927,3.1778,
c,Intermarché Saint-Denis,Intermarché,3 rue de Paris,97400,Saint-Denis,-20.8789,55.4481,Mo-Su 08:00-20:00
`;

describe('points', () => {
  let relais: Relais;
  let folder: string;
  let operator: string;

  beforeAll(async () => {
    relais = await Relais.start();
    folder = mkdtempSync(join(tmpdir(), 'relais-points-'));
    operator = await relais.token('OPERATOR');
  });
  afterAll(async () => {
    await relais.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    relais.clock.set('2026-11-24T09:00:00Z');
    await relais.dataSource.query('DELETE FROM point_network; DELETE FROM point');
    await importFile(FILE);
  });

  async function importFile(content: string): Promise<void> {
    writeFileSync(join(folder, 'points.csv'), content);
    const words = [
      'import',
      'points',
      'points.csv',
      '--source',
      'S',
      '--set',
      'capacityParcels=40',
      '--accept-missing',
    ];
    const { exit, text } = await relaisCommand(relais.service.app, pointsCommands, folder, words);
    expect([exit, text]).toEqual([0, expect.any(String)]);
  }
  const point = async (code: string, fields: string, token?: string) =>
    (await relais.data(`{ point(code: "${code}") { ${fields} } }`, { token })).point;
  /** An operator's mutation; gives the point, the refusal or the error's code and field. */
  async function edit(mutation: string, token = operator) {
    const answer =
      '{ __typename ... on Point { code name chain state stateReason replacedBy timeZone } ... on Refusal { code details } }';
    const { data, errors } = await relais.ask(`mutation { result: ${mutation} ${answer} }`, { token });
    const error = errors[0]?.extensions;
    return error ? { error: error.code, field: error.field } : data.result;
  }

  it('are open to everybody, and tell what they are', async () => {
    const fields = `code name chain chainName kind services address { street postcode city country } lat lon timeZone hours
      limits { maxWeightGrams } capacityParcels state stateReason replacedBy networks { network } flags source`;
    expect(await point('S-C', fields)).toEqual({
      code: 'S-C',
      name: 'Intermarché Saint-Denis',
      chain: 'INTERMARCHE',
      chainName: 'Intermarché',
      kind: 'COUNTER',
      services: [],
      address: { street: '3 rue de Paris', postcode: '97400', city: 'Saint-Denis', country: 'FR' },
      lat: -20.8789,
      lon: 55.4481,
      timeZone: 'Indian/Reunion',
      hours: 'Mo-Su 08:00-20:00; PH unknown',
      limits: { maxWeightGrams: null },
      capacityParcels: 40,
      state: 'OPEN',
      stateReason: null,
      replacedBy: null,
      networks: [],
      flags: [],
      source: 'S',
    });
  });

  it('are open, closed or neither, each by its own clock', async () => {
    const opening = 'openState nextChange';
    // A Tuesday, 10:00 in Lille and 13:00 in Saint-Denis.
    expect(await point('S-A', opening)).toEqual({ openState: 'OPEN', nextChange: '2026-11-24T19:00:00.000Z' });
    expect(await point('S-B', opening)).toEqual({ openState: 'UNKNOWN', nextChange: null });
    relais.clock.set('2026-11-24T16:30:00Z');
    expect(await point('S-A', opening)).toMatchObject({ openState: 'OPEN' });
    expect(await point('S-C', opening)).toEqual({ openState: 'CLOSED', nextChange: '2026-11-25T04:00:00.000Z' });
  });

  it('are listed in pages, by chain, state, flag and words', async () => {
    const list = async (filter: string, page = 'first: 2') =>
      (
        await relais.data(
          `{ points(filter: { ${filter} }, ${page}) { edges { node { code } } pageInfo { hasNextPage endCursor } } }`,
        )
      ).points;
    const codes = async (filter: string) =>
      (await list(filter, 'first: 100')).edges.map(({ node }: { node: { code: string } }) => node.code);
    const first = await list('');
    expect(first.edges).toEqual([{ node: { code: 'S-A' } }, { node: { code: 'S-B' } }]);
    expect(first.pageInfo.hasNextPage).toBe(true);
    const second = await list('', `first: 2, after: "${first.pageInfo.endCursor}"`);
    expect([second.edges, second.pageInfo.hasNextPage]).toEqual([[{ node: { code: 'S-C' } }], false]);
    expect(await codes('chain: "AUCHAN"')).toEqual(['S-B']);
    expect(await codes('flags: ["HOURS_UNKNOWN"]')).toEqual(['S-B']);
    expect(await codes('state: SUSPENDED')).toEqual([]);
    expect(await codes('source: "S", text: "intermarche 974"')).toEqual(['S-C']);
    expect(await codes('text: "100% _"')).toEqual([]);
    const { errors } = await relais.ask('{ points(first: 101) { edges { node { code } } } }');
    expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_INPUT', field: 'first' });
    const { errors: lost } = await relais.ask('{ points(after: "?") { edges { node { code } } } }');
    expect(lost[0]?.extensions).toMatchObject({ code: 'BAD_INPUT', field: 'after' });
  });

  it('say where their fields came from only to those who look after them', async () => {
    const origins = 'origins { field source at }';
    const told = (await point('S-A', origins, operator)).origins;
    expect(told).toContainEqual({ field: 'lat', source: 'S', at: '2026-11-24T09:00:00.000Z' });
    expect((await point('S-A', origins)).origins).toBeNull();
    const ofAuchan = await relais.token('OPERATOR', { chainCode: 'AUCHAN' });
    expect((await point('S-A', origins, ofAuchan)).origins).toBeNull();
    expect((await point('S-B', origins, ofAuchan)).origins).not.toBeNull();
  });

  it('answer for a code that nobody has', async () => {
    const { errors } = await relais.ask('{ point(code: "X") { name } }');
    expect(errors[0]?.extensions).toMatchObject({ code: 'UNKNOWN_POINT', field: 'code' });
  });

  describe('as operators edit them', () => {
    it('take their time and holidays from a new address', async () => {
      const move =
        'updatePoint(code: "S-A", input: { postcode: "97410", city: "Saint-Pierre", lat: -21.3393, lon: 55.4781 })';
      expect(await edit(move)).toMatchObject({ __typename: 'Point', timeZone: 'Indian/Reunion' });
      const back = 'releasePointFields(code: "S-A", fields: [postcode, city, lat, lon])';
      expect(await edit(back)).toMatchObject({ timeZone: 'Europe/Paris' });
      expect(await point('S-A', 'address { city } lat')).toEqual({ address: { city: 'Lille' }, lat: 50.637 });
    });

    it('refuse what cannot be, naming the field', async () => {
      const tries: [string, string, string][] = [
        ['lat: 3.07, lon: 50.637', 'IMPORT_POSITION_DOUBTFUL', 'input.lat'],
        ['lat: 95', 'BAD_INPUT', 'input.lat'],
        ['postcode: "75001"', 'IMPORT_POSITION_DOUBTFUL', 'input.lat'],
        ['postcode: "5900"', 'BAD_INPUT', 'input.postcode'],
        ['hours: "every day"', 'BAD_INPUT', 'input.hours'],
        ['services: ["TEA"]', 'BAD_INPUT', 'input.services'],
        ['maxWeightGrams: 0', 'BAD_INPUT', 'input.maxWeightGrams'],
        ['name: " "', 'BAD_INPUT', 'input.name'],
        ['', 'BAD_INPUT', 'input'],
      ];
      for (const [input, error, field] of tries) {
        expect([input, await edit(`updatePoint(code: "S-A", input: { ${input} })`)]).toEqual([input, { error, field }]);
      }
      expect(await edit('updatePoint(code: "X", input: { name: "x" })')).toEqual({
        error: 'UNKNOWN_POINT',
        field: 'code',
      });
    });

    it('never give one carrier’s number to two points', async () => {
      const number = (code: string) =>
        `updatePoint(code: "${code}", input: { networks: [{ network: "MONDIAL_RELAY", number: "066974" }] })`;
      expect(await edit(number('S-A'))).toMatchObject({ __typename: 'Point' });
      expect(await edit(number('S-A'))).toMatchObject({ __typename: 'Point' });
      expect(await edit(number('S-B'))).toEqual({ error: 'BAD_INPUT', field: 'input.networks' });
    });

    it('are suspended for a while, and reopen by themselves', async () => {
      const suspend = (until: string) => edit(`suspendPoint(code: "S-A", reason: "works", until: "${until}")`);
      expect(await suspend('2026-11-24T08:00:00Z')).toEqual({ error: 'BAD_INPUT', field: 'until' });
      expect(await suspend('2026-11-26T08:00:00+01:00')).toMatchObject({ state: 'SUSPENDED', stateReason: 'works' });
      relais.clock.set('2026-11-26T06:59:00Z');
      expect(await relais.service.app.get(PointEditsService).endSuspensions()).toBe(0);
      relais.clock.set('2026-11-26T07:00:00Z');
      expect(await relais.service.app.get(PointEditsService).endSuspensions()).toBe(1);
      expect(await point('S-A', 'state stateReason')).toEqual({ state: 'OPEN', stateReason: null });
    });

    it('reopen at an operator’s word, even if their source no longer has them', async () => {
      await importFile(FILE.replace(/^a,.*\n/m, ''));
      expect(await point('S-A', 'state')).toEqual({ state: 'SUSPENDED' });
      expect(await edit('reopenPoint(code: "S-A")')).toMatchObject({ state: 'OPEN' });
      await importFile(FILE.replace(/^a,.*\n/m, ''));
      expect(await point('S-A', 'state')).toEqual({ state: 'OPEN' });
      expect(await edit('releasePointFields(code: "S-A", fields: [state])')).toMatchObject({ state: 'SUSPENDED' });
    });

    it('close for good, and lead on to the point that replaces them', async () => {
      expect(await edit('closePoint(code: "S-A", replacedBy: "S-A")')).toEqual({
        error: 'BAD_INPUT',
        field: 'replacedBy',
      });
      expect(await edit('closePoint(code: "S-A", replacedBy: "X")')).toEqual({
        error: 'UNKNOWN_POINT',
        field: 'replacedBy',
      });
      expect(await edit('closePoint(code: "S-A", replacedBy: "S-B")')).toMatchObject({
        state: 'CLOSED',
        replacedBy: 'S-B',
      });
      const refusal = {
        __typename: 'Refusal',
        code: 'POINT_CLOSED_FOR_GOOD',
        details: { code: 'S-A', replacedBy: 'S-B' },
      };
      expect(await edit('reopenPoint(code: "S-A")')).toEqual(refusal);
      expect(await edit('suspendPoint(code: "S-A", reason: "x")')).toEqual(refusal);
      expect(await edit('closePoint(code: "S-B", replacedBy: "S-A")')).toEqual(refusal);
      await importFile(FILE);
      expect(await point('S-A', 'state')).toEqual({ state: 'CLOSED' });
    });

    it('are their chain’s affair', async () => {
      const ofAuchan = await relais.token('OPERATOR', { chainCode: 'AUCHAN' });
      const forbidden = { error: 'FORBIDDEN', field: undefined };
      expect(await edit('suspendPoint(code: "S-A", reason: "x")', ofAuchan)).toEqual(forbidden);
      expect(await edit('updatePoint(code: "S-B", input: { chain: "CARREFOUR" })', ofAuchan)).toEqual(forbidden);
      expect(await edit('updatePoint(code: "S-B", input: { name: "B" })', ofAuchan)).toMatchObject({ name: 'B' });
      const merchant = await relais.ask('mutation { reopenPoint(code: "S-A") { __typename } }');
      expect(merchant.errors[0]?.extensions.code).toBe('UNAUTHENTICATED');
    });
  });
});
