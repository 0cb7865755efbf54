import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The two tables of which an update is noted only where it touches what a point's room is made of. */
const WATCHED = [
  { table: 'booking', key: 'point_id', facts: 'id, parcel_id, point_id, lapses_at, released_at' },
  { table: 'parcel', key: 'custodian_point_id', facts: 'id, custodian_point_id' },
];

/** A differing row is found by taking one set from the other, which takes one pass over each; a join took one pass of the
 *  new rows for each of the old, once its plan had been made for a single row. */
const BY_DIFFERENCE = ({ key, facts }: (typeof WATCHED)[number]) => `
  (SELECT ${key} AS key FROM (SELECT ${facts} FROM old_rows EXCEPT SELECT ${facts} FROM new_rows) was
   UNION ALL
   SELECT ${key} FROM (SELECT ${facts} FROM new_rows EXCEPT SELECT ${facts} FROM old_rows) now) differing`;

const BY_JOIN = ({ key, facts }: (typeof WATCHED)[number]) => {
  const of = (row: string) =>
    facts
      .split(', ')
      .map((fact) => `${row}.${fact}`)
      .join(', ');
  return `old_rows was JOIN new_rows now USING (id), LATERAL (VALUES (was.${key}), (now.${key})) pair (key)
    WHERE (${of('was')}) IS DISTINCT FROM (${of('now')})`;
};

/** Noting what has changed costs as much for each row of a large batch as for one. */
export class ChangesInLine1605000000011 implements MigrationInterface {
  name = 'ChangesInLine1605000000011';

  async up(runner: QueryRunner): Promise<void> {
    for (const watched of WATCHED) await runner.query(noteChanges(watched, BY_DIFFERENCE(watched)));
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const watched of WATCHED) await runner.query(noteChanges(watched, BY_JOIN(watched)));
  }
}

function noteChanges({ table, key }: (typeof WATCHED)[number], updated: string): string {
  const note = (from: string) => `
    INSERT INTO public.change_log (topic, keys)
    SELECT 'room', noted.keys
      FROM (SELECT array_agg(DISTINCT key::text) FILTER (WHERE key IS NOT NULL) AS keys FROM ${from}) noted
     WHERE noted.keys IS NOT NULL;`;
  return `
    CREATE OR REPLACE FUNCTION note_changes_of_${table}() RETURNS trigger LANGUAGE plpgsql AS $note$
    BEGIN
      IF TG_OP = 'INSERT' THEN ${note(`(SELECT ${key} AS key FROM new_rows) added`)}
      ELSIF TG_OP = 'UPDATE' THEN ${note(updated)}
      ELSIF TG_OP = 'DELETE' THEN ${note(`(SELECT ${key} AS key FROM old_rows) gone`)}
      ELSE
        INSERT INTO public.change_log (topic, keys) VALUES ('room', NULL);
      END IF;
      RETURN NULL;
    END
    $note$;`;
}
