import type { DataSource } from 'typeorm';
import { grantJobTables, migrateJobTables } from './job-tables.js';

/** One key for all instances that start at the same time; the number has no meaning. */
const MIGRATION_LOCK = 7_243_711;

interface MigrateOptions {
  /** Whether other processes may migrate the same database at the same time. */
  lock: boolean;
  /** The role that the service runs as, when it is not the owner of the tables. */
  grantTo?: string;
}

/** Runs what is missing of the schema's migrations, and returns their names. */
export async function migrate(dataSource: DataSource, { lock, grantTo }: MigrateOptions): Promise<string[]> {
  if (!lock) return run(dataSource);
  const holder = dataSource.createQueryRunner();
  try {
    await holder.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const names = await run(dataSource);
    if (grantTo !== undefined) await grant(dataSource, grantTo);
    return names;
  } finally {
    await holder.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]);
    await holder.release();
  }
}

async function run(dataSource: DataSource): Promise<string[]> {
  const done = await dataSource.runMigrations({ transaction: 'each' });
  await migrateJobTables(dataSource);
  return done.map(({ name }) => name);
}

/**
 * The rights of the service's role: rows, but no tables; and of the ledger and the audit log only new rows. The log of
 * changes is written, read and pruned, and how far it was pruned is moved on.
 */
async function grant(dataSource: DataSource, role: string): Promise<void> {
  const name = `"${role.replaceAll('"', '""')}"`;
  await dataSource.query(`GRANT USAGE ON SCHEMA public TO ${name}`);
  await dataSource.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${name}`);
  await dataSource.query(`GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO ${name}`);
  await dataSource.query(
    `REVOKE UPDATE, DELETE, TRUNCATE ON ledger_entry, ledger_checkpoint, ledger_seal, audit_line FROM ${name}`,
  );
  await dataSource.query(`REVOKE UPDATE ON change_log FROM ${name}`);
  await dataSource.query(`REVOKE INSERT, DELETE ON change_horizon FROM ${name}`);
  await dataSource.query(`REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON migration FROM ${name}`);
  await grantJobTables(dataSource, name);
}
