import type { GraphQLSchema } from 'graphql';
import { startBeside } from './support/beside.js';
import { call, documentOf, fieldsOf, type Root, schemaOf } from './support/documents.js';
import { OPERATIONS } from './support/operations.js';
import { Relais } from './support/relais.js';
import { ROUTES, routesThatRun, visit } from './support/routes.js';
import { IN_LILLE, importTimetable } from './support/timetables.js';
import {
  CALLERS,
  type CallerName,
  type Credentials,
  isUnknown,
  makeWorld,
  SHOP_ORIGIN,
  type World,
} from './support/world.js';

const ROOTS: readonly Root[] = ['Query', 'Mutation'];
const REFUSED = ['UNAUTHENTICATED', 'FORBIDDEN'];

let relais: Relais;
let world: World;
let schema: GraphQLSchema;

beforeAll(async () => {
  relais = await Relais.start();
  world = await makeWorld(relais);
  schema = await schemaOf(relais);
});
afterAll(() => relais.stop());

/** A key of the shop's page, used from another page and from no page at all. */
function misplaced(): Credentials[] {
  const { token } = world.credentials.PUBLISHABLE;
  return [{ token, headers: { origin: 'https://thief.example' } }, { token }];
}

async function ask(root: Root, name: string, who: CallerName, credentials = world.credentials[who]) {
  const args = OPERATIONS[root][name]?.args?.(world, who) ?? {};
  return call(relais, documentOf(schema, root, name, Object.keys(args)), args, credentials);
}

/** Every operation in turn, with those whom the table says may call it. */
function everyOperation(): { root: Root; name: string; allowed: readonly CallerName[] }[] {
  return ROOTS.flatMap((root) =>
    Object.keys(fieldsOf(schema, root)).map((name) => ({
      root,
      name,
      allowed: OPERATIONS[root][name]?.allowed ?? [],
    })),
  );
}

