import { randomUUID } from 'node:crypto';
import { createWriteStream, renameSync, rmSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createGzip } from 'node:zlib';
import type { DataSource, EntityManager } from 'typeorm';
import { CodedError } from '#libs/refusals';
import { rows } from '../platform/database/database.js';
import { BACKUP_FORMAT, BACKUP_VERSION, type BackupHead, Tally } from './backup-file.js';
import { quoted, quotedColumn, type SavedTable, savedSequences, savedTables } from './saved-tables.js';

/** Rows that are read from the database at once. */
const ROWS_AT_ONCE = 1000;

export interface Written {
  rows: Record<string, number>;
  /** How long the database was read, in which the embedded one answers nobody else. */
  readingSeconds: number;
}

export interface BackupSource {
  dataSource: DataSource;
  /** The only tables to be written; all where it is left out. */
  tables?: readonly string[];
  about: Pick<BackupHead, 'from' | 'secretFingerprint'> & { writtenAt: Date };
  progress: (text: string) => void;
}

/**
 * Writes everything that is in the database at one instant into a file that only its owner can read. Others write
 * meanwhile: on a server beside it, in the embedded database before or after it, since that has one session.
 *
 * The file has its name, and takes the place of an older one, once it is whole.
 * @throws CodedError BAD_INPUT where no file can be made there.
 */
export async function writeBackup(
  path: string,
  { dataSource, tables, about, progress }: BackupSource,
): Promise<Written> {
  const draft = `${path}.${randomUUID()}.unfinished`;
  const tally = new Tally();
  const runner = dataSource.createQueryRunner();
  const started = performance.now();
  let readingSeconds = 0;
  try {
    const file = createWriteStream(draft, { mode: 0o600, flags: 'wx', flush: true });
    await opened(file, path);
    await runner.startTransaction('REPEATABLE READ');
    const texts = async function* () {
      yield* everything(runner.manager, tally, { tables, about, progress });
      // What is still to be packed needs no database.
      await runner.commitTransaction();
      readingSeconds = (performance.now() - started) / 1000;
    };
    await pipeline(Readable.from(texts(), { highWaterMark: 16 }), createGzip({ level: constants.Z_BEST_SPEED }), file);
    renameSync(draft, path);
  } catch (error) {
    if (runner.isTransactionActive) await runner.rollbackTransaction();
    rmSync(draft, { force: true });
    throw error;
  } finally {
    await runner.release();
  }
  return { rows: tally.rows, readingSeconds };
}

/** How many rows there are of how many tables. */
export function totalOf(counted: Written['rows']): string {
  const counts = Object.values(counted);
  return `${counts.reduce((sum, count) => sum + count, 0)} rows of ${counts.length} tables`;
}

/** Waits until the file is there, to tell plainly why it is not. */
function opened(file: NodeJS.EventEmitter, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    file.once('open', () => resolve());
    file.once('error', ({ code }: NodeJS.ErrnoException) => {
      reject(new CodedError('BAD_INPUT', { path }, { field: '-o', message: `${path} cannot be written (${code}).` }));
    });
  });
}

/** The text of the backup, in pieces that end with whole lines. */
async function* everything(
  tx: EntityManager,
  tally: Tally,
  { tables, about: { writtenAt, ...about }, progress }: Omit<BackupSource, 'dataSource'>,
): AsyncGenerator<string> {
  await settle(tx);
  const line = (value: object) => {
    const text = `${JSON.stringify(value)}\n`;
    tally.add(text);
    return text;
  };
  const done = await rows<{ name: string }>(tx, 'SELECT name FROM migration ORDER BY id');
  const head: BackupHead = {
    format: BACKUP_FORMAT,
    version: BACKUP_VERSION,
    writtenAt: writtenAt.toISOString(),
    ...about,
    migrations: done.map(({ name }) => name),
  };
  yield line(head);
  for (const table of await savedTables(tx)) {
    if (tables !== undefined && !tables.includes(table.name)) continue;
    yield line({ table: table.name, columns: table.columns.map(({ name }) => name) });
    tally.begin(table.name);
    for await (const texts of rowsOf(tx, table)) {
      const text = `${texts.join('\n')}\n`;
      tally.add(text);
      tally.addRows(texts.length);
      progress(`${table.name}: ${tally.rows[table.name]} rows`);
      yield text;
    }
  }
  yield line({ sequences: await savedSequences(tx) });
  yield `${JSON.stringify(tally.end())}\n`;
}

/** Makes both databases write their values the same way, whatever a server's own settings are. */
export async function settle(tx: EntityManager): Promise<void> {
  await tx.query(`
    SET LOCAL TimeZone = 'UTC';
    SET LOCAL DateStyle = 'ISO, YMD';
    SET LOCAL IntervalStyle = 'postgres';
    SET LOCAL extra_float_digits = 1;
    SET LOCAL bytea_output = 'hex'`);
}

/** The rows of a table as lines of JSON that the database itself writes. */
async function* rowsOf(tx: EntityManager, { name, columns }: SavedTable): AsyncGenerator<string[]> {
  const values = columns.map((column) => `${quotedColumn(column.name)}::text`).join(', ');
  await tx.query(
    `DECLARE saved NO SCROLL CURSOR FOR SELECT to_json(ARRAY[${values}]::text[])::text AS line FROM ${quoted(name)}`,
  );
  let texts: string[];
  do {
    const fetched = await rows<{ line: string }>(tx, `FETCH ${ROWS_AT_ONCE} FROM saved`);
    texts = fetched.map(({ line }) => line);
    if (texts.length > 0) yield texts;
  } while (texts.length === ROWS_AT_ONCE);
  await tx.query('CLOSE saved');
}
