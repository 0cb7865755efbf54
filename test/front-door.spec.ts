import { createConnection } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { PairingService } from '../src/access/pairing.service.js';
import { KnownDocuments } from '../src/platform/graphql/known-documents.js';
import { addPoint } from './support/points.js';
import { PAST_THE_DOOR, sendRaw } from './support/raw.js';
import { Relais } from './support/relais.js';

let relais: Relais;
let operator: string;

beforeAll(async () => {
  relais = await Relais.start();
  await addPoint(relais, { code: 'AU-LILLE' });
  operator = await relais.token('OPERATOR');
});
afterAll(() => relais.stop());

describe('a request that is not for a known document', () => {
  it.each<[string, string | Buffer]>([
    ['broken JSON', '{"query": '],
    ['JSON of another kind', '"hello"'],
    ['a null', 'null'],
    ['an empty object', '{}'],
    ['a list of operations', '[{"query":"{__typename}"}]'],
    ['a mark of the byte order', '\uFEFF{"query":"{__typename}"}'],
    ['bytes that are no UTF-8', Buffer.from('{"query":"{__typename} #\xff"}', 'latin1')],
    ['a name of the object’s own', '{"query":"{__typename}","__proto__":{"query":"{x}"}}'],
    ['a query that is a number', '{"query":3}'],
    ['an empty query', '{"query":""}'],
    ['extensions that are text', '{"query":"{__typename}","extensions":"x"}'],
    ['extensions', '{"query":"{__typename}","extensions":{"a":1}}'],
    ['a body of more than a megabyte', JSON.stringify({ query: `{__typename} #${'x'.repeat(1_000_001)}` })],
    ['a syntax error', '{"query":"{"}'],
    ['a field that is not there', '{"query":"{ nothing }"}'],
  ])('is answered as if there were no door before Express: %s', async (_, body) => {
    for (let count = 0; count < 2; count += 1) {
      const straight = await sendRaw(relais, body, { path: PAST_THE_DOOR });
      expect(await sendRaw(relais, body)).toEqual(straight);
    }
  });

  it('is answered by GET as before, whether its document is known or not', async () => {
    const query = '{ point(code: "AU-LILLE") { code name } }';
    const posted = await sendRaw(relais, JSON.stringify({ query }));
    const path = `/graphql?query=${encodeURIComponent(query)}`;
    const asked = { 'apollo-require-preflight': 'true' };
    expect(await sendRaw(relais, '', { method: 'GET', path, headers: asked })).toEqual(posted);
    expect((await sendRaw(relais, '', { method: 'GET', path })).status).toBe(400);
  });

  it('may end in the middle, and harms nobody else', async () => {
    const { hostname, port } = new URL(relais.url);
    for (const half of ['{"query":"{ po', '']) {
      const socket = createConnection({ host: hostname, port: Number(port) });
      socket.write(
        `POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 50\r\n\r\n${half}`,
      );
      await wait(50);
      socket.destroy();
    }
    expect((await relais.ask('{ point(code: "AU-LILLE") { code } }')).data).toEqual({ point: { code: 'AU-LILLE' } });
  });
});

const PAIR_AND_FAIL = `mutation {
  createPairingCode(pointCode: "AU-LILLE", label: "desk") { code expiresAt }
  approveMerchant(id: "019f0000-0000-7000-8000-000000000000") { id }
  again: createPairingCode(pointCode: "AU-LILLE", label: "desk") { code }
}`;

const PAIR = 'mutation { createPairingCode(pointCode: "AU-LILLE", label: "desk") { code expiresAt } }';

async function pairings(): Promise<number> {
  const [{ count }] = await relais.dataSource.query(
    `SELECT count(*)::int AS count FROM audit_line WHERE operation = 'createPairingCode'`,
  );
  return count;
}

describe('a mutation', () => {
  it('is carried out once, whichever path its document takes and whatever fails beside it', async () => {
    for (let count = 0; count < 3; count += 1) {
      const before = await pairings();
      const { data, errors } = await relais.ask(PAIR_AND_FAIL, { token: operator });
      expect(errors.map(({ extensions, path }) => [extensions.code, path])).toEqual([
        ['NOT_FOUND', ['approveMerchant']],
      ]);
      // A field that must have a value had none.
      expect(data).toBeNull();
      // Nothing that follows is begun.
      expect(await pairings()).toBe(before + 1);
    }
  });

  it('is carried out once where its answer turns out to be none', async () => {
    await relais.data(PAIR, { token: operator });
    const service = relais.service.app.get(PairingService);
    let calls = 0;
    const create = service.createCode;
    service.createCode = async (...given) => {
      calls += 1;
      return { ...(await create.apply(service, given)), expiresAt: new Date(Number.NaN) };
    };
    try {
      const before = await pairings();
      const { errors } = await relais.ask(PAIR, { token: operator });
      expect(errors.map(({ extensions }) => extensions.code)).toEqual(['INTERNAL']);
      expect([calls, await pairings()]).toEqual([1, before + 1]);
    } finally {
      service.createCode = create;
    }
  });
});

describe('the documents that are known', () => {
  it('are those that were valid, and no others', async () => {
    const known = relais.service.app.get(KnownDocuments);
    const query = '{ point(code: "AU-LILLE") { city: address { city } } }';
    expect(known.find(query)).toBeUndefined();
    await relais.ask(query);
    expect(known.find(query)).toBeDefined();
    for (const bad of ['{ point(code: "A") { nothing } }', '{ point', `{ ${'__typename '.repeat(3000)} }`]) {
      await relais.ask(bad);
      expect(known.find(bad)).toBeUndefined();
    }
  });
});
