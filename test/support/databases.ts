// What the stories' databases are copied from: run as a program by prepare-databases.mjs.
import { readConfig } from '../../src/platform/config.js';
import { openDatabase, prepareTransient } from '../../src/platform/database/database.js';
import { dropDatabase, newDatabaseName, onServer, storiesServer, urlOf } from './server-databases.js';

const [task, template] = process.argv.slice(2);
if (task === 'prepare') process.stdout.write((await prepare()) ?? '');
if (task === 'forget' && template) await dropDatabase(template);

/** Migrates once: into a template on the server, whose name is returned, or into the snapshot of the embedded one. */
async function prepare(): Promise<string | null> {
  if (storiesServer() === null) {
    await prepareTransient(readConfig({ ...process.env, DATABASE_URL: undefined }).cacheDir);
    return null;
  }
  const name = newDatabaseName('template');
  await onServer(`CREATE DATABASE ${name}`);
  const database = await openDatabase(readConfig({ DATABASE_URL: urlOf(name) }));
  await database.close();
  return name;
}
