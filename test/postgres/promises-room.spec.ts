import { seedProgrammes } from '../../seeds/programmes.js';
import { PromisesService } from '../../src/promises/promises.service.js';
import { type Service, startService } from '../../src/service.js';
import { registered, TOY_SHOP } from '../support/merchants.js';
import { announced } from '../support/parcels.js';
import { Relais } from '../support/relais.js';
import { addCounters, importTimetable, withRoom } from '../support/timetables.js';

describe('room in vehicles', () => {
  let relais: Relais;
  let token: string;

  beforeAll(async () => {
    relais = await Relais.start();
    await seedProgrammes(relais.service.app);
    await addCounters(relais);
    ({ token } = await registered(relais, TOY_SHOP));
    await importTimetable(relais, withRoom(2));
  });
  afterAll(() => relais.stop());

  it('is promised to no more than there is by processes that work at once', async () => {
    for (let number = 0; number < 20; number += 1)
      await announced(relais, token, 'AU-LYON', { dropOffPointCode: 'AU-LILLE' });
    const ids = (await relais.dataSource.query('SELECT parcel_id AS id FROM promise')).map(
      ({ id }: { id: string }) => id,
    );
    const others: Service[] = [];
    for (let number = 0; number < 3; number += 1) {
      others.push(await startService({ ...relais.config, databasePoolSize: 4 }, { clock: relais.clock, jobs: false }));
    }
    try {
      // Each has claimed some of them.
      const shares = [relais.service, ...others].map(({ app }, place) =>
        app.get(PromisesService)['workOut'](ids.slice(5 * place, 5 * place + 5), relais.clock.now()),
      );
      await Promise.all(shares);
      await relais.runJob('promises');
    } finally {
      for (const other of others) await other.stop();
    }
    const counts = await relais.dataSource.query(
      `SELECT l.parcels, (SELECT count(*)::int FROM promise_run r WHERE r.trip_id = l.trip_id AND r.run_on = l.run_on) AS runs
         FROM run_load l WHERE l.trip_id = 'paris-lyon' AND parcels > 0`,
    );
    expect(counts).toEqual(counts.map(() => ({ parcels: 2, runs: 2 })));
    expect(counts).toHaveLength(10);
  });
});
