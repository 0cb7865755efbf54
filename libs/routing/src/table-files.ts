import { PROBLEM_FIXES, type ProblemCode } from './problems.js';

/** The files of a timetable, by their names without an ending. */
export const TIMETABLE_FILES = ['stops', 'routes', 'trips', 'stop_times', 'calendar', 'calendar_dates'] as const;
export type TimetableFile = (typeof TIMETABLE_FILES)[number];

/** A row of a file, with its cells by column. */
export interface FileRow {
  line: number;
  cells: Readonly<Record<string, string>>;
  /** Where a row has more or fewer cells than the first line. */
  miscounted?: { found: number; wanted: number };
}

const FIXES = {
  FILE_MISSING: 'Put the file beside the others, as .csv or .txt.',
  CELL_MISSING: 'Fill in the cell, or add the column.',
  CELLS_MISCOUNTED: 'Give the row as many cells as the first line has.',
  WORD_UNKNOWN: 'Write one of the words that the column knows.',
  POSITION_INVALID: 'Write degrees with a point: a latitude from -90 to 90, a longitude from -180 to 180.',
  TRIP_UNKNOWN: 'Add the trip, or correct its id in this row.',
  SEQUENCE_TWICE: 'Number the stops of a trip 1, 2, 3, … in the order in which it calls there.',
  POINT_TWICE: 'Keep one stop for each point.',
  POINT_UNKNOWN: 'Import the point first, or correct its code in this row.',
  REGION_UNKNOWN: 'Write FR, or a département with holidays of its own, such as FR-67 or FR-974; or leave it empty.',
} as const;

/** What may be wrong in the files of a timetable. */
export type FileProblemCode = ProblemCode | keyof typeof FIXES;

/** What to do about each problem, for people. */
export const FILE_PROBLEM_FIXES: Readonly<Record<FileProblemCode, string>> = { ...PROBLEM_FIXES, ...FIXES };

export interface FileProblem {
  code: FileProblemCode;
  file: TimetableFile;
  /** Null where it is the whole file. */
  line: number | null;
  /** Null where it is the whole row. */
  column: string | null;
  detail: string;
  fix: string;
}
