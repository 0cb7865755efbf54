import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../src/platform/config.js';
import { documentsCommands } from '../src/platform/graphql/documents.commands.js';
import { documentIdOf } from '../src/platform/graphql/documents.js';
import { Metrics } from '../src/platform/http/metrics.js';
import { type Service, startService } from '../src/service.js';
import { startBeside } from './support/beside.js';
import { relaisCommand } from './support/command.js';
import { addPoint } from './support/points.js';
import { PAST_THE_DOOR, sendRaw } from './support/raw.js';
import { Relais } from './support/relais.js';

const POINT = 'query point($code: ID!) {\n  point(code: $code) { code name }\n}\n';
const TWO = 'query a { __typename } query b { points(first: 1) { edges { node { code } } } }';
const CHANGE = 'mutation { pairDevice(code: "AAAAA-AAAAA") { ... on Refusal { code } } }';
const UNLISTED = '{ point(code: "AU-LILLE") { code } }';
const variables = { code: 'AU-LILLE' };

let relais: Relais;
let folder: string;
let file: string;
const others: Service[] = [];
let listed: Awaited<ReturnType<typeof startBeside>>;

const command = (...words: string[]) =>
  relaisCommand(relais.service.app, documentsCommands, folder, ['documents', ...words]);

beforeAll(async () => {
  relais = await Relais.start();
  await addPoint(relais, { code: 'AU-LILLE' });
  folder = mkdtempSync(join(tmpdir(), 'relais-documents-'));
  mkdirSync(join(folder, 'good/inside'), { recursive: true });
  writeFileSync(join(folder, 'good/point.graphql'), POINT);
  writeFileSync(join(folder, 'good/inside/two.graphql'), TWO);
  writeFileSync(join(folder, 'good/inside/change.graphql'), CHANGE);
  writeFileSync(join(folder, 'good/notes.txt'), 'not a document');
  file = join(folder, 'documents.json');
});
afterAll(async () => {
  await listed?.stop();
  for (const service of others) await service.stop();
  await relais.stop();
  rmSync(folder, { recursive: true });
});

describe('relais documents', () => {
  it('writes the texts of a folder under the SHA-256 of each', async () => {
    const { exit, text } = await command('good', '-o', 'documents.json');
    expect([exit, text]).toEqual([0, expect.stringContaining('3 documents in')]);
    expect(text).toContain(`${documentIdOf(POINT).slice(0, 19)}…  point.graphql`);
    const written = JSON.parse(readFileSync(file, 'utf8'));
    expect(written).toEqual(Object.fromEntries([POINT, TWO, CHANGE].map((each) => [documentIdOf(each), each])));
    // The example of the specification.
    expect(documentIdOf('query($id:ID!){user(id:$id){name}}')).toBe(
      'sha256:71f7dc5758652baac68e4a10c50be732b741c892ade2883a99358f52b555286b',
    );
  });

  it('writes nothing when a document is not valid, and says which', async () => {
    mkdirSync(join(folder, 'bad'));
    const bad = { a: '{ nothing }', b: '{ point', c: `{ ${'__typename '.repeat(3000)} }`, d: POINT };
    for (const [name, text] of Object.entries(bad)) writeFileSync(join(folder, `bad/${name}.graphql`), text);
    const { exit, text } = await command('bad', '-o', 'bad.json');
    expect(exit).toBe(1);
    expect(text).toMatch(
      /^a\.graphql: Cannot query field "nothing".*\nb\.graphql: Syntax Error.*\nc\.graphql: .*2000 tokens/,
    );
    expect(text).not.toContain('d.graphql');
    expect(() => readFileSync(join(folder, 'bad.json'))).toThrow('ENOENT');
  });

  it.each([[['good']], [['good', 'more', '-o', 'x']], [['nowhere', '-o', 'x']], [['bad/none', '-o', 'x']]])(
    'refuses %j',
    async (words) => {
      const { exit, text } = await command(...words);
      expect([exit, text]).toEqual([1, expect.stringMatching(/BAD_INPUT/)]);
    },
  );
});

