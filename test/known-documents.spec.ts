import { createConnection } from 'node:net';
import type { GraphQLSchema } from 'graphql';
import { Metrics } from '../src/platform/http/metrics.js';
import { documentOf, fieldsOf, type Root, schemaOf } from './support/documents.js';
import { OPERATIONS } from './support/operations.js';
import { keptConnection, type RawAnswer, sendRaw } from './support/raw.js';
import { Relais } from './support/relais.js';
import { CALLERS, type Credentials, makeWorld, type World } from './support/world.js';

let relais: Relais;
let world: World;
let schema: GraphQLSchema;

beforeAll(async () => {
  relais = await Relais.start();
  world = await makeWorld(relais);
  schema = await schemaOf(relais);
});
afterAll(() => relais.stop());

/** How many requests were answered ahead of Apollo so far. */
async function answeredAhead(): Promise<number> {
  const printed = await relais.service.app.get(Metrics).print();
  return Number(/^relais_graphql_known_total (\d+)$/m.exec(printed)?.[1]);
}

function headersOf({ token, headers }: Credentials): Record<string, string> {
  return { ...(token ? { authorization: `Bearer ${token}` } : {}), ...headers };
}

// What is made anew each time that it is asked for.
const NEW_EACH_TIME =
  /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}|rl_[a-z]{2}_[\w-]{43}|whsec_[\w+/]{43}=|(?<="code":")[0-9A-Z]{5}-[0-9A-Z]{5}(?=")/g;

function comparable({ text, ...answer }: RawAnswer): RawAnswer {
  return { ...answer, text: text.replaceAll(NEW_EACH_TIME, '…') };
}

let unknown = 0;

interface Request {
  query: string;
  variables?: unknown;
  operationName?: unknown;
}

/**
 * Asks three times: until the document is known, when it is known, and by a text that is not known. The last two must
 * be the same.
 *
 * @returns The answer, and whether the second request was answered ahead of Apollo.
 */
async function onBothPaths({ query, ...more }: Request, headers: Record<string, string> = {}) {
  const ask = (text: string) => sendRaw(relais, JSON.stringify({ query: text, ...more }), { headers });
  await ask(query);
  const before = await answeredAhead();
  const fast = await ask(query);
  const after = await answeredAhead();
  unknown += 1;
  const slow = await ask(`${query} # ${unknown}`);
  expect(await answeredAhead()).toBe(after);
  return { fast: comparable(fast), slow: comparable(slow), isAhead: after > before };
}

