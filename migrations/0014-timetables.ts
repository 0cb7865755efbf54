import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Carriers' timetables: stops, lines, days and trips, and what happens to trips and hubs on some day. */
export class Timetables1605000000014 implements MigrationInterface {
  name = 'Timetables1605000000014';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- One for each network that has any. Its row is written anew whenever anything of it changes, so that it is the
      -- only one that has to be watched.
      CREATE TABLE timetable (
        network_code text COLLATE "C" PRIMARY KEY REFERENCES network ON DELETE CASCADE,
        -- All times of its trips are on the clocks of this zone.
        time_zone text NOT NULL,
        imported_at timestamptz NOT NULL
      );
      CREATE TABLE carrier_stop (
        network_code text COLLATE "C" NOT NULL REFERENCES timetable ON DELETE CASCADE,
        id text COLLATE "C" NOT NULL,
        -- Its place in the file: answers among equals follow it.
        place integer NOT NULL,
        name text NOT NULL,
        kind text NOT NULL,
        -- NULL for a hub or depot.
        point_id bigint REFERENCES point,
        lat double precision,
        lon double precision,
        time_zone text NOT NULL,
        sort_seconds integer NOT NULL,
        cut_off_seconds integer NOT NULL,
        waves text[] NOT NULL,
        PRIMARY KEY (network_code, id),
        UNIQUE (network_code, point_id)
      );
      CREATE INDEX carrier_stop_point ON carrier_stop (point_id) WHERE point_id IS NOT NULL;
      CREATE TABLE carrier_line (
        network_code text COLLATE "C" NOT NULL REFERENCES timetable ON DELETE CASCADE,
        id text COLLATE "C" NOT NULL,
        place integer NOT NULL,
        name text NOT NULL,
        max_weight_grams integer,
        price_cents integer NOT NULL,
        PRIMARY KEY (network_code, id)
      );
      CREATE TABLE carrier_calendar (
        network_code text COLLATE "C" NOT NULL REFERENCES timetable ON DELETE CASCADE,
        id text COLLATE "C" NOT NULL,
        place integer NOT NULL,
        -- MO to SU.
        weekdays text[] NOT NULL,
        from_on text,
        until_on text,
        -- Days as YYYY-MM-DD, as texts: they are never compared with instants here.
        added text[] NOT NULL,
        removed text[] NOT NULL,
        rests_on_holidays_of text,
        PRIMARY KEY (network_code, id)
      );
      CREATE TABLE carrier_trip (
        network_code text COLLATE "C" NOT NULL REFERENCES timetable ON DELETE CASCADE,
        id text COLLATE "C" NOT NULL,
        place integer NOT NULL,
        line_id text COLLATE "C" NOT NULL,
        calendar_id text COLLATE "C" NOT NULL,
        room_parcels integer,
        -- [stop, arrival, departure], …
        stop_times jsonb NOT NULL,
        PRIMARY KEY (network_code, id),
        FOREIGN KEY (network_code, line_id) REFERENCES carrier_line DEFERRABLE INITIALLY DEFERRED,
        FOREIGN KEY (network_code, calendar_id) REFERENCES carrier_calendar DEFERRABLE INITIALLY DEFERRED
      );
    `);
    await runner.query(WATCH);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE carrier_trip, carrier_calendar, carrier_line, carrier_stop, timetable;
      DROP FUNCTION note_changes_of_timetable, note_timetables_are_gone;
    `);
  }
}

const WATCH = `
  CREATE FUNCTION note_changes_of_timetable() RETURNS trigger LANGUAGE plpgsql AS $note$
  BEGIN
    INSERT INTO public.change_log (topic, keys)
      VALUES ('timetable', ARRAY[CASE WHEN TG_OP = 'DELETE' THEN OLD.network_code ELSE NEW.network_code END]);
    RETURN NULL;
  END
  $note$;
  CREATE TRIGGER timetable_is_noted AFTER INSERT OR UPDATE OR DELETE ON timetable
    FOR EACH ROW EXECUTE FUNCTION note_changes_of_timetable();
  CREATE FUNCTION note_timetables_are_gone() RETURNS trigger LANGUAGE plpgsql AS $note$
  BEGIN
    INSERT INTO public.change_log (topic, keys) VALUES ('timetable', NULL);
    RETURN NULL;
  END
  $note$;
  CREATE TRIGGER timetable_truncate_is_noted AFTER TRUNCATE ON timetable
    FOR EACH STATEMENT EXECUTE FUNCTION note_timetables_are_gone();
`;
