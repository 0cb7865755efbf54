import { pipeline, Readable } from 'node:stream';
import { type CsvError, type Parser, parse } from 'csv-parse';
import { type Cells, type RawRecord, type Separator, separatorOf } from '#libs/point-records';
import { CodedError } from '#libs/refusals';

/** The most characters of one cell. Opening hours are the longest that is met, with some hundreds. */
const MOST_CELL_CHARACTERS = 20_000;

/** The most bytes of one row: what is longer has a quotation mark that is not closed. */
const MOST_ROW_BYTES = 250_000;

const MOST_COLUMNS = 500;

interface Shape {
  header: string[];
  separator: Separator;
}

/** A row as csv-parse gives it: `lines` is the number of the line on which it ends. */
interface Row {
  record: string[];
  info: { lines: number };
}

/**
 * The first line of a table.
 *
 * @throws CodedError IMPORT_HEADER_TWICE, IMPORT_NOT_CSV for a line that is no header, IMPORT_EMPTY.
 */
export async function readHeader(text: AsyncIterable<string>): Promise<Shape> {
  let first = '';
  for await (const chunk of text) {
    first = (first + chunk).trimStart();
    if (/[\r\n]/.test(first) || first.length > MOST_ROW_BYTES) break;
  }
  const line = first.split(/[\r\n]/, 1)[0] ?? '';
  if (line.length > MOST_ROW_BYTES) throw notCsv(`the first line has more than ${MOST_ROW_BYTES} characters`);
  const separator = separatorOf(line);
  try {
    for await (const { record } of rowsOf(Readable.from([`${line}\n`]), separator)) {
      return { separator, header: checkHeader(record) };
    }
  } catch (error) {
    throw headerFaultOf(error);
  }
  throw new CodedError('IMPORT_EMPTY');
}

function headerFaultOf(error: unknown): unknown {
  const { code } = error as CsvError;
  if (code === 'CSV_QUOTE_NOT_CLOSED') return notCsv('a quotation mark in the first line is not closed');
  return code === 'CSV_MAX_RECORD_SIZE' ? notCsv('the first line is too long') : error;
}

function checkHeader(cells: readonly string[]): string[] {
  if (cells.length > MOST_COLUMNS) throw notCsv(`the first line has ${cells.length} columns`);
  const header = cells.map((cell) => cell.trim());
  const twice = header.find((name, index) => name !== '' && header.indexOf(name) !== index);
  if (twice === undefined) return header;
  const column = twice.slice(0, 100);
  const message = `Two columns are called "${column}". Rename or remove one of them.`;
  throw new CodedError('IMPORT_HEADER_TWICE', { column }, { message });
}

function notCsv(why: string): CodedError {
  const message = `This is not a CSV file: ${why}. Export it as CSV (UTF-8, comma or semicolon) and send it again.`;
  return new CodedError('IMPORT_NOT_CSV', { why }, { message });
}

/**
 * The rows of a table after its header.
 *
 * @throws CodedError IMPORT_CELL_TOO_LARGE and IMPORT_TRUNCATED: from there on nothing can be trusted to stand in its
 *   column, so the file is refused whole.
 */
export async function* readCsv(text: AsyncIterable<string>, { header, separator }: Shape): AsyncGenerator<RawRecord> {
  const end = { isWhole: true };
  const input = Readable.from(watchEnd(text, end));
  let isHeader = true;
  let lastLine = 0;
  // A short row is kept back until it is known whether it is the last one, cut off.
  let short: RawRecord | null = null;
  try {
    for await (const row of rowsOf(input, separator)) {
      const record = recordOf(row, header);
      lastLine = row.info.lines;
      if (isHeader) {
        isHeader = false;
        continue;
      }
      if (short !== null) yield short;
      short = record.miscounted && record.miscounted.found < record.miscounted.wanted ? record : null;
      if (short === null) yield record;
    }
  } catch (error) {
    throw faultOf(error, lastLine + 1, header);
  }
  if (short === null) return;
  if (!end.isWhole) throw truncated(short.line);
  yield short;
}

async function* watchEnd(text: AsyncIterable<string>, end: { isWhole: boolean }): AsyncGenerator<string> {
  for await (const chunk of text) {
    if (chunk !== '') end.isWhole = /[\r\n]$/.test(chunk);
    yield chunk;
  }
}

async function* rowsOf(input: Readable, delimiter: Separator): AsyncGenerator<Row> {
  const parser: Parser = parse({
    delimiter,
    info: true,
    // Files that were put together of others end their lines in several ways.
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: MOST_ROW_BYTES,
  });
  // Errors of either end come out of the loop below.
  pipeline(input, parser, () => {});
  for await (const row of parser) yield row as Row;
}

function recordOf({ record, info }: Row, header: readonly string[]): RawRecord {
  const line = info.lines - record.reduce((count, cell) => count + (cell.match(/\r\n|\n|\r/g) ?? []).length, 0);
  const cells: Cells = Object.create(null);
  for (const [index, cell] of record.entries()) {
    const column = header[index] ?? `column ${index + 1}`;
    if (cell.length > MOST_CELL_CHARACTERS) throw cellTooLarge(line, column);
    if (column !== '') cells[column] = cell;
  }
  const isRight =
    record.length === header.length ||
    (record.length > header.length && record.slice(header.length).every((cell) => cell.trim() === ''));
  const miscounted = { found: record.length, wanted: header.length };
  return isRight ? { line, cells } : { line, cells, miscounted };
}

function faultOf(error: unknown, line: number, header: readonly string[]): unknown {
  const { code, column } = error as CsvError & { column?: number | string };
  if (code === 'CSV_QUOTE_NOT_CLOSED') return truncated(line);
  if (code !== 'CSV_MAX_RECORD_SIZE') return error;
  return cellTooLarge(line, typeof column === 'number' ? (header[column] ?? `column ${column + 1}`) : String(column));
}

function cellTooLarge(line: number, column: string): CodedError {
  const message =
    `Line ${line}, column "${column}": the cell is too long (${MOST_CELL_CHARACTERS} characters at most); ` +
    'a quotation mark is probably not closed. Nothing was changed. Correct that line and send the file again.';
  return new CodedError('IMPORT_CELL_TOO_LARGE', { line, column }, { message });
}

export function truncated(line: number): CodedError {
  const message = `The file ends in the middle of the record on line ${line}, and nothing was changed. Send the whole file again.`;
  return new CodedError('IMPORT_TRUNCATED', { line }, { message });
}
