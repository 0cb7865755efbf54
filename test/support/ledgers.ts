import { linkText, NO_LINK } from '#libs/ledger';
import { ENTRY_COLUMNS, type EntryRow, entryFromRow } from '../../src/parcels/ledger.js';
import { sha256 } from '../../src/platform/secrets.js';
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

/** What every ledger says, so that a story that has rewritten it can put it back. */
export async function keepHistory(relais: Relais): Promise<() => Promise<void>> {
  const kept = ['ledger_entry', 'ledger_checkpoint', 'ledger_seal', 'parcel'];
  for (const table of kept) {
    await relais.dataSource.query(`DROP TABLE IF EXISTS kept_${table}; CREATE TABLE kept_${table} AS TABLE ${table}`);
  }
  return () =>
    rewriteHistory(
      relais,
      `DELETE FROM ledger_entry; DELETE FROM ledger_checkpoint; DELETE FROM ledger_seal;
       INSERT INTO ledger_entry SELECT * FROM kept_ledger_entry;
       INSERT INTO ledger_checkpoint SELECT * FROM kept_ledger_checkpoint;
       INSERT INTO ledger_seal SELECT * FROM kept_ledger_seal;
       UPDATE parcel c SET sequence = k.sequence, ledger_head = k.ledger_head, sealed_sequence = k.sealed_sequence
         FROM kept_parcel k WHERE k.id = c.id`,
    );
}

/** Changes an entry and makes the chain hold again in itself, as somebody would who knows how it is made. */
export async function forge(relais: Relais, parcelId: string, sequence: number, change: object): Promise<void> {
  const found: EntryRow[] = await relais.dataSource.query(
    `SELECT ${ENTRY_COLUMNS} FROM ledger_entry WHERE parcel_id = $1 ORDER BY sequence`,
    [parcelId],
  );
  let previous = NO_LINK;
  const statements = found.map((row) => {
    const body = row.sequence === sequence ? { ...row.body, ...change } : row.body;
    const hash = sha256(linkText(parcelId, previous, entryFromRow({ ...row, body }))).toString('hex');
    const statement = `UPDATE ledger_entry SET previous_hash = decode('${previous}', 'hex'), hash = decode('${hash}', 'hex'),
      body = '${JSON.stringify(body)}' WHERE parcel_id = '${parcelId}' AND sequence = ${row.sequence}`;
    previous = hash;
    return statement;
  });
  const head = `UPDATE parcel SET ledger_head = decode('${previous}', 'hex') WHERE id = '${parcelId}'`;
  await rewriteHistory(relais, [...statements, head].join(';'));
}
