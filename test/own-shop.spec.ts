import { bestProgramme } from '#libs/eligibility';
import { seedProgrammes } from '../seeds/programmes.js';
import { MerchantsService } from '../src/merchants/merchants.service.js';
import { BOOKSHOP, enrol, OPEN_SHOP, registered } from './support/merchants.js';
import { Relais } from './support/relais.js';

describe('merchants with a shop of their own', () => {
  let relais: Relais;

  beforeAll(async () => {
    relais = await Relais.start();
    await seedProgrammes(relais.service.app);
    await relais.dataSource.query(
      "INSERT INTO chain (code, name) VALUES ('INTERMARCHE', 'Intermarché'), ('CARREFOUR', 'Carrefour')",
    );
  });
  beforeEach(() => relais.clock.set('2026-11-24T09:00:00Z'));
  afterAll(() => relais.stop());

  it('open their own shop as a point, where Drive Solidaire is then free for them and for nobody else', async () => {
    const shop = { lat: 50.6403, lon: 3.0601, hours: 'Tu-Sa 10:00-19:00; Mo,Su,PH off' };
    const stranger = await registered(relais, BOOKSHOP, { approved: false });
    const openShop = async (token: string, input: Record<string, unknown>) =>
      (await relais.data(OPEN_SHOP, { token, variables: { input } })).openOwnShop;
    expect(await openShop(stranger.token, shop)).toMatchObject({ code: 'MERCHANT_PENDING' });

    const { id, token, siret } = await registered(relais);
    await enrol(relais, token, { programmeCode: 'drive-solidaire' });
    const opened = await openShop(token, shop);
    expect(opened).toMatchObject({
      code: `SHOP-${siret}`,
      kind: 'SHOP',
      name: BOOKSHOP.name,
      timeZone: 'Europe/Paris',
      address: { city: 'Lille' },
      openState: 'OPEN',
      flags: ['POSITION_UNCHECKED'],
    });
    expect(await openShop(token, { ...shop, hours: opened.hours })).toEqual(opened);

    const point = {
      code: opened.code,
      chain: null,
      networks: [],
      services: ['DROP_OFF', 'PICKUP'],
      kind: 'SHOP' as const,
      ownerMerchantId: id,
    };
    const merchants = relais.service.app.get(MerchantsService);
    const { usable } = await merchants.usable(relais.dataSource.manager, id, relais.clock.now(), 'FREE_ONLY');
    expect(bestProgramme(usable, point, id)?.code).toBe('drive-solidaire');
    const rival = await registered(relais);
    await enrol(relais, rival.token, { programmeCode: 'drive-solidaire' });
    const others = await merchants.usable(relais.dataSource.manager, rival.id, relais.clock.now(), 'FREE_ONLY');
    expect(bestProgramme(others.usable, point, rival.id)).toBeNull();

    for (const [change, field] of [
      [{ lat: 91 }, 'input.lat'],
      [{ hours: 'from ten to seven' }, 'input.hours'],
      [{ capacityParcels: -1 }, 'input.capacityParcels'],
    ] as const) {
      const { errors } = await relais.ask(OPEN_SHOP, { token, variables: { input: { ...shop, ...change } } });
      expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_INPUT', field });
    }
  });

  it('cannot put their shop far from its postcode, which is what swapped coordinates do', async () => {
    await relais.dataSource.query(
      `INSERT INTO place (country, postcode, commune, commune_folded, lat, lon, source)
       VALUES ('FR', '29000', 'Quimper', 'quimper', 47.9960, -4.0980, 'story')`,
    );
    const { token } = await registered(relais, { ...BOOKSHOP, postcode: '29000', city: 'Quimper' });
    const open = (lat: number, lon: number) => relais.ask(OPEN_SHOP, { token, variables: { input: { lat, lon } } });
    expect((await open(-4.098, 47.996)).errors[0]).toMatchObject({
      message: expect.stringContaining('swapped'),
      extensions: { code: 'BAD_INPUT', field: 'input.lat' },
    });
    expect((await open(47.995, -4.1)).data.openOwnShop).toMatchObject({
      __typename: 'Point',
      hours: null,
      flags: ['HOURS_UNKNOWN'],
    });
  });
});
