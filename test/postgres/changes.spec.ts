import fc from 'fast-check';
import pg from 'pg';
import { TokensService } from '../../src/access/tokens.service.js';
import { CONSOLE } from '../../src/platform/caller.js';
import { pruneChanges, readChanges } from '../../src/platform/changes.queries.js';
import { type Database, openDatabase } from '../../src/platform/database/database.js';
import { type Service, startService } from '../../src/service.js';
import { EVERYTHING, Heard, untilSettled } from '../support/heard.js';
import { Program } from '../support/program.js';
import { Relais, STORIES_SECRET } from '../support/relais.js';
import { onServer } from '../support/server-databases.js';

let relais: Relais;
let url: string;
beforeAll(async () => {
  relais = await Relais.start();
  url = relais.config.databaseUrl as string;
});
afterAll(() => relais.stop());

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const ADD = 'INSERT INTO network VALUES ($1, $1)';

describe('transactions that are committed in another order than they began', () => {
  it('are each heard once, when they are committed', async () => {
    const heard = await Heard.start(relais.service.database);
    const early = relais.dataSource.createQueryRunner();
    await early.startTransaction();
    await early.query(ADD, ['EARLY']);
    await relais.dataSource.query(ADD, ['LATE']);
    expect(await heard.look()).toEqual({ network: ['LATE'] });
    expect(await heard.look()).toEqual({});
    await early.commitTransaction();
    await early.release();
    expect(await heard.look()).toEqual({ network: ['EARLY'] });
    expect(await heard.look()).toEqual({});
  });

  it('are not missed when they are deleted from the log before anybody looked', async () => {
    const early = relais.dataSource.createQueryRunner();
    await early.startTransaction();
    await early.query(ADD, ['DELETED']);
    // A later one that changes nothing: the snapshot has the early one in its list, and nothing after it is deleted.
    await relais.dataSource.query('SELECT pg_current_xact_id()');
    const heard = await Heard.start(relais.service.database);
    await early.commitTransaction();
    await early.release();
    await untilSettled(relais.dataSource);
    while ((await pruneChanges(relais.dataSource, 0)) > 0);
    expect(await heard.look()).toEqual(EVERYTHING);
  });

  it('are heard once each however they overlap, and whoever may have missed one is told so', async () => {
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.record({ act: fc.constant('WRITE' as const), by: fc.nat(3) }) },
      { weight: 3, arbitrary: fc.record({ act: fc.constant('COMMIT' as const), by: fc.nat(3) }) },
      { weight: 1, arbitrary: fc.record({ act: fc.constant('ROLLBACK' as const), by: fc.nat(3) }) },
      { weight: 4, arbitrary: fc.record({ act: fc.constant('LOOK' as const), by: fc.nat(1) }) },
      { weight: 3, arbitrary: fc.record({ act: fc.constant('PRUNE' as const), by: fc.constant(0) }) },
    );
    const writers = await Promise.all(Array.from({ length: 4 }, () => connected()));
    let told = 0;
    let lost = 0;
    try {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), async (steps) => {
          const run = new Overlap(writers, relais.service.database);
          const outcome = await run.play(steps);
          told += outcome.told;
          lost += outcome.lost;
        }),
        { numRuns: 60 },
      );
    } finally {
      await Promise.all(writers.map((writer) => writer.end()));
    }
    // The property says nothing if nothing happened.
    expect([told > 100, lost > 0]).toEqual([true, true]);
  });
});

async function connected(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
}

let lastCode = 0;

/** Writers with a transaction each, and readers who remember what was committed that they were not told of. */
class Overlap {
  private readonly open = new Map<number, string[]>();
  private readonly readers = [0, 1].map(() => ({ snapshot: null as string | null, owed: new Set<string>() }));
  private told = 0;
  private lost = 0;

  constructor(
    private readonly writers: readonly pg.Client[],
    private readonly database: Database,
  ) {}

  async play(steps: readonly { act: string; by: number }[]): Promise<{ told: number; lost: number }> {
    for (const [index] of this.readers.entries()) await this.look(index);
    for (const { act, by } of steps) {
      if (act === 'WRITE') await this.write(by);
      else if (act === 'LOOK') await this.look(by);
      else if (act === 'PRUNE') await pruneChanges(this.database.dataSource, 0);
      else await this.end(by, act);
    }
    for (const [index] of this.writers.entries()) await this.end(index, 'COMMIT');
    for (const [index, { owed }] of this.readers.entries()) {
      await this.look(index);
      expect([...owed]).toEqual([]);
    }
    return { told: this.told, lost: this.lost };
  }

  private async write(by: number): Promise<void> {
    if (!this.open.has(by)) await this.writers[by]?.query('BEGIN');
    lastCode += 1;
    const code = `R${lastCode}`;
    await this.writers[by]?.query(ADD, [code]);
    this.open.set(by, [...(this.open.get(by) ?? []), code]);
  }

