import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { CodedError } from '#libs/refusals';
import { migrations } from '../../migrations/index.js';
import type { Config } from './config.js';
import { embeddedDriver } from './database/embedded-driver.js';
import { openInFolder } from './database/embedded-files.js';
import { lockFolder } from './database/folder-lock.js';
import { loadSecrets } from './secrets.js';

/** One line of `relais doctor`: what was looked at, what was found and, unless it is fine, what to do. */
export interface Finding {
  state: 'OK' | 'WARN' | 'FAIL';
  about: string;
  found: string;
  fix?: string;
}

/** Runs one statement and returns its rows. */
export type Query = (sql: string) => Promise<Record<string, unknown>[]>;

const GIGABYTE = 1e9;
const LEAST_FREE_BYTES = 0.3 * GIGABYTE;
const GOOD_FREE_BYTES = 2 * GIGABYTE;
/** What one embedded database takes, with the service around it. */
const EMBEDDED_MEMORY_BYTES = 1.5 * GIGABYTE;

export function checkNode(version = process.versions.node): Finding {
  const about = 'Node.js';
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const fits = major > 20 || (major === 20 && minor >= 19);
  if (!fits) return { state: 'FAIL', about, found: version, fix: 'Install Node.js 20.19 or newer; 24 is best.' };
  return { state: 'OK', about, found: version };
}

export function checkMemory(): Finding {
  const about = 'Memory';
  const found = `${(totalmem() / GIGABYTE).toFixed(1)} GB in this machine`;
  if (totalmem() >= 2 * EMBEDDED_MEMORY_BYTES) return { state: 'OK', about, found };
  return {
    state: 'WARN',
    about,
    found,
    fix: 'The embedded database takes about 1.3 GB. Set DATABASE_URL to use a PostgreSQL server on another machine.',
  };
}

/** Room on the disk of the data folder, or of the nearest folder above it that exists. */
export function checkDisk(dataDir: string): Finding {
  const about = 'Free disk';
  let folder = dataDir;
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  const found = `${(free / GIGABYTE).toFixed(1)} GB at ${folder}`;
  if (free >= GOOD_FREE_BYTES) return { state: 'OK', about, found };
  const fix = 'Free some space: when the disk is full nothing more can be recorded.';
  return { state: free < LEAST_FREE_BYTES ? 'FAIL' : 'WARN', about, found, fix };
}

export function checkSecret(config: Config): Finding {
  const about = 'Secret';
  const own = join(config.dataDir, 'secret');
  const embedded = config.databaseUrl === null && config.secret === null && config.secretFile === null;
  if (embedded && !existsSync(own)) return { state: 'OK', about, found: `will be made at the first start, in ${own}` };
  try {
    loadSecrets(config);
  } catch (error) {
    return failure(about, error, 'Make one with: openssl rand -base64 48');
  }
  if (config.secret !== null) return { state: 'OK', about, found: 'RELAIS_SECRET' };
  const path = config.secretFile ?? own;
  const isOpen = process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0;
  if (!isOpen) return { state: 'OK', about, found: path };
  return { state: 'WARN', about, found: `${path} can be read by others`, fix: `chmod 600 ${path}` };
}

/** Whether the service could listen. */
export async function checkPort(config: Config): Promise<Finding> {
  const about = 'Port';
  const found = `${config.host}:${config.port}`;
  const server = createServer();
  const error = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
    server.once('error', resolve);
    server.listen(config.port, config.host, () => resolve(null));
  });
  await new Promise((resolve) => server.close(resolve));
  if (error === null) return { state: 'OK', about, found: `${found} is free` };
  if (await isRelais(config)) return { state: 'OK', about, found: `${found}: Relais answers there` };
  return {
    state: 'FAIL',
    about,
    found: `${found}: ${error.code ?? error.message}`,
    fix: 'Stop the program that uses it, or set PORT (and RELAIS_HOST) to another.',
  };
}

async function isRelais({ host, port }: Config): Promise<boolean> {
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  try {
    const response = await fetch(`http://${name}:${port}/health/live`, { signal: AbortSignal.timeout(2000) });
    return ((await response.json()) as { status?: unknown }).status === 'ok';
  } catch {
    return false;
  }
}

