import type { EntityManager } from 'typeorm';
import { rows } from '../platform/database/database.js';

/** One table as a backup holds it. */
export interface SavedTable {
  name: string;
  /** In the order of the table; those that the database computes are left out. */
  columns: SavedColumn[];
}

export interface SavedColumn {
  name: string;
  /** As SQL writes it: `character(2)`, `text[]`. */
  type: string;
}

/**
 * Tables that no backup holds, each with its reason. Whatever else there is, or comes later, is saved. What other schemas
 * hold (pg-boss keeps its work in one) is not: work that was waiting is made anew from what is saved.
 */
export const LEFT_OUT: Readonly<Record<string, string>> = {
  migration: 'the head of the file names what had run',
  change_log: 'what changed of late, by transactions of that one server',
  change_horizon: 'how far that log was pruned',
};

/**
 * The tables that are saved, each behind those that its rows refer to, so that they can be filled in this order. Read
 * from the catalogue, so that no table is forgotten by being new.
 */
export async function savedTables(db: EntityManager): Promise<SavedTable[]> {
  const found = await rows<SavedTable & { refersTo: string[] }>(
    db,
    `SELECT c.relname AS name,
            (SELECT json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod))
                             ORDER BY a.attnum)
               FROM pg_attribute a
              WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns,
            ARRAY(SELECT DISTINCT other.relname::text FROM pg_constraint f JOIN pg_class other ON other.oid = f.confrelid
                   WHERE f.conrelid = c.oid AND f.contype = 'f' AND f.confrelid <> c.oid) AS "refersTo"
       FROM pg_class c
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
        AND c.relname <> ALL ($1)
        AND NOT EXISTS (SELECT FROM pg_depend d
                         WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
      ORDER BY c.relname`,
    [Object.keys(LEFT_OUT)],
  );
  return inOrder(found).map(({ name, columns }) => ({ name, columns }));
}

function inOrder<Table extends { name: string; refersTo: string[] }>(tables: readonly Table[]): Table[] {
  const ordered = new Map<string, Table>();
  let waiting = [...tables];
  while (waiting.length > 0) {
    const ready = waiting.filter(({ refersTo }) => refersTo.every((other) => ordered.has(other)));
    // The spec of saved tables meets this before anybody's backup does.
    if (ready.length === 0) throw new Error(`tables refer to one another in a circle: ${waiting.map((t) => t.name)}`);
    for (const table of ready) ordered.set(table.name, table);
    waiting = waiting.filter(({ name }) => !ordered.has(name));
  }
  return [...ordered.values()];
}

/** A sequence and how far it has counted. */
export interface SavedSequence {
  name: string;
  /** The number that it gives next. */
  next: string;
}

/**
 * Every sequence that counts for the saved tables or for none (the serial numbers of parcels). Sequences stand outside
 * transactions: read after the rows, they are never behind them.
 */
export async function savedSequences(db: EntityManager): Promise<SavedSequence[]> {
  const names = await rows<{ name: string }>(
    db,
    `SELECT s.relname AS name
       FROM pg_class s
       LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = s.oid AND d.deptype IN ('a', 'i')
                            AND d.refclassid = 'pg_class'::regclass
       LEFT JOIN pg_class t ON t.oid = d.refobjid
      WHERE s.relnamespace = 'public'::regnamespace AND s.relkind = 'S' AND coalesce(t.relname <> ALL ($1), true)
      ORDER BY 1`,
    [Object.keys(LEFT_OUT)],
  );
  const sequences: SavedSequence[] = [];
  for (const { name } of names) {
    const [read] = await rows<{ next: string }>(
      db,
      `SELECT (CASE WHEN is_called THEN last_value + 1 ELSE last_value END)::text AS next FROM ${quoted(name)}`,
    );
    sequences.push({ name, next: (read as { next: string }).next });
  }
  return sequences;
}

/** A name from the catalogue, as SQL wants it. */
export function quoted(name: string): string {
  return `public."${name.replaceAll('"', '""')}"`;
}

export function quotedColumn(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
