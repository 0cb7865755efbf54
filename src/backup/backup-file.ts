import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { CodedError } from '#libs/refusals';
import type { SavedSequence } from './saved-tables.js';

/** Raise it when an older Relais could no longer read what a newer one writes. */
export const BACKUP_VERSION = 1;

export const BACKUP_FORMAT = 'relais-backup';

/**
 * The first line of a backup. A backup is a gzipped text of lines, each of them JSON: this one, then for each table its
 * name and columns and behind it a line for each row, then the sequences, then the end. A value of a row is null or the
 * text by which PostgreSQL itself writes it, which is the same on every server and in the embedded database.
 */
export interface BackupHead {
  format: typeof BACKUP_FORMAT;
  version: number;
  writtenAt: string;
  /** The kind of the database that was read. */
  from: 'EMBEDDED' | 'POSTGRES';
  /** Those that had run, in their order. */
  migrations: string[];
  /** Tells whether the installation's secret is the one of that time, and nothing else about it. */
  secretFingerprint: string;
}

export interface TableLine {
  table: string;
  columns: string[];
}

export interface SequencesLine {
  sequences: SavedSequence[];
}

/** The last line: how many rows each table has, and the SHA-256 of every line before this one. */
interface EndLine {
  end: { rows: Record<string, number>; sha256: string };
}

/** What a reader of a backup is handed, in the order of the file. */
export type BackupPart =
  | { kind: 'HEAD'; head: BackupHead }
  | { kind: 'TABLE'; table: TableLine }
  /** Lines as they are in the file: nobody but the database has to understand them. */
  | { kind: 'ROWS'; lines: string[] }
  | { kind: 'SEQUENCES'; sequences: SavedSequence[] }
  | { kind: 'END'; rows: Record<string, number> };

/** Counts and hashes what is written or read. */
export class Tally {
  readonly rows: Record<string, number> = {};
  private readonly hash = createHash('sha256');
  private table = '';

  begin(table: string): void {
    this.table = table;
    this.rows[table] = 0;
  }

  addRows(count: number): void {
    this.rows[this.table] = (this.rows[this.table] ?? 0) + count;
  }

  /** @param text - Whole lines, each with its end. */
  add(text: string): void {
    this.hash.update(text);
  }

  /** The line that ends the file. Call it once. */
  end(): EndLine {
    return { end: { rows: this.rows, sha256: this.hash.digest('hex') } };
  }
}

/** Rows that are handed over at once: at most so many, and no more once their text is so long. */
const MOST_ROWS = 1000;
const MOST_CHARACTERS = 2_000_000;

/**
 * Reads a backup from its first line to its last. What it hands out is sound only once the end has come.
 *
 * @throws CodedError BACKUP_DAMAGED where the file is cut, altered or no backup at all; BACKUP_NEWER at its head;
 * BAD_INPUT where it cannot be opened.
 */
export async function* readBackup(path: string): AsyncGenerator<BackupPart> {
  const tally = new Tally();
  let isFirst = true;
  let end: string | null = null;
  for await (const lines of runsOf(path)) {
    const [line] = lines as [string];
    if (end !== null) throw damaged(path, 'something follows its end');
    if (isFirst) yield { kind: 'HEAD', head: headOf(path, line) };
    else if (isRow(line)) {
      tally.addRows(lines.length);
      yield { kind: 'ROWS', lines };
    } else {
      const part = partOf(path, line);
      if ('end' in part) end = line;
      else if ('table' in part) {
        tally.begin(part.table);
        yield { kind: 'TABLE', table: part };
      } else yield { kind: 'SEQUENCES', sequences: part.sequences };
    }
    if (end === null) tally.add(`${lines.join('\n')}\n`);
    isFirst = false;
  }
  if (end === null) throw damaged(path, 'its end is missing');
  if (end !== JSON.stringify(tally.end())) throw damaged(path, 'its content is not what was written');
  yield { kind: 'END', rows: tally.rows };
}

function headOf(path: string, line: string): BackupHead {
  const head = parsed(path, line) as unknown as BackupHead;
  if (head.format !== BACKUP_FORMAT) throw damaged(path, 'it is no backup of Relais');
  if (head.version > BACKUP_VERSION) throw newer(path, `version ${head.version} of the format`);
  return head;
}

function partOf(path: string, line: string): TableLine | SequencesLine | EndLine {
  const part = parsed(path, line);
  if ('table' in part || 'sequences' in part || 'end' in part) return part as unknown as TableLine;
  throw damaged(path, 'it holds a line that is not known');
}

function parsed(path: string, line: string): object {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Told below, as for any other line that is none of ours.
  }
  throw damaged(path, 'it is no backup of Relais');
}

const isRow = (line: string) => line.startsWith('[');

/** The lines of a file: rows that follow one another together, any other line alone. */
async function* runsOf(path: string): AsyncGenerator<string[]> {
  let run: string[] = [];
  let characters = 0;
  for await (const lines of linesOf(path)) {
    for (const line of lines) {
      if (run.length > 0 && (!isRow(line) || run.length >= MOST_ROWS || characters >= MOST_CHARACTERS)) {
        yield run;
        run = [];
        characters = 0;
      }
      if (isRow(line)) {
        run.push(line);
        characters += line.length;
      } else yield [line];
    }
  }
  if (run.length > 0) yield run;
}

/** The longest line that is read: far more than a row of any table, far less than the memory there is. */
const MOST_LINE = 64_000_000;

/** Lines as they come, many at once. */
async function* linesOf(path: string): AsyncGenerator<string[]> {
  const file = createReadStream(path);
  const text = pipeline(file, createGunzip(), () => {
    // The iterator below is told of every error too.
  });
  text.setEncoding('utf8');
  let rest = '';
  try {
    for await (const chunk of text as AsyncIterable<string>) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > MOST_LINE) throw damaged(path, 'it holds a line without end');
      yield lines;
    }
  } catch (error) {
    const { code } = error as { code?: string };
    if (error instanceof CodedError) throw error;
    if (code !== undefined && /^E[A-Z]+$/.test(code)) {
      throw new CodedError('BAD_INPUT', { path }, { field: 'FILE', message: `${path} cannot be read (${code}).` });
    }
    if (code?.startsWith('Z_')) throw damaged(path, `it cannot be unpacked (${code})`);
    throw error;
  } finally {
    file.destroy();
  }
  if (rest !== '') throw damaged(path, 'it is cut');
}

export function damaged(path: string, why: string): CodedError {
  return new CodedError(
    'BACKUP_DAMAGED',
    { path, why },
    { message: `${path} cannot be used: ${why}. Nothing was written. Take another backup.` },
  );
}

export function newer(path: string, found: string): CodedError {
  return new CodedError(
    'BACKUP_NEWER',
    { path, found },
    { message: `${path} was written by a newer Relais (${found}). Nothing was written. Install that version.` },
  );
}
