import { PointsInMemory } from '../src/search/points-in-memory.js';
import type { SearchIndex } from '../src/search/search-index.js';
import { rewriteHistory } from './support/ledgers.js';
import { Relais } from './support/relais.js';
import { codesOf, search } from './support/search.js';

const MIDDLE = { lat: 46.5, lon: 2.5 };

describe('the index of points', () => {
  let relais: Relais;
  let operator: string;

  beforeAll(async () => {
    relais = await Relais.start();
    operator = await relais.token('OPERATOR');
  });
  afterAll(() => relais.stop());

  /** Points all over France, on places that look random and are the same each time. */
  async function addPoints(prefix: string, count: number): Promise<void> {
    await relais.dataSource.query(
      `INSERT INTO point (code, name, kind, services, street, postcode, city, country, lat, lon, time_zone, state, source,
                          source_ref, capacity_parcels)
       SELECT $1 || lpad(n::text, 6, '0'), 'Point', 'COUNTER', '{PICKUP}', '1 rue', '59000', 'Lille', 'FR',
              42.5 + 8 * ((n * 7919) % 10007) / 10007.0, -4 + 12 * ((n * 104729) % 9973) / 9973.0, 'Europe/Paris',
              CASE WHEN n % 5 = 0 THEN 'SUSPENDED' ELSE 'OPEN' END, 'story', $1 || n, n % 3
         FROM generate_series(1, $2) n`,
      [prefix, count],
    );
  }

  /** The nearest points that take parcels, by the database's own arithmetic. */
  async function nearest(first: number): Promise<string[]> {
    const rows: { code: string }[] = await relais.dataSource.query(
      `SELECT code FROM point WHERE state = 'OPEN' AND capacity_parcels > 0
        ORDER BY round(ST_Distance(position, ST_MakePoint($1, $2)::geography, false)::numeric, 3), code COLLATE "C"
        LIMIT $3`,
      [MIDDLE.lon, MIDDLE.lat, first],
    );
    return rows.map(({ code }) => code);
  }

  async function compare(): Promise<void> {
    const told = await search(relais, operator, { near: { coordinates: MIDDLE }, cost: 'ANY', first: 50 });
    expect(codesOf(told.matches)).toEqual(await nearest(50));
  }

  it('answers rightly while it is built anew in a thread, whatever changes meanwhile, and afterwards', async () => {
    const index = relais.service.app.get<SearchIndex>(PointsInMemory);
    await addPoints('A', 2500);
    await compare();
    const before = index.geo;
    expect(before.sideCount).toBeGreaterThan(2000);
    for (let round = 0; index.geo === before && round < 500; round += 1) {
      await relais.dataSource.query(
        `UPDATE point SET lat = lat + 0.01, state = CASE state WHEN 'OPEN' THEN 'SUSPENDED' ELSE 'OPEN' END
          WHERE code = ANY($1)`,
        [(await nearest(10)).slice(round % 3)],
      );
      await relais.dataSource.query('DELETE FROM point WHERE code = $1', [(await nearest(1))[0]]);
      await addPoints(`B${round}X`, 3);
      await compare();
    }
    expect(index.geo).not.toBe(before);
    expect(index.geo.sideCount).toBeLessThan(300);
    await compare();
  }, 60_000);

  it('forgets points that are gone, and all that are when the table is emptied', async () => {
    const index = relais.service.app.get<SearchIndex>(PointsInMemory);
    await rewriteHistory(relais, 'TRUNCATE point CASCADE');
    // Tokens of clerks name points, so that all tokens are gone too.
    operator = await relais.token('OPERATOR');
    await compare();
    expect([index.size, index.tallies.all, index.tallies.full]).toEqual([0, 0, 0]);
    await addPoints('C', 30);
    await compare();
    expect([index.size, index.tallies.all, index.tallies.full]).toEqual([30, 30, 10]);
  });
});
