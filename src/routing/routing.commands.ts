import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CodedError } from '#libs/refusals';
import type { FileProblem } from '#libs/routing';
import type { Command, CommandIo } from '../platform/command.js';
import { readTimetableFolder } from './timetable-folder.js';
import {
  MOST_TOLD,
  TimetableImportService,
  TimetableInvalid,
  type TimetableReport,
} from './timetable-import.service.js';

export const routingCommands: readonly Command[] = [
  {
    name: 'import timetable',
    usage: 'FOLDER --network CODE [--time-zone ZONE] [--dry-run]',
    summary: 'Replaces a carrier’s timetable by CSV files shaped like GTFS, whole or not at all.',
    run: async (app, args, io) => {
      const started = performance.now();
      const { folder, ...wanted } = readArgs(args);
      const tables = await readTimetableFolder(resolve(io.cwd, folder), (text) => io.progress(text));
      try {
        const report = await app.get(TimetableImportService).run(tables, wanted);
        io.print(reportLine(report));
        const seconds = ((performance.now() - started) / 1000).toFixed(1);
        io.print(wanted.dryRun ? `Nothing was changed: a dry run. ${seconds} s.` : `Done in ${seconds} s.`);
        return 0;
      } catch (error) {
        if (error instanceof TimetableInvalid) printProblems(error.problems, io);
        throw error;
      }
    },
  },
];

function readArgs(args: string[]) {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        network: { type: 'string' },
        'time-zone': { type: 'string', default: 'Europe/Paris' },
        'dry-run': { type: 'boolean', default: false },
      },
    });
    const [folder, ...rest] = positionals;
    const { network: networkCode, 'time-zone': timeZone, 'dry-run': dryRun } = values;
    if (folder !== undefined && rest.length === 0 && networkCode !== undefined) {
      return { folder, networkCode, timeZone, dryRun };
    }
  } catch {
    // An option that is not ours: told below, like everything else that is not the one form.
  }
  const message = 'Use: relais import timetable FOLDER --network CODE [--time-zone Europe/Paris] [--dry-run].';
  throw new CodedError('BAD_INPUT', {}, { field: 'FOLDER', message });
}

function printProblems(problems: readonly FileProblem[], io: CommandIo): void {
  for (const { file, line, column, code, detail, fix } of problems.slice(0, MOST_TOLD)) {
    const where = `${file}${line === null ? '' : ` line ${line}`}${column === null ? '' : `, ${column}`}`;
    io.print(`  ${where}: ${code} ${detail}. ${fix}`);
  }
  if (problems.length > MOST_TOLD) io.print(`  and ${problems.length - MOST_TOLD} more`);
}

function reportLine({ networkCode, stops, points, lines, calendars, trips, stopTimes }: TimetableReport): string {
  return (
    `${networkCode}: ${stops} stops, ${points} of them at points; ${lines} lines; ${calendars} calendars; ` +
    `${trips} trips with ${stopTimes} stops on their way.`
  );
}
