import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { DataSource } from 'typeorm';
import { CodedError } from '#libs/refusals';
import type { Command, CommandIo } from '../platform/command.js';
import { CONFIG, type Config, readConfig } from '../platform/config.js';
import { tellError } from '../platform/control-socket.js';
import { openDatabase } from '../platform/database/database.js';
import { loadSecrets, ownSecretPath, Secrets, whereSecret } from '../platform/secrets.js';
import { checkBackup, type RestoreOptions, restoreBackup } from './restore-backup.js';
import { totalOf } from './write-backup.js';

export const restoreCommand: Command = {
  name: 'restore',
  usage: 'FILE [--erasures FILE | --no-erasures] [--replace]',
  summary: 'Fills an empty database, of either kind, with what a backup holds.',
  run: async (app, args, io) => {
    const options = readOptions(args, io);
    await check(app.get<Config>(CONFIG), app.get(Secrets), options);
    await restore(app.get(DataSource), options, io);
    return 0;
  },
  runUnopened: async (environment, args, io) => {
    try {
      await restoreUnopened(readConfig(environment), readOptions(args, io), io);
      return 0;
    } catch (error) {
      io.print(tellError(error));
      return 1;
    }
  },
};

function readOptions(args: string[], io: CommandIo): RestoreOptions {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      replace: { type: 'boolean', default: false },
      erasures: { type: 'string' },
      'no-erasures': { type: 'boolean', default: false },
    },
  });
  const [file, ...others] = positionals;
  if (file === undefined || others.length > 0) {
    throw new CodedError('BAD_INPUT', {}, { field: 'FILE', message: 'Name one file: relais restore FILE.' });
  }
  const none = values['no-erasures'] ? 'NONE' : null;
  if (values.erasures !== undefined && none !== null) {
    const message = 'Give a file or say --no-erasures, not both.';
    throw new CodedError('BAD_INPUT', {}, { field: '--erasures', message });
  }
  return {
    path: resolve(io.cwd, file),
    erasures: values.erasures === undefined ? none : resolve(io.cwd, values.erasures),
    replace: values.replace,
    progress: (text) => io.progress(text),
  };
}

/** The files and the secret are looked at before a database is opened, or even made. */
async function restoreUnopened(config: Config, options: RestoreOptions, io: CommandIo): Promise<void> {
  const isWithout = config.databaseUrl === null && config.secret === null && config.secretFile === null;
  // A secret that is made now would not be the one that the backup needs.
  const secrets = isWithout && !existsSync(ownSecretPath(config)) ? null : loadSecrets(config);
  await check(config, secrets, options);
  const { databaseMigrationUrl: owner } = config;
  const asOwner = { ...config, databaseUrl: owner ?? config.databaseUrl, databaseMigrationUrl: null };
  const database = await openDatabase(asOwner);
  try {
    await restore(database.dataSource, options, io);
  } finally {
    await database.close();
  }
  // The service's role gets its rights to tables that were made anew.
  if (owner !== null) await (await openDatabase(config)).close();
}

async function check(config: Config, secrets: Secrets | null, { path, erasures, progress }: RestoreOptions) {
  const { secretFingerprint } = await checkBackup(path, progress);
  if (erasures !== null && erasures !== 'NONE') await checkBackup(erasures, progress);
  if (secrets?.fingerprint() === secretFingerprint) return;
  const than = secrets === null ? 'a secret, and there is none here yet' : 'another secret than the one here';
  throw new CodedError(
    'BACKUP_OTHER_SECRET',
    { path },
    {
      message: `${path} was written beside ${than}: recipients, codes and links could not be read. Nothing was written. Put the secret of the installation that wrote it in ${whereSecret(config)}, then try again.`,
    },
  );
}

async function restore(dataSource: DataSource, options: RestoreOptions, io: CommandIo): Promise<void> {
  const { rows, erasedAgain } = await restoreBackup(dataSource, options);
  io.print(`Restored ${totalOf(rows)} from ${options.path}.`);
  if (erasedAgain > 0) io.print(`Erased ${erasedAgain} recipients again, who had been erased since.`);
}
