import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { CodedError } from '#libs/refusals';
import { migrations } from '../../migrations/index.js';
import { TOPICS } from '../platform/changes.js';
import { rows } from '../platform/database/database.js';
import { type BackupHead, damaged, newer, readBackup, type TableLine } from './backup-file.js';
import {
  quoted,
  quotedColumn,
  type SavedSequence,
  type SavedTable,
  savedSequences,
  savedTables,
} from './saved-tables.js';
import { stepTo, stepToLatest } from './schema-level.js';
import { pauseTriggers } from './triggers.js';
import { settle } from './write-backup.js';

/** SQLSTATE of a statement that needs the owner of a table. */
const INSUFFICIENT_PRIVILEGE = '42501';

interface RestoreOptions {
  /** Whether rows that are there are given up. */
  replace: boolean;
  progress: (text: string) => void;
}

/**
 * Fills an empty database with what a backup holds, in one transaction: all of it or nothing.
 *
 * The schema is first taken to what it was when the backup was written, then brought up to date over the restored rows,
 * as a start of the service would. No trigger acts while rows are filled in, since nothing happens that has not
 * happened already; everybody who keeps something in memory is told that everything has changed.
 * @throws CodedError BACKUP_DAMAGED, BACKUP_NEWER, DATABASE_NOT_EMPTY, DATABASE_OWNER_NEEDED.
 */
export async function restoreBackup(
  dataSource: DataSource,
  path: string,
  { replace, progress }: RestoreOptions,
): Promise<Record<string, number>> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.startTransaction();
    const restored = await restoreWithin(runner, path, { replace, progress });
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
    if (part.kind === 'ROWS') progress(`${path}: ${(count += part.lines.length)} rows read`);
  }
  return head as BackupHead;
}

function known(path: string, head: BackupHead): BackupHead {
  const ours = new Set<string>(migrations.map(({ name }) => name));
  const unknown = head.migrations.find((name) => !ours.has(name));
  if (unknown !== undefined) throw newer(path, `unknown migration ${unknown}`);
  return head;
}

async function restoreWithin(
  runner: QueryRunner,
  path: string,
  { replace, progress }: RestoreOptions,
): Promise<Record<string, number>> {
  const tx = runner.manager;
  await settle(tx);
  const before = await savedSequences(tx);
  await makeRoom(tx, replace);
  let filling: Filling | null = null;
  let counts: Record<string, number> = {};
  for await (const part of readBackup(path)) {
    if (part.kind === 'HEAD') {
      await stepTo(runner, known(path, part.head).migrations);
      filling = new Filling(tx, path, await savedTables(tx), await pauseTriggers(tx));
    } else if (part.kind === 'TABLE') filling?.begin(part.table);
    else if (part.kind === 'ROWS') progress(await (filling as Filling).add(part.lines));
    else if (part.kind === 'SEQUENCES') await setSequences(tx, part.sequences, before);
    else counts = part.rows;
  }
  await filling?.finish();
  await stepToLatest(runner);
  await tx.query('INSERT INTO change_log (topic, keys) SELECT topic, NULL FROM unnest($1::text[]) topic', [TOPICS]);
  return counts;
}

async function makeRoom(tx: EntityManager, replace: boolean): Promise<void> {
  const tables = await savedTables(tx);
  const filled: string[] = [];
  for (const { name } of tables) {
    if ((await rows(tx, `SELECT 1 FROM ${quoted(name)} LIMIT 1`)).length > 0) filled.push(name);
  }
  if (filled.length === 0) return;
  if (!replace) throw new CodedError('DATABASE_NOT_EMPTY', { tables: filled });
  const resume = await pauseTriggers(tx);
  await tx.query(`TRUNCATE ${tables.map(({ name }) => quoted(name)).join(', ')}`);
  await resume();
}

/** Rows on their way into their tables. */
class Filling {
  private readonly tables: Map<string, SavedTable>;
  private insert = '';
  private table = '';
  private count = 0;

  constructor(
    private readonly tx: EntityManager,
    private readonly path: string,
    tables: readonly SavedTable[],
    private readonly resumeTriggers: () => Promise<void>,
  ) {
    this.tables = new Map(tables.map((table) => [table.name, table]));
  }

  /** Only names that the catalogue knows too become part of a statement. */
  begin({ table, columns }: TableLine): void {
    const there = this.tables.get(table);
    const types = columns.map((name) => there?.columns.find((column) => column.name === name)?.type);
    if (there === undefined || types.includes(undefined)) {
      throw damaged(this.path, `it has a table ${table} (${columns.join(', ')}), which this schema has not`);
    }
    const values = types.map((type, index) => `(line->>${index})::${type}`);
    this.table = table;
    this.count = 0;
    this.insert = `INSERT INTO ${quoted(table)} (${columns.map(quotedColumn).join(', ')}) OVERRIDING SYSTEM VALUE
      SELECT ${values.join(', ')} FROM jsonb_array_elements($1::jsonb) line`;
  }

  /** @returns How far the work is. */
  async add(lines: readonly string[]): Promise<string> {
    await this.tx.query(this.insert, [`[${lines.join(',')}]`]);
    this.count += lines.length;
    return `${this.table}: ${this.count} rows restored`;
  }

  async finish(): Promise<void> {
    await this.resumeTriggers();
  }
}

/**
 * Sequences go on where the backup's stood, or further where this database has given more numbers: a label that was
 * printed under one of them may still be on its way.
 */
async function setSequences(
  tx: EntityManager,
  saved: readonly SavedSequence[],
  before: readonly SavedSequence[],
): Promise<void> {
  const there = new Set((await savedSequences(tx)).map(({ name }) => name));
  for (const { name, next } of saved) {
    if (!there.has(name)) continue;
    const given = before.find((sequence) => sequence.name === name)?.next ?? '1';
    const value = BigInt(next) > BigInt(given) ? BigInt(next) : BigInt(given);
    // Unlike setval() it is undone when the transaction is.
    await tx.query(`ALTER SEQUENCE ${quoted(name)} RESTART WITH ${value}`);
  }
}

function isPrivilege(error: unknown): boolean {
  const { code, driverError } = error as { code?: string; driverError?: { code?: string } };
  return (driverError?.code ?? code) === INSUFFICIENT_PRIVILEGE;
}
