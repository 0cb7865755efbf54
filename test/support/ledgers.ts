import type { Relais } from './relais.js';

export const APPEND_ONLY = ['ledger_entry', 'ledger_checkpoint', 'ledger_seal', 'audit_line'] as const;

/** What somebody can do who owns the tables: lift what guards them, change what was recorded, and put it back. */
export async function rewriteHistory(relais: Relais, sql: string): Promise<void> {
  const tables = APPEND_ONLY.join(', ');
  const each = (statement: (table: string) => string) => APPEND_ONLY.map(statement).join(';');
  // Several statements in one query are one transaction.
  await relais.dataSource.query(
    `${each((table) => `ALTER TABLE ${table} DISABLE TRIGGER ${table}_is_append_only`)};
     GRANT UPDATE, DELETE, TRUNCATE ON ${tables} TO CURRENT_USER;
     ${sql};
     REVOKE UPDATE, DELETE, TRUNCATE ON ${tables} FROM CURRENT_USER;
     ${each((table) => `ALTER TABLE ${table} ENABLE TRIGGER ${table}_is_append_only`)}`,
  );
}
