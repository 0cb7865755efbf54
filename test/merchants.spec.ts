import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { seedProgrammes } from '../seeds/programmes.js';
import {
  APPROVE,
  BOOKSHOP,
  ENROL,
  enrol,
  GROCER,
  isFree,
  newSiret,
  OPEN_SHOP,
  REGISTER,
  registered,
  TOY_SHOP,
} from './support/merchants.js';
import { Relais } from './support/relais.js';

const MINE =
  '{ merchant { id name email emailProvedAt state carrierAccounts city enrolments { programmeCode lastDay } } }';
const UPDATE = `mutation ($input: UpdateMerchantInput!) {
  updateMerchant(input: $input) { email emailProvedAt carrierAccounts city sector }
}`;
const PROVE = 'mutation ($token: String!) { proveEmail(token: $token) { merchantId provedAt } }';

describe('merchants', () => {
  let relais: Relais;
  let operator: string;

  beforeAll(async () => {
    relais = await Relais.start();
    operator = await relais.token('OPERATOR');
    await seedProgrammes(relais.service.app);
    await relais.dataSource.query(
      "INSERT INTO chain (code, name) VALUES ('INTERMARCHE', 'Intermarché'), ('CARREFOUR', 'Carrefour')",
    );
  });
  beforeEach(() => relais.clock.set('2026-11-24T09:00:00Z'));
  afterAll(() => relais.stop());

  /** The messages that a shop's address was sent, oldest first. */
  const mailTo = (address: string): string[] => {
    const folder = join(relais.config.dataDir, 'mail');
    return readdirSync(folder)
      .sort()
      .map((name) => readFileSync(join(folder, name), 'utf8'))
      .filter((text) => text.startsWith(`To: ${address}\n`));
  };
  const proofIn = (message: string | undefined) => /^[0-9a-f-]{36}\.\S+$/m.exec(message ?? '')?.[0] as string;

  it('are told which field is wrong, and how to put it right', async () => {
    const right = { ...BOOKSHOP, siret: newSiret() };
    const wrong: [Record<string, unknown>, string, RegExp][] = [
      [{ siret: '73282932000075' }, 'input.siret', /ends in 5 where its other digits ask for 4/],
      [{ siret: '20003452800041' }, 'input.siret', /./],
      [{ nafCode: '47.61Y' }, 'input.nafCode', /NAF_2025/],
      [{ email: 'librairie' }, 'input.email', /e-mail address/],
      [{ email: 'a@b.example\nBcc: everyone@c.example' }, 'input.email', /control characters/],
      [{ name: ' ' }, 'input.name', /at least 2/],
      [{ postcode: '5900' }, 'input.postcode', /five digits/],
      [{ country: 'XX' }, 'input.country', /no country/],
      [{ carrierAccounts: ['Mondial Relay'] }, 'input.carrierAccounts', /MONDIAL_RELAY/],
      [{ carrierAccounts: Array(21).fill('A') }, 'input.carrierAccounts', /At most 20/],
    ];
    for (const [change, field, message] of wrong) {
      const { errors } = await relais.ask(REGISTER, { variables: { input: { ...right, ...change } } });
      expect(errors[0]).toMatchObject({
        extensions: { code: 'BAD_INPUT', field },
        message: expect.stringMatching(message),
      });
    }
    const laPoste = { ...right, siret: '35600000009075' };
    const { registerMerchant } = await relais.data(REGISTER, { variables: { input: laPoste } });
    expect(registerMerchant.merchant.siret).toBe('35600000009075');
  });

  it('have a SIRET to themselves, also when two register it at the same moment', async () => {
    const input = { ...BOOKSHOP, siret: newSiret() };
    const both = await Promise.all([1, 2].map(() => relais.data(REGISTER, { variables: { input } })));
    const answers = both.map(({ registerMerchant }) => registerMerchant);
    expect(answers.map(({ __typename }) => __typename).sort()).toEqual(['Refusal', 'RegisteredMerchant']);
    expect(answers.find(({ __typename }) => __typename === 'Refusal')).toMatchObject({
      code: 'SIRET_TAKEN',
      details: { siret: input.siret },
    });
  });

  it('prove their e-mail with the code that was sent there, where a programme accepts that', async () => {
    const email = 'preuve@jouets.example';
    const { token } = await registered(relais, { ...TOY_SHOP, email }, { approved: false });
    expect(await isFree(relais, token, 'auchan-relais')).toBe(false);
    const [message] = mailTo(email);
    const folder = join(relais.config.dataDir, 'mail');
    expect(statSync(join(folder, readdirSync(folder)[0] as string)).mode & 0o777).toBe(0o600);
    const proof = proofIn(message);

    for (const wrong of [`${proof}x`, proof.replace(/.$/, '*'), 'nothing', '']) {
      const { errors } = await relais.ask(PROVE, { variables: { token: wrong } });
      expect(errors[0]?.extensions).toMatchObject({ code: 'LINK_INVALID', field: 'token' });
    }
    await relais.data(PROVE, { variables: { token: proof } });
    expect(await isFree(relais, token, 'auchan-relais')).toBe(true);
    expect((await relais.data(MINE, { token })).merchant).toMatchObject({ state: 'PENDING' });
    expect(await enrol(relais, token, { programmeCode: 'drive-solidaire' })).toMatchObject({
      code: 'MERCHANT_PENDING',
    });

    await relais.data(UPDATE, { token, variables: { input: { email: 'autre@jouets.example' } } });
    expect((await relais.ask(PROVE, { variables: { token: proof } })).errors[0]?.extensions.code).toBe('LINK_INVALID');
    expect(await isFree(relais, token, 'auchan-relais')).toBe(false);
    await relais.data(PROVE, { variables: { token: proofIn(mailTo('autre@jouets.example')[0]) } });
    expect(await isFree(relais, token, 'auchan-relais')).toBe(true);
  });

  it('can have the message sent again, but not so often that a mailbox fills', async () => {
    const email = 'encore@librairie.example';
    const { token } = await registered(relais, { ...BOOKSHOP, email }, { approved: false });
    const again = 'mutation { resendEmailProof }';
    expect((await relais.ask(again, { token })).errors[0]?.extensions.code).toBe('RATE_LIMITED');
    relais.clock.advance({ minutes: 5 });
    expect(await relais.data(again, { token })).toEqual({ resendEmailProof: true });
    const messages = mailTo(email);
    expect(messages).toHaveLength(2);
    await relais.data(PROVE, { variables: { token: proofIn(messages[1]) } });
    expect(await relais.data(again, { token })).toEqual({ resendEmailProof: false });
  });

  it('are refused with a reason that is sent to them, and can be approved after all', async () => {
    const email = 'refus@librairie.example';
    const { id, token } = await registered(relais, { ...BOOKSHOP, email }, { approved: false });
    await relais.data('mutation ($id: ID!) { refuseMerchant(id: $id, reason: "SIRET of another shop") { state } }', {
      token: operator,
      variables: { id },
    });
    expect(mailTo(email).at(-1)).toContain('SIRET of another shop');
    expect(await enrol(relais, token, { programmeCode: 'drive-solidaire' })).toMatchObject({
      code: 'MERCHANT_REFUSED',
    });
    await relais.data(APPROVE, { token: operator, variables: { id } });
    expect(await enrol(relais, token, { programmeCode: 'drive-solidaire' })).toMatchObject({ __typename: 'Enrolment' });
  });

  it('change their own accounts and address; their trade is for an operator to correct', async () => {
    const { id, token } = await registered(relais, GROCER);
    const change = { carrierAccounts: ['mondial_relay', 'MONDIAL_RELAY '], postcode: '97400', city: 'Saint-Denis' };
    const { updateMerchant } = await relais.data(UPDATE, { token, variables: { input: change } });
    expect(updateMerchant).toMatchObject({ carrierAccounts: ['MONDIAL_RELAY'], city: 'Saint-Denis', sector: 'FOOD' });

    const trade = { merchantId: id, nafCode: '47.61Z' };
    const { errors } = await relais.ask(UPDATE, { token, variables: { input: trade } });
    expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_INPUT', field: 'input.nafCode' });
    const corrected = await relais.data(UPDATE, { token: operator, variables: { input: trade } });
    expect(corrected.updateMerchant.sector).toBe('BOOKS');
  });

  it('see themselves and no other merchant', async () => {
    const mine = await registered(relais);
    const other = await registered(relais, TOY_SHOP);
    expect((await relais.data(MINE, { token: mine.token })).merchant.id).toBe(mine.id);
    const asks: [string, Record<string, unknown>][] = [
      ['query ($id: ID!) { merchant(id: $id) { email } }', { id: other.id }],
      ['query ($id: ID!) { programmes(merchantId: $id) { free } }', { id: other.id }],
      [UPDATE, { input: { merchantId: other.id, city: 'Paris' } }],
      ['mutation ($id: ID!) { resendEmailProof(merchantId: $id) }', { id: other.id }],
      [OPEN_SHOP, { input: { merchantId: other.id, lat: 50.6, lon: 3 } }],
    ];
    for (const [query, variables] of asks) {
      const { errors } = await relais.ask(query, { token: mine.token, variables });
      expect(errors[0]?.extensions.code).toBe('NOT_FOUND');
    }
    const { errors } = await relais.ask('{ merchants { edges { node { id } } } }', { token: mine.token });
    expect(errors[0]?.extensions.code).toBe('FORBIDDEN');
  });

  it('are listed to operators page by page', async () => {
    const pending = await registered(relais, GROCER, { approved: false });
    const LIST = `query ($after: String, $state: MerchantState) {
      merchants(filter: { state: $state }, first: 2, after: $after) {
        edges { node { id state } } pageInfo { hasNextPage endCursor }
      }
    }`;
    const seen: { id: string; state: string }[] = [];
    let after: string | null = null;
    do {
      const page = await relais.data(LIST, { token: operator, variables: { after, state: 'PENDING' } });
      seen.push(...page.merchants.edges.map(({ node }: { node: { id: string; state: string } }) => node));
      after = page.merchants.pageInfo.hasNextPage ? page.merchants.pageInfo.endCursor : null;
    } while (after !== null);
    expect(seen.map(({ id }) => id)).toContain(pending.id);
    expect(new Set(seen.map(({ state }) => state))).toEqual(new Set(['PENDING']));
    expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length);
    const { errors } = await relais.ask(LIST, { token: operator, variables: { after: 'bm90IGEga2V5' } });
    expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_INPUT', field: 'after' });
  });

  it('are seen by a chain’s operator only while they are in its programmes, and only that much of them', async () => {
    const bookshop = await registered(relais);
    const intermarche = await relais.token('OPERATOR', { chainCode: 'INTERMARCHE', expiresInDays: 365 });
    const carrefour = await relais.token('OPERATOR', { chainCode: 'CARREFOUR' });
    const ONE = 'query ($id: ID!) { merchant(id: $id) { enrolments { programmeCode } } }';
    const look = (token: string) => relais.ask(ONE, { token, variables: { id: bookshop.id } });
    expect((await look(intermarche)).errors[0]?.extensions.code).toBe('NOT_FOUND');

    await enrol(relais, bookshop.token, { programmeCode: 'drive-solidaire' });
    expect((await look(intermarche)).data.merchant.enrolments).toEqual([{ programmeCode: 'drive-solidaire' }]);
    expect((await look(carrefour)).errors[0]?.extensions.code).toBe('NOT_FOUND');
    const listed = await relais.data('{ merchants(first: 100) { edges { node { id } } } }', { token: carrefour });
    expect(listed.merchants.edges).toEqual([]);

    const acts: [string, Record<string, unknown>][] = [
      [APPROVE, { id: bookshop.id }],
      [ENROL, { input: { merchantId: bookshop.id, programmeCode: 'drive-solidaire' } }],
      [UPDATE, { input: { merchantId: bookshop.id, city: 'Paris' } }],
    ];
    for (const [query, variables] of acts) {
      expect((await relais.ask(query, { token: intermarche, variables })).errors[0]?.extensions.code).toBe('FORBIDDEN');
    }
    relais.clock.set('2027-05-25T09:00:00Z');
    expect((await look(intermarche)).errors[0]?.extensions.code).toBe('NOT_FOUND');
  });
});
