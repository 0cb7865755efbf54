import type { MigrationInterface, QueryRunner } from 'typeorm';

/** People who sign in from a browser: operators by name, links by e-mail, and the sessions that come of them. */
export class SignIn1605000000020 implements MigrationInterface {
  name = 'SignIn1605000000020';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- A person who operates the whole installation, or one chain. The row goes when the person does: what they did is
      -- told by the ids of their sessions.
      CREATE TABLE operator (
        id uuid PRIMARY KEY,
        email text NOT NULL,
        name text NOT NULL,
        -- NULL for the whole installation.
        chain_code text COLLATE "C" REFERENCES chain,
        created_at timestamptz NOT NULL,
        created_by text NOT NULL
      );
      -- One person may operate several chains.
      CREATE UNIQUE INDEX operator_once ON operator (lower(email COLLATE "C"), coalesce(chain_code, ''));
      CREATE INDEX merchant_email ON merchant (lower(email COLLATE "C"));

      -- A link that signs in once. Its secret is derived from the id and the address that it went to, and is nowhere.
      CREATE TABLE sign_in_link (
        id uuid PRIMARY KEY,
        merchant_id uuid REFERENCES merchant ON DELETE CASCADE,
        operator_id uuid REFERENCES operator ON DELETE CASCADE,
        expires_at timestamptz NOT NULL,
        used_at timestamptz,
        CHECK ((merchant_id IS NULL) <> (operator_id IS NULL))
      );
      CREATE INDEX sign_in_link_expiry ON sign_in_link (expires_at);
      CREATE INDEX sign_in_link_operator ON sign_in_link (operator_id) WHERE operator_id IS NOT NULL;

      -- A session is a token whose secret is in a browser's cookie.
      ALTER TABLE access_token
        ADD COLUMN is_session boolean NOT NULL DEFAULT false,
        ADD COLUMN operator_id uuid REFERENCES operator ON DELETE SET NULL,
        ADD CHECK (operator_id IS NULL OR role = 'OPERATOR');
      CREATE INDEX access_token_operator ON access_token (operator_id) WHERE operator_id IS NOT NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Without their mark sessions would be tokens that nobody may list or end as such.
      UPDATE access_token SET revoked_at = now() WHERE is_session AND revoked_at IS NULL;
      ALTER TABLE access_token DROP COLUMN operator_id, DROP COLUMN is_session;
      DROP TABLE sign_in_link, operator;
      DROP INDEX merchant_email;
    `);
  }
}
