import { BOOKSHOP, registered } from './support/merchants.js';
import { Relais } from './support/relais.js';
import { linksIn, requestLink, Visitor } from './support/visitor.js';

const TOKENS = '{ tokens { id role label origins createdAt expiresAt } }';
const CREATE = 'mutation ($input: CreateTokenInput!) { createToken(input: $input) { id secret } }';

describe('a merchant’s keys', () => {
  let relais: Relais;
  beforeAll(async () => {
    relais = await Relais.start();
  });
  afterAll(() => relais.stop());

  it('are listed without their secrets while they are in force, and browsers are none of them', async () => {
    const email = 'cles@librairie.example';
    const { token } = await registered(relais, { ...BOOKSHOP, email });
    await registered(relais, { ...BOOKSHOP, email: 'autre@librairie.example' });
    relais.clock.advance({ minutes: 1 });
    const create = async (input: Record<string, unknown>) =>
      (await relais.data(CREATE, { token, variables: { input } })).createToken;
    const page = await create({ role: 'PUBLISHABLE', label: 'site', origins: ['https://librairie.example'] });
    await create({ role: 'MERCHANT', label: 'soon over', expiresInDays: 1 });
    const till = await create({ role: 'MERCHANT', label: 'till' });
    await relais.data('mutation ($id: ID!) { revokeToken(id: $id) }', { token, variables: { id: till.id } });
    relais.clock.advance({ days: 2 });

    const visitor = new Visitor(relais);
    await visitor.send('POST', '/session', { signInToken: linksIn(await requestLink(relais, email))[0] });
    const { tokens } = (await visitor.ask(TOKENS)).body.data;
    expect(tokens).toHaveLength(2);
    expect(tokens[0]).toEqual({
      id: page.id,
      role: 'PUBLISHABLE',
      label: 'site',
      origins: ['https://librairie.example'],
      createdAt: '2026-11-24T09:01:00.000Z',
      expiresAt: '2027-11-24T09:01:00.000Z',
    });
    expect(tokens[1]).toMatchObject({ role: 'MERCHANT', origins: [] });
    expect(JSON.stringify(tokens)).not.toMatch(/rl_|hash/);
  });
});
