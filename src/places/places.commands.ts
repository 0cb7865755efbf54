import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { DataSource } from 'typeorm';
import { CodedError } from '#libs/refusals';
import { CONSOLE } from '../platform/caller.js';
import type { Command } from '../platform/command.js';
import { PlacesService } from './places.service.js';
import { PlacesFileService, type PlacesReport } from './places-file.service.js';

export const placesCommands: readonly Command[] = [
  {
    name: 'import places',
    usage: 'FILE | --default',
    summary: 'Replaces the table of postcodes and communes by a file’s (CSV), or by the one Relais comes with.',
    run: async (app, args, io) => {
      const started = performance.now();
      const { file, isDefault } = readArgs(args);
      if (isDefault) {
        const places = app.get(PlacesService);
        const count = await app
          .get(DataSource)
          .transaction((tx) => places.restoreDefault(tx, (done) => io.progress(`${done} places written`)));
        io.print(`${count} places from the default table, in ${seconds(started)} s.`);
        return 0;
      }
      const report = await app
        .get(PlacesFileService)
        .importFile(resolve(io.cwd, file), CONSOLE.id, (text) => io.progress(text));
      for (const line of reportLines(report)) io.print(line);
      io.print(`Done in ${seconds(started)} s.`);
      return 0;
    },
  },
];

function readArgs(args: string[]): { file: string; isDefault: boolean } {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { default: { type: 'boolean', default: false } },
    });
    if (positionals.length === (values.default ? 0 : 1))
      return { file: positionals[0] ?? '', isDefault: values.default };
  } catch {
    // An option that is not ours: told below, like everything else that is not the one form.
  }
  throw new CodedError('BAD_INPUT', {}, { field: 'FILE', message: 'Use: relais import places FILE, or --default.' });
}

function reportLines({ rows, communes, postcodes, skipped, examples }: PlacesReport): string[] {
  const lines = [`${rows} lines: ${communes} communes with ${postcodes} postcodes, ${skipped} left out.`];
  for (const { line, reason } of examples) lines.push(`  line ${line}: ${reason}`);
  if (skipped > examples.length) lines.push(`  and ${skipped - examples.length} more`);
  return lines;
}

function seconds(started: number): string {
  return ((performance.now() - started) / 1000).toFixed(1);
}
