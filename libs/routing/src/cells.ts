import { isLocalDate, type LocalDate } from '#libs/opening-hours';
import {
  FILE_PROBLEM_FIXES,
  type FileProblem,
  type FileProblemCode,
  type FileRow,
  type TimetableFile,
} from './table-files.js';

export { TIMETABLE_FILES } from './table-files.js';

/** One problem with one cell, or with a row where the column is null. */
export function fileProblem(
  file: TimetableFile,
  line: number,
  column: string | null,
  code: FileProblemCode,
  detail: string,
): FileProblem {
  return { code, file, line, column, detail, fix: FILE_PROBLEM_FIXES[code] };
}

/** Reads the rows of one file. Those with problems come out as well, so that what refers to them is not a problem too. */
export function readTable<Row>(
  file: TimetableFile,
  rows: readonly FileRow[],
  read: (row: RowReader) => Row,
  problems: FileProblem[],
): { line: number; value: Row }[] {
  return rows.map((row) => {
    if (row.miscounted !== undefined) {
      const detail = `${row.miscounted.found} cells instead of ${row.miscounted.wanted}`;
      problems.push(fileProblem(file, row.line, null, 'CELLS_MISCOUNTED', detail));
    }
    const complain = (column: string, code: FileProblemCode, detail: string) => {
      problems.push(fileProblem(file, row.line, column, code, detail));
    };
    return { line: row.line, value: read(new RowReader(row.cells, complain)) };
  });
}

/** The cells of one row. What is wrong is told, and something of the right type is given in its place. */
export class RowReader {
  constructor(
    private readonly cells: Readonly<Record<string, string>>,
    readonly complain: (column: string, code: FileProblemCode, detail: string) => void,
  ) {}

  /** Null where the cell is empty or the column is not there. */
  text(column: string): string | null {
    const text = this.cells[column]?.trim() ?? '';
    return text === '' ? null : text;
  }

  needed(column: string): string {
    const text = this.text(column);
    if (text === null) this.complain(column, 'CELL_MISSING', `${column} is empty`);
    return text ?? '';
  }

  /** @param words - Null for any. */
  oneOf<Word extends string>(column: string, words: readonly Word[] | null): Word | null {
    const text = this.text(column);
    if (text === null || words === null || (words as readonly string[]).includes(text)) return text as Word | null;
    this.complain(column, 'WORD_UNKNOWN', `${shortened(text)}; it knows ${words.join(', ')}`);
    return null;
  }

  decimal(column: string, most: number): number | null {
    const text = this.text(column);
    if (text === null) return null;
    const value = /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
    if (Math.abs(value) <= most) return value;
    this.complain(column, 'POSITION_INVALID', shortened(text));
    return null;
  }
}

/** A whole number; 0 for an empty cell. */
export function numberOf(row: RowReader, column: string, least: number, most: number): number {
  const text = row.text(column) ?? '0';
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  row.complain(column, 'NUMBER_INVALID', `${shortened(text)}, from ${least} to ${most}`);
  return least;
}

/** Words with spaces between them. */
export function wordsOf(row: RowReader, column: string): string[] {
  return row.text(column)?.split(/\s+/) ?? [];
}

/** Arrival and departure: one that is empty is the other. */
export function timesOf(row: RowReader): { arrives: string; departs: string } {
  const [arrives, departs] = [row.text('arrival_time'), row.text('departure_time')];
  if (arrives === null && departs === null)
    row.complain('arrival_time', 'CELL_MISSING', 'neither arrival nor departure');
  return { arrives: arrives ?? departs ?? '0:00:00', departs: departs ?? arrives ?? '0:00:00' };
}

/** `20261224`, as GTFS writes days, or `2026-12-24`; null for an empty cell. */
export function dateOf(row: RowReader, column: string): LocalDate | null {
  const text = row.text(column);
  if (text === null) return null;
  const date = text.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3');
  if (isLocalDate(date)) return date;
  row.complain(column, 'DATE_INVALID', `no day ${shortened(text)}`);
  return null;
}

function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
