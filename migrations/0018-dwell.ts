import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Bookings hold room from when a parcel is expected until it is likely to be collected, where a network's habits are known. */
export class Dwell1605000000018 implements MigrationInterface {
  name = 'Dwell1605000000018';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- How soon parcels are collected at a network's points, each line from an instant on.
      CREATE TABLE dwell_forecast (
        network_code text COLLATE "C" NOT NULL REFERENCES network ON DELETE CASCADE,
        from_at timestamptz NOT NULL,
        -- The share that is collected by the end of the day of arrival, of the day after, …; the last one is for good.
        -- NULL where nothing is known from then on.
        collected_shares double precision[],
        -- How sure it has to be that a point holds what is there.
        confidence double precision,
        -- How many days after its booking a parcel comes at the soonest: what is there before then is none of its matter.
        lead_days integer,
        PRIMARY KEY (network_code, from_at),
        CHECK ((collected_shares IS NULL) = (confidence IS NULL)),
        CHECK ((collected_shares IS NULL) = (lead_days IS NULL)),
        CHECK (lead_days BETWEEN 0 AND 7),
        CHECK (cardinality(collected_shares) BETWEEN 1 AND 21 AND 0 <= ALL (collected_shares)
               AND 1 >= ALL (collected_shares)),
        CHECK (confidence BETWEEN 0.5 AND 0.9999)
      );
      CREATE FUNCTION note_changes_of_dwell_forecast() RETURNS trigger LANGUAGE plpgsql AS $note$
      BEGIN
        INSERT INTO public.change_log (topic, keys) VALUES ('point', NULL);
        RETURN NULL;
      END
      $note$;
      CREATE TRIGGER dwell_forecast_is_noted AFTER INSERT OR UPDATE OR DELETE ON dwell_forecast
        FOR EACH ROW EXECUTE FUNCTION note_changes_of_dwell_forecast();
      CREATE TRIGGER dwell_forecast_truncate_is_noted AFTER TRUNCATE ON dwell_forecast
        FOR EACH STATEMENT EXECUTE FUNCTION note_changes_of_dwell_forecast();

