import type { QueryRunner } from 'typeorm';
import { rows } from '../platform/database/database.js';

/**
 * Takes the schema of a database without rows to the point where exactly the named migrations have run, within the
 * runner's transaction: up, or down by what the migrations themselves say.
 */
export async function stepTo(runner: QueryRunner, names: readonly string[]): Promise<void> {
  const wanted = new Set(names);
  const done = await doneOn(runner);
  const { migrations } = runner.connection;
  for (const migration of migrations.toReversed()) {
    const name = migration.name as string;
    if (!done.has(name) || wanted.has(name)) continue;
    await migration.down(runner);
    await runner.query('DELETE FROM migration WHERE name = $1', [name]);
  }
  for (const migration of migrations) {
    const name = migration.name as string;
    if (done.has(name) || !wanted.has(name)) continue;
    await migration.up(runner);
    // The number in the name is its order, as TypeORM reads it too.
    await runner.query('INSERT INTO migration (timestamp, name) VALUES ($1, $2)', [/\d+$/.exec(name)?.[0], name]);
  }
}

/** Runs whatever has not run, in the runner's transaction. */
export function stepToLatest(runner: QueryRunner): Promise<void> {
  return stepTo(
    runner,
    runner.connection.migrations.map(({ name }) => name as string),
  );
}

async function doneOn(runner: QueryRunner): Promise<Set<string>> {
  const done = await rows<{ name: string }>(runner.manager, 'SELECT name FROM migration');
  return new Set(done.map(({ name }) => name));
}
