import { setTimeout as wait } from 'node:timers/promises';
import { newBoss } from '../src/platform/database/job-tables.js';
import { Jobs } from '../src/platform/jobs.js';
import { createLog } from '../src/platform/log.js';
import { Relais } from './support/relais.js';

const QUICK = { pollMs: 20, stopMs: 200 };
const SILENT = createLog('silent');

let relais: Relais;
const started: Jobs[] = [];
beforeAll(async () => {
  relais = await Relais.start();
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((jobs) => jobs.stop()));
  await relais.dataSource.query('DELETE FROM pgboss.job');
});
afterAll(() => relais.stop());

/** What one instance more would have: the same database, jobs of its own. */
function instance(): Jobs {
  const jobs = new Jobs(relais.service.database, SILENT, QUICK);
  started.push(jobs);
  return jobs;
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 20_000;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error('It did not happen within 20 s.');
    await wait(10);
  }
}

const statesOf = async (): Promise<string[]> =>
  (await relais.dataSource.query('SELECT state::text FROM pgboss.job ORDER BY created_on')).map(
    ({ state }: { state: string }) => state,
  );

describe('work that is enqueued', () => {
  it('is done once, by one instance of several, and only if its transaction is committed', async () => {
    const done: number[] = [];
    const [one, other] = [instance(), instance()];
    for (const jobs of [one, other]) {
      jobs.handle('greet', {}, async ({ number }: { number: number }) => {
        done.push(number);
      });
      await jobs.start();
    }
    for (let number = 0; number < 20; number += 1) {
      const enqueued = relais.dataSource.transaction(async (tx) => {
        await one.enqueue(tx, 'greet', { number });
        if (number % 2 === 1) throw new Error('rolled back');
      });
      await enqueued.catch(() => {});
    }
    await until(() => done.length >= 10);
    await wait(100);
    expect(done.toSorted((a, b) => a - b)).toEqual([0, 2, 4, 6, 8, 10, 12, 14, 16, 18]);
  });

  it('is tried again when it fails, later each time, until it is given up', async () => {
    let tries = 0;
    const jobs = instance();
    jobs.handle('fail', { retries: 3 }, async () => {
      tries += 1;
      throw new Error('no luck');
    });
    await relais.dataSource.transaction((tx) => jobs.enqueue(tx, 'fail', {}));
    await jobs.start();
    await until(async () => tries === 1 && (await statesOf())[0] === 'retry');
    const [row] = await relais.dataSource.query(
      'SELECT extract(epoch FROM start_after - now())::float8 AS seconds FROM pgboss.job',
    );
    expect(row.seconds).toBeGreaterThan(3);
    await jobs.runEnqueued();
    expect(tries).toBe(4);
    expect(await statesOf()).toEqual(['failed']);
  });

  it('is done by another instance when the first was stopped in the middle', async () => {
    const [first, second] = [instance(), instance()];
    let begun = 0;
    first.handle('long', {}, async () => {
      begun += 1;
      await wait(3000);
    });
    let done = 0;
    second.handle('long', {}, async () => {
      done += 1;
    });
    await relais.dataSource.transaction((tx) => first.enqueue(tx, 'long', {}));
    await first.start();
    await until(() => begun === 1);
    await first.stop();
    expect(await statesOf()).toEqual(['retry']);
    await second.runEnqueued();
    expect(done).toBe(1);
    expect(await statesOf()).toEqual(['completed']);
  });
});

describe('a recurring job', () => {
  it('runs again and again, at one instance at a time, though it fails now and then', async () => {
    let [now, most, runs] = [0, 0, 0];
    for (const jobs of [instance(), instance(), instance()]) {
      jobs.recur('often', { everySeconds: 0 }, async () => {
        now += 1;
        most = Math.max(most, now);
        await wait(30);
        now -= 1;
        runs += 1;
        if (runs % 3 === 0) throw new Error('no luck');
      });
      await jobs.start();
    }
    await until(() => runs >= 8);
    expect(most).toBe(1);
  });

  it('waits for its time, and is taken over from who died with it', async () => {
    const [first, second] = [instance(), instance()];
    let runs = 0;
    for (const jobs of [first, second]) {
      jobs.recur('hourly', { everySeconds: 3600, mayTakeSeconds: 1 }, async () => {
        runs += 1;
      });
    }
    await first.start();
    await until(async () => runs === 1 && (await statesOf())[0] === 'created');
    await second.start();
    await wait(100);
    expect(runs).toBe(1);
    // As if an instance had taken it and was never heard of again.
    await relais.dataSource.query(
      `UPDATE pgboss.job SET state = 'active', started_on = now() - interval '2 s', start_after = now()`,
    );
    // What pg-boss does every two minutes.
    await newBoss(relais.dataSource).maintain();
    await until(() => runs === 2);
  });

  it('can be run at once, whatever its time', async () => {
    const jobs = instance();
    let runs = 0;
    jobs.recur('yearly', { everySeconds: 31_536_000 }, async () => {
      runs += 1;
    });
    await jobs.runNow('yearly');
    expect(runs).toBe(1);
    await expect(jobs.runNow('never')).rejects.toThrow('No recurring job is called never.');
  });
});

it('leaves an embedded database alone that nobody writes to', async () => {
  let looks = 0;
  const { database } = relais.service;
  const counted = {
    kind: database.kind,
    commits: database.commits,
    get dataSource() {
      looks += 1;
      return database.dataSource;
    },
  };
  const jobs = new Jobs(counted, SILENT, QUICK);
  started.push(jobs);
  jobs.recur('daily', { everySeconds: 86_400 }, async () => {});
  await jobs.start();
  await until(async () => (await statesOf())[0] === 'created');
  const looksWithin = async (ms: number) => {
    looks = 0;
    await wait(ms);
    return looks;
  };
  if (database.kind === 'EMBEDDED') await until(async () => (await looksWithin(300)) === 0);
  else expect(await looksWithin(300)).toBeGreaterThan(5);
});
