import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What keeps carriers from doing on some days as their timetables say. */
export class Disruptions1605000000015 implements MigrationInterface {
  name = 'Disruptions1605000000015';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE disruption (
        id uuid PRIMARY KEY,
        -- Of the network and not of its timetable: a new timetable does not end a strike.
        network_code text COLLATE "C" NOT NULL REFERENCES network ON DELETE CASCADE,
        kind text NOT NULL CHECK (kind IN ('CANCELLED', 'DELAYED', 'STOP_CLOSED')),
        -- What is cancelled: a trip, the trips of a line, or where both are NULL all of the network's.
        trip_id text COLLATE "C",
        line_id text COLLATE "C",
        -- The stop that is closed, or from which on a trip is late.
        stop_id text COLLATE "C",
        late_minutes integer,
        -- The days of the timetable, included, as YYYY-MM-DD.
        from_on text NOT NULL,
        until_on text NOT NULL,
        created_by text NOT NULL,
        created_at timestamptz NOT NULL,
        -- NULL while it stands.
        lifted_at timestamptz
      );
      CREATE INDEX disruption_standing ON disruption (network_code, until_on) WHERE lifted_at IS NULL;
      CREATE TRIGGER disruption_is_noted AFTER INSERT OR UPDATE OR DELETE ON disruption
        FOR EACH ROW EXECUTE FUNCTION note_changes_of_timetable();
      CREATE TRIGGER disruption_truncate_is_noted AFTER TRUNCATE ON disruption
        FOR EACH STATEMENT EXECUTE FUNCTION note_timetables_are_gone();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE disruption');
  }
}
