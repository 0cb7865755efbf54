import { seedProgrammes } from '../seeds/programmes.js';
import { BOOKSHOP, registered, TOY_SHOP } from './support/merchants.js';
import { addPoint, LILLE } from './support/points.js';
import { Relais } from './support/relais.js';
import { codesOf, countsOf, fillPoint, forgetPoints, haversineMetres, reasonsOf, search } from './support/search.js';

const AT_LILLE = { near: { coordinates: LILLE } };
const MR = { chain: 'AUCHAN', networks: ['MONDIAL_RELAY'] };

describe('a search for the nearest point', () => {
  let relais: Relais;
  /** A toy shop with an account at Mondial Relay: free at that network's counters in Auchan stores. */
  let toys: { id: string; token: string };

  beforeAll(async () => {
    relais = await Relais.start();
    await seedProgrammes(relais.service.app);
    toys = await registered(relais, TOY_SHOP);
  });
  afterAll(() => relais.stop());
  beforeEach(() => forgetPoints(relais));

  it('filters before it limits: behind six hundred full points near by, the free one far away is found', async () => {
    await addPoint(relais, { ...MR, code: 'FULL-000', capacityParcels: 0 });
    await relais.dataSource.query(
      `INSERT INTO point (code, name, chain_code, kind, services, postcode, city, country, lat, lon, time_zone,
                          capacity_parcels, source, source_ref)
       SELECT 'FULL-' || lpad(n::text, 3, '0'), name, chain_code, kind, services, postcode, city, country,
              lat + n * 0.0001, lon, time_zone, 0, source, n::text
         FROM point, generate_series(1, 599) n`,
    );
    await relais.dataSource.query(
      `INSERT INTO point_network (point_id, network_code) SELECT id, 'MONDIAL_RELAY' FROM point ON CONFLICT DO NOTHING`,
    );
    await addPoint(relais, { ...MR, code: 'FAR', lat: 43.3, lon: 5.4 });
    const found = await search(relais, toys.token, { ...AT_LILLE, first: 1 });
    expect(codesOf(found.matches)).toEqual(['FAR']);
    // The list is full, and nobody asked for an explanation.
    expect(found).toMatchObject({ excluded: [], nearestExcluded: [] });

    const explained = await search(relais, toys.token, { ...AT_LILLE, first: 1, explain: true });
    expect(codesOf(explained.matches)).toEqual(['FAR']);
    expect(countsOf(explained)).toEqual({ FULL: 600 });
    expect(codesOf(explained.nearestExcluded)).toEqual(['FULL-000', 'FULL-001', 'FULL-002', 'FULL-003', 'FULL-004']);
    expect(reasonsOf(explained)['FULL-000']).toEqual(['FULL 0/0']);

    const few = await search(relais, toys.token, { ...AT_LILLE, first: 2 });
    expect(codesOf(few.matches)).toEqual(['FAR']);
    expect(countsOf(few)).toEqual({ FULL: 600 });
  });

  it('measures on the mean sphere, nearest first', async () => {
    const places = {
      LILLE: { lat: 50.6372, lon: 3.0633 },
      PARIS: { lat: 48.8566, lon: 2.3522 },
      NICE: { lat: 43.7102, lon: 7.262 },
      'SAINT-DENIS': { lat: -20.8789, lon: 55.4481 },
      NOUMEA: { lat: -22.2758, lon: 166.458 },
    };
    for (const [code, position] of Object.entries(places)) await addPoint(relais, { ...MR, code, ...position });
    const { matches } = await search(relais, toys.token, AT_LILLE);
    expect(codesOf(matches)).toEqual(Object.keys(places));
    for (const { point, distanceMetres } of matches) {
      const own = haversineMetres(LILLE, places[point.code as keyof typeof places]);
      expect(Math.abs(distanceMetres - own)).toBeLessThanOrEqual(own * 1e-6);
    }
  });

  it('breaks ties by code in byte order, however many points share a place, and wherever the list is cut', async () => {
    const codes = ['Z', 'B2', 'a', 'B10', 'A-1', 'B_1', '0'];
    for (const code of codes) await addPoint(relais, { ...MR, code });
    for (let n = 0; n < 70; n += 1) await addPoint(relais, { ...MR, code: `M${String(n).padStart(2, '0')}` });
    const { matches } = await search(relais, toys.token, { ...AT_LILLE, first: 100 });
    const inBytes = [...codes, ...codesOf(matches).filter((code) => !codes.includes(code))].sort((a, b) =>
      Buffer.compare(Buffer.from(a), Buffer.from(b)),
    );
    expect(codesOf(matches)).toEqual(inBytes);
    expect(matches.every(({ distanceMetres }) => distanceMetres === 0)).toBe(true);
    const cut = await search(relais, toys.token, { ...AT_LILLE, first: 3 });
    expect(codesOf(cut.matches)).toEqual(inBytes.slice(0, 3));
  });

  it('calls points on opposite sides as near as each other, whatever the arithmetic makes of them', async () => {
    await addPoint(relais, { ...MR, code: 'WEST', lon: LILLE.lon - 0.01 });
    await addPoint(relais, { ...MR, code: 'EAST', lon: LILLE.lon + 0.01 });
    const { matches } = await search(relais, toys.token, AT_LILLE);
    expect(codesOf(matches)).toEqual(['EAST', 'WEST']);
  });

  it('gives 1 to 100 points, and 10 unless it is told', async () => {
    for (let n = 0; n < 120; n += 1) await addPoint(relais, { ...MR, code: `P${n}`, lat: LILLE.lat + n * 0.001 });
    const counts = { 1: { first: 1 }, 10: {}, 100: { first: 100 } };
    for (const [count, first] of Object.entries(counts)) {
      const { matches } = await search(relais, toys.token, { ...AT_LILLE, ...first });
      expect(matches).toHaveLength(Number(count));
      expect(codesOf(matches).at(-1)).toBe(`P${Number(count) - 1}`);
    }
  });

  it('says every reason with its number for each point that it left out', async () => {
    const { id: bookshop } = await registered(relais, BOOKSHOP);
    await addPoint(relais, { ...MR, code: 'A-FULL' });
    await fillPoint(relais, toys.id, 'A-FULL', 40);
    const strict = { maxWeightGrams: 30_000, maxLongestSideMillimetres: 600, maxSidesSumMillimetres: 1_200 };
    await addPoint(relais, { ...MR, code: 'B-STRICT', lon: 3.08, ...strict });
    await addPoint(relais, { ...MR, code: 'C-LATE', lon: 3.09, hours: 'Mo-Fr 14:00-19:00' });
    await addPoint(relais, { code: 'D-CARREFOUR', lon: 3.1, chain: 'CARREFOUR' });
    await addPoint(relais, { code: 'E-SHOP', lon: 3.11, chain: null, kind: 'SHOP', ownerMerchantId: bookshop });
    await addPoint(relais, { ...MR, code: 'F-FITS', lon: 3.12 });
    const found = await search(relais, toys.token, {
      ...AT_LILLE,
      parcel: { weightGrams: 31_000, lengthMillimetres: 700, widthMillimetres: 400, heightMillimetres: 300 },
      // 11:30 in Lille.
      openAt: '2026-11-24T10:30:00Z',
    });
    expect(codesOf(found.matches)).toEqual(['F-FITS']);
    expect(countsOf(found)).toEqual({
      CLOSED_AT: 1,
      FULL: 1,
      NOT_FREE: 2,
      TOO_HEAVY: 1,
      TOO_LARGE: 1,
      TOO_LONG: 1,
    });
    const reasons = reasonsOf(found);
    expect(reasons['A-FULL']).toEqual(['FULL 40/40']);
    expect(reasons['B-STRICT']).toEqual(['TOO_HEAVY 31 000 > 30 000', 'TOO_LONG 700 > 600', 'TOO_LARGE 1 400 > 1 200']);
    expect(reasons['C-LATE']).toEqual(['CLOSED_AT opens 14:00']);
    expect(reasons['D-CARREFOUR']).toContain("NOT_FREE merchant's sector TOYS is outside carrefour-marketplace");
    expect(reasons['E-SHOP']?.every((reason) => reason.startsWith('NOT_FREE '))).toBe(true);
    expect(reasons['E-SHOP']?.join()).toContain("not the merchant's own shop");
  });

  it('leaves out what is announced, suspended or closed for good, and says which', async () => {
    for (const state of ['ANNOUNCED', 'SUSPENDED', 'CLOSED', 'OPEN'] as const) {
      await addPoint(relais, { ...MR, code: state, state });
    }
    const found = await search(relais, toys.token, AT_LILLE);
    expect(codesOf(found.matches)).toEqual(['OPEN']);
    expect(reasonsOf(found)).toEqual({
      ANNOUNCED: ['POINT_NOT_OPEN announced'],
      CLOSED: ['POINT_CLOSED_FOR_GOOD closed for good'],
      SUSPENDED: ['POINT_SUSPENDED suspended'],
    });
  });

  it('takes an unknown capacity for no limit, and states no free places', async () => {
    await addPoint(relais, { ...MR, code: 'A', capacityParcels: null });
    await addPoint(relais, { ...MR, code: 'B', capacityParcels: 3 });
    await fillPoint(relais, toys.id, 'A', 500);
    await fillPoint(relais, toys.id, 'B', 2);
    const { matches } = await search(relais, toys.token, AT_LILLE);
    expect(matches.map(({ freePlaces }) => freePlaces)).toEqual([null, 1]);
    const explained = await search(relais, toys.token, { ...AT_LILLE, explain: true });
    expect(explained.matches).toEqual(matches);
  });

  it('never takes unknown hours for open, nor for closed', async () => {
    await addPoint(relais, { ...MR, code: 'DAY', hours: 'Mo-Fr 09:00-18:00' });
    await addPoint(relais, { ...MR, code: 'NIGHT', hours: 'Mo-Su 20:00-02:00' });
    await addPoint(relais, { ...MR, code: 'UNKNOWN', hours: null });
    const now = await search(relais, toys.token, AT_LILLE);
    expect(now.matches.map(({ point, openState }) => `${point.code} ${openState}`)).toEqual([
      'DAY OPEN',
      'NIGHT CLOSED',
      'UNKNOWN UNKNOWN',
    ]);
    expect(now.matches.map(({ nextChange }) => nextChange)).toEqual([
      '2026-11-24T17:00:00.000Z',
      '2026-11-24T19:00:00.000Z',
      null,
    ]);
    const late = await search(relais, toys.token, { ...AT_LILLE, openAt: '2026-11-24T23:30:00Z' });
    expect(late.matches).toMatchObject([{ point: { code: 'NIGHT' }, openState: 'OPEN' }]);
    expect(reasonsOf(late)).toEqual({
      DAY: ['CLOSED_AT opens 09:00'],
      UNKNOWN: ['HOURS_UNKNOWN opening hours are not known'],
    });
    const midday = await search(relais, toys.token, { ...AT_LILLE, openAt: '2026-11-24T23:30:00+14:00', first: 1 });
    expect(midday.matches).toMatchObject([{ point: { code: 'DAY' }, openState: 'OPEN' }]);
  });

  it('asks a parcel’s measures of the points that state a limit, and says where it could not', async () => {
    await addPoint(relais, { ...MR, code: 'ANY' });
    await addPoint(relais, { ...MR, code: 'LIMITED', maxWeightGrams: 5_000, maxLongestSideMillimetres: 600 });
    const unsaid = await search(relais, toys.token, { ...AT_LILLE, parcel: { weightGrams: 400 } });
    expect(codesOf(unsaid.matches)).toEqual(['ANY']);
    expect(reasonsOf(unsaid)).toEqual({
      LIMITED: ['CHECK_NOT_MADE TOO_LONG: three sides not said, limit 600'],
    });
    const parcel = { weightGrams: 400, lengthMillimetres: 600, widthMillimetres: 1, heightMillimetres: 1 };
    expect(codesOf((await search(relais, toys.token, { ...AT_LILLE, parcel })).matches)).toEqual(['ANY', 'LIMITED']);
    expect(codesOf((await search(relais, toys.token, AT_LILLE)).matches)).toEqual(['ANY', 'LIMITED']);
  });

  it('asks for cold, services, kinds and chains', async () => {
    const services = ['PICKUP', 'DROP_OFF', 'CHILLED', 'WHEELCHAIR'];
    await addPoint(relais, { ...MR, code: 'COLD', services });
    await addPoint(relais, { ...MR, code: 'DROP', services: ['DROP_OFF'] });
    await addPoint(relais, { ...MR, code: 'LOCKER', kind: 'LOCKER' });
    await addPoint(relais, { code: 'NONE', chain: null });
    await addPoint(relais, { ...MR, code: 'PLAIN' });
    const all = { ...AT_LILLE, cost: 'ANY' };
    const operator = await relais.token('OPERATOR');
    const asked = async (more: Record<string, unknown>) => {
      const found = await search(relais, operator, { ...all, ...more });
      return [codesOf(found.matches).join(' '), countsOf(found)];
    };
    expect(await asked({})).toEqual(['COLD LOCKER NONE PLAIN', { NO_SERVICE: 1 }]);
    expect(await asked({ parcel: { temperature: 'CHILLED' } })).toEqual(['COLD', { NO_SERVICE: 1, TEMPERATURE: 4 }]);
    expect(await asked({ services: ['WHEELCHAIR'] })).toEqual(['COLD', { NO_SERVICE: 4 }]);
    expect(await asked({ kinds: ['LOCKER', 'SHOP'] })).toEqual(['LOCKER', { NO_SERVICE: 1, WRONG_KIND: 4 }]);
    expect(await asked({ chains: ['CARREFOUR'] })).toEqual(['', { NO_SERVICE: 1, WRONG_CHAIN: 5 }]);
    expect(await asked({ chains: ['CARREFOUR', 'AUCHAN'] })).toEqual([
      'COLD LOCKER PLAIN',
      { NO_SERVICE: 1, WRONG_CHAIN: 1 },
    ]);
  });

  it('goes no further than it is told, down to nothing at all', async () => {
    await addPoint(relais, { ...MR, code: 'HERE' });
    await addPoint(relais, { ...MR, code: 'NEAR', lat: LILLE.lat + 0.01 });
    const here = await search(relais, toys.token, { ...AT_LILLE, maxDistanceMetres: 0 });
    expect(codesOf(here.matches)).toEqual(['HERE']);
    expect(reasonsOf(here)).toEqual({ NEAR: ['TOO_FAR 1 112 > 0'] });
    const within = await search(relais, toys.token, { ...AT_LILLE, maxDistanceMetres: 1_112 });
    expect(codesOf(within.matches)).toEqual(['HERE', 'NEAR']);
    const outside = await search(relais, toys.token, { ...AT_LILLE, maxDistanceMetres: 1_111 });
    expect(countsOf(outside)).toEqual({ TOO_FAR: 1 });
  });
});
