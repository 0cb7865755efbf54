import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError } from '#libs/refusals';
import { type FileRow, TIMETABLE_FILES, type TimetableFile, type TimetableTables } from '#libs/routing';
import { openImportFile } from '../points/import-file.js';

/** The most rows of all files together: the stops of a carrier's every tour, in some hundred megabytes of memory. */
const MOST_ROWS = 1_000_000;

/**
 * The tables of a folder, each `stops.csv`, `stops.txt` and the like.
 *
 * @throws CodedError BAD_INPUT for what is no folder, and what is wrong with a file as a whole: IMPORT_NOT_CSV,
 *   IMPORT_HEADER_TWICE, IMPORT_TRUNCATED, IMPORT_TOO_LARGE, IMPORT_ENCODING, …
 */
export async function readTimetableFolder(path: string, progress: (text: string) => void): Promise<TimetableTables> {
  const found = await stat(path).catch(() => null);
  if (!found?.isDirectory()) {
    const message = `${path} is no folder. Name the one that holds ${TIMETABLE_FILES.join(', ')} as .csv or .txt.`;
    throw new CodedError('BAD_INPUT', {}, { field: 'FOLDER', message });
  }
  const tables: Partial<Record<TimetableFile, FileRow[] | null>> = {};
  let count = 0;
  for (const file of TIMETABLE_FILES) {
    tables[file] = await readOne(path, file, () => {
      count += 1;
      if (count > MOST_ROWS) throw tooManyRows();
      if (count % 10_000 === 0) progress(`${count} rows read`);
    });
  }
  return tables as TimetableTables;
}

async function readOne(folder: string, file: TimetableFile, onRow: () => void): Promise<FileRow[] | null> {
  const path = ['csv', 'txt'].map((ending) => join(folder, `${file}.${ending}`)).find((each) => existsSync(each));
  if (path === undefined) return null;
  const rows: FileRow[] = [];
  const source = await openImportFile(path);
  if (source.csv === null) throw new CodedError('IMPORT_NOT_CSV', { file });
  for await (const row of source.read(() => {})) {
    onRow();
    rows.push(row as FileRow);
  }
  return rows;
}

function tooManyRows(): CodedError {
  const message = `The files have more than ${MOST_ROWS} rows. Leave out days and lines that carry no parcels.`;
  return new CodedError('IMPORT_TOO_LARGE', { mostRows: MOST_ROWS }, { message });
}
