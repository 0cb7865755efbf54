import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the world is told of parcels, and where it is told. */
export class Outbox1605000000007 implements MigrationInterface {
  name = 'Outbox1605000000007';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE outbox_event (
        parcel_id uuid NOT NULL REFERENCES parcel ON DELETE CASCADE,
        -- That of the ledger entry, written in the same transaction.
        sequence integer NOT NULL,
        -- A reader goes on from what its last snapshot could not see, as with change_log: no number that is drawn
        -- before the commit could tell the order of the commits.
        transaction xid8 NOT NULL DEFAULT pg_current_xact_id(),
        type text COLLATE "C" NOT NULL,
        at timestamptz NOT NULL,
        merchant_id uuid NOT NULL,
        -- Where the parcel is booked, where it lies, and where it was booked or lay until now.
        booked_point_code text COLLATE "C",
        point_code text COLLATE "C",
        left_point_code text COLLATE "C",
        -- What is sent, without personal data.
        data jsonb NOT NULL,
        -- Whether those who are to be told stand in webhook_delivery.
        is_addressed boolean NOT NULL DEFAULT false,
        -- Whether what the recipient is to be written stands in message.
        is_written boolean NOT NULL DEFAULT false,
        PRIMARY KEY (parcel_id, sequence)
      );
      CREATE INDEX outbox_event_unaddressed ON outbox_event (parcel_id, sequence) WHERE NOT is_addressed;
      CREATE INDEX outbox_event_unwritten ON outbox_event (parcel_id, sequence) WHERE NOT is_written;
      CREATE INDEX outbox_event_transaction ON outbox_event (transaction);
      CREATE INDEX outbox_event_at ON outbox_event (at);

      CREATE TABLE webhook (
        id uuid PRIMARY KEY,
        -- NULL is the operator of the whole installation, who is told of every parcel.
        merchant_id uuid REFERENCES merchant,
        url text NOT NULL,
        -- NULL is all.
        event_types text[] COLLATE "C",
        is_enabled boolean NOT NULL DEFAULT true,
        -- Why it was disabled by the service: GONE, FAILING. NULL where somebody did so, or it is enabled.
        disabled_because text,
        -- Nothing is sent before; an endpoint that asks for time gets it.
        paused_until timestamptz,
        -- Since when nothing was taken; NULL after a success.
        failing_since timestamptz,
        secret_sealed bytea NOT NULL,
        -- The secret before, with which deliveries are signed too until then.
        previous_secret_sealed bytea,
        previous_secret_until timestamptz,
        created_by text NOT NULL,
        created_at timestamptz NOT NULL
      );
      CREATE INDEX webhook_merchant ON webhook (merchant_id);

      CREATE TABLE webhook_delivery (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        webhook_id uuid NOT NULL REFERENCES webhook ON DELETE CASCADE,
        parcel_id uuid NOT NULL,
        sequence integer NOT NULL,
        -- PENDING, DELIVERED, or FAILED when it was given up.
        state text NOT NULL,
        attempts integer NOT NULL DEFAULT 0,
        due_at timestamptz NOT NULL,
        -- Somebody is sending it; whoever died with it loses it then.
        claimed_until timestamptz,
        last_attempt_at timestamptz,
        last_status integer,
        -- Why no answer came: a code, and never what the endpoint said.
        last_error text,
        delivered_at timestamptz,
        created_at timestamptz NOT NULL,
        UNIQUE (webhook_id, parcel_id, sequence),
        FOREIGN KEY (parcel_id, sequence) REFERENCES outbox_event ON DELETE CASCADE
      );
      CREATE INDEX webhook_delivery_due ON webhook_delivery (webhook_id, due_at, id) WHERE state = 'PENDING';
      CREATE INDEX webhook_delivery_claimed ON webhook_delivery (webhook_id, claimed_until) WHERE claimed_until IS NOT NULL;
      CREATE INDEX webhook_delivery_order ON webhook_delivery (webhook_id, parcel_id, sequence) WHERE state = 'PENDING';
      CREATE INDEX webhook_delivery_event ON webhook_delivery (parcel_id, sequence);

      -- What a recipient is written. What it says is made up when it is sent, from what is sealed elsewhere.
      CREATE TABLE message (
        parcel_id uuid NOT NULL REFERENCES parcel ON DELETE CASCADE,
        -- ANNOUNCED, AVAILABLE, REMINDER, EXPIRED.
        kind text NOT NULL,
        -- The event that it is about, so that there is one for each time; of a reminder, the parcel's how many-th it is.
        sequence integer NOT NULL,
        -- PENDING, SENT, FAILED when it was given up, SKIPPED where nobody is to be written, or no more.
        state text NOT NULL DEFAULT 'PENDING',
        -- EMAIL or SMS, once it was sent.
        channel text,
        attempts integer NOT NULL DEFAULT 0,
        due_at timestamptz NOT NULL,
        claimed_until timestamptz,
        settled_at timestamptz,
        PRIMARY KEY (parcel_id, kind, sequence)
      );
      CREATE INDEX message_due ON message (due_at) WHERE state = 'PENDING';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE message, webhook_delivery, webhook, outbox_event');
  }
}
