import { seedProgrammes } from '../seeds/programmes.js';
import { BOOKSHOP, enrol, registered } from './support/merchants.js';
import { announced } from './support/parcels.js';
import { addPoint } from './support/points.js';
import { Relais } from './support/relais.js';

const COVERAGE = `query ($kilometres: Float!) { coverage(programmeCode: "drive-solidaire", kilometres: $kilometres) {
  communes people farCommunes farPeople far { insee name departement people distanceMetres nearestPointCode }
} }`;
const IN_USE = '{ pointsInUse { code state capacityParcels usedParcels } }';

describe('an operator who looks at the network as a whole', () => {
  let relais: Relais;
  let operator: string;
  beforeAll(async () => {
    relais = await Relais.start();
    operator = await relais.token('OPERATOR');
    await seedProgrammes(relais.service.app);
    await relais.dataSource.query(
      `INSERT INTO place (country, postcode, commune, commune_folded, insee, lat, lon, population, approximate, source) VALUES
        ('FR', '59000', 'Lille', 'lille', '59350', 50.6305, 3.0706, 230000, false, 'story'),
        ('FR', '59800', 'Lille', 'lille', '59350', 50.6305, 3.0706, 230000, false, 'story'),
        ('FR', '62000', 'Arras', 'arras', '62041', 50.2910, 2.7775, 42000, false, 'story'),
        ('FR', '62217', 'Beaurains', 'beaurains', '62099', 50.2620, 2.7880, 5000, false, 'story'),
        ('FR', '80000', 'Amiens', 'amiens', '80021', 49.8941, 2.2958, 134000, true, 'story')`,
    );
  });
  afterAll(() => relais.stop());

  const drive = (code: string, more: Record<string, unknown> = {}) =>
    addPoint(relais, { code, chain: 'INTERMARCHE', kind: 'DRIVE', ...more });
  const ask = async (kilometres: number, token = operator) =>
    (await relais.data(COVERAGE, { token, variables: { kilometres } })).coverage;

  it('learns which communes are far from every free point, with their people, and from which point', async () => {
    expect(await ask(10)).toMatchObject({ communes: 3, people: 277_000, farCommunes: 3, farPeople: 277_000 });
    await drive('IM-LILLE');
    // None of these counts: closed for now, of another chain, and another merchant's own shop.
    const arras = { lat: 50.291, lon: 2.7775 };
    await drive('IM-ARRAS', { ...arras, state: 'SUSPENDED' });
    await addPoint(relais, { code: 'AU-ARRAS', chain: 'AUCHAN', ...arras });
    const { id } = await registered(relais, BOOKSHOP);
    await addPoint(relais, { code: 'SHOP-ARRAS', chain: null, kind: 'SHOP', ownerMerchantId: id, ...arras });
    const told = await ask(10);
    expect(told).toMatchObject({ communes: 3, people: 277_000, farCommunes: 2, farPeople: 47_000 });
    expect(told.far).toEqual([
      expect.objectContaining({ insee: '62041', name: 'Arras', departement: '62', people: 42_000 }),
      expect.objectContaining({ insee: '62099', name: 'Beaurains', people: 5000, nearestPointCode: 'IM-LILLE' }),
    ]);
    // From Lille's middle to that of Arras, as the crow flies, is some 43 km.
    expect(told.far[0].distanceMetres / 1000).toBeCloseTo(43.1, 0);
    expect(await ask(50)).toMatchObject({ farCommunes: 0, farPeople: 0, far: [] });
    expect(
      (await relais.ask(COVERAGE, { token: operator, variables: { kilometres: 0 } })).errors[0]?.extensions,
    ).toMatchObject({
      code: 'BAD_INPUT',
      field: 'kilometres',
    });
  });

  it('sees how full each point is; of a chain, its own points and programmes', async () => {
    await drive('IM-FULL', { capacityParcels: 2 });
    await addPoint(relais, { code: 'CA-LILLE', chain: 'CARREFOUR', capacityParcels: null });
    const { token } = await registered(relais, { ...BOOKSHOP, email: 'plein@librairie.example' });
    await enrol(relais, token, { programmeCode: 'drive-solidaire' });
    await announced(relais, token, 'IM-FULL');
    const { pointsInUse } = await relais.data(IN_USE, { token: operator });
    expect(pointsInUse).toContainEqual({ code: 'IM-FULL', state: 'OPEN', capacityParcels: 2, usedParcels: 1 });
    expect(pointsInUse).toContainEqual({ code: 'CA-LILLE', state: 'OPEN', capacityParcels: null, usedParcels: null });

    const ofChain = await relais.token('OPERATOR', { chainCode: 'CARREFOUR' });
    expect((await relais.data(IN_USE, { token: ofChain })).pointsInUse).toEqual([
      { code: 'CA-LILLE', state: 'OPEN', capacityParcels: null, usedParcels: null },
    ]);
    const { errors } = await relais.ask(COVERAGE, { token: ofChain, variables: { kilometres: 10 } });
    expect(errors[0]?.extensions).toMatchObject({ code: 'NOT_FOUND', field: 'programmeCode' });
  });
});
