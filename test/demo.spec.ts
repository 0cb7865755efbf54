import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { townsOf } from '../seeds/demo.js';
import { demoNetwork } from '../seeds/network.js';
import { commands } from '../src/commands.js';
import type { DemoTokens } from '../src/demo/demo-tokens.js';
import { prepareFirstMinute } from '../src/demo/first-start.js';
import { relaisCommand } from './support/command.js';
import { Relais } from './support/relais.js';

const NEAR = `query ($postcode: String!) {
  pickupPoints(search: { near: { postcode: { code: $postcode } }, first: 3, maxDistanceMetres: 60000 }) {
    matches { point { code chain kind timeZone } programme { code } feeCents }
  }
}`;

describe('the demo', () => {
  let relais: Relais;
  let tokens: DemoTokens;
  const told: string[] = [];

  const run = (...words: string[]) => relaisCommand(relais.service.app, commands, relais.config.dataDir, words);
  const tokensFile = () => join(relais.config.dataDir, 'tokens.json');
  const readTokens = () => JSON.parse(readFileSync(tokensFile(), 'utf8')) as DemoTokens;
  const firstMinute = () => {
    // A story's own service is started without the demo, so that only this story pays for it.
    const app = relais.service.app;
    relais.config.demo = true;
    return prepareFirstMinute(app, relais.url, (line) => told.push(line));
  };
  const network = () =>
    relais.dataSource.query(
      `SELECT code, name, lat, lon, hours, services, capacity_parcels FROM point
        WHERE source = 'demo' ORDER BY code`,
    );
  const hashOf = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('hex');

  beforeAll(async () => {
    relais = await Relais.start();
    // Of the stories on a server's database only the embedded one starts with a demo by itself.
    if (relais.config.databaseUrl === null) await firstMinute();
    else told.push((await run('seed')).text);
    tokens = readTokens();
  }, 120_000);
  afterAll(() => relais.stop());

  it('is a network of at least a thousand points, where people live, overseas included', async () => {
    const points = await relais.dataSource.query(
      `SELECT code, chain_code, kind, postcode, time_zone, hours IS NULL AS unknown, flags FROM point
        WHERE source = 'demo'`,
    );
    const count = (test: (point: Record<string, string>) => boolean) => points.filter(test).length;
    expect(points.length).toBeGreaterThanOrEqual(1000);
    expect(new Set(points.map(({ chain_code }: { chain_code: string }) => chain_code))).toEqual(
      new Set(['INTERMARCHE', 'CARREFOUR', 'AUCHAN', 'SYSTEME_U', 'LECLERC']),
    );
    const paris = count(({ postcode }) => /^75/.test(postcode ?? ''));
    const cantal = count(({ postcode }) => /^15/.test(postcode ?? ''));
    expect(paris).toBeGreaterThan(5 * Math.max(cantal, 1));
    for (const [prefix, zone] of [
      ['971', 'America/Guadeloupe'],
      ['972', 'America/Martinique'],
      ['973', 'America/Cayenne'],
      ['974', 'Indian/Reunion'],
      ['976', 'Indian/Mayotte'],
    ] as const) {
      // Saint-Martin has Guadeloupe’s postcodes and a time zone of its own.
      const there = points.filter(
        ({ postcode }: { postcode: string }) => postcode.startsWith(prefix) && postcode !== '97150',
      );
      expect([prefix, there.length > 2]).toEqual([prefix, true]);
      expect(there.every(({ time_zone }: { time_zone: string }) => time_zone === zone)).toBe(true);
    }
    const unknown = count(({ unknown }) => Boolean(unknown)) / points.length;
    expect(unknown).toBeGreaterThan(0.03);
    expect(unknown).toBeLessThan(0.2);
    expect(points.filter(({ flags }: { flags: string[] }) => flags.includes('HOURS_UNREADABLE'))).toEqual([]);
  });

  it('has every Auchan counter in the network of Mondial Relay, under a number of its own of six digits', async () => {
    const [counted] = await relais.dataSource.query(
      `SELECT count(*)::int AS counters, count(DISTINCT n.number) FILTER (WHERE n.number ~ '^[0-9]{6}$')::int AS numbers
         FROM point p LEFT JOIN point_network n ON n.point_id = p.id AND n.network_code = 'MONDIAL_RELAY'
        WHERE p.source = 'demo' AND p.chain_code = 'AUCHAN' AND p.kind = 'COUNTER'`,
    );
    expect(counted.counters).toBeGreaterThan(50);
    expect(counted.numbers).toBe(counted.counters);
  });

  it('was imported without a single row set aside, and its points say where they came from', async () => {
    const [imported] = await relais.dataSource.query("SELECT report FROM import_run WHERE source = 'demo'");
    expect(imported.report).toMatchObject({ quarantined: 0, changed: 0 });
    const { point } = await relais.data('{ point(code: "IM-59000-01") { name origins { field source } } }', {
      token: tokens.operator.token,
    });
    expect(point.origins).toContainEqual({ field: 'hours', source: 'demo' });
  });

  it('gives each of the three merchants a free point near Lille and near Saint-Denis de La Réunion', async () => {
    const expected = {
      bookshop: { programme: { code: 'drive-solidaire' }, feeCents: 0 },
      toys: { programme: { code: 'auchan-relais' }, feeCents: 0, point: { chain: 'AUCHAN', kind: 'COUNTER' } },
      grocer: { programme: { code: 'carrefour-marketplace' }, feeCents: 0, point: { chain: 'CARREFOUR' } },
    };
    for (const { key, token } of tokens.merchants) {
      for (const postcode of ['59000', '97400']) {
        const { pickupPoints } = await relais.data(NEAR, { token, variables: { postcode } });
        expect(pickupPoints.matches[0]).toMatchObject(expected[key as keyof typeof expected]);
      }
    }
  });

  it('leaves a token for every role, in a file of the owner’s own, and each works', async () => {
    expect(statSync(tokensFile()).mode & 0o777).toBe(0o600);
    expect(told.join('\n')).toContain(tokens.operator.token);
    expect(told.join('\n')).toMatch(/give operateur@demo\.example or .* at http:\S+\/sign-in:/);
    const asRole = async (token: string, query: string, headers = {}) =>
      (await relais.ask(query, { token, headers })).errors.map(({ extensions }) => extensions.code);
    expect(await asRole(tokens.operator.token, '{ merchants { edges { node { id } } } }')).toEqual([]);
    expect(await asRole(tokens.clerk.token, '{ parcels { edges { node { id } } } }')).toEqual([]);
    expect(await asRole(tokens.carrier.token, '{ parcels { edges { node { id } } } }')).toEqual([]);
    expect(await asRole(tokens.clerk.token, '{ merchants { edges { node { id } } } }')).toEqual(['FORBIDDEN']);
    for (const { token, publishableKey, name } of tokens.merchants) {
      const { merchant } = await relais.data('{ merchant { name state } }', { token });
      expect(merchant).toEqual({ name, state: 'APPROVED' });
      const search = NEAR.replaceAll('$postcode: String!', '$postcode: String = "59000"');
      for (const host of ['localhost', '127.0.0.1']) {
        const origin = `http://${host}:${new URL(relais.url).port}`;
        expect(await asRole(publishableKey, search, { origin })).toEqual([]);
      }
      expect(await asRole(publishableKey, search, { origin: 'https://elsewhere.example' })).toEqual(['FORBIDDEN']);
    }
  });

  it('changes nothing the second time, makes no second set of tokens, and says so', async () => {
    const before = { network: hashOf(await network()), tokens: readFileSync(tokensFile(), 'utf8') };
    const count = 'SELECT (SELECT count(*) FROM access_token) + (SELECT count(*) FROM merchant) AS rows';
    const rowsBefore = await relais.dataSource.query(count);
    const again = await run('seed');
    expect(again).toMatchObject({ exit: 0, text: expect.stringContaining('nothing changed') });
    expect(again.text).not.toMatch(/rl_(op|me|cl|ca|pk)_/);
    expect(hashOf(await network())).toBe(before.network);
    expect(await relais.dataSource.query(count)).toEqual(rowsBefore);
    expect(readFileSync(tokensFile(), 'utf8')).toBe(before.tokens);
  });

  it('plays a parcel’s life, as often as it is asked to', async () => {
    for (let time = 1; time <= 2; time += 1) {
      const { exit, text } = await run('demo');
      expect([exit, text]).toEqual([0, expect.stringContaining('COLLECTED')]);
      for (const part of [
        'dropOffPoints',
        'Liaison de nuit: Plateforme de Lille → Plateforme de Lyon',
        'pickupPoints',
        'NOT_FREE',
        'createParcel',
        'pairDevice',
        'CODE_WRONG',
        '5  ',
        'revokeToken',
      ]) {
        expect(text).toContain(part);
      }
      expect(text).not.toContain('\u001b[');
    }
    expect(readFileSync(join(relais.config.dataDir, 'demo-label.pdf')).subarray(0, 5).toString()).toBe('%PDF-');
  });

  it('has a carrier of 50 depots and 6 hubs, that brings a parcel from Lille to each of its points', async () => {
    const kinds = await relais.dataSource.query(
      'SELECT kind, count(*)::int FROM carrier_stop GROUP BY kind ORDER BY 1',
    );
    expect(kinds.slice(0, 2)).toEqual([
      { kind: 'DEPOT', count: 50 },
      { kind: 'HUB', count: 6 },
    ]);
    expect(kinds[2].count).toBeGreaterThan(100);
    const served = await relais.dataSource.query(
      `SELECT p.code, p.postcode FROM carrier_stop s JOIN point p ON p.id = s.point_id
        WHERE p.state = 'OPEN' AND 'PICKUP' = ANY (p.services) ORDER BY p.code`,
    );
    const from = served.find(({ postcode }: { postcode: string }) => postcode.startsWith('59')).code;
    const token = tokens.merchants.find(({ key }) => key === 'toys')?.token ?? '';
    const hours: number[] = [];
    for (const { code } of served) {
      const { routePlan } = await relais.data(
        `query ($input: RoutePlanInput!) { routePlan(input: $input) { journeys { availableAt } reasons { code } } }`,
        { token, variables: { input: { dropOffPointCode: from, pickupPointCode: code, weightGrams: 900 } } },
      );
      expect([code, routePlan.reasons]).toEqual([code, []]);
      hours.push((Date.parse(routePlan.journeys[0].availableAt) - relais.clock.now().getTime()) / 3_600_000);
    }
    // On a Tuesday morning: most the next days, overseas within the week.
    expect(hours.filter((hour) => hour < 73).length / hours.length).toBeGreaterThan(0.9);
    expect(Math.max(...hours)).toBeLessThan(168);
  });

  it('makes new tokens when it is asked to, which end the ones before', async () => {
    const old = readTokens();
    const { exit, text } = await run('seed', '--tokens');
    tokens = readTokens();
    expect(exit).toBe(0);
    expect(text).toContain(tokens.operator.token);
    const { errors, status } = await relais.ask('{ merchants { edges { node { id } } } }', {
      token: old.operator.token,
    });
    expect([status, errors[0]?.extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
  });

  it('tells the demo’s player what to do where there are no tokens', async () => {
    const kept = readFileSync(tokensFile(), 'utf8');
    rmSync(tokensFile());
    const { exit, text } = await run('demo');
    writeFileSync(tokensFile(), kept, { mode: 0o600 });
    expect([exit, text]).toEqual([1, expect.stringContaining('relais seed -- --tokens')]);
  });

  it('is finished by the next start where the first was killed, and on a server by nobody unasked', async () => {
    const mark = join(relais.config.dataDir, 'demo.unfinished');
    writeFileSync(mark, '');
    const kept = readFileSync(tokensFile(), 'utf8');
    rmSync(tokensFile());
    await relais.dataSource.query('DELETE FROM enrolment');
    told.length = 0;
    await firstMinute();
    if (relais.config.databaseUrl !== null) {
      expect([told, existsSync(tokensFile())]).toEqual([[], false]);
      writeFileSync(tokensFile(), kept, { mode: 0o600 });
      await run('seed');
    }
    tokens = readTokens();
    expect(existsSync(mark)).toBe(relais.config.databaseUrl !== null);
    const { merchant } = await relais.data('{ merchant { enrolments { programmeCode } } }', {
      token: tokens.merchants[0]?.token,
    });
    expect(merchant.enrolments).toEqual([{ programmeCode: 'drive-solidaire' }]);
  });

  it('lets its page work where the service listens now, which may be another port', async () => {
    const { publishableKey } = tokens.merchants[0] as DemoTokens['merchants'][number];
    told.length = 0;
    await prepareFirstMinute(relais.service.app, 'http://localhost:4321', (line) => told.push(line));
    expect(told).toEqual([]);
    const search = NEAR.replaceAll('$postcode: String!', '$postcode: String = "59000"');
    const { errors } = await relais.ask(search, {
      token: publishableKey,
      headers: { origin: 'http://127.0.0.1:4321' },
    });
    expect(errors).toEqual([]);
  });

  it('is the same network wherever the same places are, in whatever order they come', async () => {
    const towns = await townsOf(relais.service.app);
    const made = demoNetwork(towns);
    expect(hashOf(demoNetwork([...towns].reverse()))).toBe(hashOf(made));
    const places = (points: { code: string; lat: number; lon: number }[]) =>
      new Set(points.map(({ code, lat, lon }) => `${code} ${lat} ${lon}`));
    expect(places(await network())).toEqual(places(made));
  });
});
