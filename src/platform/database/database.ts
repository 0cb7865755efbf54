import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { CodedError } from '#libs/refusals';
import { migrations } from '../../../migrations/index.js';
import type { Config } from '../config.js';
import { Commits, countingDriver } from './commits.js';
import { embeddedDriver } from './embedded-driver.js';
import { newerFolder, openInFolder, openInMemory, SnapshotCache } from './embedded-files.js';
import { type FolderLock, lockFolder } from './folder-lock.js';
import { jobTablesKey } from './job-tables.js';
import { migrate } from './migrate.js';
import { rows } from './rows.js';

export { rows };

export interface Database {
  kind: 'EMBEDDED' | 'POSTGRES';
  dataSource: DataSource;
  /** What this process writes, counted. */
  commits: Commits;
  /** Whether this start made the database. */
  isNew: boolean;
  /** Names of the migrations that this start ran. */
  migrated: string[];
  close(): Promise<void>;
}

/** The smallest versions whose features the SQL leans on. */
const LEAST_POSTGRES = 150_000;
const LEAST_POSTGIS = [3, 3] as const;

/** SQLSTATE of a statement that the role has no right to. */
const INSUFFICIENT_PRIVILEGE = '42501';

/**
 * Opens the database that the configuration names and brings its schema up to date.
 *
 * @param commits - Where writes are counted; the threads of a process count together.
 * @throws CodedError FOLDER_IN_USE, FOLDER_READ_ONLY, FOLDER_NEWER, DATABASE_UNREACHABLE or DATABASE_TOO_OLD.
 */
export function openDatabase(config: Config, commits = new Commits()): Promise<Database> {
  return config.databaseUrl === null ? openEmbedded(config) : openPostgres(config, config.databaseUrl, commits);
}

