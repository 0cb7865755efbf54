import { randomBytes } from 'node:crypto';
import { pruneChanges } from '../../src/platform/changes.queries.js';
import { readConfig } from '../../src/platform/config.js';
import { openDatabase } from '../../src/platform/database/database.js';
import { newBoss } from '../../src/platform/database/job-tables.js';
import { Jobs } from '../../src/platform/jobs.js';
import { createLog } from '../../src/platform/log.js';
import { startService } from '../../src/service.js';
import { untilSettled } from '../support/heard.js';
import { STORIES_SECRET } from '../support/relais.js';
import { createDatabase, newDatabaseName, onServer, type StoryDatabase, urlOf } from '../support/server-databases.js';

/** An empty database, and a role that may connect to it and nothing more. */
async function emptyDatabaseAndRole(): Promise<{ database: StoryDatabase; role: string; url: string }> {
  const database = await createDatabase();
  const role = newDatabaseName('role');
  const password = randomBytes(12).toString('hex');
  await onServer(`CREATE ROLE ${role} LOGIN PASSWORD '${password}'`);
  return { database, role, url: urlOf(database.name, { user: role, password }) };
}

describe('a service whose role may not change the schema', () => {
  let there: Awaited<ReturnType<typeof emptyDatabaseAndRole>>;
  beforeEach(async () => {
    there = await emptyDatabaseAndRole();
  });
  afterEach(async () => {
    await there.database.drop();
    await onServer(`DROP ROLE ${there.role}`);
  });

  it('runs on what the other role has migrated, and can neither make a table nor rewrite a ledger', async () => {
    const config = readConfig({
      NODE_ENV: 'test',
      PORT: '0',
      RELAIS_LOG_LEVEL: 'fatal',
      RELAIS_SECRET: STORIES_SECRET,
      DATABASE_URL: there.url,
      DATABASE_MIGRATION_URL: there.database.url,
    });
    const service = await startService(config);
    expect(service.database.migrated.length).toBeGreaterThan(0);
    expect((await fetch(`${service.url}/health/ready`)).status).toBe(200);

    const { dataSource } = service.database;
    await dataSource.query(`INSERT INTO chain (code, name) VALUES ('a', 'A')`);
    await dataSource.query(
      `INSERT INTO audit_line (at, actor_id, operation, target) VALUES (now(), 'story', 'story', '')`,
    );
    const refused = { driverError: { code: '42501' } };
    await expect(dataSource.query('CREATE TABLE extra ()')).rejects.toMatchObject(refused);
    await expect(dataSource.query('DROP TABLE chain')).rejects.toMatchObject(refused);
    await expect(dataSource.query('DELETE FROM audit_line')).rejects.toMatchObject(refused);
    await expect(dataSource.query(`UPDATE ledger_entry SET kind = 'X'`)).rejects.toMatchObject(refused);
    const rights = await dataSource.query(
      `SELECT t, string_agg(r, ' ') AS rights
         FROM unnest(ARRAY['ledger_entry', 'ledger_checkpoint', 'ledger_seal', 'audit_line']) t,
              unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) r
        WHERE has_table_privilege(current_user, t, r) GROUP BY t`,
    );
    expect(rights.map(({ rights: held }: { rights: string }) => held)).toEqual(Array(4).fill('SELECT INSERT'));
    await expect(dataSource.query('DELETE FROM migration')).rejects.toMatchObject(refused);
    await expect(dataSource.query('UPDATE change_log SET keys = NULL')).rejects.toMatchObject(refused);
    await expect(dataSource.query('DELETE FROM change_horizon')).rejects.toMatchObject(refused);
    await expect(newBoss(dataSource).createQueue('extra')).rejects.toMatchObject(refused);
    let done = 0;
    const own = new Jobs(service.database, createLog('silent'));
    own.handle('greet', {}, async () => {
      done += 1;
    });
    await dataSource.transaction((tx) => own.enqueue(tx, 'greet', {}));
    await own.runEnqueued();
    expect(done).toBe(1);
    await newBoss(dataSource).maintain();
    await untilSettled(dataSource);
    expect(await pruneChanges(dataSource, 0)).toBeGreaterThan(0);
    await service.stop();

    // The next start needs no other role while nothing is to be migrated.
    const next = await openDatabase({ ...config, databaseMigrationUrl: null });
    expect(next.migrated).toEqual([]);
    await next.close();
  });

  it('says who has to migrate when it may not', async () => {
    const config = readConfig({ RELAIS_SECRET: STORIES_SECRET, DATABASE_URL: there.url });
    await expect(openDatabase(config)).rejects.toMatchObject({
      code: 'MIGRATIONS_PENDING',
      message: expect.stringContaining('DATABASE_MIGRATION_URL'),
    });
  });
});

describe('several instances that start at the same time on an empty database', () => {
  it('run each migration once between them', async () => {
    const database = await createDatabase();
    const config = readConfig({ RELAIS_SECRET: STORIES_SECRET, DATABASE_URL: database.url });
    const opened = await Promise.all(Array.from({ length: 4 }, () => openDatabase(config)));
    const ran = opened.flatMap(({ migrated }) => migrated);
    expect(ran.length).toBeGreaterThan(0);
    expect(new Set(ran).size).toBe(ran.length);
    await Promise.all(opened.map((one) => one.close()));
    await database.drop();
  });
});
