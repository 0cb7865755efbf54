import type { EntityManager } from 'typeorm';
import { damaged, type TableLine } from './backup-file.js';
import { quoted, quotedColumn, type SavedTable } from './saved-tables.js';

/** Rows on their way from a file into their tables. */
export class Filling {
  private readonly tables: Map<string, SavedTable>;
  private insert = '';
  private table = '';
  private count = 0;

  /** @param finish - What is to be done once all rows are there. */
  constructor(
    private readonly tx: EntityManager,
    private readonly path: string,
    tables: readonly SavedTable[],
    readonly finish: () => Promise<void>,
  ) {
    this.tables = new Map(tables.map((table) => [table.name, table]));
  }

  /**
   * Only names that the catalogue knows too become part of a statement.
   *
   * @throws CodedError BACKUP_DAMAGED where the schema has no such table.
   */
  begin({ table, columns }: TableLine, conflicts: '' | 'ON CONFLICT DO NOTHING' = ''): void {
    const there = this.tables.get(table);
    const types = columns.map((name) => there?.columns.find((column) => column.name === name)?.type);
    if (there === undefined || types.includes(undefined)) {
      throw damaged(this.path, `it has a table ${table} (${columns.join(', ')}), which this schema has not`);
    }
    const values = types.map((type, index) => `(line->>${index})::${type}`);
    this.table = table;
    this.count = 0;
    this.insert = `INSERT INTO ${quoted(table)} (${columns.map(quotedColumn).join(', ')}) OVERRIDING SYSTEM VALUE
      SELECT ${values.join(', ')} FROM jsonb_array_elements($1::jsonb) line ${conflicts}`;
  }

  /** @returns How far the work is. */
  async add(lines: readonly string[]): Promise<string> {
    await this.tx.query(this.insert, [`[${lines.join(',')}]`]);
    this.count += lines.length;
    return `${this.table}: ${this.count} rows restored`;
  }
}
