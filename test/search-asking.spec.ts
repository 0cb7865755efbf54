import { seedPlaces } from '../seeds/places.js';
import { seedProgrammes } from '../seeds/programmes.js';
import { GROCER, registered, TOY_SHOP } from './support/merchants.js';
import { addPoint, LILLE } from './support/points.js';
import { openLeclercExpress } from './support/programmes.js';
import { Relais } from './support/relais.js';
import { codesOf, countsOf, forgetPoints, haversineMetres, reasonsOf, search, searchError } from './support/search.js';

const AT_LILLE = { near: { coordinates: LILLE } };
/** A page that a publishable key is bound to, and how its requests say so. */
const PAGE = { origin: 'https://librairie.example' };
const MR = { chain: 'AUCHAN', networks: ['MONDIAL_RELAY'] };
let relais: Relais;
let operator: string;
let toys: { id: string; token: string };

beforeAll(async () => {
  relais = await Relais.start();
  operator = await relais.token('OPERATOR');
  await seedProgrammes(relais.service.app);
  await seedPlaces(relais.service.app);
  await openLeclercExpress(relais);
  toys = await registered(relais, TOY_SHOP);
});
afterAll(() => relais.stop());
beforeEach(() => forgetPoints(relais));

describe('whose prices a search tells', () => {
  it('are the caller’s: what is free, and what has a fee only if it is asked for', async () => {
    await addPoint(relais, { ...MR, code: 'FREE', lon: 3.2 });
    await addPoint(relais, { code: 'PRICED', chain: 'LECLERC' });
    await addPoint(relais, { code: 'NEITHER', chain: 'CASINO' });
    const free = await search(relais, toys.token, AT_LILLE);
    expect(free.matches).toMatchObject([
      { point: { code: 'FREE' }, programme: { code: 'auchan-relais' }, feeCents: 0, currency: 'EUR' },
    ]);
    expect(reasonsOf(free).PRICED).toEqual(['NOT_FREE leclerc-express costs 2.50 EUR a parcel']);
    const any = await search(relais, toys.token, { ...AT_LILLE, cost: 'ANY' });
    expect(any.matches).toMatchObject([
      { point: { code: 'PRICED' }, programme: { code: 'leclerc-express' }, feeCents: 250, currency: 'EUR' },
      { point: { code: 'FREE' }, feeCents: 0 },
    ]);
    expect(countsOf(any)).toEqual({ NOT_FREE: 1 });
  });

  it('are nobody’s without a merchant: everything that fits, without a price, if any cost will do', async () => {
    await addPoint(relais, { code: 'A', chain: 'CASINO' });
    const clerk = await relais.token('CLERK', { pointId: await addPoint(relais, { code: 'B' }) });
    for (const token of [operator, clerk, await relais.token('PUBLISHABLE', { origins: [PAGE.origin] })]) {
      expect(await searchError(relais, token, AT_LILLE, PAGE)).toMatchObject({
        code: 'BAD_INPUT',
        field: 'search.merchantId',
      });
      const { matches } = await search(relais, token, { ...AT_LILLE, cost: 'ANY' }, PAGE);
      expect(codesOf(matches)).toEqual(['A', 'B']);
      expect(matches[0]).toMatchObject({ programme: null, feeCents: null, currency: null });
    }
  });

  it('are never a competitor’s', async () => {
    await addPoint(relais, { ...MR, code: 'A' });
    const grocer = await registered(relais, GROCER);
    const clerk = await relais.token('CLERK', { pointId: await addPoint(relais, { code: 'B' }) });
    const ofToys = { ...AT_LILLE, merchantId: toys.id };
    for (const token of [
      grocer.token,
      clerk,
      await relais.token('PUBLISHABLE', { merchantId: grocer.id, origins: [PAGE.origin] }),
    ]) {
      expect((await searchError(relais, token, ofToys, PAGE)).code).toBe('FORBIDDEN');
    }
    expect(codesOf((await search(relais, toys.token, ofToys)).matches)).toEqual(['A']);
  });

  it('are for operators to ask, and a chain’s operator sees only the merchants that its chain works with', async () => {
    await addPoint(relais, { ...MR, code: 'A' });
    await addPoint(relais, { code: 'L', chain: 'LECLERC' });
    const ofToys = { ...AT_LILLE, merchantId: toys.id };
    expect(codesOf((await search(relais, operator, ofToys)).matches)).toEqual(['A']);
    for (const merchantId of ['nobody', '00000000-0000-7000-8000-000000000000']) {
      const error = await searchError(relais, operator, { ...AT_LILLE, merchantId });
      expect(error).toMatchObject({ code: 'NOT_FOUND', field: 'search.merchantId' });
    }
    const carrefour = await relais.token('OPERATOR', { chainCode: await chain('CARREFOUR') });
    expect((await searchError(relais, carrefour, ofToys)).code).toBe('NOT_FOUND');
  });

  it('are its merchant’s for a publishable key', async () => {
    await addPoint(relais, { ...MR, code: 'A' });
    await addPoint(relais, { code: 'B', chain: 'CARREFOUR' });
    const key = await relais.token('PUBLISHABLE', { merchantId: toys.id, origins: [PAGE.origin] });
    expect(codesOf((await search(relais, key, AT_LILLE, PAGE)).matches)).toEqual(['A']);
    const pageOfNobody = await relais.token('PUBLISHABLE', { origins: [PAGE.origin] });
    const named = await search(relais, pageOfNobody, { ...AT_LILLE, merchantId: toys.id }, PAGE);
    expect(codesOf(named.matches)).toEqual(['A']);
  });

  const chain = async (code: string) => {
    await relais.dataSource.query('INSERT INTO chain (code, name) VALUES ($1, $1) ON CONFLICT DO NOTHING', [code]);
    return code;
  };
});

