import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whom the network has forgotten, and how one person's parcels are found without a contact being stored in the clear. */
export class Privacy1605000000008 implements MigrationInterface {
  name = 'Privacy1605000000008';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE erasure (
        -- No reference: an erasure is known, too, of a parcel that an older backup does not hold.
        parcel_id uuid PRIMARY KEY,
        erased_at timestamptz NOT NULL,
        why text NOT NULL CHECK (why IN ('DUE', 'REQUESTED'))
      );

      -- Keyed hashes of the normalised contacts; empty where there are none any more, NULL where they are still to be
      -- computed, which takes the installation's secret.
      ALTER TABLE recipient ADD COLUMN contact_index bytea[];
      UPDATE recipient SET contact_index = '{}' WHERE wrapped_key IS NULL;
      CREATE INDEX recipient_contact ON recipient USING gin (contact_index);
      CREATE INDEX recipient_unindexed ON recipient (parcel_id) WHERE contact_index IS NULL;
      CREATE INDEX recipient_kept ON recipient (parcel_id) WHERE wrapped_key IS NOT NULL;

      -- A server cleans up behind every erasure soon, and not once a fifth of the table is gone: until then the row that
      -- held the key is still in the table's file.
      ALTER TABLE recipient SET (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE recipient RESET (autovacuum_vacuum_threshold, autovacuum_vacuum_scale_factor);
      DROP INDEX recipient_kept, recipient_unindexed, recipient_contact;
      ALTER TABLE recipient DROP COLUMN contact_index;
      DROP TABLE erasure;
    `);
  }
}
