import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { pipeline, Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { CodedError } from '#libs/refusals';

/** A line of the file, with its cells by column. */
export interface FileRow {
  line: number;
  cells: Record<string, string>;
}

const NEEDED_COLUMNS = ['code_insee', 'nom', 'lon', 'lat', 'population', 'codes_postaux'] as const;

const MOST_BYTES = 64 * 1024 * 1024;
const MOST_CELL_CHARACTERS = 64 * 1024;
const HEAD_BYTES = 64 * 1024;
const SEPARATORS = [',', ';', '\t'] as const;
const ENCODINGS = ['utf-8', 'windows-1252'] as const;

type Encoding = (typeof ENCODINGS)[number];

/**
 * The rows of a table of places, one at a time. Lines with a wrong number of cells come as `null` cells.
 *
 * UTF-8, with or without BOM, or Windows-1252; the separator is read off the first line.
 * @throws CodedError BAD_INPUT for a file that is not there; IMPORT_NOT_CSV, IMPORT_HEADER_MISSING, IMPORT_HEADER_TWICE,
 * IMPORT_CELL_TOO_LARGE, IMPORT_TRUNCATED, IMPORT_TOO_LARGE or IMPORT_ROW_INVALID.
 */
export async function* readPlacesFile(path: string): AsyncGenerator<FileRow | { line: number; cells: null }> {
  const { separator, encoding } = await inspect(path);
  const text = new FileText(path, encoding);
  const parser = parse({
    bom: true,
    delimiter: separator,
    info: true,
    max_record_size: MOST_CELL_CHARACTERS,
    relax_column_count: true,
    skip_empty_lines: true,
  });
  // Errors of either reach the loop below through the parser.
  pipeline(Readable.from(text.chunks()), parser, () => {});
  let header: string[] | null = null;
  let short: number | null = null;
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      if (short !== null) yield { line: short, cells: null };
      short = null;
      if (header === null) header = checkHeader(record);
      else if (record.length === header.length) yield { line: info.lines, cells: cellsOf(header, record) };
      else short = info.lines;
    }
  } catch (error) {
    throw codedError(error);
  }
  if (header === null) throw new CodedError('IMPORT_EMPTY');
  if (short === null) return;
  if (!text.endsWithLine) throw new CodedError('IMPORT_TRUNCATED', { line: short });
  yield { line: short, cells: null };
}

/** A file as text, piece by piece, which remembers how it ended. */
class FileText {
  endsWithLine = false;

  constructor(
    private readonly path: string,
    private readonly encoding: Encoding,
  ) {}

  async *chunks(): AsyncGenerator<string> {
    const decoder = new TextDecoder(this.encoding, { fatal: true, ignoreBOM: true });
    for await (const chunk of createReadStream(this.path) as AsyncIterable<Buffer>) {
      const text = decoder.decode(chunk, { stream: true });
      if (text !== '') this.endsWithLine = text.endsWith('\n') || text.endsWith('\r');
      yield text;
    }
    yield decoder.decode();
  }
}

async function inspect(path: string): Promise<{ separator: string; encoding: Encoding }> {
  const size = await sizeOf(path);
  if (size === 0) throw new CodedError('IMPORT_EMPTY');
  if (size > MOST_BYTES) throw new CodedError('IMPORT_TOO_LARGE', { bytes: size, mostBytes: MOST_BYTES });
  const file = await open(path);
  const head = Buffer.alloc(HEAD_BYTES);
  const { bytesRead } = await file.read(head, 0, HEAD_BYTES, 0).finally(() => file.close());
  const bytes = head.subarray(0, bytesRead);
  // No text has these; pictures, archives and spreadsheets do.
  if (bytes.includes(0)) throw new CodedError('IMPORT_NOT_CSV', { file: basename(path) });
  const [line = ''] = bytes.toString('latin1').split(/\r?\n|\r/, 1);
  const counts = SEPARATORS.map((separator) => line.split(separator).length);
  return {
    separator: SEPARATORS[counts.indexOf(Math.max(...counts))] ?? ',',
    encoding: (await isUtf8(path)) ? 'utf-8' : 'windows-1252',
  };
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => null);
  if (found?.isFile()) return found.size;
  throw new CodedError('BAD_INPUT', { path }, { field: 'FILE', message: `There is no file ${path}.` });
}

async function isUtf8(path: string): Promise<boolean> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) decoder.decode(chunk, { stream: true });
    decoder.decode();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return false;
    throw error;
  }
}

function checkHeader(record: readonly string[]): string[] {
  const names = record.map((name) => name.trim().toLowerCase());
  const missing = NEEDED_COLUMNS.filter((name) => !names.includes(name));
  if (missing.length > 0) {
    throw new CodedError(
      'IMPORT_HEADER_MISSING',
      { missing, found: names.slice(0, 50).map((name) => name.slice(0, 50)) },
      {
        message: `The first line lacks ${missing.join(', ')}. A table of places has the columns ${NEEDED_COLUMNS.join(', ')}, in any order; a column country is optional.`,
      },
    );
  }
  const twice = names.find((name, index) => name !== '' && names.indexOf(name) !== index);
  if (twice !== undefined) throw new CodedError('IMPORT_HEADER_TWICE', { column: twice });
  return names;
}

function cellsOf(header: readonly string[], record: readonly string[]): Record<string, string> {
  const cells: Record<string, string> = Object.create(null);
  header.forEach((name, index) => {
    cells[name] = record[index]?.trim() ?? '';
  });
  return cells;
}

function codedError(error: unknown): unknown {
  if (!(error instanceof CsvError)) return error;
  const line = Number(error.lines);
  if (error.code === 'CSV_MAX_RECORD_SIZE') {
    return new CodedError('IMPORT_CELL_TOO_LARGE', { line, mostCharacters: MOST_CELL_CHARACTERS });
  }
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') return new CodedError('IMPORT_TRUNCATED', { line });
  const message = `Line ${line} is not CSV, and nothing was changed: ${error.message}.`;
  return new CodedError('IMPORT_ROW_INVALID', { line }, { message });
}
