import type { EntityManager } from 'typeorm';
import type { PlaceRow } from '#libs/places';
import { rows } from '../platform/database/database.js';

const COLUMNS = `country, postcode, commune, commune_folded AS "communeFolded", insee, lat, lon, population, approximate,
  source`;

/** Rows in one INSERT: large enough to be fast, small enough to report progress. */
const ROWS_AT_ONCE = 10_000;

/** Puts these rows in the place of all that the table holds. Readers see the old table until the transaction ends. */
export async function replacePlaces(
  tx: EntityManager,
  places: readonly PlaceRow[],
  progress: (done: number) => void = () => {},
): Promise<void> {
  await lockPlaces(tx);
  await tx.query('DELETE FROM place');
  for (let start = 0; start < places.length; start += ROWS_AT_ONCE) {
    const part = places.slice(start, start + ROWS_AT_ONCE);
    const column = (name: keyof PlaceRow) => part.map((place) => place[name]);
    await tx.query(
      `INSERT INTO place
         (country, postcode, commune, commune_folded, insee, lat, lon, population, approximate, source)
       SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::float8[], $7::float8[],
         $8::int[], $9::boolean[], $10::text[])`,
      [
        column('country'),
        column('postcode'),
        column('commune'),
        column('communeFolded'),
        column('insee'),
        column('lat'),
        column('lon'),
        column('population'),
        column('approximate'),
        column('source'),
      ],
    );
    progress(start + part.length);
  }
}

/** Lets one writer at a time change the table; readers go on. */
export async function lockPlaces(tx: EntityManager): Promise<void> {
  await tx.query('LOCK TABLE place IN SHARE ROW EXCLUSIVE MODE');
}

export async function hasPlaces(db: EntityManager, country: string | null = null): Promise<boolean> {
  const [found] = await rows<{ there: boolean }>(
    db,
    'SELECT EXISTS (SELECT 1 FROM place WHERE $1::text IS NULL OR country = $1::char(2)) AS there',
    [country],
  );
  return found?.there ?? false;
}

export function placesOfPostcode(db: EntityManager, country: string, postcode: string): Promise<PlaceRow[]> {
  return rows(db, `SELECT ${COLUMNS} FROM place WHERE country = $1 AND postcode = $2`, [country, postcode]);
}

/** All rows of the communes of these names, which is one row for each postcode of theirs. */
export function placesNamed(db: EntityManager, country: string, folded: readonly string[]): Promise<PlaceRow[]> {
  return rows(db, `SELECT ${COLUMNS} FROM place WHERE country = $1 AND commune_folded = ANY ($2)`, [country, folded]);
}

/** The most populous commune of every postcode that begins with the prefix. */
export function postcodesBeginning(
  db: EntityManager,
  country: string,
  prefix: string,
): Promise<{ postcode: string; commune: string }[]> {
  return rows(
    db,
    `SELECT DISTINCT ON (postcode) postcode, commune FROM place
      WHERE country = $1 AND starts_with(postcode, $2::text)
      ORDER BY postcode, population DESC, commune LIMIT 1000`,
    [country, prefix],
  );
}

/**
 * Names that may be what a misspelt one was meant to be, for the lib to rank: those that begin with it, and those of
 * about its length that share its beginning or its end. The largest first, and not all: anybody may ask.
 */
export function namesLike(
  db: EntityManager,
  country: string,
  folded: string,
): Promise<{ communeFolded: string; population: number }[]> {
  // A tenth of all communes are called after a saint, so that there the beginning has to be longer.
  const beginning = folded.startsWith('saint') ? 8 : 2;
  return rows(
    db,
    `SELECT commune_folded AS "communeFolded", max(population) AS population FROM place
      WHERE country = $1
        AND (starts_with(commune_folded, $2::text)
          OR length(commune_folded) BETWEEN length($2::text) - 2 AND length($2::text) + 2
            AND (left(commune_folded, $3::int) = left($2::text, $3::int)
              OR right(commune_folded, 3) = right($2::text, 3)))
      GROUP BY commune_folded ORDER BY max(population) DESC LIMIT 1500`,
    [country, folded, beginning],
  );
}

/** Every position of these postcodes. */
export function centresOfPostcodes(
  db: EntityManager,
  postcodes: readonly { country: string; code: string }[],
): Promise<{ country: string; postcode: string; lat: number; lon: number; approximate: boolean }[]> {
  return rows(
    db,
    `SELECT DISTINCT country, postcode, lat, lon, approximate
       FROM place JOIN unnest($1::char(2)[], $2::text[]) AS wanted (wanted_country, wanted_postcode)
         ON country = wanted_country AND postcode = wanted_postcode
      WHERE postcode <> ''`,
    [postcodes.map(({ country }) => country), postcodes.map(({ code }) => code)],
  );
}
