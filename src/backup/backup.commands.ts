import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { INestApplicationContext } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../platform/clock.js';
import type { Command, CommandIo } from '../platform/command.js';
import { CONFIG, type Config } from '../platform/config.js';
import { Secrets, whereSecret } from '../platform/secrets.js';
import { restoreCommand } from './restore.commands.js';
import { ERASURES } from './restore-backup.js';
import { totalOf, type Written, writeBackup } from './write-backup.js';

export const backupCommands: readonly Command[] = [
  {
    name: 'backup',
    usage: '[-o FILE]',
    summary: 'Writes everything that the database holds into one file, while the service runs.',
    run: async (app, args, io) => {
      const { path, rows, readingSeconds } = await write(app, args, io, 'backup');
      io.print(`${path}: ${totalOf(rows)}. The database was read for ${readingSeconds.toFixed(1)} s.`);
      const secret = whereSecret(app.get<Config>(CONFIG));
      io.print(`It does not hold the secret (${secret}), without which no recipient, code or link of it works.`);
      io.print('Keep both, in different places; whoever has both can read every recipient.');
      return 0;
    },
  },
  {
    name: 'erasures',
    usage: '[-o FILE]',
    summary: 'Writes which recipients were erased, by parcel, to be erased again after a restore.',
    run: async (app, args, io) => {
      const { path, rows } = await write(app, args, io, 'erasures', [ERASURES]);
      io.print(`${path}: ${rows[ERASURES]} erasures. Give it to relais restore with --erasures.`);
      return 0;
    },
  },
  restoreCommand,
];

async function write(
  app: INestApplicationContext,
  args: string[],
  io: CommandIo,
  ending: string,
  tables?: readonly string[],
): Promise<Written & { path: string }> {
  const { values } = parseArgs({ args, options: { output: { type: 'string', short: 'o' } } });
  const writtenAt = app.get(Clock).now();
  const { databaseUrl } = app.get<Config>(CONFIG);
  const path = resolve(io.cwd, values.output ?? `relais-${writtenAt.toISOString().replaceAll(/[:.]/g, '')}.${ending}`);
  const written = await writeBackup(path, {
    dataSource: app.get(DataSource),
    tables,
    about: {
      from: databaseUrl === null ? 'EMBEDDED' : 'POSTGRES',
      secretFingerprint: app.get(Secrets).fingerprint(),
      writtenAt,
    },
    progress: (text) => io.progress(text),
  });
  return { ...written, path };
}