      -- When a carrier is expected to bring the parcel; NULL where nobody knows, and its place is kept from now on.
      ALTER TABLE booking ADD COLUMN arrives_at timestamptz;
      ALTER FUNCTION point_use(bigint, timestamptz) RENAME TO point_parcels;
    `);
    await runner.query(POINT_DWELL);
    await runner.query(POINT_USE);
    for (const [table, key, facts] of WATCHED) await runner.query(noteChanges(table, key, facts));
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [table, key, , before] of WATCHED) await runner.query(noteChanges(table, key, before));
    await runner.query(`
      DROP FUNCTION point_use, point_dwell;
      ALTER FUNCTION point_parcels(bigint, timestamptz) RENAME TO point_use;
      ALTER TABLE booking DROP COLUMN arrives_at;
      DROP TABLE dwell_forecast;
      DROP FUNCTION note_changes_of_dwell_forecast;
    `);
  }
}

/** Of all days the last that is looked at; carriers' ways are known no further. */
const LAST_DAY = 21;

/**
 * The share of parcels that is still at a point on the day of arrival (1), a day later, and so on. Where it serves several
 * networks it is that of the slowest, day by day, with what is surest and soonest; where the habits of one of them are
 * not known there is none.
 */
const POINT_DWELL = `
  CREATE FUNCTION point_dwell(the_point bigint, at timestamptz, OUT still_there double precision[],
                              OUT confidence double precision, OUT lead_days integer) LANGUAGE sql STABLE AS $dwell$
    WITH known AS (
      SELECT f.collected_shares, f.confidence, f.lead_days
        FROM point_network n
        LEFT JOIN LATERAL (
          SELECT d.collected_shares, d.confidence, d.lead_days FROM dwell_forecast d
           WHERE d.network_code = n.network_code AND d.from_at <= at ORDER BY d.from_at DESC LIMIT 1) f ON true
       WHERE n.point_id = the_point)
    SELECT array_agg(share ORDER BY day), (SELECT max(known.confidence) FROM known),
           (SELECT min(known.lead_days) FROM known)
      FROM (SELECT day, CASE WHEN day = 0 THEN 1
                             ELSE max(1 - collected_shares[LEAST(day, cardinality(collected_shares))]) END AS share
              FROM known, generate_series(0, ${LAST_DAY}) day GROUP BY day) slowest
     WHERE NOT EXISTS (SELECT FROM known WHERE collected_shares IS NULL)
  $dwell$`;

/**
 * Room in use at a point: where nothing is known of how soon parcels are collected there, all that are booked or lie
 * there. Where it is, as many as are there on the worst of the days on which more may come, with the confidence that was
 * asked for.
 *
 * On each day parcel i is there with the chance p(i), on its own: for certain on the day when it comes, and as long as it
 * is there without being awaited by its customer; after that by the share that is still there then, among those that
 * have waited as long. With m the sum of p, v the sum of p (1 - p) and L = -ln(1 - confidence), Bernstein's inequality
 * (Boucheron, Lugosi & Massart, Concentration Inequalities, 2013, corollary 2.11) says that with that confidence no more
 * than b(m, v) = m + L/3 + sqrt(L²/9 + 2 L v) parcels are there. What is asked is whether there is room for more, each of
 * which may come on any day: k more of them raise b by no more than k + 2 L/9, since v rises by no more than m falls
 * short of k, and b - v rises by no more than 2 L/9 from wherever it is. So that much is added once, and then k may be
 * booked in the room for k. There are never more than all.
 */
const POINT_USE = `
  CREATE FUNCTION point_use(the_point bigint, at timestamptz) RETURNS integer LANGUAGE plpgsql STABLE AS $use$
  DECLARE
    dwell record;
    l double precision;
  BEGIN
    IF NOT EXISTS (SELECT FROM dwell_forecast) THEN RETURN point_parcels(the_point, at); END IF;
    SELECT * INTO dwell FROM point_dwell(the_point, at);
    IF dwell.still_there IS NULL THEN RETURN point_parcels(the_point, at); END IF;
    l := -ln(1 - dwell.confidence);
    RETURN (
      WITH taken AS (
        SELECT b.parcel_id, b.arrives_at FROM booking b
         WHERE b.point_id = the_point AND b.released_at IS NULL AND (b.lapses_at IS NULL OR b.lapses_at > at)
        UNION ALL
        SELECT held.id, NULL FROM parcel held
         WHERE held.custodian_point_id = the_point
           AND NOT EXISTS (SELECT FROM booking b
                            WHERE b.parcel_id = held.id AND b.point_id = the_point AND b.released_at IS NULL
                              AND (b.lapses_at IS NULL OR b.lapses_at > at))),
      known AS (
        SELECT c.custodian_point_id = the_point AS is_here, c.state = 'AVAILABLE' AS is_awaited,
               (at AT TIME ZONE p.time_zone)::date - (c.possession_since AT TIME ZONE p.time_zone)::date AS waited,
               (taken.arrives_at AT TIME ZONE p.time_zone)::date - (at AT TIME ZONE p.time_zone)::date AS comes
          FROM taken JOIN parcel c ON c.id = taken.parcel_id JOIN point p ON p.id = the_point),
      alike AS (
        SELECT kind, LEAST(GREATEST(days, 0), ${LAST_DAY}) AS days, count(*) AS parcels
          FROM (SELECT CASE WHEN is_here AND is_awaited THEN 'WAITS' WHEN is_here OR comes IS NULL THEN 'STAYS'
                            ELSE 'COMES' END AS kind,
                       CASE WHEN is_here THEN waited ELSE comes END AS days FROM known) each_one
         GROUP BY 1, 2),
      chances AS (
        SELECT day, parcels,
               CASE kind WHEN 'STAYS' THEN 1
                         WHEN 'COMES' THEN CASE WHEN day < days THEN 0 ELSE dwell.still_there[day - days + 1] END
                         WHEN 'WAITS' THEN CASE WHEN day = 0 THEN 1 ELSE
                           COALESCE(dwell.still_there[LEAST(days + day, ${LAST_DAY}) + 1]
                                    / NULLIF(dwell.still_there[days + 1], 0), 1) END END AS p
          FROM alike, generate_series(dwell.lead_days, ${LAST_DAY}) day),
      days AS (
        SELECT COALESCE(sum(parcels) FILTER (WHERE p > 0), 0) AS parcels, sum(parcels * p) AS m, sum(parcels * p * (1 - p)) AS v
          FROM chances GROUP BY day)
      SELECT COALESCE(max(LEAST(parcels, ceil(m + 5 * l / 9 + sqrt(l * l / 9 + 2 * l * v) - 1e-9))), 0)::integer
        FROM days);
  END
  $use$`;

/** What a point's room is made of, now and before: of an update that touches nothing of it nobody is told. */
const WATCHED = [
  [
    'booking',
    'point_id',
    'id, parcel_id, point_id, lapses_at, arrives_at, released_at',
    'id, parcel_id, point_id, lapses_at, released_at',
  ],
  ['parcel', 'custodian_point_id', "id, custodian_point_id, state = 'AVAILABLE'", 'id, custodian_point_id'],
] as const;

function noteChanges(table: string, key: string, facts: string): string {
  const note = (from: string) => `
    INSERT INTO public.change_log (topic, keys)
    SELECT 'room', noted.keys
      FROM (SELECT array_agg(DISTINCT key::text) FILTER (WHERE key IS NOT NULL) AS keys FROM ${from}) noted
     WHERE noted.keys IS NOT NULL;`;
  return `
    CREATE OR REPLACE FUNCTION note_changes_of_${table}() RETURNS trigger LANGUAGE plpgsql AS $note$
    BEGIN
      IF TG_OP = 'INSERT' THEN ${note(`(SELECT ${key} AS key FROM new_rows) added`)}
      ELSIF TG_OP = 'UPDATE' THEN ${note(`
        (SELECT ${key} AS key FROM (SELECT ${facts} FROM old_rows EXCEPT SELECT ${facts} FROM new_rows) was
         UNION ALL
         SELECT ${key} FROM (SELECT ${facts} FROM new_rows EXCEPT SELECT ${facts} FROM old_rows) now) differing`)}
      ELSIF TG_OP = 'DELETE' THEN ${note(`(SELECT ${key} AS key FROM old_rows) gone`)}
      ELSE
        INSERT INTO public.change_log (topic, keys) VALUES ('room', NULL);
      END IF;
      RETURN NULL;
    END
    $note$;`;
}