describe('every operation and every role', () => {
  it('gets the same answer from Apollo and ahead of it, to the last byte and header', async () => {
    const wrong: string[] = [];
    let count = 0;
    for (const root of ['Query', 'Mutation'] as Root[]) {
      for (const name of Object.keys(fieldsOf(schema, root))) {
        for (const who of CALLERS) {
          const variables = OPERATIONS[root][name]?.args?.(world, who) ?? {};
          const query = documentOf(schema, root, name, Object.keys(variables));
          const { fast, slow, isAhead } = await onBothPaths({ query, variables }, headersOf(world.credentials[who]));
          count += isAhead ? 1 : 0;
          const isRight = isAhead === !slow.text.includes('"errors":[');
          if (!isRight || JSON.stringify(fast) !== JSON.stringify(slow)) {
            wrong.push(`${name} as ${who}, ahead: ${isAhead}\n${JSON.stringify(fast)}\n${JSON.stringify(slow)}`);
          }
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(count).toBeGreaterThanOrEqual(100);
  });
});

const POINT = 'query ($code: ID!, $more: Boolean! = false) { point(code: $code) { code ...f @include(if: $more) } }';
const FRAGMENT = 'fragment f on Point { name kind address { city } networks { network number } hours nextChange lat }';

describe('a document that is known', () => {
  const code = 'AU-LILLE';

  it.each<[string, Request, boolean]>([
    ['a condition that does not hold', { query: `${POINT} ${FRAGMENT}`, variables: { code } }, true],
    ['a condition that holds', { query: `${POINT} ${FRAGMENT}`, variables: { code, more: true } }, true],
    ['a null where a value belongs', { query: `${POINT} ${FRAGMENT}`, variables: { code, more: null } }, false],
    ['a variable that is missing', { query: `${POINT} ${FRAGMENT}`, variables: {} }, false],
    ['no variables', { query: `${POINT} ${FRAGMENT}` }, false],
    ['variables that are null', { query: `${POINT} ${FRAGMENT}`, variables: null }, false],
    ['variables that are a list', { query: `${POINT} ${FRAGMENT}`, variables: [] }, false],
    ['a variable of the wrong type', { query: `${POINT} ${FRAGMENT}`, variables: { code: [1] } }, false],
    ['a number for an id', { query: `${POINT} ${FRAGMENT}`, variables: { code: 12 } }, false],
    ['variables that nobody asked for', { query: `${POINT} ${FRAGMENT}`, variables: { code, x: 1 } }, true],
    ['a point that is not there', { query: `${POINT} ${FRAGMENT}`, variables: { code: 'NONE' } }, false],
    [
      'aliases, twice one field',
      { query: `{ a: point(code: "AU-LILLE") { x: code } b: point(code: "CA-LILLE") { x: name x2: name } }` },
      true,
    ],
    [
      'one field in two parts',
      { query: `{ point(code: "${code}") { address { city } } point(code: "${code}") { address { street } } }` },
      true,
    ],
    ['nothing but a condition', { query: `{ point(code: "${code}") { code @skip(if: true) } }` }, true],
    [
      '__typename everywhere',
      { query: `{ __typename point(code: "${code}") { __typename address { __typename } } }` },
      true,
    ],
    [
      'introspection beside data',
      { query: `{ __schema { queryType { name } } point(code: "${code}") { code } }` },
      true,
    ],
    ['one good and one bad field', { query: `{ point(code: "${code}") { code } auditLog { id } }` }, false],
    [
      'a list and its page',
      {
        query:
          '{ points(first: 2) { edges { cursor node { code services flags } } pageInfo { hasNextPage endCursor } } }',
      },
      true,
    ],
    [
      'an enum in and out',
      {
        query: 'query ($filter: PointsFilterInput) { points(filter: $filter) { edges { node { kind state } } } }',
        variables: { filter: { state: 'OPEN' } },
      },
      true,
    ],
    [
      'an enum that is none',
      {
        query: 'query ($filter: PointsFilterInput) { points(filter: $filter) { edges { node { kind } } } }',
        variables: { filter: { state: 'X' } },
      },
      false,
    ],
    [
      'a refusal',
      { query: 'mutation { pairDevice(code: "AAAAA-AAAAA") { __typename ... on Refusal { code message details } } }' },
      true,
    ],
    ['an operation that is named', { query: `query a { point(code: "${code}") { code } }`, operationName: 'a' }, true],
    ['a name that is null', { query: `query a { point(code: "${code}") { code } }`, operationName: null }, true],
    ['an empty name', { query: `query a { point(code: "${code}") { code } }`, operationName: '' }, false],
    ['a name that is not there', { query: `query a { point(code: "${code}") { code } }`, operationName: 'b' }, false],
    ['a name that is a number', { query: `query a { point(code: "${code}") { code } }`, operationName: 1 }, false],
    [
      'two operations, one named',
      { query: `query a { point(code: "${code}") { code } } query b { __typename }`, operationName: 'a' },
      true,
    ],
    [
      'two operations, none named',
      { query: `query a { point(code: "${code}") { code } } query b { __typename }` },
      false,
    ],
  ])('with %s gets the same answer on both paths', async (_, request, isExpectedAhead) => {
    for (const language of ['fr', 'en']) {
      const { fast, slow, isAhead } = await onBothPaths(request, { 'accept-language': language });
      expect(fast).toEqual(slow);
      expect(isAhead).toBe(isExpectedAhead);
    }
  });

  it.each<[string, Record<string, string>]>([
    ['no wish for a type', {}],
    ['any type', { accept: '*/*' }],
    ['the type of GraphQL', { accept: 'application/graphql-response+json' }],
    ['that or JSON', { accept: 'application/graphql-response+json, application/json' }],
    ['that or worse JSON', { accept: 'application/graphql-response+json,application/json;q=0.9' }],
    ['a browser’s wish', { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }],
    ['a type that there is not', { accept: 'text/css' }],
    ['another spelling of JSON', { 'content-type': 'application/json; charset=UTF-8' }],
    ['an origin', { origin: 'https://shop.example' }],
    ['a connection that ends', { connection: 'close' }],
    ['a bad token', { authorization: 'Bearer rl_me_wrong' }],
    ['no token but a scheme', { authorization: 'Basic x' }],
  ])('asked for with %s gets the same answer on both paths', async (_, headers) => {
    const { fast, slow } = await onBothPaths({ query: `{ point(code: "${code}") { name } }` }, headers);
    expect(fast).toEqual(slow);
  });

  it('is answered on a connection that is kept, in the order of the requests', async () => {
    const agent = keptConnection();
    const ask = (text: string) => sendRaw(relais, JSON.stringify({ query: text }), { agent });
    const first = await ask('{ point(code: "AU-LILLE") { code } }');
    const before = await answeredAhead();
    for (let count = 0; count < 5; count += 1) expect(await ask('{ point(code: "AU-LILLE") { code } }')).toEqual(first);
    expect(await answeredAhead()).toBe(before + 5);
    agent.destroy();
    const bodies = ['AU-LILLE', 'NONE', 'CA-LILLE'].map((wanted) =>
      JSON.stringify({ query: `${POINT} ${FRAGMENT}`, variables: { code: wanted } }),
    );
    const answered = await pipelined(bodies);
    expect(answered.match(/"code":"[A-Z-]+"/g)).toEqual(['"code":"AU-LILLE"', '"code":"NONE"', '"code":"CA-LILLE"']);
  });
});

/** Sends several requests at once on one connection. @returns All that comes back. */
function pipelined(bodies: readonly string[]): Promise<string> {
  const { hostname, port } = new URL(relais.url);
  return new Promise((resolve, reject) => {
    const socket = createConnection({ host: hostname, port: Number(port) });
    let heard = '';
    socket.on('data', (chunk) => (heard += String(chunk)));
    socket.once('error', reject);
    socket.once('close', () => resolve(heard));
    const texts = bodies.map((body, at) => {
      const last = at === bodies.length - 1 ? 'connection: close\r\n' : '';
      return `POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n${last}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
    });
    socket.write(texts.join(''));
  });
}
