import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Plans for whole batches: what was asked for, what came of it, and what became of each parcel. They last a day. */
export class Assignment1605000000013 implements MigrationInterface {
  name = 'Assignment1605000000013';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE plan (
        id uuid PRIMARY KEY,
        -- Who asked, and whose it is: a merchant's, a network's, an operator's of one chain or of all.
        asked_by_role text NOT NULL,
        asked_by_id text COLLATE "C" NOT NULL,
        merchant_id uuid REFERENCES merchant ON DELETE CASCADE,
        network_code text COLLATE "C" REFERENCES network ON DELETE CASCADE,
        chain_code text COLLATE "C" REFERENCES chain ON DELETE CASCADE,
        -- A forecast has rows that stand for many parcels, and is never committed.
        is_forecast boolean NOT NULL,
        terms jsonb NOT NULL,
        state text NOT NULL
          CHECK (state IN ('WAITING', 'PLANNING', 'PLANNED', 'COMMITTING', 'COMMITTED', 'CANCELLED', 'FAILED')),
        -- How far it is, as it is shown.
        progress text,
        failure text,
        result jsonb,
        row_count integer NOT NULL,
        parcel_count bigint NOT NULL,
        created_at timestamptz NOT NULL,
        touched_at timestamptz NOT NULL,
        planned_at timestamptz,
        committed_at timestamptz
      );
      CREATE INDEX plan_created ON plan (created_at);
      CREATE TABLE plan_row (
        plan_id uuid NOT NULL REFERENCES plan ON DELETE CASCADE,
        row integer NOT NULL,
        reference text,
        count integer NOT NULL,
        -- All that was said of the parcel and its recipient, encrypted; gone once it is committed.
        sealed bytea,
        outcome text,
        detail text,
        point_id bigint REFERENCES point,
        distance_metres integer,
        tracking_number text COLLATE "C",
        PRIMARY KEY (plan_id, row)
      );
      CREATE INDEX plan_row_outcome ON plan_row (plan_id, outcome, row);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE plan_row; DROP TABLE plan');
  }
}
