import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { INestApplicationContext } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CodedError } from '#libs/refusals';
import type { Command, CommandIo } from '../platform/command.js';
import { ExportService } from './export.service.js';
import { adviceOn, type Finding, isUnchecked, wordsOf } from './findings.js';
import { type IntegrityPage, IntegrityService, START } from './integrity.service.js';
import { parcelIdOf } from './ledger.queries.js';
import { LedgerKey, PublicKeys, readPublicKeys } from './ledger-key.js';
import { type FileReport, verifyFile } from './verify-file.js';

const INTACT = 0;
const BROKEN = 1;
const UNCHECKED = 2;

/** Entries in one step: the embedded database answers nobody else meanwhile. */
const MOST_ENTRIES = 2500;
const MOST_TOLD = 100;

/** The ledgers: are they what was recorded, and how can somebody else see that? */
export const ledgerCommands: readonly Command[] = [
  {
    name: 'verify',
    usage: '--all | --parcel NUMBER | --file FILE  [--public-key FILE]…',
    summary: 'Whether the ledgers are what was recorded: 0 if so, 1 if not, 2 if that cannot be told.',
    exitOnError: UNCHECKED,
    runUnopened: async (_environment, args, io) => {
      const { file, keyFiles } = readVerifyArgs(args, io.cwd);
      return file === null || keyFiles.length === 0 ? null : tellFile(file, keysOf(keyFiles), io);
    },
    run: async (app, args, io) => {
      const { file, parcel, keyFiles } = readVerifyArgs(args, io.cwd);
      const own = app.get(LedgerKey).publicKey;
      if (file !== null) return tellFile(file, keyFiles.length > 0 ? keysOf(keyFiles) : new PublicKeys([own]), io);
      const keys = new PublicKeys([own, ...keyFiles.flatMap(readPublicKeys)]);
      return verifyDatabase(app, parcel, keys, io);
    },
  },
  {
    name: 'export-ledger',
    usage: '--all | --parcel NUMBER  -o FILE',
    summary: 'Writes ledgers with their checkpoints for somebody else to check: tools/verify-ledger.mjs.',
    run: async (app, args, io) => {
      const { parcel, output } = readExportArgs(args, io.cwd);
      const parcelId = parcel === null ? null : await idOf(app, parcel);
      const told = await app.get(ExportService).write(output, parcelId, (text) => io.progress(text));
      io.print(`${told.parcels} parcels with ${told.entries} entries and ${told.checkpoints} checkpoints: ${output}`);
      io.print(`To check it: node tools/verify-ledger.mjs ${output} KEY.pem (the key: relais ledger-key).`);
      return 0;
    },
  },
  {
    name: 'ledger-key',
    usage: '',
    summary: 'Prints the public key (PEM) with which checkpoints and exported ledgers are checked.',
    run: async (app, args, io) => {
      parseArgs({ args, options: {} });
      io.print(app.get(LedgerKey).publicPem.trimEnd());
      return 0;
    },
  },
];

const keysOf = (files: readonly string[]) => new PublicKeys(files.flatMap(readPublicKeys));

function readVerifyArgs(args: string[], cwd: string) {
  const { values } = parseArgs({
    args,
    options: {
      all: { type: 'boolean', default: false },
      parcel: { type: 'string' },
      file: { type: 'string' },
      'public-key': { type: 'string', multiple: true, default: [] },
    },
  });
  const { all, parcel, file, 'public-key': keys } = values;
  if (Number(all) + Number(parcel !== undefined) + Number(file !== undefined) !== 1) {
    throw new CodedError('BAD_INPUT', {}, { message: 'Say one of --all, --parcel NUMBER and --file FILE.' });
  }
  return {
    parcel: parcel ?? null,
    file: file === undefined ? null : resolve(cwd, file),
    keyFiles: keys.map((path) => resolve(cwd, path)),
  };
}

function readExportArgs(args: string[], cwd: string) {
  const { values } = parseArgs({
    args,
    options: {
      all: { type: 'boolean', default: false },
      parcel: { type: 'string' },
      output: { type: 'string', short: 'o' },
    },
  });
  const { all, parcel, output } = values;
  if (all === (parcel !== undefined) || output === undefined) {
    const message = 'Use: relais export-ledger --all -o FILE, or --parcel NUMBER -o FILE.';
    throw new CodedError('BAD_INPUT', {}, { message });
  }
  return { parcel: parcel ?? null, output: resolve(cwd, output) };
}

