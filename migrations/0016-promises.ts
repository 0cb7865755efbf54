import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When each parcel will be there, and by which trips. */
export class Promises1605000000016 implements MigrationInterface {
  name = 'Promises1605000000016';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE promise (
        parcel_id uuid PRIMARY KEY REFERENCES parcel ON DELETE CASCADE,
        -- NULL: nobody knows.
        expected_at timestamptz,
        -- Why at this hour, or why nobody knows; NULL until it was worked out.
        reason text,
        -- Until when its merchant has to hand it in; NULL once it has.
        hand_in_by timestamptz,
        -- From where it was last held at a point, as legs of libs/routing.
        legs jsonb NOT NULL DEFAULT '[]',
        -- When it is to be worked out anew. Whoever records something of the parcel, or disrupts its way, brings it forward.
        due_at timestamptz
      );
      CREATE INDEX promise_due ON promise (due_at) WHERE due_at IS NOT NULL;

      -- The trips of days that a parcel is to take, so that those can be found whom a cancelled one concerns.
      CREATE TABLE promise_run (
        parcel_id uuid NOT NULL REFERENCES promise ON DELETE CASCADE,
        network_code text COLLATE "C" NOT NULL,
        trip_id text COLLATE "C" NOT NULL,
        run_on text NOT NULL,
        PRIMARY KEY (parcel_id, network_code, trip_id, run_on)
      );
      CREATE INDEX promise_run_trip ON promise_run (network_code, trip_id, run_on);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE promise_run, promise');
  }
}