async function answeredAhead(): Promise<number> {
  const printed = await listed.app.get(Metrics).print();
  return Number(/^relais_graphql_known_total (\d+)$/m.exec(printed)?.[1]);
}

describe('a service with a list of documents', () => {
  const send = (body: object, headers = {}, path = '/graphql') =>
    sendRaw(listed, JSON.stringify(body), { headers, path });
  const get = (parameters: Record<string, string>) =>
    sendRaw(listed, '', {
      method: 'GET',
      path: `/graphql?${new URLSearchParams(parameters)}`,
      headers: { 'apollo-require-preflight': 'true' },
    });
  const persistedQuery = (text: string) => ({
    persistedQuery: { version: 1, sha256Hash: documentIdOf(text).replace('sha256:', '') },
  });
  const data = { point: { code: 'AU-LILLE', name: 'Point AU-LILLE' } };

  beforeAll(async () => {
    listed = await startBeside(relais, { documentsFile: file });
  });

  it('answers one by its id, by Apollo’s hash and by its text, ahead of Apollo from the first time', async () => {
    const before = await answeredAhead();
    const asked = [
      { documentId: documentIdOf(POINT), variables },
      { extensions: persistedQuery(POINT), variables },
      { query: POINT, variables },
      { query: POINT, documentId: documentIdOf(POINT), variables },
      { query: POINT, extensions: persistedQuery(POINT), variables },
    ];
    const answers = [];
    for (const body of asked) answers.push(await send(body));
    expect(await answeredAhead()).toBe(before + asked.length);
    // The same by the way through Express and Apollo.
    for (const body of asked) answers.push(await send(body, {}, PAST_THE_DOOR));
    expect(await answeredAhead()).toBe(before + asked.length);
    expect(JSON.parse(answers[0]?.text ?? '')).toEqual({ data });
    for (const answer of answers) expect(answer).toEqual(answers[0]);
  });

  it('answers the operation that is named', async () => {
    const { text } = await send({ documentId: documentIdOf(TWO), operationName: 'a' });
    expect(text).toBe('{"data":{"__typename":"Query"}}\n');
    expect((await send({ documentId: documentIdOf(TWO) })).text).toMatch(/Must provide operation name/);
  });

  it('answers by GET what only reads', async () => {
    const more = { variables: JSON.stringify(variables) };
    for (const parameters of [
      { documentId: documentIdOf(POINT), ...more },
      { query: POINT, ...more },
      { extensions: JSON.stringify(persistedQuery(POINT)), ...more },
    ]) {
      expect(JSON.parse((await get(parameters)).text)).toEqual({ data });
    }
    expect((await get({ documentId: documentIdOf(CHANGE) })).status).toBe(405);
  });

  it.each<[string, object]>([
    ['another text', { query: UNLISTED }],
    ['a text with one space more', { query: `${POINT} `, variables }],
    ['an id that is not listed', { documentId: documentIdOf(UNLISTED) }],
    ['an id in capitals', { documentId: documentIdOf(POINT).toUpperCase() }],
    ['an id that is a name of every object', { documentId: '__proto__' }],
    ['an id that is a number', { documentId: 7 }],
    ['a hash that is not listed', { extensions: persistedQuery(UNLISTED) }],
    ['a listed id and another text', { documentId: documentIdOf(POINT), query: UNLISTED }],
    ['a listed hash and another text', { extensions: persistedQuery(POINT), query: UNLISTED }],
    ['the schema', { query: '{ __schema { types { name } } }' }],
    ['what is no GraphQL', { query: 'hello' }],
  ])('refuses %s on every path, in the reader’s language', async (_, body) => {
    for (const path of ['/graphql', PAST_THE_DOOR]) {
      const { status, text } = await send(body, {}, path);
      expect([status, JSON.parse(text).errors[0].extensions.code]).toEqual([400, 'DOCUMENT_NOT_LISTED']);
      expect((await send(body, { 'accept-language': 'fr' }, path)).text).toMatch(
        /Ce service ne répond qu’aux documents/,
      );
    }
    const strings = Object.entries(body).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]);
    const { status, text } = await get(Object.fromEntries(strings));
    expect([status, JSON.parse(text).errors[0].extensions.code]).toEqual([400, 'DOCUMENT_NOT_LISTED']);
  });

  it.each<[string, object | string]>([
    ['nothing', {}],
    ['an empty query', { query: '' }],
    ['a query that is a list', { query: [UNLISTED] }],
    ['a list of requests', [{ query: UNLISTED }]],
    ['a hash of another kind', { query: null, extensions: { persistedQuery: {} } }],
  ])('executes nothing for %s', async (_, body) => {
    for (const path of ['/graphql', PAST_THE_DOOR]) {
      const { status, text } = await send(body as object, {}, path);
      expect(JSON.parse(text)).toEqual({ errors: [expect.anything()] });
      // Apollo's clients are told by a 200 that hashes of their own are not taken.
      expect(status).toBe(text.includes('PERSISTED_QUERY_NOT_SUPPORTED') ? 200 : 400);
    }
  });

  it('shows its list in the place of the playground', async () => {
    const page = await (await fetch(`${listed.url}/playground`)).text();
    expect(page).toContain(documentIdOf(POINT));
    expect(page).toContain('RELAIS_DOCUMENTS is set');
    expect(page).not.toContain('<script');
  });

  it('does not start with a file that is none', async () => {
    const wrong = {
      missing: null,
      'no JSON': 'x',
      'no list': '[1]',
      'another’s id': JSON.stringify({ [documentIdOf(TWO)]: POINT }),
    };
    for (const [name, text] of Object.entries(wrong)) {
      const documentsFile = join(folder, `${name}.json`);
      if (text !== null) writeFileSync(documentsFile, text);
      // It closes the database that it was given, which is the story's own.
      const database = { ...relais.service.database, close: async () => {} };
      const started = startService({ ...relais.config, documentsFile }, { database });
      await expect(started).rejects.toMatchObject({
        code: 'CONFIG_INVALID',
        message: expect.stringContaining('RELAIS_DOCUMENTS'),
      });
    }
  });

  it('starts with a document that the schema no longer has, and leaves it to Apollo to say so', async () => {
    const old = '{ point(code: "A") { forgotten } }';
    const documentsFile = join(folder, 'old.json');
    writeFileSync(documentsFile, JSON.stringify({ [documentIdOf(old)]: old, [documentIdOf(POINT)]: POINT }));
    const database = { ...relais.service.database, close: async () => {} };
    const service = await startService({ ...relais.config, documentsFile }, { database });
    const { text } = await sendRaw(service, JSON.stringify({ documentId: documentIdOf(old) }));
    expect(text).toMatch(/GRAPHQL_VALIDATION_FAILED/);
    others.push(service);
  });
});

describe('a service without a list', () => {
  it('says what to do instead of an identifier', async () => {
    for (const path of ['/graphql', PAST_THE_DOOR]) {
      const { status, text } = await sendRaw(relais, JSON.stringify({ documentId: documentIdOf(POINT) }), { path });
      expect([status, JSON.parse(text).errors[0].extensions.code]).toEqual([400, 'DOCUMENT_IDS_UNUSED']);
    }
    expect((await relais.data(UNLISTED)).point).toEqual({ code: 'AU-LILLE' });
  });

  it('reads the file’s name from the environment', () => {
    expect(readConfig({ RELAIS_DOCUMENTS: '/documents.json' }).documentsFile).toBe('/documents.json');
    expect(readConfig({}).documentsFile).toBeNull();
  });
});
