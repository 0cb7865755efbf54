import fc from 'fast-check';
import { seedProgrammes } from '../seeds/programmes.js';
import { registered, TOY_SHOP } from './support/merchants.js';
import { announced, CREATE, newParcel, scan } from './support/parcels.js';
import { addPoint } from './support/points.js';
import { Relais } from './support/relais.js';
import { fillPoint, search } from './support/search.js';
import { addCounters, FROM_LILLE, importTimetable } from './support/timetables.js';

const SAVE = `mutation ($networkCode: ID!, $forecast: DwellForecastInput, $from: DateTime) {
  saveDwellForecast(networkCode: $networkCode, forecast: $forecast, from: $from) { fromAt collectedShares confidence leadDays }
}`;
/** Of a hundred parcels 61 are collected on the day when they come, and 99 within three. */
const FORECAST = { collectedShares: [0.61, 0.9, 0.97, 0.99], confidence: 0.99, leadDays: 0 };
const STILL_THERE = [1, 0.39, 0.1, 0.03, 0.01];
const DAYS = [...Array(22).keys()];
const NOON = Date.parse('2026-11-24T11:00:00Z');
const DAY_MS = 86_400_000;

/** A parcel as far as it takes room: on its way until a day, at its point since one, or there for good. */
type Taker = { kind: 'COMES' | 'WAITS'; days: number } | { kind: 'STAYS' };

const still = (days: number) => STILL_THERE[Math.min(days, STILL_THERE.length - 1)] as number;

/** The chance that it is there on a day. */
function chance(taker: Taker, day: number): number {
  if (taker.kind === 'STAYS') return 1;
  if (taker.kind === 'COMES') return day < taker.days ? 0 : still(day - taker.days);
  return day === 0 ? 1 : still(taker.days + day) / still(taker.days);
}

/** The exact chance that more than so many are there: the distribution of a sum of independent parcels, one by one. */
function chanceOfMoreThan(most: number, chances: readonly number[]): number {
  const distribution = [1];
  for (const p of chances) {
    distribution.push(0);
    for (let n = distribution.length - 1; n >= 0; n -= 1) {
      distribution[n] = (distribution[n] as number) * (1 - p) + (n > 0 ? (distribution[n - 1] as number) * p : 0);
    }
  }
  return distribution.slice(most + 1).reduce((sum, each) => sum + each, 0);
}

