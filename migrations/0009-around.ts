import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What happens around a handover: how long points keep parcels, when they could not be reached, and clerks' lists. */
export class Around1605000000009 implements MigrationInterface {
  name = 'Around1605000000009';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- How long points keep parcels, by programme or by network, each line from an instant on: a parcel goes by the
      -- line that ran when it arrived, so that what its customer was told does not change afterwards.
      CREATE TABLE retention_rule (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        programme_code text COLLATE "C" REFERENCES programme ON DELETE CASCADE,
        network_code text COLLATE "C" REFERENCES network ON DELETE CASCADE,
        from_at timestamptz NOT NULL,
        -- In the shape that libs/eligibility checks; NULL where there is no rule from then on.
        rule jsonb,
        CHECK ((programme_code IS NULL) <> (network_code IS NULL)),
        UNIQUE (programme_code, from_at),
        UNIQUE (network_code, from_at)
      );
      -- Rules from before extensions were counted allowed one.
      UPDATE programme SET definition = jsonb_set(definition, '{retention,extensions}',
          CASE WHEN (definition->'retention'->>'extensionDays')::int > 0 THEN '1' ELSE '0' END::jsonb)
        WHERE jsonb_typeof(definition->'retention') = 'object' AND NOT definition->'retention' ? 'extensions';
      INSERT INTO retention_rule (programme_code, from_at, rule)
        SELECT code, '-infinity', NULLIF(definition->'retention', 'null') FROM programme;

      -- When a point could not be reached by customers: suspended, announced once more, or closed for good.
      CREATE TABLE point_suspension (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        point_id bigint NOT NULL REFERENCES point ON DELETE CASCADE,
        from_at timestamptz NOT NULL,
        -- NULL while it lasts.
        until_at timestamptz
      );
      CREATE INDEX point_suspension_point ON point_suspension (point_id, from_at);
      INSERT INTO point_suspension (point_id, from_at) SELECT id, updated_at FROM point WHERE state <> 'OPEN';

      -- Points whose calendar has changed, so that the deadlines there are to be counted anew. No key: whoever changes
      -- a point never waits for whoever is counting.
      CREATE TABLE calendar_change (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        point_id bigint NOT NULL REFERENCES point ON DELETE CASCADE,
        -- How far whoever counts has come.
        after_parcel_id uuid
      );

      -- A parcel that waits at its point for its customer, or has waited there last.
      CREATE TABLE stay (
        parcel_id uuid PRIMARY KEY REFERENCES parcel ON DELETE CASCADE,
        point_id bigint NOT NULL REFERENCES point,
        since timestamptz NOT NULL,
        -- The rule that ran when it arrived.
        rule jsonb NOT NULL,
        extensions integer NOT NULL,
        -- The latest deadline that was told; parcel.deadline is NULL while nobody knows one.
        promised_until timestamptz,
        next_reminder_at timestamptz
      );
      CREATE INDEX stay_reminder ON stay (next_reminder_at) WHERE next_reminder_at IS NOT NULL;

      CREATE TABLE reminder (
        parcel_id uuid NOT NULL REFERENCES parcel ON DELETE CASCADE,
        -- Which stay: a parcel may wait twice.
        since timestamptz NOT NULL,
        number integer NOT NULL,
        noted_at timestamptz NOT NULL,
        PRIMARY KEY (parcel_id, since, number)
      );

      CREATE INDEX parcel_deadline ON parcel (deadline, id) WHERE deadline IS NOT NULL;
    `);
    await runner.query(CALENDAR_TRIGGERS);
    await runner.query(LISTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER point_added_unopened ON point;
      DROP TRIGGER point_changes_its_state ON point;
      DROP TRIGGER point_changes_its_calendar ON point;
      DROP FUNCTION note_suspension;
      DROP FUNCTION note_calendar;
      DROP TABLE reminder, stay, calendar_change, point_suspension, retention_rule;
      DROP INDEX parcel_deadline, parcel_here, parcel_here_deadline, parcel_bound;
      CREATE INDEX parcel_held ON parcel (custodian_point_id) WHERE custodian_point_id IS NOT NULL;
    `);
  }
}

// Whoever changes a point is heard: operators, imports, suspensions that end by themselves, and psql. The instant is that
// of the change where the writer gave it one.
const CALENDAR_TRIGGERS = `
  CREATE FUNCTION note_suspension() RETURNS trigger LANGUAGE plpgsql AS $note$
  DECLARE
    changed_at timestamptz := statement_timestamp();
  BEGIN
    IF TG_OP = 'INSERT' OR NEW.updated_at IS DISTINCT FROM OLD.updated_at THEN changed_at := NEW.updated_at; END IF;
    IF NEW.state = 'OPEN' THEN
      UPDATE public.point_suspension SET until_at = GREATEST(changed_at, from_at)
       WHERE point_id = NEW.id AND until_at IS NULL;
    ELSIF NOT EXISTS (SELECT FROM public.point_suspension WHERE point_id = NEW.id AND until_at IS NULL) THEN
      INSERT INTO public.point_suspension (point_id, from_at) VALUES (NEW.id, changed_at);
    END IF;
    RETURN NULL;
  END
  $note$;
  CREATE TRIGGER point_added_unopened AFTER INSERT ON point FOR EACH ROW
    WHEN (NEW.state <> 'OPEN') EXECUTE FUNCTION note_suspension();
  CREATE TRIGGER point_changes_its_state AFTER UPDATE ON point FOR EACH ROW
    WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION note_suspension();

  CREATE FUNCTION note_calendar() RETURNS trigger LANGUAGE plpgsql AS $note$
  BEGIN
    INSERT INTO public.calendar_change (point_id) VALUES (NEW.id);
    RETURN NULL;
  END
  $note$;
  -- What an operator says of the state holds until when it is suspended.
  CREATE TRIGGER point_changes_its_calendar AFTER UPDATE ON point FOR EACH ROW
    WHEN ((OLD.state, OLD.hours, OLD.time_zone, OLD.holiday_region, OLD.edited->'state')
          IS DISTINCT FROM (NEW.state, NEW.hours, NEW.time_zone, NEW.holiday_region, NEW.edited->'state'))
    EXECUTE FUNCTION note_calendar();
`;

// A clerk's lists, the longest waiting first. The first of these replaces the index by point alone.
const LISTS = `
  CREATE INDEX parcel_here ON parcel (custodian_point_id, possession_since, id) WHERE custodian_point_id IS NOT NULL;
  DROP INDEX parcel_held;
  CREATE INDEX parcel_here_deadline ON parcel (custodian_point_id, deadline, id) WHERE deadline IS NOT NULL;
  CREATE INDEX parcel_bound ON parcel (pickup_point_id, possession_since, id)
    WHERE state IN ('ANNOUNCED', 'DROPPED_OFF', 'IN_TRANSIT', 'MISROUTED', 'AVAILABLE');
`;
