import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Chains, networks, points with their origin, places, and the record of imports. */
export class Points1605000000001 implements MigrationInterface {
  name = 'Points1605000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE EXTENSION IF NOT EXISTS postgis;

      CREATE TABLE chain (
        code text COLLATE "C" PRIMARY KEY,
        name text NOT NULL
      );

      CREATE TABLE network (
        code text COLLATE "C" PRIMARY KEY,
        name text NOT NULL
      );

      CREATE TABLE point (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        code text COLLATE "C" NOT NULL UNIQUE,
        name text NOT NULL,
        chain_code text COLLATE "C" REFERENCES chain,
        kind text NOT NULL CHECK (kind IN ('COUNTER', 'DRIVE', 'LOCKER', 'SHOP')),
        services text[] NOT NULL DEFAULT '{}',
        street text NOT NULL DEFAULT '',
        postcode text NOT NULL,
        city text NOT NULL,
        country char(2) NOT NULL,
        lat double precision NOT NULL CHECK (lat BETWEEN -90 AND 90),
        lon double precision NOT NULL CHECK (lon BETWEEN -180 AND 180),
        position geography(Point, 4326) GENERATED ALWAYS AS
          (ST_SetSRID(ST_MakePoint(lon, lat), 4326)::geography) STORED,
        time_zone text NOT NULL,
        holiday_region text,
        -- NULL where the hours are not known: unknown is neither open nor closed.
        hours jsonb,
        max_weight_grams integer CHECK (max_weight_grams > 0),
        max_longest_side_millimetres integer CHECK (max_longest_side_millimetres > 0),
        max_sides_sum_millimetres integer CHECK (max_sides_sum_millimetres > 0),
        -- NULL where it is not known: then it limits nothing.
        capacity_parcels integer CHECK (capacity_parcels >= 0),
        state text NOT NULL DEFAULT 'OPEN' CHECK (state IN ('ANNOUNCED', 'OPEN', 'SUSPENDED', 'CLOSED')),
        state_reason text,
        replaced_by_code text COLLATE "C",
        owner_merchant_id uuid,
        flags text[] NOT NULL DEFAULT '{}',
        source text COLLATE "C" NOT NULL,
        source_ref text COLLATE "C" NOT NULL,
        -- What the last import said, field by field: an operator's edit that is released falls back to it.
        imported jsonb NOT NULL DEFAULT '{}',
        -- The fields that an operator edited; imports leave them alone.
        edited jsonb NOT NULL DEFAULT '{}',
        -- For each field, the source that it came from and when.
        origins jsonb NOT NULL DEFAULT '{}',
        missing_since timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        UNIQUE (source, source_ref)
      );
      CREATE INDEX point_position ON point USING gist (position);
      CREATE INDEX point_chain ON point (chain_code);
      CREATE INDEX point_owner ON point (owner_merchant_id) WHERE owner_merchant_id IS NOT NULL;

      CREATE TABLE point_network (
        point_id bigint NOT NULL REFERENCES point ON DELETE CASCADE,
        network_code text COLLATE "C" NOT NULL REFERENCES network,
        -- The carrier's own number for the point; not every source gives it.
        number text COLLATE "C",
        PRIMARY KEY (point_id, network_code),
        UNIQUE (network_code, number)
      );

      CREATE TABLE place (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        country char(2) NOT NULL,
        postcode text NOT NULL,
        commune text NOT NULL,
        -- Lower case, without accents, hyphens as spaces: what a person types is folded the same way.
        commune_folded text COLLATE "C" NOT NULL,
        insee text,
        lat double precision NOT NULL,
        lon double precision NOT NULL,
        population integer NOT NULL DEFAULT 0,
        approximate boolean NOT NULL DEFAULT false,
        source text NOT NULL
      );
      CREATE INDEX place_postcode ON place (country, postcode);
      CREATE INDEX place_commune ON place (country, commune_folded);

      CREATE TABLE import_run (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        source text NOT NULL,
        file_name text NOT NULL,
        actor_id text NOT NULL,
        finished_at timestamptz NOT NULL,
        report jsonb NOT NULL
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE import_run, place, point_network, point, network, chain');
  }
}
