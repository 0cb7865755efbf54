import { gzipSync } from 'node:zlib';
import { startBeside } from './support/beside.js';
import { Relais } from './support/relais.js';

let relais: Relais;
beforeAll(async () => {
  relais = await Relais.start();
});
afterAll(() => relais.stop());

const JSON_TYPE = { 'content-type': 'application/json' };

/** What a request to /graphql gets, whatever it is made of. */
async function send(init: RequestInit & { search?: string }, url = relais.url) {
  const response = await fetch(`${url}/graphql${init.search ?? ''}`, { method: 'POST', ...init });
  const text = await response.text();
  const body = text.startsWith('{') ? JSON.parse(text) : {};
  const [error] = body.errors ?? [];
  return { status: response.status, code: error?.extensions?.code, message: error?.message ?? '', data: body.data };
}

/** A page's status and headers; what is in it is read, so that its connection is free again. */
async function visit(path: string, headers: Record<string, string> = {}, url = relais.url) {
  const response = await fetch(`${url}${path}`, { headers });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

const query = (text: string, more = {}) => send({ headers: JSON_TYPE, body: JSON.stringify({ query: text, ...more }) });

describe('a request that is too much', () => {
  it('of ten megabytes gets 413, packed or not', async () => {
    const body = JSON.stringify({ query: `{ points { edges { cursor } } } #${'x'.repeat(10_000_000)}` });
    expect(await send({ headers: JSON_TYPE, body })).toMatchObject({ status: 413, code: 'BAD_INPUT' });
    const packed = { headers: { ...JSON_TYPE, 'content-encoding': 'gzip' }, body: gzipSync(body) };
    expect(await send(packed)).toMatchObject({ status: 413, code: 'BAD_INPUT' });
  });

  it.each([
    [
      'two hundred aliases',
      `{ ${Array.from({ length: 200 }, (_, n) => `a${n}: point(code: "A") { code }`).join(' ')} }`,
    ],
    ['fifty levels', `{ points { edges { node ${'{ node '.repeat(50)} { code } ${'}'.repeat(50)} } } }`],
    ['three thousand words', `{ ${'__typename '.repeat(3000)} }`],
    ['a hundred directives', `{ point(code: "A") { code ${'@skip(if: false) '.repeat(100)} } }`],
    [
      'fragments that multiply',
      `{ points { ...a } } ${['a', 'b', 'c', 'd', 'e']
        .map((name, at) => `fragment ${name} on PointConnection { ${`...${'abcdef'[at + 1]} `.repeat(20)} }`)
        .join(' ')} fragment f on PointConnection { edges { cursor } }`,
    ],
  ])('with %s gets QUERY_TOO_COSTLY', async (_, text) => {
    expect(await query(text)).toMatchObject({ status: 400, code: 'QUERY_TOO_COSTLY' });
  });

  it('with fragments that go round in a circle is told so', async () => {
    const text = '{ points { ...a } } fragment a on PointConnection { ...b } fragment b on PointConnection { ...a }';
    expect(await query(text)).toMatchObject({ status: 400, code: 'GRAPHQL_VALIDATION_FAILED' });
  });
});

describe('a request of the wrong form', () => {
  it('whose variables have no bottom is refused as bad input', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const headers = { ...JSON_TYPE, authorization: `Bearer ${await relais.token('OPERATOR')}` };
    for (const text of [
      'mutation ($x: JSON!) { saveProgramme(definition: $x) { code } }',
      'query ($x: ID!) { point(code: $x) { code } }',
      'query ($x: PointsFilterInput) { points(filter: $x) { edges { cursor } } }',
    ]) {
      const answer = await send({ headers, body: `{"query": ${JSON.stringify(text)}, "variables": {"x": ${deep}}}` });
      expect(answer.code).toBe('BAD_INPUT');
    }
  });

  it.each([
    ['a list of operations', { headers: JSON_TYPE, body: '[{"query":"{__typename}"},{"query":"{__typename}"}]' }],
    ['broken JSON', { headers: JSON_TYPE, body: '{"query": ' }],
    ['JSON of another kind', { headers: JSON_TYPE, body: '"hello"' }],
    ['a null', { headers: JSON_TYPE, body: 'null' }],
    ['nothing', { headers: JSON_TYPE, body: '' }],
    ['no query', { headers: JSON_TYPE, body: '{}' }],
    ['a query that is a number', { headers: JSON_TYPE, body: '{"query": 3}' }],
    ['variables that are a list', { headers: JSON_TYPE, body: '{"query": "{__typename}", "variables": [1]}' }],
    ['variables that are text', { headers: JSON_TYPE, body: '{"query": "{__typename}", "variables": "x"}' }],
    ['an unknown operation name', { headers: JSON_TYPE, body: '{"query": "{__typename}", "operationName": "x"}' }],
    ['text', { headers: { 'content-type': 'text/plain' }, body: '{"query":"{__typename}"}' }],
    ['a form', { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'query={__typename}' }],
    ['parts', { headers: { 'content-type': 'multipart/form-data; boundary=x' }, body: '--x--' }],
    ['an unknown type', { headers: { 'content-type': 'application/cbor' }, body: 'x' }],
    ['no type', { headers: { 'content-type': '' }, body: '{"query":"{__typename}"}' }],
    ['another alphabet', { headers: { 'content-type': 'application/json; charset=ebcdic' }, body: '{}' }],
    ['another packing', { headers: { ...JSON_TYPE, 'content-encoding': 'rot13' }, body: '{}' }],
    ['packing that is none', { headers: { ...JSON_TYPE, 'content-encoding': 'gzip' }, body: 'hello' }],
    ['a field that is not there', { headers: JSON_TYPE, body: '{"query": "{ nothing }"}' }],
    ['what is not GraphQL', { headers: JSON_TYPE, body: '{"query": "hello!"}' }],
  ])('%s gets a code and a 4xx', async (_, init) => {
    const { status, code, message } = await send(init);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expect(code).toMatch(/^[A-Z_]+$/);
    expect(message.length).toBeGreaterThan(10);
  });

  it('another site’s page cannot have a browser send it unasked', async () => {
    const search = `?query=${encodeURIComponent('{ __typename }')}`;
    expect((await send({ method: 'GET', search })).status).toBe(400);
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
      expect((await send({ method: 'GET', search, headers: { 'content-type': type } })).status).toBe(400);
    }
    const asked = { 'apollo-require-preflight': 'true' };
    expect(await send({ method: 'GET', search, headers: asked })).toMatchObject({ status: 200 });
    const change = `?query=${encodeURIComponent('mutation { pairDevice(code: "x") { __typename } }')}`;
    expect((await send({ method: 'GET', search: change, headers: asked })).status).toBe(405);
    expect((await send({ method: 'PUT', headers: JSON_TYPE, body: '{"query":"{__typename}"}' })).status).toBe(405);
  });
});

