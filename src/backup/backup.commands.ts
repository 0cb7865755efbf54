import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { DataSource } from 'typeorm';
import { CodedError } from '#libs/refusals';
import { Clock } from '../platform/clock.js';
import type { Command, CommandIo } from '../platform/command.js';
import { CONFIG, type Config, readConfig } from '../platform/config.js';
import { tellError } from '../platform/control-socket.js';
import { openDatabase } from '../platform/database/database.js';
import { loadSecrets, ownSecretPath, Secrets } from '../platform/secrets.js';
import { checkBackup, restoreBackup } from './restore-backup.js';
import { writeBackup } from './write-backup.js';

export const backupCommands: readonly Command[] = [
  {
    name: 'backup',
    usage: '[-o FILE]',
    summary: 'Writes everything that the database holds into one file, while the service runs.',
    run: async (app, args, io) => {
      const { values } = parseArgs({ args, options: { output: { type: 'string', short: 'o' } } });
      const config = app.get<Config>(CONFIG);
      const writtenAt = app.get(Clock).now();
      const path = resolve(io.cwd, values.output ?? `relais-${writtenAt.toISOString().replaceAll(/[:.]/g, '')}.backup`);
      const { rows, readingSeconds } = await writeBackup(path, {
        dataSource: app.get(DataSource),
        about: {
          from: config.databaseUrl === null ? 'EMBEDDED' : 'POSTGRES',
          secretFingerprint: app.get(Secrets).fingerprint(),
          writtenAt,
        },
        progress: (text) => io.progress(text),
      });
      io.print(`${path}: ${told(rows)}. The database was read for ${readingSeconds.toFixed(1)} s.`);
      io.print(
        `It does not hold the secret (${whereSecret(config)}), without which no recipient, code or link of it works.`,
      );
      io.print('Keep both, in different places; whoever has both can read every recipient.');
      return 0;
    },
  },
  {
    name: 'restore',
    usage: 'FILE [--replace]',
    summary: 'Fills an empty database, of either kind, with what a backup holds.',
    run: async (app, args, io) => {
      const request = readRequest(args, io);
      await check(app.get<Config>(CONFIG), app.get(Secrets), request, io);
      await restore(app.get(DataSource), request, io);
      return 0;
    },
    runUnopened: async (environment, args, io) => {
      try {
        await restoreUnopened(readConfig(environment), readRequest(args, io), io);
        return 0;
      } catch (error) {
        io.print(tellError(error));
        return 1;
      }
    },
  },
];

interface Request {
  path: string;
  replace: boolean;
}

function readRequest(args: string[], io: CommandIo): Request {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { replace: { type: 'boolean', default: false } },
  });
  const [file, ...others] = positionals;
  if (file !== undefined && others.length === 0) return { path: resolve(io.cwd, file), replace: values.replace };
  throw new CodedError('BAD_INPUT', {}, { field: 'FILE', message: 'Name one file: relais restore FILE.' });
}

/** The file and the secret are looked at before a database is opened, or even made. */
async function restoreUnopened(config: Config, request: Request, io: CommandIo): Promise<void> {
  const isWithout = config.databaseUrl === null && config.secret === null && config.secretFile === null;
  // A secret that is made now would not be the one that the backup needs.
  const secrets = isWithout && !existsSync(ownSecretPath(config)) ? null : loadSecrets(config);
  await check(config, secrets, request, io);
  const { databaseMigrationUrl: owner } = config;
  const asOwner = { ...config, databaseUrl: owner ?? config.databaseUrl, databaseMigrationUrl: null };
  const database = await openDatabase(asOwner);
  try {
    await restore(database.dataSource, request, io);
  } finally {
    await database.close();
  }
  // The service's role gets its rights to tables that were made anew.
  if (owner !== null) await (await openDatabase(config)).close();
}

async function check(config: Config, secrets: Secrets | null, { path }: Request, io: CommandIo): Promise<void> {
  const { secretFingerprint } = await checkBackup(path, (text) => io.progress(text));
  if (secrets?.fingerprint() === secretFingerprint) return;
  const remedy = `Put the secret of the installation that wrote it in ${whereSecret(config)}, then try again.`;
  const message = `${path} was written beside another secret than the one here${secrets === null ? ', where there is none yet' : ''}: recipients, codes and links could not be read. Nothing was written. ${remedy}`;
  throw new CodedError('BACKUP_OTHER_SECRET', { path }, { message });
}

async function restore(dataSource: DataSource, { path, replace }: Request, io: CommandIo): Promise<void> {
  const restored = await restoreBackup(dataSource, path, { replace, progress: (text) => io.progress(text) });
  io.print(`Restored ${told(restored)} from ${path}.`);
}

function told(rows: Record<string, number>): string {
  const count = Object.values(rows).reduce((sum, each) => sum + each, 0);
  return `${count} rows of ${Object.keys(rows).length} tables`;
}

function whereSecret(config: Config): string {
  if (config.secret !== null) return 'RELAIS_SECRET';
  return config.secretFile ?? (config.databaseUrl === null ? ownSecretPath(config) : 'RELAIS_SECRET');
}