describe('room at a point of which it is known how soon parcels are collected', () => {
  let relais: Relais;
  let merchant: { id: string; token: string };
  let operator: string;
  let manyId: string;

  beforeAll(async () => {
    relais = await Relais.start();
    await seedProgrammes(relais.service.app);
    await addCounters(relais);
    manyId = await addPoint(relais, { code: 'AU-MANY', chain: 'AUCHAN', networks: ['MONDIAL_RELAY'], lat: 48, lon: 1 });
    await addPoint(relais, { code: 'AU-OTHERS', chain: 'AUCHAN', networks: ['MONDIAL_RELAY', 'DPD'], lat: 48, lon: 2 });
    merchant = await registered(relais, TOY_SHOP);
    operator = await relais.token('OPERATOR');
  });
  afterAll(() => relais.stop());
  beforeEach(async () => {
    relais.clock.set(new Date(NOON).toISOString());
    await relais.dataSource.query('TRUNCATE dwell_forecast');
  });

  const save = (forecast: object | null, from: string | null = null) =>
    relais.ask(SAVE, { token: operator, variables: { networkCode: 'MONDIAL_RELAY', forecast, from } });
  const freeAt = async (code: string) => {
    const { matches } = await search(relais, merchant.token, {
      near: { coordinates: await placeOf(code) },
      cost: 'ANY',
    });
    return matches.find(({ point }) => point.code === code)?.freePlaces ?? 0;
  };
  const placeOf = async (code: string) => {
    const [{ lat, lon }] = await relais.dataSource.query('SELECT lat, lon FROM point WHERE code = $1', [code]);
    return { lat, lon };
  };
  const useOf = async (code: string) => {
    const [{ used }] = await relais.dataSource.query('SELECT point_use(id, $2) AS used FROM point WHERE code = $1', [
      code,
      relais.clock.now(),
    ]);
    return used as number;
  };
  const capacity = (code: string, parcels: number) =>
    relais.dataSource.query('UPDATE point SET capacity_parcels = $2 WHERE code = $1', [code, parcels]);

  it('is promised to no more parcels than it holds on its worst day, with the confidence that was chosen', async () => {
    const takers: fc.Arbitrary<Taker> = fc.oneof(
      { weight: 6, arbitrary: fc.record({ kind: fc.constant('COMES' as const), days: fc.nat(4) }) },
      { weight: 3, arbitrary: fc.record({ kind: fc.constant('WAITS' as const), days: fc.nat(5) }) },
      { weight: 1, arbitrary: fc.constant({ kind: 'STAYS' as const }) },
    );
    const more = fc.array(fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })), {
      minLength: 40,
      maxLength: 40,
    });
    await fc.assert(
      fc.asyncProperty(fc.array(takers, { maxLength: 60 }), more, fc.nat(40), fc.nat(3), async (...drawn) => {
        const [present, chances, added, leadDays] = drawn;
        await relais.dataSource.query('TRUNCATE dwell_forecast');
        await save({ ...FORECAST, leadDays });
        await occupy(present);
        const used = await useOf('AU-MANY');
        expect(used).toBeLessThanOrEqual(present.length);
        // Whatever is booked into the room that is left, whenever it may come, it is held to.
        for (const day of DAYS.slice(leadDays)) {
          const all = [...present.map((taker) => chance(taker, day)), ...chances.slice(0, added)];
          expect(chanceOfMoreThan(used + added, all)).toBeLessThanOrEqual(1 - FORECAST.confidence + 1e-9);
        }
      }),
      { numRuns: 60 },
    );
  }, 120_000);

  /** Makes these, and nothing else, take room at AU-MANY. */
  async function occupy(present: readonly Taker[]): Promise<void> {
    await relais.dataSource.query('DELETE FROM booking WHERE point_id = $1', [manyId]);
    await relais.dataSource.query('DELETE FROM parcel WHERE pickup_point_id = $1', [manyId]);
    await relais.dataSource.query(
      `WITH given AS (SELECT gen_random_uuid() AS id, kind, days, row_number() OVER () AS n
                        FROM jsonb_to_recordset($1::jsonb) g (kind text, days int)),
            made AS (
         INSERT INTO parcel (id, tracking_number, merchant_id, idempotency_key, fingerprint, weight_grams, temperature,
                             pickup_point_id, fee_cents, currency, state, custodian_kind, custodian_id,
                             custodian_point_id, possession_since, created_at)
         SELECT id, 'T' || n, $2::uuid, 'T' || n, '', 1, 'AMBIENT', $3::bigint, 0, 'EUR',
                CASE kind WHEN 'COMES' THEN 'IN_TRANSIT' WHEN 'WAITS' THEN 'AVAILABLE' ELSE 'RETURN_DUE' END, 'POINT',
                'x', CASE WHEN kind <> 'COMES' THEN $3::bigint END,
                $4::timestamptz - make_interval(days => COALESCE(days, 0)), $4::timestamptz FROM given)
       INSERT INTO booking (parcel_id, point_id, from_at, arrives_at)
       SELECT id, $3::bigint, $4::timestamptz,
              CASE WHEN kind = 'COMES' THEN $4::timestamptz + make_interval(days => days) END FROM given`,
      [JSON.stringify(present), merchant.id, manyId, relais.clock.now()],
    );
  }

  it('is what all take that are booked or lie there, where one network’s habits are not known', async () => {
    await save(FORECAST);
    await fillPoint(relais, merchant.id, 'AU-OTHERS', 7);
    await relais.dataSource.query(
      "UPDATE booking b SET arrives_at = $1 FROM point p WHERE p.id = b.point_id AND p.code = 'AU-OTHERS'",
      [new Date(NOON + 2 * DAY_MS)],
    );
    expect(await useOf('AU-OTHERS')).toBe(7);
  });

  it('is for more parcels than it has places where those of today will be gone, for the search and who books alike', async () => {
    await importTimetable(relais, FROM_LILLE);
    await capacity('AU-LYON', 30);
    const book = async () => {
      const input = newParcel('AU-LYON', { dropOffPointCode: 'AU-LILLE' });
      return (await relais.data(CREATE, { token: merchant.token, variables: { input } })).createParcel;
    };
    const numbers = await Promise.all(Array.from({ length: 25 }, async () => (await book()).trackingNumber as string));
    await relais.dataSource.query(
      `UPDATE parcel SET state = 'AVAILABLE', custodian_point_id = pickup_point_id WHERE tracking_number = ANY($1)`,
      [numbers],
    );
    expect(await freeAt('AU-LYON')).toBe(5);
    await save({ ...FORECAST, leadDays: 1 });
    // Of 25 there are ten left tomorrow on average, and with 99 % no more than 20.
    expect(await freeAt('AU-LYON')).toBe(10);
    const outcomes = [];
    for (let each = 0; each < 12; each += 1) outcomes.push((await book()).__typename);
    expect(outcomes).toEqual([...Array(10).fill('Parcel'), 'Refusal', 'Refusal']);
    await relais.runJob('promises');
    expect([await freeAt('AU-LYON'), await useOf('AU-LYON')]).toEqual([0, 30]);
    // Without the forecast each keeps its place from creation on.
    relais.clock.advance({ minutes: 1 });
    await save(null);
    expect(await useOf('AU-LYON')).toBe(35);
  });

  it('is kept by a parcel that is there and by one that is late, and free when a day has gone by', async () => {
    await importTimetable(relais, FROM_LILLE);
    await save(FORECAST);
    const sent = [];
    for (let each = 0; each < 20; each += 1) {
      sent.push(await announced(relais, merchant.token, 'AU-STRAS', { dropOffPointCode: 'AU-LILLE' }));
    }
    await relais.runJob('promises');
    // Tomorrow all of them are there.
    expect(await useOf('AU-STRAS')).toBe(20);
    await relais.dataSource.query(
      `UPDATE parcel SET state = 'AVAILABLE', custodian_point_id = pickup_point_id, possession_since = $2
        WHERE tracking_number = ANY($1)`,
      // Five are late: of those nobody has seen anything.
      [sent.slice(5).map(({ trackingNumber }) => trackingNumber), relais.clock.now()],
    );
    await relais.dataSource.query('UPDATE booking SET lapses_at = NULL');
    expect(await freeAt('AU-STRAS')).toBe(20);
    // They have not been collected, whatever was forecast.
    relais.clock.set('2026-11-26T11:00:00Z');
    expect(await freeAt('AU-STRAS')).toBe(20);
    const first = sent.at(-1);
    const clerk = await relais.token('CLERK', { pointId: await idOf('AU-STRAS') });
    await scan(relais, clerk, { kind: 'CUSTOMER_REFUSAL', trackingNumber: first?.trackingNumber });
    expect(await freeAt('AU-STRAS')).toBe(20);
  });

  const idOf = async (code: string) =>
    (await relais.dataSource.query('SELECT id FROM point WHERE code = $1', [code]))[0].id as string;

  it('changes at midnight of the point without anybody writing anything', async () => {
    await save({ collectedShares: [1], confidence: 0.99, leadDays: 0 });
    await occupy([
      ...Array.from({ length: 10 }, () => ({ kind: 'COMES' as const, days: 0 })),
      ...Array.from({ length: 4 }, () => ({ kind: 'COMES' as const, days: 1 })),
    ]);
    await capacity('AU-MANY', 20);
    // Those of today are gone by tomorrow; until then they may come, even when nobody has seen them for days.
    expect(await freeAt('AU-MANY')).toBe(10);
    relais.clock.advance({ minutes: 1 });
    await save({ collectedShares: [1], confidence: 0.99, leadDays: 1 });
    expect(await freeAt('AU-MANY')).toBe(16);
    relais.clock.set('2026-11-24T22:59:59Z');
    expect(await freeAt('AU-MANY')).toBe(16);
    // From midnight in Lille on nothing that is known of comes on a later day.
    relais.clock.set('2026-11-24T23:00:00Z');
    expect(await freeAt('AU-MANY')).toBe(20);
  });

  it('is forecast from an instant on by the operator of the installation, in shares that can be', async () => {
    const { data } = await save(FORECAST, '2026-12-01T00:00:00+01:00');
    expect(data.saveDwellForecast).toEqual([{ fromAt: '2026-11-30T23:00:00.000Z', ...FORECAST }]);
    const fieldOf = async (forecast: object, from: string | null = null) => {
      const { errors } = await save(forecast, from);
      return [errors[0]?.extensions.code, errors[0]?.extensions.field];
    };
    expect(await fieldOf({ ...FORECAST, collectedShares: [] })).toEqual(['BAD_INPUT', 'forecast.collectedShares']);
    const falling = await fieldOf({ ...FORECAST, collectedShares: [0.6, 0.5] });
    expect(falling).toEqual(['BAD_INPUT', 'forecast.collectedShares[1]']);
    expect(await fieldOf({ ...FORECAST, leadDays: 8 })).toEqual(['BAD_INPUT', 'forecast.leadDays']);
    expect(await fieldOf({ ...FORECAST, confidence: 1 })).toEqual(['BAD_INPUT', 'forecast.confidence']);
    expect(await fieldOf(FORECAST, '2026-11-01T00:00:00Z')).toEqual(['BAD_INPUT', 'from']);
    const chain = await relais.token('OPERATOR', { chainCode: 'AUCHAN' });
    const { errors } = await relais.ask(SAVE, {
      token: chain,
      variables: { networkCode: 'MONDIAL_RELAY', forecast: FORECAST },
    });
    expect(errors[0]?.extensions.code).toBe('FORBIDDEN');
  });
});
