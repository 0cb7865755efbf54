import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What has changed of late, so that every process can keep what it remembers in step with the database. */
export class ChangeLog1605000000005 implements MigrationInterface {
  name = 'ChangeLog1605000000005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE change_log (
        -- A reader takes what its last snapshot could not see, whatever the order of the commits: a number drawn from
        -- a sequence could not tell, since a lower one may be committed later.
        transaction xid8 NOT NULL DEFAULT pg_current_xact_id(),
        topic text COLLATE "C" NOT NULL,
        -- What one statement changed; NULL is anything.
        keys text[] COLLATE "C",
        at timestamptz NOT NULL DEFAULT statement_timestamp()
      );
      CREATE INDEX change_log_transaction ON change_log (transaction);

      -- One row: no line of a later transaction was ever deleted from the log. A reader whose last snapshot is older
      -- cannot know what it missed.
      CREATE TABLE change_horizon (
        only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
        pruned_through xid8 NOT NULL
      );
      INSERT INTO change_horizon (pruned_through) VALUES ('0');
    `);
    // By table: the topic, the key, and for an update the condition under which a row has changed at all. Statements
    // and not rows are heard: a row costs nothing but its key, and an import writes half a million.
    const watched: { table: string; topic: string; key: string; when?: string }[] = [
      { table: 'chain', topic: 'chain', key: 'code' },
      { table: 'network', topic: 'network', key: 'code' },
      { table: 'point', topic: 'point', key: 'id' },
      { table: 'point_network', topic: 'point', key: 'point_id' },
      { table: 'merchant', topic: 'merchant', key: 'id' },
      { table: 'enrolment', topic: 'merchant', key: 'merchant_id' },
      { table: 'programme', topic: 'programme', key: 'code' },
      { table: 'access_token', topic: 'token', key: 'id' },
      // What point_use() reads.
      {
        table: 'booking',
        topic: 'room',
        key: 'point_id',
        when: `(was.parcel_id, was.point_id, was.lapses_at, was.released_at)
               IS DISTINCT FROM (now.parcel_id, now.point_id, now.lapses_at, now.released_at)`,
      },
      {
        table: 'parcel',
        topic: 'room',
        key: 'custodian_point_id',
        when: 'was.custodian_point_id IS DISTINCT FROM now.custodian_point_id',
      },
    ];
    const trigger = (table: string, event: string, rows: string) => `
      CREATE TRIGGER ${table}_${event.toLowerCase()}_is_noted AFTER ${event} ON ${table}
        ${rows} FOR EACH STATEMENT EXECUTE FUNCTION note_changes_of_${table}();`;
    for (const { table, topic, key, when } of watched) {
      const both = `(SELECT ${key} AS key FROM old_rows UNION ALL SELECT ${key} FROM new_rows) both_rows`;
      const differing = `old_rows was JOIN new_rows now USING (id), LATERAL (VALUES (was.${key}), (now.${key})) pair (key) WHERE ${when}`;
      const note = (from: string) => `
        INSERT INTO public.change_log (topic, keys)
        SELECT '${topic}', noted.keys
          FROM (SELECT array_agg(DISTINCT key::text) FILTER (WHERE key IS NOT NULL) AS keys FROM ${from}) noted
         WHERE noted.keys IS NOT NULL;`;
      await runner.query(`
        CREATE FUNCTION note_changes_of_${table}() RETURNS trigger LANGUAGE plpgsql AS $note$
        BEGIN
          IF TG_OP = 'INSERT' THEN ${note(`(SELECT ${key} AS key FROM new_rows) added`)}
          ELSIF TG_OP = 'UPDATE' THEN ${note(when === undefined ? both : differing)}
          ELSIF TG_OP = 'DELETE' THEN ${note(`(SELECT ${key} AS key FROM old_rows) gone`)}
          ELSE
            INSERT INTO public.change_log (topic, keys) VALUES ('${topic}', NULL);
          END IF;
          RETURN NULL;
        END
        $note$;
        ${trigger(table, 'INSERT', 'REFERENCING NEW TABLE AS new_rows')}
        ${trigger(table, 'UPDATE', 'REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows')}
        ${trigger(table, 'DELETE', 'REFERENCING OLD TABLE AS old_rows')}
        ${trigger(table, 'TRUNCATE', '')}
      `);
    }
    // The table of places is replaced as a whole.
    await runner.query(`
      CREATE FUNCTION note_changes_of_place() RETURNS trigger LANGUAGE plpgsql AS $note$
      BEGIN
        INSERT INTO public.change_log (topic, keys) VALUES ('place', NULL);
        RETURN NULL;
      END
      $note$;
      CREATE TRIGGER place_is_noted AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON place
        FOR EACH STATEMENT EXECUTE FUNCTION note_changes_of_place();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION note_changes_of_chain, note_changes_of_network, note_changes_of_point,
        note_changes_of_point_network, note_changes_of_merchant, note_changes_of_enrolment,
        note_changes_of_programme, note_changes_of_access_token, note_changes_of_booking, note_changes_of_parcel,
        note_changes_of_place CASCADE;
      DROP TABLE change_horizon, change_log;
    `);
  }
}