  private async end(by: number, how: string): Promise<void> {
    const written = this.open.get(by);
    if (written === undefined) return;
    await this.writers[by]?.query(how);
    this.open.delete(by);
    if (how === 'COMMIT') for (const { owed } of this.readers) for (const code of written) owed.add(code);
  }

  private async look(by: number): Promise<void> {
    const reader = this.readers[by] as (typeof this.readers)[number];
    const isFirst = reader.snapshot === null;
    const { snapshot, isLost, changes } = await readChanges(this.database.dataSource.manager, reader.snapshot);
    const keys = changes.flatMap((change) => change.keys ?? []);
    if (isLost) {
      reader.owed.clear();
      if (!isFirst) this.lost += 1;
    } else {
      // Neither more nor less than what was committed since, and nothing twice.
      expect(keys.sort()).toEqual([...reader.owed].sort());
      reader.owed.clear();
      this.told += keys.length;
    }
    reader.snapshot = snapshot;
  }
}

describe('a second instance', () => {
  let other: Service;
  beforeAll(async () => {
    other = await startService({ ...relais.config, databasePoolSize: 3 }, { clock: relais.clock });
  });
  afterAll(() => other.stop());

  it('refuses a token that the first revoked, within the bound', async () => {
    const [mine, its] = [relais, { service: other }].map(({ service }) => service.app.get(TokensService));
    const delaysMs: number[] = [];
    for (let round = 0; round < 20; round += 1) {
      const token = await relais.token('OPERATOR');
      // That it was made is heard of as well, and what is heard of is forgotten: it is remembered from then on.
      let caller = await its?.identify(token, null);
      for (let again = await its?.identify(token, null); again !== caller; again = await its?.identify(token, null)) {
        caller = again;
        await pause(1);
      }
      await pause(Math.random() * 100);
      const revokedAtMs = performance.now();
      await mine?.revoke(CONSOLE, caller?.id ?? '');
      const isKnown = async () => {
        try {
          return (await its?.identify(token, null)) !== undefined;
        } catch {
          return false;
        }
      };
      while (await isKnown()) await pause(1);
      delaysMs.push(performance.now() - revokedAtMs);
    }
    delaysMs.sort((a, b) => a - b);
    const told = [delaysMs[10], delaysMs.at(-1)].map((delay) => Math.round(delay ?? 0));
    process.stdout.write(`revocations seen by another instance after ${told[0]} ms (median), ${told[1]} ms (most)\n`);
    expect(delaysMs.at(-1)).toBeLessThan(5000);
  });
});

describe('an instance that was stopped for longer than changes are kept', () => {
  it('begins anew before it answers anybody', async () => {
    const program = Program.service({
      DATABASE_URL: url,
      RELAIS_SECRET: STORIES_SECRET,
      RELAIS_LOG_LEVEL: 'fatal',
    });
    try {
      const address = await program.url();
      const token = await relais.token('OPERATOR', { expiresInDays: 10_000 });
      const { id } = await relais.service.app.get(TokensService).identify(token, null);
      const ask = async () => {
        const response = await fetch(`${address}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
          body: '{"query":"{ __typename }"}',
        });
        return response.status;
      };
      expect([await ask(), await ask()]).toEqual([200, 200]);
      program.kill('SIGSTOP');
      await relais.service.app.get(TokensService).revoke(CONSOLE, id);
      await untilSettled(relais.dataSource);
      while ((await pruneChanges(relais.dataSource, 0)) > 0);
      expect(await relais.dataSource.query('SELECT FROM change_log')).toEqual([]);
      // Longer than the bound: it has to notice that it was away, whether its own timers have run again or not.
      await pause(5200);
      program.kill('SIGCONT');
      expect(await ask()).toBe(401);
    } finally {
      program.kill('SIGCONT');
      await program.stop();
    }
  });
});

describe('a database that goes away', () => {
  it('is told by a code after the bound, and everything is seen once it is back', async () => {
    const database = await openDatabase({ ...relais.config, databasePoolSize: 2 });
    const heard = await Heard.start(database, { mostStaleMs: 3000, readMs: 1000 });
    const { changes } = heard;
    const name = new URL(url).pathname.slice(1);
    const cut = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`;
    try {
      await onServer(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false; ${cut}`);
      // Nobody need be refused within the bound.
      expect(changes.current()).toBeUndefined();
      await pause(3100);
      for (let count = 0; count < 3; count += 1) {
        await expect(changes.current()).rejects.toMatchObject({ code: 'NOT_UP_TO_DATE' });
      }
    } finally {
      await onServer(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
    }
    await onServer("INSERT INTO network VALUES ('BACK', 'x')", url);
    expect(await heard.look()).toEqual({ network: ['BACK'] });
    expect(changes.current()).toBeUndefined();
    await database.close();
  });
});