describe('every operation and every role', () => {
  it('has each operation and each route in the table, and nothing else', () => {
    for (const root of ROOTS) expect(Object.keys(fieldsOf(schema, root))).toEqual(Object.keys(OPERATIONS[root]).sort());
    expect(routesThatRun(relais).sort()).toEqual(Object.keys(ROUTES).sort());
    for (const { name, allowed } of everyOperation()) expect([name, allowed.length > 0]).toEqual([name, true]);
  });

  it('lets in exactly those whom the table names', async () => {
    const wrong: string[] = [];
    for (const { root, name, allowed } of everyOperation()) {
      for (const who of CALLERS) {
        const { codes, text } = await ask(root, name, who);
        const expected = isUnknown(who) ? 'UNAUTHENTICATED' : 'FORBIDDEN';
        const isRight = allowed.includes(who)
          ? !codes.some((code) => REFUSED.includes(code))
          : codes.length === 1 && codes[0] === expected;
        if (!isRight) wrong.push(`${name} as ${who}: ${text.slice(0, 200)}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('lets a publishable key do nothing on a page that it is not bound to', async () => {
    const wrong: string[] = [];
    for (const { root, name } of everyOperation()) {
      for (const credentials of misplaced()) {
        const { status, codes } = await ask(root, name, 'PUBLISHABLE', credentials);
        if (status !== 403 || String(codes) !== 'FORBIDDEN') wrong.push(`${name}: ${status} ${codes}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('holds for the routes beside GraphQL too', async () => {
    await importTimetable(relais, IN_LILLE);
    const wrong: string[] = [];
    for (const [name, { allowed }] of Object.entries(ROUTES)) {
      for (const who of CALLERS) {
        const status = await visit(relais, world, name, world.credentials[who]);
        const expected = isUnknown(who) ? 401 : 403;
        const isRight = allowed.includes(who) ? status < 400 : status === expected;
        if (!isRight) wrong.push(`${name} as ${who}: ${status}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('writes down every mutation of an operator, and nothing personal', async () => {
    const lines = await relais.dataSource.query('SELECT operation, target FROM audit_line');
    const written = new Set(lines.map(({ operation }: { operation: string }) => operation));
    const mutations = everyOperation().filter(
      ({ root, allowed }) => root === 'Mutation' && allowed.includes('OPERATOR'),
    );
    expect(mutations.map(({ name }) => name).filter((name) => !written.has(name))).toEqual([]);
    expect(JSON.stringify(lines)).not.toMatch(/Jeanne|Delattre|@|Petit Train|Bearer|rl_/);
    expect(lines).toContainEqual({ operation: 'createPairingCode', target: 'pointCode=AU-LILLE' });
  });
});

const WHO = '{ parcels { edges { node { trackingNumber } } } }';

describe('tokens', () => {
  it.each([
    ['of nobody', `rl_me_${'A'.repeat(43)}`],
    ['that is no token', 'hello'],
    ['of ten thousand characters', `rl_me_${'A'.repeat(10_000)}`],
    ['of a parcel that is not there', 'rl_cu_095212340000000999.AAAA'],
    ['of a customer, cut short', 'rl_cu_'],
    ['in another alphabet', 'rl_me_\u00e9\u00e9'],
  ])('refuses one %s', async (_, token) => {
    const { status, codes } = await call(relais, WHO, {}, { token });
    expect([status, codes]).toEqual([401, ['UNAUTHENTICATED']]);
  });

  it('refuses a right secret behind a wrong prefix, with more behind it, and in another scheme', async () => {
    const secret = world.merchant.token;
    const headers = [
      `Bearer ${secret.replace('rl_me_', 'rl_op_')}`,
      `Bearer ${secret}x`,
      `Bearer ${secret} x`,
      `Basic ${secret}`,
      secret,
    ];
    for (const authorization of headers) {
      const { status, codes } = await call(relais, WHO, {}, { headers: { authorization } });
      expect([authorization.slice(0, 12), status, codes]).toEqual([
        authorization.slice(0, 12),
        401,
        ['UNAUTHENTICATED'],
      ]);
    }
  });

  it('ends on the day that it says', async () => {
    const token = await relais.token('MERCHANT', { merchantId: world.merchant.id, expiresInDays: 1 });
    const now = relais.clock.now();
    relais.clock.advance({ hours: 23, minutes: 59 });
    expect((await call(relais, WHO, {}, { token })).status).toBe(200);
    relais.clock.advance({ minutes: 1 });
    expect((await call(relais, WHO, {}, { token })).codes).toEqual(['UNAUTHENTICATED']);
    relais.clock.set(now);
  });

  it('ends at once when it is revoked, by its merchant or by an operator, and only once', async () => {
    const input = { role: 'MERCHANT', label: 'till', merchantId: world.merchant.id, expiresInDays: 1 };
    const { createToken } = await relais.data(
      'mutation ($input: CreateTokenInput!) { createToken(input: $input) { id secret } }',
      { token: world.merchant.token, variables: { input } },
    );
    const REVOKE = 'mutation ($id: ID!) { revokeToken(id: $id) }';
    const variables = { id: createToken.id };
    const stranger = await relais.ask(REVOKE, { token: world.otherMerchant.token, variables });
    expect(stranger.errors[0]?.extensions.code).toBe('NOT_FOUND');
    expect((await call(relais, WHO, {}, { token: createToken.secret })).status).toBe(200);
    await relais.data(REVOKE, { token: createToken.secret, variables });
    expect((await call(relais, WHO, {}, { token: createToken.secret })).codes).toEqual(['UNAUTHENTICATED']);
    const again = await relais.ask(REVOKE, { token: world.merchant.token, variables });
    expect(again.errors[0]?.extensions.code).toBe('NOT_FOUND');
  });

  it('are nowhere in the database, nor are links, pairing codes and pickup codes', async () => {
    const { createPairingCode } = await relais.data(PAIRING, { token: world.credentials.OPERATOR.token });
    const secrets = Object.values(world.credentials).flatMap(({ token }) => token ?? []);
    const [mac] = world.parcel.customerLink.split('.').slice(-1);
    const everything = await dump();
    expect(everything).toContain(world.merchant.siret);
    for (const secret of [...secrets, String(mac), createPairingCode.code.replace('-', '')]) {
      // A secret that is kept as bytes would be shown in hexadecimal.
      for (const form of [secret, secret.replace(/^rl_.._/, ''), Buffer.from(secret).toString('hex')]) {
        expect(everything.includes(form)).toBe(false);
      }
    }
  });

  it('lets a merchant make keys for itself alone, and a chain’s operator clerks of that chain', async () => {
    const CREATE = 'mutation ($input: CreateTokenInput!) { createToken(input: $input) { secret } }';
    const attempt = async (token: string | undefined, input: Record<string, unknown>) => {
      const { data, errors } = await relais.ask(CREATE, { token, variables: { input: { label: 'x', ...input } } });
      return errors[0]?.extensions.code ?? Object.keys(data.createToken)[0];
    };
    const { MERCHANT, CHAIN_OPERATOR } = world.credentials;
    const origins = [SHOP_ORIGIN];
    const other = world.otherMerchant.id;
    const nobody = '019f0000-0000-7000-8000-000000000000';
    expect(await attempt(MERCHANT.token, { role: 'OPERATOR' })).toBe('FORBIDDEN');
    expect(await attempt(MERCHANT.token, { role: 'CLERK', pointCode: 'AU-LILLE' })).toBe('FORBIDDEN');
    expect(await attempt(MERCHANT.token, { role: 'CLERK', pointCode: 'NOWHERE' })).toBe('FORBIDDEN');
    for (const merchantId of [other, nobody]) {
      // Whether another merchant exists is not to be told from the answer.
      expect(await attempt(MERCHANT.token, { role: 'MERCHANT', merchantId })).toBe('NOT_FOUND');
      expect(await attempt(MERCHANT.token, { role: 'PUBLISHABLE', merchantId, origins })).toBe('NOT_FOUND');
      expect(await attempt(CHAIN_OPERATOR.token, { role: 'MERCHANT', merchantId })).toBe('FORBIDDEN');
    }
    expect(await attempt(CHAIN_OPERATOR.token, { role: 'OPERATOR' })).toBe('FORBIDDEN');
    expect(await attempt(CHAIN_OPERATOR.token, { role: 'OPERATOR', chainCode: 'AUCHAN' })).toBe('FORBIDDEN');
    expect(await attempt(CHAIN_OPERATOR.token, { role: 'CARRIER', networkCode: 'MONDIAL_RELAY' })).toBe('FORBIDDEN');
    expect(await attempt(CHAIN_OPERATOR.token, { role: 'CLERK', pointCode: 'AU-LILLE' })).toBe('secret');
    // Points are public: that one of another chain exists is no secret.
    expect(await attempt(CHAIN_OPERATOR.token, { role: 'CLERK', pointCode: 'CA-LILLE' })).toBe('FORBIDDEN');
  });
});

const PAIRING = 'mutation { createPairingCode(pointCode: "AU-LILLE", label: "desk") { code expiresAt } }';
const PAIR = `mutation ($code: String!) {
  pairDevice(code: $code) { __typename ... on PairedDevice { pointCode token { secret } } ... on Refusal { code } }
}`;

async function dump(): Promise<string> {
  const tables = await relais.dataSource.query(
    `SELECT table_name AS name FROM information_schema.tables
      WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name <> 'spatial_ref_sys'`,
  );
  const texts: string[] = [];
  for (const { name } of tables) {
    const [{ text }] = await relais.dataSource.query(`SELECT string_agg(t::text, chr(10)) AS text FROM "${name}" t`);
    texts.push(text ?? '');
  }
  return texts.join('\n');
}

describe('pairing a phone', () => {
  const codeFrom = async () =>
    (await relais.data(PAIRING, { token: world.credentials.OPERATOR.token })).createPairingCode.code as string;
  const pair = async (code: string) => (await relais.data(PAIR, { variables: { code } })).pairDevice;

  it('gives one of two phones that type the same code a token, and refuses the code afterwards', async () => {
    const code = await codeFrom();
    const answers = await Promise.all([pair(code), pair(code.toLowerCase().replace('-', ' '))]);
    expect(answers.map(({ __typename }) => __typename).sort()).toEqual(['PairedDevice', 'Refusal']);
    expect(await pair(code)).toMatchObject({ code: 'PAIRING_CODE_INVALID' });
    const { token, pointCode } = answers.find(({ __typename }) => __typename === 'PairedDevice');
    expect(pointCode).toBe('AU-LILLE');
    expect((await call(relais, WHO, {}, { token: token.secret })).codes).toEqual([]);
  });

  it('takes the code for fifteen minutes', async () => {
    const [kept, late] = [await codeFrom(), await codeFrom()];
    relais.clock.advance({ minutes: 14 });
    expect(await pair(kept)).toMatchObject({ __typename: 'PairedDevice' });
    relais.clock.advance({ minutes: 1 });
    expect(await pair(late)).toMatchObject({ code: 'PAIRING_CODE_INVALID' });
  });
});

describe('rates', () => {
  let strict: Awaited<ReturnType<typeof startBeside>>;
  afterAll(() => strict.stop());

  it('are limited for each address without a token, and for each token by itself', async () => {
    strict = await startBeside(relais, { ratePerMinute: 4, addressRatePerMinute: 3 });
    const guess = () => call(strict, PAIR, { code: 'AAAAA-AAAAA' });
    for (let count = 0; count < 3; count += 1) expect((await guess()).status).toBe(200);
    const { status, errors } = await guess();
    expect([status, errors[0]?.extensions.code]).toEqual([429, 'RATE_LIMITED']);
    expect(errors[0]?.extensions.details?.retryAfterSeconds).toBeGreaterThan(0);
    // A wrong token is no way round, nor is another address claimed in a header.
    const around = { token: 'rl_me_wrong', headers: { 'x-forwarded-for': '203.0.113.9' } };
    expect((await call(strict, WHO, {}, around)).status).toBe(429);

    const { MERCHANT, CARRIER } = world.credentials;
    for (let count = 0; count < 4; count += 1) expect((await call(strict, WHO, {}, MERCHANT)).status).toBe(200);
    expect((await call(strict, WHO, {}, MERCHANT)).codes).toEqual(['RATE_LIMITED']);
    expect((await call(strict, WHO, {}, CARRIER)).status).toBe(200);

    const refused = await fetch(`${strict.url}/playground`, { headers: { 'accept-language': 'fr' } });
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused.headers.get('ratelimit')).toMatch(/r=0/);
    expect(refused.headers.get('ratelimit-policy')).toMatch(/w=60/);
    expect(await refused.text()).toMatch(/Trop de demandes/);
    expect(await (await fetch(`${strict.url}/health/live`)).json()).toEqual({ status: 'ok' });
  });
});