/** The embedded database of a folder, looked at without migrating it, and without making one where there is none. */
export async function checkFolder(config: Config): Promise<Finding[]> {
  const about = 'Data folder';
  const { dataDir } = config;
  if (!existsSync(join(dataDir, 'postgres'))) return [checkNewFolder(dataDir)];
  if (existsSync(join(dataDir, 'postgres.unfinished'))) {
    return [
      { state: 'WARN', about, found: `${dataDir}: a first start was cut short`, fix: 'The next start begins anew.' },
    ];
  }
  try {
    const lock = await lockFolder(dataDir);
    try {
      const { database } = await openInFolder(dataDir, null);
      const client = new (embeddedDriver(database).Client)();
      await client.connect();
      const findings = await checkDatabase(async (sql) => (await client.query(sql)).rows);
      await client.end();
      await database.close();
      return [{ state: 'OK', about, found: dataDir }, ...findings];
    } finally {
      lock.release();
    }
  } catch (error) {
    return [failure(about, error)];
  }
}

function checkNewFolder(dataDir: string): Finding {
  const about = 'Data folder';
  let above = dataDir;
  while (!existsSync(above) && dirname(above) !== above) above = dirname(above);
  try {
    accessSync(above, constants.W_OK | constants.X_OK);
    if (!statSync(above).isDirectory()) throw new Error(`${above} is not a folder`);
    return { state: 'OK', about, found: `${dataDir} will be filled at the first start` };
  } catch (error) {
    return failure(about, error, `Give this user the right to write in ${above}, or set RELAIS_DATA_DIR.`);
  }
}

/** The server that DATABASE_URL names, asked without changing anything. */
export async function checkServer(url: string): Promise<Finding[]> {
  const { hostname, port, pathname } = new URL(url);
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  try {
    await client.connect();
    return await checkDatabase(async (sql) => (await client.query(sql)).rows);
  } catch (error) {
    const fix = 'Check DATABASE_URL and that the server runs, or unset it to use the embedded database.';
    const found = failure('Database', error, fix);
    return [{ ...found, found: `${hostname}:${port || '5432'}${pathname}: ${found.found}` }];
  } finally {
    await client.end();
  }
}

/** Versions and migrations, on whichever database the query reaches. */
export async function checkDatabase(query: Query): Promise<Finding[]> {
  const [versions] = await query(
    `SELECT current_setting('server_version') AS postgres, current_setting('server_version_num')::int AS number,
            (SELECT extversion FROM pg_extension WHERE extname = 'postgis') AS postgis,
            (SELECT default_version FROM pg_available_extensions WHERE name = 'postgis') AS available,
            to_regclass('public.migration') IS NOT NULL AS migrated`,
  );
  const { postgres, number, postgis, available, migrated } = versions as {
    postgres: string;
    number: number;
    postgis: string | null;
    available: string | null;
    migrated: boolean;
  };
  const spatial = postgis ?? available;
  const [major = 0, minor = 0] = (spatial ?? '0.0').split('.').map(Number);
  const fits = number >= 150_000 && (major > 3 || (major === 3 && minor >= 3));
  const found = `PostgreSQL ${postgres.split(' ')[0]}, PostGIS ${spatial ?? 'absent'}`;
  const database: Finding = fits
    ? { state: 'OK', about: 'Database', found }
    : { state: 'FAIL', about: 'Database', found, fix: 'Relais needs PostgreSQL 15 and PostGIS 3.3, or newer.' };
  const done = migrated ? await query('SELECT name FROM migration ORDER BY id') : [];
  return [database, checkMigrations(done.map(({ name }) => String(name)))];
}

/** What has run on a database, against what this Relais knows. */
export function checkMigrations(done: string[]): Finding {
  const about = 'Migrations';
  const known = migrations.map(({ name }) => name);
  const unknown = done.filter((name) => !known.includes(name));
  const pending = known.filter((name) => !done.includes(name));
  if (unknown.length > 0) {
    const fix = 'A newer Relais made this database: install that version.';
    return { state: 'FAIL', about, found: `not known here: ${unknown.join(', ')}`, fix };
  }
  if (pending.length > 0) {
    const fix = 'They run at the next start, or now with: relais migrate';
    return { state: 'WARN', about, found: `to be run: ${pending.join(', ')}`, fix };
  }
  return { state: 'OK', about, found: `${done.length} run, none pending` };
}

/** A finding from an error; a coded one says its fix itself. */
export function failure(about: string, error: unknown, fix?: string): Finding {
  const { code } = error as { code?: string };
  if (error instanceof CodedError) return { state: 'FAIL', about, found: `${error.code}: ${error.message}` };
  const text = (error as Error).message || String(code);
  return { state: 'FAIL', about, found: text, ...(fix ? { fix } : {}) };
}