describe('where a search starts', () => {
  const ANY = { cost: 'ANY' };

  it('is a postcode or a commune, in France overseas too', async () => {
    const reunion = { timeZone: 'Indian/Reunion', postcode: '97400', city: 'Saint-Denis' };
    await addPoint(relais, { code: 'LILLE' });
    await addPoint(relais, { code: 'REUNION', lat: -20.8789, lon: 55.4481, ...reunion });
    const inLille = await search(relais, operator, { ...ANY, near: { postcode: { code: '59000' } } });
    expect(inLille.resolvedPlace).toMatchObject({ label: '59000 Lille', approximate: false });
    expect(haversineMetres(inLille.resolvedPlace, LILLE)).toBeLessThan(5_000);
    expect(codesOf(inLille.matches)).toEqual(['LILLE', 'REUNION']);
    const overseas = await search(relais, operator, { ...ANY, near: { postcode: { code: '97400' } } });
    expect(codesOf(overseas.matches)).toEqual(['REUNION', 'LILLE']);
    expect(overseas.matches[0]?.distanceMetres).toBeLessThan(15_000);
    // 09:00 in UTC is 13:00 there.
    expect(overseas.matches[0]).toMatchObject({ openState: 'OPEN', nextChange: '2026-11-24T16:00:00.000Z' });
    const named = await search(relais, operator, { ...ANY, near: { commune: { name: 'saint denis (974)' } } });
    expect(named.resolvedPlace.label).toBe('Saint-Denis (974)');
    expect(codesOf(named.matches)).toEqual(['REUNION', 'LILLE']);
  });

  it('is refused with what to do where nobody knows the place', async () => {
    const refused = (near: unknown) => searchError(relais, operator, { ...ANY, near });
    expect(await refused({ postcode: { code: '00999' } })).toMatchObject({ code: expect.any(String) });
    expect((await refused({ postcode: { code: '59999' } })).code).toBe('UNKNOWN_PLACE');
    expect((await refused({ commune: { name: 'Trifouillis-les-Oies' } })).code).toBe('UNKNOWN_PLACE');
    expect(await refused({ postcode: { code: '59000', country: 'XX' } })).toMatchObject({
      code: 'BAD_INPUT',
      field: 'search.near.postcode.country',
    });
  });

  it('is exactly one thing, somewhere on the Earth', async () => {
    const field = async (near: unknown) => {
      const { code, field } = await searchError(relais, operator, { ...ANY, near });
      return `${code} ${field}`;
    };
    const vertex = LILLE;
    expect(await field({})).toBe('BAD_INPUT search.near');
    expect(await field({ coordinates: LILLE, postcode: { code: '59000' } })).toBe('BAD_INPUT search.near');
    expect(await field({ coordinates: { lat: 91, lon: 3 } })).toBe('BAD_INPUT search.near.coordinates.lat');
    expect(await field({ coordinates: { lat: 50, lon: 180.1 } })).toBe('BAD_INPUT search.near.coordinates.lon');
    expect(await field({ along: { vertices: [vertex] } })).toBe('BAD_INPUT search.near.along.vertices');
    expect(await field({ along: { vertices: Array(501).fill(vertex) } })).toBe('BAD_INPUT search.near.along.vertices');
    expect(await field({ along: { vertices: [vertex, { lat: -91, lon: 0 }] } })).toBe(
      'BAD_INPUT search.near.along.vertices.1.lat',
    );
    expect(await field({ box: { south: 2, west: 0, north: 1, east: 1 } })).toBe('BAD_INPUT search.near.box.south');
    const swapped = await relais.ask(
      '{ pickupPoints(search: { cost: ANY, near: { coordinates: { lat: 166.4, lon: -22.2 } } }) { excluded { count } } }',
      { token: operator },
    );
    expect(swapped.errors[0]?.message).toContain('swap');
  });

  it('is refused for numbers out of range, each named', async () => {
    const field = async (more: Record<string, unknown>) => {
      const { code, field } = await searchError(relais, operator, { ...ANY, ...AT_LILLE, ...more });
      return `${code} ${field}`;
    };
    for (const first of [0, -1, 101, 1_000_000]) expect(await field({ first })).toBe('BAD_INPUT search.first');
    for (const weightGrams of [-1, 0, 10_000_000]) {
      expect(await field({ parcel: { weightGrams } })).toBe('BAD_INPUT search.parcel.weightGrams');
    }
    expect(await field({ parcel: { heightMillimetres: 10_001 } })).toBe('BAD_INPUT search.parcel.heightMillimetres');
    expect(await field({ maxDistanceMetres: -1 })).toBe('BAD_INPUT search.maxDistanceMetres');
    expect(await field({ openAt: '2150-01-01T00:00:00Z' })).toBe('BAD_INPUT search.openAt');
    expect(await field({ services: Array(21).fill('PICKUP') })).toBe('BAD_INPUT search.services');
  });

  it('may be a line: points are near the way, not near its ends', async () => {
    // From Lille to Paris; Arras lies half-way, a little aside.
    const vertices = [LILLE, { lat: 48.8566, lon: 2.3522 }];
    await addPoint(relais, { code: 'ARRAS', lat: 49.75, lon: 2.75 });
    await addPoint(relais, { code: 'BESIDE-LILLE', lat: LILLE.lat, lon: LILLE.lon + 0.3 });
    await addPoint(relais, { code: 'BEHIND-PARIS', lat: 48.4, lon: 2.1 });
    const { matches, resolvedPlace } = await search(relais, operator, { ...ANY, near: { along: { vertices } } });
    expect(codesOf(matches)).toEqual(['ARRAS', 'BESIDE-LILLE', 'BEHIND-PARIS']);
    expect(matches[0]?.distanceMetres).toBeLessThan(3_000);
    expect(resolvedPlace.label).toBe('2 vertices');
    const still = await search(relais, operator, { ...ANY, near: { along: { vertices: [LILLE, LILLE] } } });
    expect(still.matches[0]?.distanceMetres).toBeCloseTo(
      haversineMetres(LILLE, { lat: LILLE.lat, lon: LILLE.lon + 0.3 }),
      3,
    );
  });

  it('may be a line round half the Earth, if it says which way round', async () => {
    await addPoint(relais, { code: 'A' });
    const opposite = [
      { lat: 0, lon: 0 },
      { lat: 0, lon: 180 },
    ];
    expect(await searchError(relais, operator, { ...ANY, near: { along: { vertices: opposite } } })).toMatchObject({
      code: 'BAD_INPUT',
      field: 'search.near.along.vertices.1',
    });
    const vertices = [opposite[0], { lat: 0, lon: 90 }, opposite[1]];
    const { matches } = await search(relais, operator, { ...ANY, near: { along: { vertices } } });
    expect(matches[0]?.distanceMetres).toBeCloseTo(6_371_008.8 * (LILLE.lat * (Math.PI / 180)), 0);
  });

  it('may be a box: only what is inside is looked at, from its middle', async () => {
    await addPoint(relais, { code: 'EDGE', lat: 50.7, lon: 3.2 });
    await addPoint(relais, { code: 'MIDDLE', lat: 50.65, lon: 3.1 });
    await addPoint(relais, { code: 'OUT', lat: 50.7001, lon: 3.1 });
    const box = { south: 50.6, west: 3, north: 50.7, east: 3.2 };
    const found = await search(relais, operator, { ...ANY, near: { box }, explain: true });
    expect(codesOf(found.matches)).toEqual(['MIDDLE', 'EDGE']);
    expect(found.matches[0]?.distanceMetres).toBeCloseTo(0, 3);
    expect(found.excluded).toEqual([]);
  });

  it('knows no seam at the antimeridian', async () => {
    for (const [code, lon] of Object.entries({ A: 179.9, B: -179.95, C: 180, D: -180, E: 178 })) {
      await addPoint(relais, { code, lat: -16.5, lon, timeZone: 'Pacific/Fiji' });
    }
    const near = { coordinates: { lat: -16.5, lon: -179.99 } };
    expect(codesOf((await search(relais, operator, { ...ANY, near })).matches)).toEqual(['C', 'D', 'B', 'A', 'E']);
    const box = { south: -17, west: 179, north: -16, east: -179 };
    const inBox = await search(relais, operator, { ...ANY, near: { box } });
    expect(codesOf(inBox.matches)).toEqual(['C', 'D', 'B', 'A']);
    expect(Math.abs(inBox.resolvedPlace.lon)).toBe(180);
    const vertices = [179.5, -179.5].map((lon) => ({ lat: -16.5, lon }));
    const along = await search(relais, operator, { ...ANY, near: { along: { vertices } }, maxDistanceMetres: 100 });
    expect(codesOf(along.matches).sort()).toEqual(['A', 'B', 'C', 'D']);
  });

  it('may be a pole, from where every longitude is as near', async () => {
    for (const [code, lon] of Object.entries({ C: 0, B: 120, A: -120 })) {
      await addPoint(relais, { code, lat: 89.9, lon, timeZone: 'Etc/UTC' });
    }
    const near = { coordinates: { lat: 90, lon: 33 } };
    const { matches } = await search(relais, operator, { ...ANY, near });
    expect(codesOf(matches)).toEqual(['A', 'B', 'C']);
    const south = await search(relais, operator, { ...ANY, near: { coordinates: { lat: -90, lon: 0 } } });
    expect(south.matches[0]?.distanceMetres).toBeCloseTo(6_371_008.8 * 179.9 * (Math.PI / 180), 1);
  });
});
