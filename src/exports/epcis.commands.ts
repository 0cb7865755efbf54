import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { CodedError } from '#libs/refusals';
import { CONSOLE } from '../platform/caller.js';
import type { Command } from '../platform/command.js';
import { EpcisService } from './epcis.service.js';
import { readWanted } from './wanted.js';

const NAMES = { trackingNumber: '--parcel', from: '--from', to: '--to' } as const;

export const epcisCommands: readonly Command[] = [
  {
    name: 'epcis',
    usage: '--parcel NUMBER [-o FILE] | --from INSTANT --to INSTANT -o FILE',
    summary: 'Writes custody as EPCIS 2.0: of one parcel, or what was recorded in a time.',
    run: async (app, args, io) => {
      const { wanted, output } = readArgs(args);
      const parts = await app.get(EpcisService).write(CONSOLE, wanted);
      if (output === undefined) {
        io.print((await text(Readable.from(parts))).trimEnd());
        return 0;
      }
      const path = resolve(io.cwd, output);
      const bytes = await writeFile(parts, path);
      io.print(`${bytes} bytes in ${path}.`);
      return 0;
    },
  },
];

/** A file that was not written to its end is no document, and is taken away. */
async function writeFile(parts: AsyncIterable<string>, path: string): Promise<number> {
  const file = createWriteStream(path);
  try {
    await pipeline(Readable.from(parts), file);
    return file.bytesWritten;
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (syscall !== 'open') await rm(path, { force: true });
    if (syscall === undefined) throw error;
    throw new CodedError('BAD_INPUT', {}, { field: '-o', message: `${path} cannot be written (${code}).` });
  }
}

function readArgs(args: string[]) {
  const { parcel, from, to, output } = parsed(args);
  const wanted = readWanted({ trackingNumber: parcel, from, to }, NAMES);
  if ('from' in wanted && output === undefined) {
    // What is printed waits in memory for the terminal.
    const message = 'A time may hold any number of entries: name a file with -o.';
    throw new CodedError('BAD_INPUT', {}, { field: '-o', message });
  }
  return { wanted, output };
}

function parsed(args: string[]) {
  try {
    const one = { type: 'string' } as const;
    return parseArgs({ args, options: { parcel: one, from: one, to: one, output: { ...one, short: 'o' } } }).values;
  } catch (error) {
    throw new CodedError('BAD_INPUT', {}, { message: (error as Error).message });
  }
}
