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