describe('an answer', () => {
  const POINT = 'query ($code: ID!) { point(code: $code) { code } }';

  it('is in the language that the reader asks for', async () => {
    const messageIn = async (language: string) => {
      const { errors } = await relais.ask(POINT, {
        variables: { code: 'NONE' },
        headers: { 'accept-language': language },
      });
      return errors[0]?.message ?? '';
    };
    expect(await messageIn('fr-FR,fr;q=0.9,en;q=0.5')).toMatch(/Aucun point/);
    for (const language of ['en', 'de', '', '*', 'fr;q=0.1, en', ';;;']) {
      expect(await messageIn(language)).toMatch(/There is no point/);
    }
    const pair = 'mutation { pairDevice(code: "AAAAA") { ... on Refusal { message } } }';
    const { pairDevice } = await relais.data(pair, { headers: { 'accept-language': 'fr' } });
    expect(pairDevice.message).toMatch(/code d’appairage/);
    const { errors } = await relais.ask('{ auditLog { id } }', { headers: { 'accept-language': 'fr' } });
    expect(errors[0]?.message).toMatch(/Identifiez-vous/);
    const label = await visit('/labels/x.pdf', { 'accept-language': 'fr' });
    expect([label.status, label.text]).toEqual([401, expect.stringMatching(/Identifiez-vous/)]);
  });

  it('says nothing of what serves it, and is not to be guessed at or framed', async () => {
    for (const path of ['/', '/graphql', '/health/live', '/playground', '/labels/1.pdf', '/nothing']) {
      const { headers } = await visit(path);
      expect([path, headers.get('x-content-type-options')]).toEqual([path, 'nosniff']);
      expect([path, headers.get('x-frame-options')]).toEqual([path, 'DENY']);
      expect([path, headers.get('x-powered-by'), headers.get('server')]).toEqual([path, null, null]);
    }
    const { status, headers } = await visit('/nothing');
    expect([status, headers.get('content-type')]).toEqual([404, 'application/json; charset=utf-8']);
  });

  it.each([
    '/labels/%00.pdf',
    '/labels/..%2f..%2fsecret.pdf',
    '/labels/%E0%A4%A.pdf',
    `/labels/${'1'.repeat(9000)}.pdf`,
  ])('to %s is a 4xx', async (path) => {
    const { status } = await visit(path, { authorization: `Bearer ${await relais.token('OPERATOR')}` });
    expect([400, 404]).toContain(status);
  });

  it('to an import with a name that is none is a 4xx', async () => {
    for (const search of [
      '',
      '?source=%00',
      '?source=../x',
      `?source=${'x'.repeat(5000)}`,
      '?source=a&map=%00&set=%ff',
    ]) {
      const response = await fetch(`${relais.url}/imports/points${search}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${await relais.token('OPERATOR')}` },
        body: 'ref,name\n',
      });
      const { errors } = (await response.json()) as { errors: { extensions: { code: string } }[] };
      expect([search.slice(0, 30), response.status, errors[0]?.extensions.code]).toEqual([
        search.slice(0, 30),
        400,
        expect.not.stringMatching('INTERNAL'),
      ]);
    }
  });
});

describe('in production', () => {
  let production: Awaited<ReturnType<typeof startBeside>>;
  beforeAll(async () => {
    production = await startBeside(relais, { mode: 'production' });
  });
  afterAll(() => production.stop());

  const ask = (text: string) => send({ headers: JSON_TYPE, body: JSON.stringify({ query: text }) }, production.url);

  it('neither the schema nor the playground is shown, nor are names suggested', async () => {
    expect((await ask('{ __schema { types { name } } }')).status).toBe(400);
    expect((await ask('{ __type(name: "Parcel") { name } }')).status).toBe(400);
    expect((await ask('{ poin }')).message).not.toMatch(/Did you mean/);
    expect((await visit('/playground', {}, production.url)).status).toBe(404);
    expect((await visit('/playground')).status).toBe(200);
    expect((await query('{ __schema { queryType { name } } }')).data).toEqual({
      __schema: { queryType: { name: 'Query' } },
    });
  });

  it('a failure of ours is an id and nothing more', async () => {
    await relais.dataSource.query('ALTER TABLE point RENAME TO point_away');
    try {
      const { status, code, message } = await ask('{ point(code: "A") { code } }');
      expect([status, code]).toEqual([200, 'INTERNAL']);
      expect(message).toMatch(/this number: [0-9a-f-]{36}$/);
    } finally {
      await relais.dataSource.query('ALTER TABLE point_away RENAME TO point');
    }
  });
});
