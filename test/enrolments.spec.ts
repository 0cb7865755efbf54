import { seedProgrammes } from '../seeds/programmes.js';
import {
  APPROVE,
  BOOKSHOP,
  ENROL,
  enrol,
  GROCER,
  isFree,
  REGISTER,
  registered,
  TOY_SHOP,
} from './support/merchants.js';
import { Relais } from './support/relais.js';

describe('merchants in programmes', () => {
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

  it('register with a token of their own, wait for an operator, and enrol for six months to the day', async () => {
    const input = { ...BOOKSHOP, siret: '732 829 320 00074', nafCode: '4761z' };
    const { registerMerchant } = await relais.data(REGISTER, { variables: { input } });
    expect(registerMerchant).toMatchObject({
      merchant: { siret: '73282932000074', sector: 'BOOKS', nafCode: '47.61Z', state: 'PENDING', emailProvedAt: null },
      token: { secret: expect.stringMatching(/^rl_me_/) },
    });
    const { merchant, token } = registerMerchant;
    const inLille = { programmeCode: 'drive-solidaire', fromDay: '2026-11-30' };
    expect(await enrol(relais, token.secret, inLille)).toMatchObject({
      __typename: 'Refusal',
      code: 'MERCHANT_PENDING',
    });

    await relais.data(APPROVE, { token: operator, variables: { id: merchant.id } });
    expect(await enrol(relais, token.secret, inLille)).toMatchObject({ fromDay: '2026-11-30', lastDay: '2027-05-30' });

    const days: [string, boolean][] = [
      ['2026-11-29T22:59:00Z', false],
      ['2026-11-29T23:00:00Z', true],
      ['2027-05-30T21:59:00Z', true],
      ['2027-05-30T22:00:00Z', false],
    ];
    for (const [at, free] of days) {
      relais.clock.set(at);
      expect([at, await isFree(relais, token.secret, 'drive-solidaire')]).toEqual([at, free]);
    }
    expect(await enrol(relais, token.secret, { programmeCode: 'drive-solidaire' })).toMatchObject({
      code: 'GRANT_USED',
    });
  });

  it('are free to the end of a shorter month where the grant began on its 31st', async () => {
    const { token } = await registered(relais);
    relais.clock.set('2026-08-31T09:00:00Z');
    expect(await enrol(relais, token, { programmeCode: 'drive-solidaire' })).toMatchObject({
      fromDay: '2026-08-31',
      lastDay: '2027-02-28',
    });
  });

  it('are refused by a programme with every reason, in their language', async () => {
    const { token } = await registered(relais, GROCER, { approved: false });
    const { enrolMerchant } = await relais.data(ENROL, {
      token,
      variables: { input: { programmeCode: 'drive-solidaire' } },
      headers: { 'accept-language': 'fr' },
    });
    expect(enrolMerchant).toMatchObject({
      code: 'NOT_ELIGIBLE',
      message: expect.stringContaining('ne remplit pas la règle'),
      details: {
        programmeCode: 'drive-solidaire',
        reasons: [
          { code: 'SECTOR_OUTSIDE', text: 'le secteur du commerçant (alimentation) est hors de drive-solidaire' },
          { code: 'MERCHANT_PENDING' },
        ],
      },
    });
  });

  it('learn that a programme is over, unknown, automatic or asked about on an impossible day', async () => {
    const { id, token } = await registered(relais, TOY_SHOP);
    expect(await enrol(relais, token, { programmeCode: 'auchan-relais-2020' })).toMatchObject({
      code: 'ALREADY_ENROLLED',
    });
    const bookshop = await registered(relais);
    expect(await enrol(relais, bookshop.token, { programmeCode: 'drive-solidaire-2020' })).toMatchObject({
      code: 'PROGRAMME_NOT_RUNNING',
      details: { reasons: [{ code: 'ENDED' }] },
    });
    const bad: [Record<string, unknown>, string, string][] = [
      [{ programmeCode: 'nothing' }, 'NOT_FOUND', 'input.programmeCode'],
      [{ programmeCode: 'drive-solidaire', fromDay: '2026-11-23' }, 'BAD_INPUT', 'input.fromDay'],
      [{ programmeCode: 'drive-solidaire', fromDay: '2027-11-25' }, 'BAD_INPUT', 'input.fromDay'],
      [{ programmeCode: 'drive-solidaire', merchantId: id }, 'NOT_FOUND', 'input.merchantId'],
    ];
    for (const [input, code, field] of bad) {
      const { errors } = await relais.ask(ENROL, { token: bookshop.token, variables: { input } });
      expect(errors[0]?.extensions).toMatchObject({ code, field });
    }
    const from = { programmeCode: 'drive-solidaire', merchantId: bookshop.id, fromDay: '2026-11-02' };
    expect(await enrol(relais, operator, from)).toMatchObject({ fromDay: '2026-11-02', lastDay: '2027-05-02' });
  });

  it('enrol once when they ask twice at the same moment', async () => {
    const { token } = await registered(relais);
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, day) =>
        enrol(relais, token, { programmeCode: 'drive-solidaire', fromDay: `2026-12-0${day + 1}` }),
      ),
    );
    expect(answers.filter(({ __typename }) => __typename === 'Enrolment')).toHaveLength(1);
    expect(answers.filter(({ code }) => code === 'ALREADY_ENROLLED')).toHaveLength(5);
  });
});
