import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Promises take room in vehicles, in a stated order, and are worked out anew when a point opens or closes. */
export class RoomOfRuns1605000000019 implements MigrationInterface {
  name = 'RoomOfRuns1605000000019';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- When it was first promised, and whether its merchant has handed it in: who goes first where there is little room.
      ALTER TABLE promise ADD COLUMN promised_at timestamptz, ADD COLUMN is_under_way boolean NOT NULL DEFAULT false;
      UPDATE promise m SET promised_at = c.created_at, is_under_way = c.state <> 'ANNOUNCED'
        FROM parcel c WHERE c.id = m.parcel_id AND m.expected_at IS NOT NULL;
      DROP INDEX promise_due, promise_no_way;
      CREATE INDEX promise_due ON promise (due_at, is_under_way DESC, promised_at, parcel_id) WHERE due_at IS NOT NULL;
      CREATE INDEX promise_no_way ON promise (parcel_id) WHERE reason IN ('NO_LINE', 'NO_ROOM');

      -- How many parcels are promised to go by a trip of a day: as many rows of promise_run as there are.
      CREATE TABLE run_load (
        run_on text NOT NULL,
        network_code text COLLATE "C" NOT NULL,
        trip_id text COLLATE "C" NOT NULL,
        parcels integer NOT NULL CHECK (parcels >= 0),
        PRIMARY KEY (run_on, network_code, trip_id)
      );
      INSERT INTO run_load SELECT run_on, network_code, trip_id, count(*) FROM promise_run GROUP BY 1, 2, 3;
    `);
    await runner.query(COUNTING);
    await runner.query(NOTING);
    await runner.query(POINTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER point_makes_promises_due ON point;
      DROP INDEX parcel_to_hand_in;
      DROP TRIGGER promise_run_more ON promise_run;
      DROP TRIGGER promise_run_fewer ON promise_run;
      DROP TRIGGER promise_run_none ON promise_run;
      DROP TABLE run_load;
      DROP FUNCTION make_promises_due, count_promise_runs, note_changes_of_run_load;
      DROP INDEX promise_due, promise_no_way;
      ALTER TABLE promise DROP COLUMN promised_at, DROP COLUMN is_under_way;
      CREATE INDEX promise_due ON promise (due_at) WHERE due_at IS NOT NULL;
      CREATE INDEX promise_no_way ON promise (parcel_id) WHERE reason = 'NO_LINE';
    `);
  }
}

/** Whoever writes is counted, so that the number is right when a parcel is deleted as well. */
const COUNTING = `
  CREATE FUNCTION count_promise_runs() RETURNS trigger LANGUAGE plpgsql AS $count$
  BEGIN
    IF TG_OP = 'INSERT' THEN
      INSERT INTO public.run_load AS l (run_on, network_code, trip_id, parcels)
      SELECT run_on, network_code, trip_id, count(*) FROM new_rows GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
      ON CONFLICT (run_on, network_code, trip_id) DO UPDATE SET parcels = l.parcels + excluded.parcels;
    ELSIF TG_OP = 'DELETE' THEN
      UPDATE public.run_load l SET parcels = l.parcels - gone.parcels
        FROM (SELECT run_on, network_code, trip_id, count(*) AS parcels FROM old_rows GROUP BY 1, 2, 3) gone
       WHERE l.run_on = gone.run_on AND l.network_code = gone.network_code AND l.trip_id = gone.trip_id;
    ELSE
      DELETE FROM public.run_load;
    END IF;
    RETURN NULL;
  END
  $count$;
  CREATE TRIGGER promise_run_more AFTER INSERT ON promise_run
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION count_promise_runs();
  CREATE TRIGGER promise_run_fewer AFTER DELETE ON promise_run
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION count_promise_runs();
  CREATE TRIGGER promise_run_none AFTER TRUNCATE ON promise_run
    FOR EACH STATEMENT EXECUTE FUNCTION count_promise_runs();
`;

const noted = (counts: string) => `
  INSERT INTO public.change_log (topic, keys)
  SELECT 'load', array_agg(concat_ws(chr(10), moved.network_code, moved.run_on, moved.trip_id))
    FROM (SELECT network_code, run_on, trip_id, sum(was) AS was, sum(now) AS now FROM (${counts}) counted
           GROUP BY 1, 2, 3) moved
    JOIN public.carrier_trip t ON t.network_code = moved.network_code AND t.id = moved.trip_id
   WHERE (was >= t.room_parcels) <> (now >= t.room_parcels)
  HAVING count(*) > 0;`;
const WAS = 'SELECT network_code, run_on, trip_id, parcels AS was, 0 AS now FROM old_rows';
const NOW = 'SELECT network_code, run_on, trip_id, 0 AS was, parcels AS now FROM new_rows';

/** Only of what has become full, or is full no more, is anybody told: that is what ways are found by. */
const NOTING = `
  CREATE FUNCTION note_changes_of_run_load() RETURNS trigger LANGUAGE plpgsql AS $note$
  BEGIN
    IF TG_OP = 'INSERT' THEN ${noted(NOW)}
    ELSIF TG_OP = 'UPDATE' THEN ${noted(`${WAS} UNION ALL ${NOW}`)}
    ELSIF TG_OP = 'DELETE' THEN ${noted(WAS)}
    ELSE
      INSERT INTO public.change_log (topic, keys) VALUES ('load', NULL);
    END IF;
    RETURN NULL;
  END
  $note$;
  CREATE TRIGGER run_load_insert_is_noted AFTER INSERT ON run_load
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION note_changes_of_run_load();
  CREATE TRIGGER run_load_update_is_noted AFTER UPDATE ON run_load
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT
    EXECUTE FUNCTION note_changes_of_run_load();
  CREATE TRIGGER run_load_delete_is_noted AFTER DELETE ON run_load
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION note_changes_of_run_load();
  CREATE TRIGGER run_load_truncate_is_noted AFTER TRUNCATE ON run_load
    FOR EACH STATEMENT EXECUTE FUNCTION note_changes_of_run_load();
`;

/** The same changes as those of which deadlines are told by calendar_change; the instant is the writer's, if it gave one. */
const POINTS = `
  CREATE INDEX parcel_to_hand_in ON parcel (drop_off_point_id) WHERE state = 'ANNOUNCED';
  CREATE FUNCTION make_promises_due() RETURNS trigger LANGUAGE plpgsql AS $due$
  DECLARE
    changed_at timestamptz := statement_timestamp();
  BEGIN
    IF NEW.updated_at IS DISTINCT FROM OLD.updated_at THEN changed_at := NEW.updated_at; END IF;
    UPDATE public.promise SET due_at = LEAST(due_at, changed_at)
     WHERE parcel_id IN (
       SELECT id FROM public.parcel
        WHERE pickup_point_id = NEW.id AND state IN ('ANNOUNCED', 'DROPPED_OFF', 'IN_TRANSIT', 'MISROUTED')
       UNION ALL
       SELECT id FROM public.parcel WHERE drop_off_point_id = NEW.id AND state = 'ANNOUNCED');
    RETURN NULL;
  END
  $due$;
  CREATE TRIGGER point_makes_promises_due AFTER UPDATE ON point FOR EACH ROW
    WHEN ((OLD.state, OLD.hours, OLD.time_zone, OLD.holiday_region, OLD.edited->'state')
          IS DISTINCT FROM (NEW.state, NEW.hours, NEW.time_zone, NEW.holiday_region, NEW.edited->'state'))
    EXECUTE FUNCTION make_promises_due();
`;
