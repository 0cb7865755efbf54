import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CodedError } from '#libs/refusals';
import { CONSOLE } from '../platform/caller.js';
import type { Command } from '../platform/command.js';
import { openImportFile } from './import-file.js';
import { reportLines } from './import-report.js';
import { PointImportService } from './point-import.service.js';

export const pointsCommands: readonly Command[] = [
  {
    name: 'import points',
    usage:
      'FILE --source NAME [--map field=column]… [--set field=value]… [--hours NAME] [--dry-run] [--accept-missing]',
    summary: 'Imports points from CSV, GeoJSON or Overpass JSON; safe to repeat.',
    run: async (app, args, io) => {
      const started = performance.now();
      const { file, ...options } = readArgs(args);
      const path = resolve(io.cwd, file);
      const records = await openImportFile(path);
      const report = await app.get(PointImportService).run(CONSOLE, records, {
        ...options,
        quarantinePath: `${path}.quarantined.csv`,
        progress: (text) => io.progress(text),
      });
      for (const line of reportLines(report)) io.print(line);
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      const megabytes = Math.round(process.resourceUsage().maxRSS / 1024);
      io.print(
        `Done in ${seconds} s; the process has used ${megabytes} MB at most, the database included if embedded.`,
      );
      return 0;
    },
  },
];

function readArgs(args: string[]) {
  const { values, positionals } = parsed(args);
  const [file, ...rest] = positionals;
  if (file === undefined || rest.length > 0) {
    const message = 'Name one file: relais import points FILE --source NAME.';
    throw new CodedError('BAD_INPUT', {}, { field: 'FILE', message });
  }
  if (values.source === undefined) {
    const message = 'Say where the file comes from, as in --source prix-carburants: later imports are compared by it.';
    throw new CodedError('BAD_INPUT', {}, { field: '--source', message });
  }
  const { source, map, set, hours, 'dry-run': dryRun, 'accept-missing': acceptMissing } = values;
  return { file, source, map, set, hours, dryRun, acceptMissing };
}

function parsed(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        source: { type: 'string' },
        map: { type: 'string', multiple: true, default: [] },
        set: { type: 'string', multiple: true, default: [] },
        hours: { type: 'string', default: 'osm' },
        'dry-run': { type: 'boolean', default: false },
        'accept-missing': { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new CodedError('BAD_INPUT', {}, { message: (error as Error).message });
  }
}
