import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { INestApplicationContext } from '@nestjs/common';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { CodedError } from '#libs/refusals';
import type { Command, CommandIo } from '../command.js';
import { CONFIG, type Config } from '../config.js';
import { documentIdOf } from './documents.js';
import { faultsOf } from './limits.js';

const SHOWN_DIGITS = 'sha256:'.length + 12;

export const documentsCommands: readonly Command[] = [
  {
    name: 'documents',
    usage: 'FOLDER -o FILE',
    summary: 'Writes the list of a folder’s .graphql documents, for RELAIS_DOCUMENTS.',
    run: async (app, args, io) => {
      const { folder, file } = readArgs(args, io.cwd);
      const documents = readFolder(folder);
      if (tellFaults(app, documents, io)) return 1;
      const list: Record<string, string> = {};
      for (const [name, text] of documents) {
        const id = documentIdOf(text);
        list[id] = text;
        io.print(`${id.slice(0, SHOWN_DIGITS)}…  ${name}`);
      }
      writeFileSync(file, `${JSON.stringify(list, null, 1)}\n`);
      io.print(`${Object.keys(list).length} documents in ${file}. Start the service with RELAIS_DOCUMENTS=${file}.`);
      return 0;
    },
  },
];

function readArgs(args: string[], cwd: string): { folder: string; file: string } {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { output: { type: 'string', short: 'o' } },
  });
  const [folder, ...others] = positionals;
  if (folder === undefined || others.length > 0 || values.output === undefined) {
    throw new CodedError('BAD_INPUT', {}, { field: 'FOLDER', message: 'Use: relais documents FOLDER -o FILE' });
  }
  return { folder: resolve(cwd, folder), file: resolve(cwd, values.output) };
}

/** The texts by their names, in the order of the names. */
function readFolder(folder: string): [name: string, text: string][] {
  let names: string[];
  try {
    names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  } catch (error) {
    const message = `${folder} cannot be read (${(error as NodeJS.ErrnoException).code}).`;
    throw new CodedError('BAD_INPUT', {}, { field: 'FOLDER', message });
  }
  const found = names.filter((name) => name.endsWith('.graphql')).sort();
  if (found.length === 0) {
    throw new CodedError('BAD_INPUT', {}, { field: 'FOLDER', message: `${folder} holds no .graphql file.` });
  }
  return found.map((name) => [name, readFileSync(join(folder, name), 'utf8')]);
}

/** Prints what is wrong with the documents. @returns Whether anything is. */
function tellFaults(app: INestApplicationContext, documents: readonly [string, string][], io: CommandIo): boolean {
  const { schema } = app.get(GraphQLSchemaHost, { strict: false });
  const config = app.get<Config>(CONFIG);
  const lines = documents.flatMap(([name, text]) => faultsOf(schema, text, config).map((fault) => `${name}: ${fault}`));
  for (const line of lines) io.print(line);
  if (lines.length > 0) io.print('Nothing was written.');
  return lines.length > 0;
}
