import { DataSource } from 'typeorm';
import { migrations } from '../../../migrations/index.js';
import type { Command } from '../command.js';
import { readConfig } from '../config.js';
import { openDatabase } from './database.js';

export const migrateCommands: readonly Command[] = [
  {
    name: 'migrate',
    usage: '',
    summary: 'Brings the schema of the database up to date; a start does so too.',
    // Inside a running service there is nothing left to do: it migrated when it started.
    run: async (app, _args, io) => {
      const pending = await app.get(DataSource).showMigrations();
      io.print(pending ? 'Restart the service: migrations are pending.' : `The schema is up to date (${latest()}).`);
      return pending ? 1 : 0;
    },
    runUnopened: async (environment, _args, io) => {
      const database = await openDatabase(readConfig(environment));
      await database.close();
      for (const name of database.migrated) io.print(`ran ${name}`);
      io.print(`The schema is up to date (${latest()}).`);
      return 0;
    },
  },
];

function latest(): string {
  return migrations.at(-1)?.name ?? 'no migrations';
}
