import { createRequire } from 'node:module';
import PgBoss from 'pg-boss';
import type { DataSource, EntityManager } from 'typeorm';
import { rows } from './rows.js';

/**
 * The queues of all jobs: what is to be done stands in each job. pg-boss makes a table for every queue, which only the
 * role that migrates may do.
 */
export const RECURRING = 'relais-recurring';
export const WORK = 'relais-work';
export type JobQueue = typeof RECURRING | typeof WORK;
const QUEUES: readonly JobQueue[] = [RECURRING, WORK];

/** The schema in which pg-boss keeps its tables. */
const JOB_SCHEMA = 'pgboss';

/** What a prepared database with the tables of the jobs depends on. */
export function jobTablesKey(): string {
  const { schema } = createRequire(import.meta.url)('pg-boss/version.json') as { schema: number };
  return `pg-boss ${schema} ${QUEUES.join(' ')}`;
}

/** pg-boss on our own connections, so that it runs on the embedded database too. It makes no tables by itself. */
export function newBoss(dataSource: DataSource): PgBoss {
  return new PgBoss({ db: sqlOf(dataSource), schema: JOB_SCHEMA, migrate: false, schedule: false });
}

/** Statements of pg-boss within a transaction of ours. */
export function sqlWithin(tx: EntityManager): PgBoss.Db {
  return { executeSql: async (text, values) => ({ rows: await rows(tx, text, values) }) };
}

function sqlOf(dataSource: DataSource): PgBoss.Db {
  const executeSql = async (text: string, values?: unknown[]) => {
    const runner = dataSource.createQueryRunner();
    try {
      return { rows: await rows<unknown>(runner.manager, text, values) };
    } catch (error) {
      // What has no values may be several statements with a BEGIN of their own, which nobody else ends.
      if (values === undefined) await runner.query('ROLLBACK').catch(() => {});
      throw error;
    } finally {
      await runner.release();
    }
  };
  return { executeSql };
}

/** Makes or upgrades the tables of the jobs, under the lock of the migrations. */
export async function migrateJobTables(dataSource: DataSource): Promise<void> {
  const boss = new PgBoss({
    db: sqlOf(dataSource),
    schema: JOB_SCHEMA,
    migrate: true,
    supervise: false,
    schedule: false,
  });
  await boss.start();
  try {
    for (const queue of QUEUES) if ((await boss.getQueue(queue)) === null) await boss.createQueue(queue);
  } finally {
    await boss.stop({ graceful: false });
  }
}

/** The rights of the service's role on jobs: it runs them, and makes no queues. @param name - As an identifier in SQL. */
export async function grantJobTables(dataSource: DataSource, name: string): Promise<void> {
  await dataSource.query(`GRANT USAGE ON SCHEMA ${JOB_SCHEMA} TO ${name}`);
  await dataSource.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${JOB_SCHEMA} TO ${name}`);
}

/**
 * Until when nothing is to be done, seen without writing: taking a job is a write even where there is none.
 *
 * @returns Milliseconds until the first job is due, by the database's clock; null if none waits.
 */
export async function nextJobInMs(db: EntityManager): Promise<number | null> {
  const [found] = await rows<{ in_ms: number | null }>(
    db,
    `SELECT (extract(epoch FROM min(start_after) - now()) * 1000)::float8 AS in_ms
       FROM ${JOB_SCHEMA}.job WHERE name = ANY($1) AND state < 'active'`,
    [QUEUES],
  );
  return found?.in_ms ?? null;
}