/** @throws CodedError NOT_FOUND */
async function idOf(app: INestApplicationContext, parcel: string): Promise<string> {
  const id = await parcelIdOf(app.get(DataSource).manager, parcel);
  if (id !== null) return id;
  throw new CodedError('NOT_FOUND', { parcel }, { field: '--parcel', message: `There is no parcel ${parcel}.` });
}

async function verifyDatabase(
  app: INestApplicationContext,
  parcel: string | null,
  keys: PublicKeys,
  io: CommandIo,
): Promise<number> {
  const integrity = app.get(IntegrityService);
  const pages =
    parcel === null ? everyPage(integrity, keys) : integrity.checkParcel(await idOf(app, parcel), keys, MOST_ENTRIES);
  const started = performance.now();
  const told = { checkpoints: 0, entries: 0 };
  const findings: Finding[] = [];
  for await (const page of pages) {
    told.checkpoints += page.checkpoints;
    told.entries += page.entries;
    findings.push(...page.findings.slice(0, MOST_TOLD + 1 - findings.length));
    io.progress(`${told.checkpoints} checkpoints, ${told.entries} entries checked, ${findings.length} faults`);
  }
  for (const finding of findings.slice(0, MOST_TOLD)) io.print(`${placeOf(finding)}: ${wordsOf(finding, 'en')}`);
  if (findings.length > MOST_TOLD) io.print('There are more.');
  for (const advice of new Set(findings.map((finding) => adviceOn(finding, 'en')))) io.print(`→ ${advice}`);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const exit = exitOf(
    findings.some((finding) => !isUnchecked(finding)),
    findings.some(isUnchecked),
  );
  io.print(`${VERDICTS[exit]}: ${told.checkpoints} checkpoints and ${told.entries} entries in ${seconds} s.`);
  return exit;
}

async function* everyPage(integrity: IntegrityService, keys: PublicKeys): AsyncGenerator<IntegrityPage> {
  for (let at: IntegrityPage['next'] = START; at !== null; ) {
    const page: IntegrityPage = await integrity.check(at, keys, MOST_ENTRIES);
    yield page;
    at = page.next;
  }
}

const VERDICTS = ['Intact', 'Broken', 'Not checked whole'];

function exitOf(isBroken: boolean, isUncheckedInPart: boolean): number {
  if (isBroken) return BROKEN;
  return isUncheckedInPart ? UNCHECKED : INTACT;
}

function placeOf({ trackingNumber, parcelId, sequence, checkpoint }: Finding): string {
  if (parcelId === null) return `Checkpoint ${checkpoint}`;
  const parcel = trackingNumber ?? `${parcelId} (the parcel is not there any more)`;
  return `Parcel ${parcel}, entry ${sequence}${checkpoint === null ? '' : ` (checkpoint ${checkpoint})`}`;
}

/** @throws CodedError BAD_INPUT where the file cannot be read, which is no proof that it is wrong. */
async function tellFile(path: string, keys: PublicKeys, io: CommandIo): Promise<number> {
  const report = await readReport(path, keys);
  const { problems, unchecked, parcels, entries, unsealed, checkpoints } = report;
  for (const { line, what } of [...problems, ...unchecked].slice(0, MOST_TOLD)) io.print(`Line ${line}: ${what}`);
  if (problems.length > 0) io.print('→ Do not rely on this file. Ask whoever holds the ledgers to export it again.');
  else if (unchecked.length > 0) io.print('→ Give the public keys of that time with --public-key.');
  const exit = exitOf(problems.length > 0, unchecked.length > 0);
  io.print(
    `${VERDICTS[exit]}: ${parcels} parcels, ${entries} entries (${unsealed} later than any checkpoint), ${checkpoints} checkpoints.`,
  );
  return exit;
}

async function readReport(path: string, keys: PublicKeys): Promise<FileReport> {
  try {
    return await verifyFile(path, keys);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new CodedError('BAD_INPUT', { path }, { field: '--file', message: `${path} cannot be read (${code}).` });
  }
}
