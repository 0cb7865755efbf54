import type { EntityManager } from 'typeorm';

/**
 * The rows that a statement returns, as plain objects: SELECT, or a write with RETURNING.
 *
 * TypeORM answers differently for an UPDATE than for a SELECT; this is the one place that knows it.
 */
export async function rows<Row>(db: EntityManager, sql: string, values: unknown[] = []): Promise<Row[]> {
  const result: unknown = await db.query(sql, values);
  if (Array.isArray(result) && result.length === 2 && Array.isArray(result[0]) && typeof result[1] === 'number') {
    return result[0] as Row[];
  }
  return result as Row[];
}

/**
 * The same by a statement that each connection prepares once, under its name, for statements that are run so often that
 * reading and planning them would cost more than doing them.
 *
 * @param name - The statement's own: another text needs another.
 */
export function prepared<Row>(db: EntityManager, name: string, text: string, values: unknown[]): Promise<Row[]> {
  // TypeORM hands whatever it is given to the driver, which takes a statement with a name where it takes a text.
  return rows<Row>(db, { name, text } as unknown as string, values);
}

/** What a text needs no quotes for in an array. */
const PLAIN = /^[\w:.+-]+$/;

/** An array as the server reads it. The driver's own way takes several times as long for hundreds of elements. */
export function arrayText(values: readonly (string | number | boolean | null | undefined)[]): string {
  return `{${values.map(elementText).join()}}`;
}

function elementText(value: string | number | boolean | null | undefined): string {
  if (value === null || value === undefined) return 'NULL';
  if (typeof value !== 'string') return String(value);
  const isPlain = PLAIN.test(value) && (value.length !== 4 || value.toUpperCase() !== 'NULL');
  return isPlain ? value : `"${value.replaceAll(/["\\]/g, '\\$&')}"`;
}
