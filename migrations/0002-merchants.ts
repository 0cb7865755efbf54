import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Programmes as dated data, merchants, and one merchant's days inside one programme. */
export class Merchants1605000000002 implements MigrationInterface {
  name = 'Merchants1605000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE programme (
        code text COLLATE "C" PRIMARY KEY,
        -- The whole rule, in the shape that libs/eligibility checks: a new scheme is a new row.
        definition jsonb NOT NULL,
        updated_at timestamptz NOT NULL DEFAULT now()
      );

      CREATE TABLE merchant (
        id uuid PRIMARY KEY,
        siret text COLLATE "C" NOT NULL UNIQUE,
        name text NOT NULL,
        email text NOT NULL,
        email_proved_at timestamptz,
        naf_code text NOT NULL,
        naf_nomenclature text NOT NULL,
        sector text NOT NULL,
        carrier_accounts text[] NOT NULL DEFAULT '{}',
        state text NOT NULL DEFAULT 'PENDING' CHECK (state IN ('PENDING', 'APPROVED', 'REFUSED')),
        street text NOT NULL DEFAULT '',
        postcode text NOT NULL,
        city text NOT NULL,
        country char(2) NOT NULL,
        created_at timestamptz NOT NULL
      );

      ALTER TABLE point ADD FOREIGN KEY (owner_merchant_id) REFERENCES merchant;

      CREATE TABLE enrolment (
        id uuid PRIMARY KEY,
        merchant_id uuid NOT NULL REFERENCES merchant,
        programme_code text COLLATE "C" NOT NULL REFERENCES programme,
        first_day date NOT NULL,
        -- Still free on this day, no longer on the next; NULL where the programme sets no end.
        last_day date,
        created_at timestamptz NOT NULL,
        UNIQUE (merchant_id, programme_code, first_day)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'ALTER TABLE point DROP CONSTRAINT point_owner_merchant_id_fkey; DROP TABLE enrolment, merchant, programme',
    );
  }
}
