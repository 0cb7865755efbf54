import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { CodedError } from '#libs/refusals';
import { migrations } from '../../migrations/index.js';
import { TOPICS } from '../platform/changes.js';
import { rows } from '../platform/database/database.js';
import { replayErasures } from '../privacy/erasing.js';
import { type BackupHead, newer, readBackup } from './backup-file.js';
import { Filling } from './filling.js';
import { quoted, type SavedSequence, savedSequences, savedTables } from './saved-tables.js';
import { stepTo, stepToLatest } from './schema-level.js';
import { pauseTriggers } from './triggers.js';
import { settle } from './write-backup.js';

/** SQLSTATE of a statement that needs the owner of a table. */
const INSUFFICIENT_PRIVILEGE = '42501';

/** The table of who was erased, which a file of erasures holds alone. */
export const ERASURES = 'erasure';

export interface RestoreOptions {
  /** The backup. */
  path: string;
  /** A file that holds the erasures since; or NONE, where somebody says that there were none. */
  erasures: string | 'NONE' | null;
  /** Whether rows that are there are given up; who was erased is taken over from them. */
  replace: boolean;
  progress: (text: string) => void;
}

export interface Restored {
  rows: Record<string, number>;
  /** Recipients whom the backup held and who had been erased since. */
  erasedAgain: number;
}

/**
 * Fills an empty database with what a backup holds, in one transaction: all of it or nothing.
 *
 * The schema is first taken to what it was when the backup was written, then brought up to date over the restored rows,
 * as a start of the service would. No trigger acts while rows are filled in, since nothing happens that has not
 * happened already. Then whoever was erased since is erased again, and everybody who keeps something in memory is told
 * that everything has changed.
 * @throws CodedError BACKUP_DAMAGED, BACKUP_NEWER, DATABASE_NOT_EMPTY, DATABASE_OWNER_NEEDED; BAD_INPUT where nobody
 * says who was erased since.
 */
export async function restoreBackup(dataSource: DataSource, options: RestoreOptions): Promise<Restored> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.startTransaction();
    const restored = await restoreWithin(runner, options);
    await runner.commitTransaction();
    return restored;
  } catch (error) {
    if (runner.isTransactionActive) await runner.rollbackTransaction();
    throw isPrivilege(error) ? new CodedError('DATABASE_OWNER_NEEDED', {}, { cause: error }) : error;
  } finally {
    await runner.release();
  }
}

/**
 * Reads a backup to its end, so that one that is damaged is refused before anything is written.
 *
 * @throws CodedError BACKUP_DAMAGED, BACKUP_NEWER.
 */
export async function checkBackup(path: string, progress: RestoreOptions['progress']): Promise<BackupHead> {
  let head: BackupHead | null = null;
  let count = 0;
  for await (const part of readBackup(path)) {
    if (part.kind === 'HEAD') head = known(path, part.head);
    if (part.kind === 'ROWS') {
      count += part.lines.length;
      progress(`${path}: ${count} rows read`);
    }
  }
  return head as BackupHead;
}

function known(path: string, head: BackupHead): BackupHead {
  const ours = new Set<string>(migrations.map(({ name }) => name));
  const unknown = head.migrations.find((name) => !ours.has(name));
  if (unknown !== undefined) throw newer(path, `unknown migration ${unknown}`);
  return head;
}

async function restoreWithin(runner: QueryRunner, options: RestoreOptions): Promise<Restored> {
  const { path, erasures, progress } = options;
  const tx = runner.manager;
  await settle(tx);
  const given = await savedSequences(tx);
  await makeRoom(tx, options);
  let filling: Filling | null = null;
  let restored: Record<string, number> = {};
  for await (const part of readBackup(path)) {
    if (part.kind === 'HEAD') {
      await stepTo(runner, known(path, part.head).migrations);
      filling = new Filling(tx, path, await savedTables(tx), await pauseTriggers(tx));
    } else if (part.kind === 'TABLE') filling?.begin(part.table);
    else if (part.kind === 'ROWS') progress(await (filling as Filling).add(part.lines));
    else if (part.kind === 'SEQUENCES') given.push(...part.sequences);
    else restored = part.rows;
  }
  await filling?.finish();
  await stepToLatest(runner);
  await tx.query(`INSERT INTO erasure SELECT * FROM kept_erasure ON CONFLICT DO NOTHING`);
  if (erasures !== null && erasures !== 'NONE') given.push(...(await addErasures(tx, erasures)));
  const erasedAgain = await replayErasures(tx);
  await setSequences(tx, given);
  await tx.query('INSERT INTO change_log (topic, keys) SELECT topic, NULL FROM unnest($1::text[]) topic', [TOPICS]);
  return { rows: restored, erasedAgain };
}

