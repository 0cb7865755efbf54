import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What an operator has to look at, found without reading the parcels that are as they should be; customers' returns. */
export class Exceptions1605000000012 implements MigrationInterface {
  name = 'Exceptions1605000000012';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE parcel
        -- Whether its point has refused it, so that whoever holds it waits for a new one. Of the fold, like the state.
        ADD COLUMN needs_point boolean NOT NULL DEFAULT false,
        -- An operator has seen to it, as it was after this entry of its ledger.
        ADD COLUMN settled_sequence integer NOT NULL DEFAULT 0;
      -- Only the fold knows which they are: they are folded anew when the service next looks.
      UPDATE parcel c SET recheck_at = now()
        WHERE c.state = 'IN_TRANSIT'
          AND EXISTS (SELECT FROM ledger_entry e WHERE e.parcel_id = c.id AND e.kind = 'STORE_REFUSAL');
      CREATE INDEX parcel_exception ON parcel (possession_since, id)
        WHERE sequence > settled_sequence
          AND (state IN ('MISSING', 'MISROUTED') OR needs_point OR wrong_codes >= 5 OR discrepancies <> '[]'::jsonb);
      CREATE INDEX parcel_moving ON parcel (possession_since, id)
        WHERE state IN ('DROPPED_OFF', 'IN_TRANSIT', 'MISROUTED', 'RETURNING', 'RETURN_DUE');
      UPDATE programme SET definition = definition || '{"customerReturnDays": 14}'
        WHERE NOT definition ? 'customerReturnDays';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      UPDATE programme SET definition = definition - 'customerReturnDays';
      DROP INDEX parcel_moving, parcel_exception;
      ALTER TABLE parcel DROP COLUMN settled_sequence, DROP COLUMN needs_point;
    `);
  }
}
