import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Parcels, the room kept for them, their recipients under keys of their own, and the ledger of each. */
export class Parcels1605000000004 implements MigrationInterface {
  name = 'Parcels1605000000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SEQUENCE parcel_serial;

      CREATE TABLE parcel (
        id uuid PRIMARY KEY,
        tracking_number text COLLATE "C" NOT NULL UNIQUE,
        merchant_id uuid NOT NULL REFERENCES merchant,
        idempotency_key text COLLATE "C" NOT NULL,
        -- SHA-256 of what was asked for, so that the same key with other content is refused.
        fingerprint bytea NOT NULL,
        weight_grams integer NOT NULL CHECK (weight_grams > 0),
        length_millimetres integer CHECK (length_millimetres > 0),
        width_millimetres integer CHECK (width_millimetres > 0),
        height_millimetres integer CHECK (height_millimetres > 0),
        temperature text NOT NULL,
        pickup_point_id bigint NOT NULL REFERENCES point,
        drop_off_point_id bigint REFERENCES point,
        -- Programme and fee are fixed at booking; a priced point outside any programme has none.
        programme_code text COLLATE "C" REFERENCES programme,
        fee_cents integer NOT NULL CHECK (fee_cents >= 0),
        currency char(3) NOT NULL,
        -- The fold of the ledger, kept here so that reading it costs one row.
        state text NOT NULL,
        custodian_kind text NOT NULL,
        custodian_id text COLLATE "C" NOT NULL,
        -- The point where it physically lies, a merchant's own shop included.
        custodian_point_id bigint REFERENCES point,
        shelf text,
        discrepancies jsonb NOT NULL DEFAULT '[]',
        -- Until when the point keeps it for its customer; NULL while it is not there.
        deadline timestamptz,
        possession_since timestamptz NOT NULL,
        -- The number of the last ledger entry.
        sequence integer NOT NULL DEFAULT 0,
        code_version integer NOT NULL DEFAULT 1,
        wrong_codes integer NOT NULL DEFAULT 0,
        created_at timestamptz NOT NULL,
        UNIQUE (merchant_id, idempotency_key)
      );
      CREATE INDEX parcel_merchant ON parcel (merchant_id, id);
      CREATE INDEX parcel_pickup ON parcel (pickup_point_id, id);
      CREATE INDEX parcel_held ON parcel (custodian_point_id) WHERE custodian_point_id IS NOT NULL;

      CREATE TABLE recipient (
        parcel_id uuid PRIMARY KEY REFERENCES parcel,
        -- The recipient's own key, wrapped; once it is gone nobody can read the rest.
        wrapped_key bytea,
        sealed bytea NOT NULL
      );

      CREATE TABLE booking (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        parcel_id uuid NOT NULL REFERENCES parcel,
        point_id bigint NOT NULL REFERENCES point,
        from_at timestamptz NOT NULL,
        -- When the room is free again if the parcel is never dropped off; NULL once it was.
        lapses_at timestamptz,
        released_at timestamptz
      );
      CREATE UNIQUE INDEX booking_of_parcel ON booking (parcel_id) WHERE released_at IS NULL;
      CREATE INDEX booking_of_point ON booking (point_id) WHERE released_at IS NULL;

      -- Room in use at a point: its bookings that have not lapsed, and the parcels that lie there without one.
      CREATE FUNCTION point_use(the_point bigint, at timestamptz) RETURNS integer LANGUAGE sql STABLE AS $use$
        SELECT (
          (SELECT count(*) FROM booking b
            WHERE b.point_id = the_point AND b.released_at IS NULL AND (b.lapses_at IS NULL OR b.lapses_at > at))
          +
          (SELECT count(*) FROM parcel held
            WHERE held.custodian_point_id = the_point
              AND NOT EXISTS (SELECT FROM booking b
                               WHERE b.parcel_id = held.id AND b.point_id = the_point AND b.released_at IS NULL
                                 AND (b.lapses_at IS NULL OR b.lapses_at > at)))
        )::integer
      $use$;

      CREATE TABLE ledger_entry (
        parcel_id uuid NOT NULL REFERENCES parcel,
        sequence integer NOT NULL,
        kind text NOT NULL,
        side text,
        idempotency_key text COLLATE "C" NOT NULL,
        fingerprint bytea NOT NULL,
        occurred_at timestamptz,
        happened_at timestamptz NOT NULL,
        recorded_at timestamptz NOT NULL,
        clock_flagged boolean NOT NULL,
        actor_id text NOT NULL,
        actor_role text NOT NULL,
        -- Everything else that the fold reads, in the shape of an entry of libs/custody.
        body jsonb NOT NULL,
        PRIMARY KEY (parcel_id, sequence),
        UNIQUE (parcel_id, idempotency_key)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP TABLE ledger_entry; DROP FUNCTION point_use; DROP TABLE booking, recipient, parcel; DROP SEQUENCE parcel_serial',
    );
  }
}
