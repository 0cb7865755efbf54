import { createHash } from 'node:crypto';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The chain of hashes through each ledger, checkpoints over all of them, and scans that wait for the operator. */
export class Ledger1605000000006 implements MigrationInterface {
  name = 'Ledger1605000000006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE ledger_entry
        -- The device's clock minus ours in milliseconds, measured when it sent the entry.
        ADD COLUMN clock_offset_ms bigint,
        -- SHA-256 of the entry before in this parcel's ledger; 32 zero bytes at the first.
        ADD COLUMN previous_hash bytea,
        -- SHA-256 of this entry and of previous_hash.
        ADD COLUMN hash bytea;
      ALTER TABLE parcel
        -- The hash of the last ledger entry.
        ADD COLUMN ledger_head bytea,
        -- The last entry that a checkpoint has seen.
        ADD COLUMN sealed_sequence integer NOT NULL DEFAULT 0,
        -- When its discrepancies change by time alone: a side of a handover that has a day to arrive.
        ADD COLUMN recheck_at timestamptz;
    `);
    await chainEntries(runner);
    await runner.query(`
      ALTER TABLE ledger_entry
        ALTER COLUMN previous_hash SET NOT NULL,
        ALTER COLUMN hash SET NOT NULL,
        ADD CHECK (octet_length(previous_hash) = 32),
        ADD CHECK (octet_length(hash) = 32);
      CREATE INDEX parcel_unsealed ON parcel (id) WHERE sequence > sealed_sequence;
      CREATE INDEX parcel_recheck ON parcel (recheck_at) WHERE recheck_at IS NOT NULL;

      CREATE TABLE ledger_checkpoint (
        number integer PRIMARY KEY CHECK (number > 0),
        made_at timestamptz NOT NULL,
        previous_hash bytea NOT NULL,
        seals integer NOT NULL CHECK (seals > 0),
        root bytea NOT NULL,
        -- SHA-256 of the public key (SPKI, DER), so that it is known which key it was after that has changed.
        key_hash bytea NOT NULL,
        signature bytea NOT NULL
      );

      -- The last entry of each parcel at a checkpoint. No foreign keys: to check one the server needs the right to lock
      -- the rows referred to, which is the right to change them.
      CREATE TABLE ledger_seal (
        checkpoint integer NOT NULL,
        place integer NOT NULL,
        parcel_id uuid NOT NULL,
        sequence integer NOT NULL,
        hash bytea NOT NULL,
        PRIMARY KEY (checkpoint, place)
      );
      CREATE INDEX ledger_seal_of_parcel ON ledger_seal (parcel_id, checkpoint);

      CREATE TABLE held_scan (
        id uuid PRIMARY KEY,
        -- The token that it was sent with, revoked or expired by then.
        token_id uuid NOT NULL REFERENCES access_token,
        received_at timestamptz NOT NULL,
        clock_offset_ms bigint,
        parcel_id uuid NOT NULL REFERENCES parcel,
        idempotency_key text COLLATE "C" NOT NULL,
        fingerprint bytea NOT NULL,
        -- The scan as it was sent, but for its pickup code, and what that code was found to be worth.
        scan jsonb NOT NULL,
        code_outcome text NOT NULL,
        decided_at timestamptz,
        decided_by text,
        -- Whether it was recorded in the end; NULL while it waits.
        accepted boolean,
        UNIQUE (parcel_id, idempotency_key)
      );
      CREATE INDEX held_scan_waiting ON held_scan (id) WHERE decided_at IS NULL;
      CREATE INDEX held_scan_of_token ON held_scan (token_id);

      CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $refuse$
      BEGIN
        RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
      END
      $refuse$;
    `);
    for (const table of APPEND_ONLY) {
      await runner.query(`
        CREATE TRIGGER ${table}_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ${table}
          FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();
        -- Where the service runs as the owner of its tables, it still has no such right by itself.
        REVOKE UPDATE, DELETE, TRUNCATE ON ${table} FROM CURRENT_USER;
      `);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of APPEND_ONLY) {
      await runner.query(`
        DROP TRIGGER ${table}_is_append_only ON ${table};
        GRANT UPDATE, DELETE, TRUNCATE ON ${table} TO CURRENT_USER;
      `);
    }
    await runner.query(`
      DROP FUNCTION refuse_rewriting;
      DROP TABLE held_scan, ledger_seal, ledger_checkpoint;
      ALTER TABLE parcel DROP COLUMN ledger_head, DROP COLUMN sealed_sequence, DROP COLUMN recheck_at;
      ALTER TABLE ledger_entry DROP COLUMN clock_offset_ms, DROP COLUMN previous_hash, DROP COLUMN hash;
    `);
  }
}

const APPEND_ONLY = ['ledger_entry', 'ledger_checkpoint', 'ledger_seal', 'audit_line'];

const PAGE_ENTRIES = 5000;
const NO_LINK = '0'.repeat(64);

interface Row {
  parcel_id: string;
  sequence: number;
  kind: string;
  side: string | null;
  idempotency_key: string;
  fingerprint: Buffer;
  occurred_at: Date | null;
  happened_at: Date;
  recorded_at: Date;
  clock_flagged: boolean;
  actor_role: string;
  actor_id: string;
  body: Record<string, unknown>;
}

/** Links the entries that are there already, in one pass in the order of their parcels. */
async function chainEntries(runner: QueryRunner): Promise<void> {
  let last = { parcel_id: '00000000-0000-0000-0000-000000000000', sequence: 0, hash: NO_LINK };
  for (;;) {
    const page = (await runner.query(
      `SELECT * FROM ledger_entry WHERE (parcel_id, sequence) > ($1, $2) ORDER BY parcel_id, sequence LIMIT $3`,
      [last.parcel_id, last.sequence, PAGE_ENTRIES],
    )) as Row[];
    if (page.length === 0) break;
    const links = page.map((row) => {
      const previous = row.parcel_id === last.parcel_id ? last.hash : NO_LINK;
      const hash = createHash('sha256').update(linkText(previous, row)).digest('hex');
      last = { parcel_id: row.parcel_id, sequence: row.sequence, hash };
      return { ...last, previous };
    });
    await runner.query(
      `UPDATE ledger_entry e SET previous_hash = decode(l.previous, 'hex'), hash = decode(l.hash, 'hex')
         FROM unnest($1::uuid[], $2::int[], $3::text[], $4::text[]) l (parcel_id, sequence, previous, hash)
        WHERE e.parcel_id = l.parcel_id AND e.sequence = l.sequence`,
      [
        links.map((link) => link.parcel_id),
        links.map((link) => link.sequence),
        links.map((link) => link.previous),
        links.map((link) => link.hash),
      ],
    );
  }
  await runner.query(
    'UPDATE parcel c SET ledger_head = e.hash FROM ledger_entry e WHERE e.parcel_id = c.id AND e.sequence = c.sequence',
  );
}

/** The first version of the text that is hashed, as it was on the day of this migration. */
function linkText(previous: string, row: Row): string {
  const { body } = row;
  const pair = (value: unknown, first: string) => {
    const fields = value as Record<string, string> | null | undefined;
    return fields ? [fields[first], fields.id] : null;
  };
  return JSON.stringify([
    'relais-ledger-1',
    row.parcel_id,
    row.sequence,
    previous,
    row.kind,
    row.side,
    row.idempotency_key,
    row.fingerprint.toString('hex'),
    row.occurred_at?.getTime() ?? null,
    row.happened_at.getTime(),
    row.recorded_at.getTime(),
    null,
    row.clock_flagged,
    row.actor_role,
    row.actor_id,
    pair(body.actor, 'role'),
    pair(body.from, 'kind'),
    pair(body.to, 'kind'),
    body.pointCode ?? null,
    body.reason ?? null,
    body.shelf ?? null,
    body.correctsKey ?? null,
    body.bookedPointCode ?? null,
    body.deadline ?? null,
    body.codeChecked ?? null,
  ]);
}