async function makeRoom(tx: EntityManager, { replace, erasures }: RestoreOptions): Promise<void> {
  const tables = await savedTables(tx);
  const filled: string[] = [];
  for (const { name } of tables) {
    if ((await rows(tx, `SELECT 1 FROM ${quoted(name)} LIMIT 1`)).length > 0) filled.push(name);
  }
  await tx.query('CREATE TEMPORARY TABLE kept_erasure ON COMMIT DROP AS SELECT * FROM erasure');
  if (filled.length === 0) {
    if (erasures === null) throw erasuresUnknown();
    return;
  }
  if (!replace) throw new CodedError('DATABASE_NOT_EMPTY', { tables: filled });
  const resume = await pauseTriggers(tx);
  const all = tables.map(({ name }) => quoted(name));
  const guarded = await rows<{ name: string }>(
    tx,
    "SELECT name FROM unnest($1::text[]) name WHERE NOT has_table_privilege(name, 'TRUNCATE')",
    [all],
  );
  // What is append-only is so for the owner of the tables too, who may take the right back.
  for (const { name } of guarded) await tx.query(`GRANT TRUNCATE ON ${name} TO CURRENT_USER`);
  await tx.query(`TRUNCATE ${all.join(', ')}`);
  for (const { name } of guarded) await tx.query(`REVOKE TRUNCATE ON ${name} FROM CURRENT_USER`);
  await resume();
}

function erasuresUnknown(): CodedError {
  const message =
    'Whoever was erased since the backup would be here again. Give the newest file of relais erasures (or a newer backup) with --erasures FILE, or say --no-erasures where nobody was.';
  return new CodedError('BAD_INPUT', {}, { field: '--erasures', message });
}

/** Adds whom a file says to have been erased. @returns How far the sequences had counted then. */
async function addErasures(tx: EntityManager, path: string): Promise<SavedSequence[]> {
  const tables = (await savedTables(tx)).filter(({ name }) => name === ERASURES);
  const filling = new Filling(tx, path, tables, async () => {});
  let sequences: SavedSequence[] = [];
  let isErasures = false;
  for await (const part of readBackup(path)) {
    if (part.kind === 'HEAD') known(path, part.head);
    if (part.kind === 'TABLE') {
      isErasures = part.table.table === ERASURES;
      if (isErasures) filling.begin(part.table, 'ON CONFLICT DO NOTHING');
    }
    if (part.kind === 'ROWS' && isErasures) await filling.add(part.lines);
    if (part.kind === 'SEQUENCES') sequences = part.sequences;
  }
  return sequences;
}

/**
 * Sequences go on behind the last number that anybody is known to have been given, whatever the backup says: a label
 * that was printed under it may still be on its way.
 */
async function setSequences(tx: EntityManager, given: readonly SavedSequence[]): Promise<void> {
  for (const { name } of await savedSequences(tx)) {
    const all = given.filter((sequence) => sequence.name === name).map(({ next }) => BigInt(next));
    const next = all.reduce((most, each) => (each > most ? each : most), 1n);
    // Unlike setval() it is undone when the transaction is.
    await tx.query(`ALTER SEQUENCE ${quoted(name)} RESTART WITH ${next}`);
  }
}

function isPrivilege(error: unknown): boolean {
  const { code, driverError } = error as { code?: string; driverError?: { code?: string } };
  return (driverError?.code ?? code) === INSUFFICIENT_PRIVILEGE;
}