async function openEmbedded(config: Config): Promise<Database> {
  const lock = await lockFolder(config.dataDir);
  try {
    return await openLocked(config, lock);
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function openLocked(config: Config, lock: FolderLock): Promise<Database> {
  const cache = new SnapshotCache(config.cacheDir);
  const snapshot = cache.read(snapshotKey());
  const { database, isNew } = await openInFolder(config.dataDir, snapshot);
  const opened = await embeddedDataSource(database, `The data folder ${config.dataDir}`);
  if (isNew && snapshot === null) await cache.write(snapshotKey(), database);
  const close = async () => {
    await closeEmbedded(opened.dataSource, database);
    lock.release();
  };
  return { kind: 'EMBEDDED', isNew, ...opened, close };
}

/** An embedded database in memory with the whole schema, restored from the snapshot when there is one. */
export async function openTransient(cacheDir: string): Promise<Database> {
  const cache = new SnapshotCache(cacheDir);
  const snapshot = cache.read(snapshotKey());
  const database = await openInMemory(snapshot ?? undefined);
  const opened = await embeddedDataSource(database, 'The database in memory');
  if (snapshot === null) await cache.write(snapshotKey(), database);
  return { kind: 'EMBEDDED', isNew: true, ...opened, close: () => closeEmbedded(opened.dataSource, database) };
}

/** Safe where Nest, which closes its connections when it stops, was first. */
async function closeEmbedded(dataSource: DataSource, database: PGlite): Promise<void> {
  if (dataSource.isInitialized) await dataSource.destroy();
  if (!database.closed) await database.close();
}

/** Makes the snapshot that `openTransient` restores, unless it is there, so that tests side by side do not each make it. */
export async function prepareTransient(cacheDir: string): Promise<void> {
  if (new SnapshotCache(cacheDir).read(snapshotKey()) === null) await (await openTransient(cacheDir)).close();
}

async function embeddedDataSource(database: PGlite, where: string) {
  const commits = new Commits();
  const driver = countingDriver(embeddedDriver(database), commits);
  const dataSource = await new DataSource(options({ driver })).initialize();
  await refuseNewerSchema(dataSource, where);
  return { dataSource, commits, migrated: await migrate(dataSource, { lock: false }) };
}

/** Everything that the content of a prepared database depends on. */
function snapshotKey(): string {
  const require = createRequire(import.meta.url);
  const versionOf = (name: string) => {
    const entry = require.resolve(name);
    const root = entry.slice(0, entry.indexOf(name) + name.length);
    return (JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as { version: string }).version;
  };
  const texts = migrations.map((migration) => `${migration.name} ${String(migration.prototype.up)}`);
  return [versionOf('@electric-sql/pglite'), versionOf('@electric-sql/pglite-postgis'), jobTablesKey(), ...texts].join(
    '\n',
  );
}

async function openPostgres(config: Config, url: string, commits: Commits): Promise<Database> {
  let migrated: string[] = [];
  if (config.databaseMigrationUrl !== null) {
    migrated = await migrateOver(config.databaseMigrationUrl, { grantTo: userOf(url) });
  }
  const dataSource = await connectPostgres(url, config.databasePoolSize, countingDriver(pg, commits));
  try {
    await refuseNewerSchema(dataSource, 'The PostgreSQL database');
    if (config.databaseMigrationUrl === null) migrated = await migrateAsService(url);
    await refuseOldServer(dataSource);
  } catch (error) {
    await dataSource.destroy();
    throw error;
  }
  const close = async () => {
    if (dataSource.isInitialized) await dataSource.destroy();
  };
  return { kind: 'POSTGRES', dataSource, commits, isNew: false, migrated, close };
}

/** Migrates over connections of its own: the lock takes one and the migrations another, and a pool may have but one. */
async function migrateOver(url: string, { grantTo }: { grantTo?: string } = {}): Promise<string[]> {
  const dataSource = await connectPostgres(url, 2);
  try {
    return await migrate(dataSource, { lock: true, grantTo });
  } finally {
    await dataSource.destroy();
  }
}

/** Migrates as the role that the service runs as, which may lack the right to. */
async function migrateAsService(url: string): Promise<string[]> {
  try {
    return await migrateOver(url);
  } catch (error) {
    const { code, driverError } = error as { code?: string; driverError?: { code?: string } };
    if ((driverError?.code ?? code) !== INSUFFICIENT_PRIVILEGE) throw error;
    throw new CodedError(
      'MIGRATIONS_PENDING',
      {},
      {
        message:
          'The database lacks migrations and the role of DATABASE_URL may not run them. Set DATABASE_MIGRATION_URL to a role that may, or run relais migrate as that role.',
      },
    );
  }
}

async function connectPostgres(url: string, poolSize: number, driver = pg): Promise<DataSource> {
  const dataSource = new DataSource(
    options({ url, poolSize, driver, connectTimeoutMS: 5000, applicationName: 'relais' }),
  );
  try {
    return await dataSource.initialize();
  } catch (error) {
    const { hostname, port, pathname } = new URL(url);
    const where = `${hostname}:${port || '5432'}${pathname}`;
    const cause = (error as { code?: string }).code ?? (error as Error).message;
    throw new CodedError(
      'DATABASE_UNREACHABLE',
      { where, cause },
      {
        message: `PostgreSQL at ${where} cannot be used (${cause}). Check DATABASE_URL and that the server runs, or unset it to use the embedded database.`,
      },
    );
  }
}

function userOf(url: string): string {
  return decodeURIComponent(new URL(url).username);
}

async function refuseOldServer(dataSource: DataSource): Promise<void> {
  const [found] = await rows<{ postgres: number; postgis: string }>(
    dataSource.manager,
    `SELECT current_setting('server_version_num')::int AS postgres, extversion AS postgis
       FROM pg_extension WHERE extname = 'postgis'`,
  );
  const [major = 0, minor = 0] = (found?.postgis ?? '0.0').split('.').map(Number);
  const [leastMajor, leastMinor] = LEAST_POSTGIS;
  const postgisOld = major < leastMajor || (major === leastMajor && minor < leastMinor);
  if (found !== undefined && found.postgres >= LEAST_POSTGRES && !postgisOld) return;
  throw new CodedError(
    'DATABASE_TOO_OLD',
    { ...found },
    {
      message:
        'Relais needs PostgreSQL 15 or newer with PostGIS 3.3 or newer. Upgrade the server, or unset DATABASE_URL to use the embedded database.',
    },
  );
}

async function refuseNewerSchema(dataSource: DataSource, where: string): Promise<void> {
  const [there] = await rows<{ there: boolean }>(
    dataSource.manager,
    `SELECT to_regclass('public.migration') IS NOT NULL AS there`,
  );
  if (!there?.there) return;
  const known = new Set(migrations.map((migration) => migration.name));
  const done = await rows<{ name: string }>(dataSource.manager, 'SELECT name FROM migration ORDER BY id');
  const unknown = done.filter(({ name }) => !known.has(name));
  if (unknown.length > 0) throw newerFolder(where, `unknown migration ${unknown[0]?.name}`);
}

function options(more: Partial<DataSourceOptions> & object): DataSourceOptions {
  return {
    type: 'postgres',
    migrations,
    migrationsTableName: 'migration',
    migrationsTransactionMode: 'each',
    synchronize: false,
    installExtensions: false,
    uuidExtension: 'pgcrypto',
    logging: false,
    ...more,
  } as DataSourceOptions;
}
