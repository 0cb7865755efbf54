import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who may call: tokens, one-time pairing codes, and what operators did. */
export class Access1605000000003 implements MigrationInterface {
  name = 'Access1605000000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE access_token (
        id uuid PRIMARY KEY,
        -- SHA-256 of the secret, which itself is nowhere.
        hash bytea NOT NULL UNIQUE,
        role text NOT NULL CHECK (role IN ('OPERATOR', 'MERCHANT', 'CLERK', 'CARRIER', 'PUBLISHABLE')),
        merchant_id uuid REFERENCES merchant,
        point_id bigint REFERENCES point,
        network_code text COLLATE "C" REFERENCES network,
        -- An operator of one chain; NULL for an operator of the whole installation.
        chain_code text COLLATE "C" REFERENCES chain,
        origins text[] NOT NULL DEFAULT '{}',
        label text NOT NULL,
        created_at timestamptz NOT NULL,
        created_by text NOT NULL,
        expires_at timestamptz NOT NULL,
        revoked_at timestamptz,
        CHECK ((role = 'MERCHANT') <= (merchant_id IS NOT NULL)),
        CHECK ((role = 'CLERK') = (point_id IS NOT NULL)),
        CHECK ((role = 'CARRIER') = (network_code IS NOT NULL)),
        CHECK (role = 'OPERATOR' OR chain_code IS NULL)
      );

      CREATE TABLE pairing_code (
        hash bytea PRIMARY KEY,
        point_id bigint NOT NULL REFERENCES point,
        label text NOT NULL,
        created_by text NOT NULL,
        expires_at timestamptz NOT NULL,
        used_at timestamptz
      );

      CREATE TABLE audit_line (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        at timestamptz NOT NULL,
        actor_id text NOT NULL,
        chain_code text,
        operation text NOT NULL,
        target text NOT NULL,
        details jsonb NOT NULL DEFAULT '{}'
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE audit_line, pairing_code, access_token');
  }
}
