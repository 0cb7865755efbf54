import { serverAudits } from 'graphql-http';
import { KnownDocuments } from '../src/platform/graphql/known-documents.js';
import { Relais } from './support/relais.js';

/**
 * The audits of the GraphQL over HTTP specification that we leave unmet, all of them SHOULDs for clients that want
 * nothing but application/json: a request that cannot be carried out gets a 400 whatever type it asks for, as Apollo
 * answers by itself, so that a log or a proxy sees by the status alone that it failed.
 */
const UNMET = ['572B', 'FDE2', '7B9B'];

let relais: Relais;
beforeAll(async () => {
  relais = await Relais.start();
});
afterAll(() => relais.stop());

/** A client that says it is no other site's page: without that, requests that such pages could send are refused. */
function fetchFn(url: string, init: RequestInit = {}): Promise<Response> {
  return fetch(url, { ...init, headers: { ...(init.headers as object), 'apollo-require-preflight': 'true' } });
}

async function unmet(): Promise<string[]> {
  const found: string[] = [];
  for (const audit of serverAudits({ url: `${relais.url}/graphql`, fetchFn })) {
    const result = await audit.fn();
    if (result.status === 'ok' || UNMET.includes(audit.id)) continue;
    found.push(`${audit.id} ${audit.name}: ${result.reason}`);
  }
  return found;
}

describe('GraphQL over HTTP', () => {
  it('is spoken as the specification says, by Apollo', async () => {
    const known = relais.service.app.get(KnownDocuments);
    const find = known.find;
    known.find = () => undefined;
    expect(await unmet()).toEqual([]);
    known.find = find;
  });

  it('is spoken as the specification says, where documents are known', async () => {
    const known = relais.service.app.get(KnownDocuments);
    const find = known.find;
    let found = 0;
    known.find = (text) => {
      const document = find.call(known, text);
      found += document === undefined ? 0 : 1;
      return document;
    };
    expect(await unmet()).toEqual([]);
    expect(found).toBeGreaterThan(20);
    known.find = find;
  });

  it('leaves no more unmet than are named', async () => {
    const audits = serverAudits({ url: `${relais.url}/graphql`, fetchFn });
    for (const id of UNMET) expect((await audits.find((audit) => audit.id === id)?.fn())?.status).toBe('warn');
  });
});
