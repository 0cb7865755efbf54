import type { EntityManager } from 'typeorm';
import { rows } from '../platform/database/database.js';
import { quoted, quotedColumn, savedTables } from './saved-tables.js';

/** How pg_trigger.tgenabled is said in SQL. */
const ENABLE: Record<string, string> = { O: 'ENABLE TRIGGER', A: 'ENABLE ALWAYS TRIGGER', R: 'ENABLE REPLICA TRIGGER' };

/**
 * Lets no trigger of the saved tables act until the returned function is called, which leaves each as it was found.
 * Foreign keys and other constraints go on being checked.
 */
export async function pauseTriggers(tx: EntityManager): Promise<() => Promise<void>> {
  const tables = (await savedTables(tx)).map(({ name }) => name);
  const found = await rows<{ table: string; name: string; enabled: string }>(
    tx,
    `SELECT c.relname AS table, t.tgname AS name, t.tgenabled AS enabled
       FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
      WHERE c.relnamespace = 'public'::regnamespace AND c.relname = ANY ($1) AND NOT t.tgisinternal AND t.tgenabled <> 'D'`,
    [tables],
  );
  const alter = ({ table, name }: { table: string; name: string }, how: string) =>
    tx.query(`ALTER TABLE ${quoted(table)} ${how} ${quotedColumn(name)}`);
  for (const trigger of found) await alter(trigger, 'DISABLE TRIGGER');
  return async () => {
    // A table cannot be altered while checks of its rows are put off.
    await tx.query('SET CONSTRAINTS ALL IMMEDIATE');
    for (const trigger of found) await alter(trigger, ENABLE[trigger.enabled] as string);
  };
}
