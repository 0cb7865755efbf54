import { SEEDED_PROGRAMMES, seedProgrammes } from '../seeds/programmes.js';
import { BOOKSHOP, GROCER, registered, TOY_SHOP } from './support/merchants.js';
import { Relais } from './support/relais.js';

const PROGRAMMES = `query ($at: Day, $merchantId: ID) {
  programmes(at: $at, merchantId: $merchantId) {
    programme { code name validFrom validTo operator feeCents currency covers collection approval enrolment grantMonths }
    reasons { code text } free enrolledUntil canEnrol enrolReasons { code }
  }
}`;

const SAVE = 'mutation ($definition: JSON!) { saveProgramme(definition: $definition) { code name feeCents } }';

interface Verdict {
  programme: { code: string; name: string };
  reasons: { code: string; text: string }[];
  free: boolean;
  canEnrol: boolean;
}

const byCode = (verdicts: Verdict[]) => new Map(verdicts.map((verdict) => [verdict.programme.code, verdict]));

describe('programmes', () => {
  let relais: Relais;
  let operator: string;

  beforeAll(async () => {
    relais = await Relais.start();
    operator = await relais.token('OPERATOR');
    await seedProgrammes(relais.service.app);
  });
  afterAll(() => relais.stop());

  const definition = (code: string) => SEEDED_PROGRAMMES.find((programme) => programme.code === code);

  it('are seeded once: a second run changes nothing, not even what an operator changed', async () => {
    const read = () => relais.dataSource.query('SELECT * FROM programme ORDER BY code');
    const before = await read();
    expect(before.map(({ code }: { code: string }) => code)).toEqual(SEEDED_PROGRAMMES.map(({ code }) => code).sort());
    expect(await seedProgrammes(relais.service.app)).toEqual([]);
    expect(await read()).toEqual(before);

    await relais.data(SAVE, {
      token: operator,
      variables: { definition: { ...definition('carrefour-marketplace'), bookingDays: 9 } },
    });
    expect(await seedProgrammes(relais.service.app)).toEqual([]);
    const { programmeDefinition } = await relais.data('{ programmeDefinition(code: "carrefour-marketplace") }', {
      token: operator,
    });
    expect(programmeDefinition.bookingDays).toBe(9);
  });

  it('are told to a bookshop with the reason of each that does not apply, in its language', async () => {
    const { token } = await registered(relais);
    const { programmes } = await relais.data(PROGRAMMES, { token, headers: { 'accept-language': 'fr-FR,fr;q=0.9' } });
    const verdicts = byCode(programmes);
    expect(verdicts.get('drive-solidaire')).toMatchObject({
      programme: { name: 'Drive Solidaire', validTo: null, feeCents: 0, grantMonths: 6, covers: ['LISTING', 'PICKUP'] },
      reasons: [{ code: 'NOT_ENROLLED', text: 'le commerçant n’est pas inscrit à drive-solidaire' }],
      free: false,
      canEnrol: true,
      enrolReasons: [],
    });
    expect(verdicts.get('auchan-relais')).toMatchObject({
      programme: { name: 'Retrait chez Auchan', enrolment: 'AUTOMATIC', approval: 'EMAIL' },
      reasons: [{ code: 'NO_CARRIER_ACCOUNT' }],
      canEnrol: false,
    });
    expect(verdicts.get('carrefour-marketplace')?.reasons).toEqual([
      {
        code: 'SECTOR_OUTSIDE',
        text: 'le secteur du commerçant (livres) est hors de carrefour-marketplace',
      },
      { code: 'NOT_ENROLLED', text: 'le commerçant n’est pas inscrit à carrefour-marketplace' },
    ]);
    expect(verdicts.get('drive-solidaire-2020')?.reasons[0]).toMatchObject({ code: 'ENDED' });

    const english = await relais.data(PROGRAMMES, { token, headers: { 'accept-language': 'de' } });
    expect(byCode(english.programmes).get('auchan-relais')?.programme.name).toBe('Collection at Auchan');
  });

  it('take in a toy shop with a Mondial Relay account as soon as its e-mail is proved or an operator knows it', async () => {
    const { id, token } = await registered(relais, TOY_SHOP);
    const mine = byCode((await relais.data(PROGRAMMES, { token })).programmes);
    expect(mine.get('auchan-relais')).toMatchObject({ reasons: [], free: true, canEnrol: false });
    const seen = await relais.data(PROGRAMMES, { token: operator, variables: { merchantId: id } });
    expect(byCode(seen.programmes)).toEqual(mine);
  });

  it('are told as of the day that is asked about: in 2020 the three schemes of that November', async () => {
    const { token } = await registered(relais, GROCER);
    const { programmes } = await relais.data(PROGRAMMES, { token, variables: { at: '2020-11-24' } });
    const verdicts = byCode(programmes);
    expect(verdicts.get('carrefour-marketplace-2020')?.reasons.map(({ code }) => code)).toEqual(['NOT_ENROLLED']);
    expect(verdicts.get('carrefour-marketplace')?.reasons.map(({ code }) => code)).toContain('NOT_STARTED');
    expect(verdicts.get('drive-solidaire-2020')?.reasons.map(({ code }) => code)).toContain('SECTOR_OUTSIDE');
  });

  it('are listed to an operator without a verdict when no merchant is named', async () => {
    const { programmes } = await relais.data(PROGRAMMES, { token: operator });
    expect(programmes).toHaveLength(SEEDED_PROGRAMMES.length);
    expect(programmes[0]).toMatchObject({ reasons: null, free: null, canEnrol: null });
  });

  it('are saved whole or not at all, with every wrong field named', async () => {
    const wrong = { ...definition('drive-solidaire'), code: 'wrong', validFrom: '2026-02-30', sectors: ['BOOKS'] };
    const { errors } = await relais.ask(SAVE, { token: operator, variables: { definition: wrong } });
    expect(errors[0]?.extensions).toMatchObject({
      code: 'BAD_INPUT',
      details: { errors: [{ field: 'definition.sectors' }, { field: 'definition.validFrom' }] },
    });
    expect(
      (await relais.ask('{ programmeDefinition(code: "wrong") }', { token: operator })).errors[0]?.extensions.code,
    ).toBe('NOT_FOUND');
    const inline = await relais.ask('mutation { saveProgramme(definition: "drive") { code } }', { token: operator });
    expect(inline.errors[0]?.extensions).toMatchObject({ code: 'BAD_INPUT', field: 'definition' });
  });

  it('are for operators of the whole installation to save, and nobody else', async () => {
    await relais.dataSource.query("INSERT INTO chain (code, name) VALUES ('INTERMARCHE', 'Intermarché')");
    const ofChain = await relais.token('OPERATOR', { chainCode: 'INTERMARCHE' });
    const { token: merchant } = await registered(relais, { ...BOOKSHOP, name: 'Une autre librairie' });
    const variables = { definition: { ...definition('drive-solidaire'), feeCents: 100 } };
    for (const token of [ofChain, merchant]) {
      const { errors } = await relais.ask(SAVE, { token, variables });
      expect(errors[0]?.extensions.code).toBe('FORBIDDEN');
    }
    expect((await relais.ask(SAVE, { variables })).errors[0]?.extensions.code).toBe('UNAUTHENTICATED');
    const { programmes } = await relais.data(PROGRAMMES, { token: ofChain });
    expect([...byCode(programmes).keys()]).toEqual(['drive-solidaire', 'drive-solidaire-2020']);
  });
});
