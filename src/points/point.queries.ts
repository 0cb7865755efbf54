import type { EntityManager } from 'typeorm';
import type { PointKind } from '#libs/eligibility';
import type { PointState } from '#libs/matching';
import type { HolidayRegion, OpeningHours } from '#libs/opening-hours';
import { countingOrigins, type Edits, type NetworkNumber, type Origins } from '#libs/point-records';
import { rows } from '../platform/database/database.js';
import { Point } from './point.type.js';

/** Columns of `point p` that make a `Point` for anybody. */
export const POINT_COLUMNS = `
  p.id, p.code, p.name, p.chain_code, p.kind, p.services, p.street, p.postcode, p.city, p.country, p.lat, p.lon,
  p.time_zone, p.holiday_region, p.hours, p.max_weight_grams, p.max_longest_side_millimetres,
  p.max_sides_sum_millimetres, p.capacity_parcels, p.state, p.state_reason, p.replaced_by_code, p.flags, p.source,
  (SELECT c.name FROM chain c WHERE c.code = p.chain_code) AS chain_name,
  (SELECT jsonb_agg(jsonb_build_object('network', n.network_code, 'number', n.number) ORDER BY n.network_code)
     FROM point_network n WHERE n.point_id = p.id) AS networks`;

/** The same with what only operators see: where each field came from. */
export const POINT_COLUMNS_WITH_ORIGINS = `${POINT_COLUMNS}, p.origins, p.edited`;

export interface PointRow {
  id: string;
  code: string;
  name: string;
  chain_code: string | null;
  chain_name: string | null;
  kind: PointKind;
  services: string[];
  street: string;
  postcode: string;
  city: string;
  country: string;
  lat: number;
  lon: number;
  time_zone: string;
  holiday_region: HolidayRegion | null;
  hours: OpeningHours | null;
  max_weight_grams: number | null;
  max_longest_side_millimetres: number | null;
  max_sides_sum_millimetres: number | null;
  capacity_parcels: number | null;
  state: PointState;
  state_reason: string | null;
  replaced_by_code: string | null;
  flags: string[];
  source: string;
  networks: NetworkNumber[] | null;
  /** Only with POINT_COLUMNS_WITH_ORIGINS. */
  origins?: Origins;
  edited?: Edits;
}

/** A row as the API shows it. `at` is the instant for which open or closed is answered. */
export function pointFromRow(row: PointRow, at: Date): Point {
  return Object.assign(new Point(), {
    id: row.id,
    code: row.code,
    name: row.name,
    chain: row.chain_code,
    chainName: row.chain_name,
    kind: row.kind,
    services: row.services,
    address: { street: row.street, postcode: row.postcode, city: row.city, country: row.country },
    lat: row.lat,
    lon: row.lon,
    timeZone: row.time_zone,
    limits: {
      maxWeightGrams: row.max_weight_grams,
      maxLongestSideMillimetres: row.max_longest_side_millimetres,
      maxSidesSumMillimetres: row.max_sides_sum_millimetres,
    },
    capacityParcels: row.capacity_parcels,
    state: row.state,
    stateReason: row.state_reason,
    replacedBy: row.replaced_by_code,
    networks: row.networks ?? [],
    flags: row.flags,
    source: row.source,
    origins: row.origins === undefined ? null : originsOf(row.origins, row.edited ?? {}),
    hoursModel: row.hours,
    hoursContext: { timeZone: row.time_zone, holidayRegion: row.holiday_region },
    atMs: at.getTime(),
  });
}

function originsOf(origins: Origins, edits: Edits): NonNullable<Point['origins']> {
  return countingOrigins(origins, edits).map(({ field, source, at }) => ({ field, source, at: new Date(at) }));
}

/** Points by their rows' ids, as anybody may see them. Ids that are not there are not in the answer. */
export async function pointsByIds(db: EntityManager, ids: readonly string[], at: Date): Promise<Map<string, Point>> {
  const found = await rowsByIds(db, ids);
  return new Map(found.map((row) => [row.id, pointFromRow(row, at)]));
}

export async function rowsByIds(db: EntityManager, ids: readonly string[]): Promise<PointRow[]> {
  if (ids.length === 0) return [];
  return rows<PointRow>(db, `SELECT ${POINT_COLUMNS} FROM point p WHERE p.id = ANY($1::bigint[])`, [ids]);
}

export interface PointsFilter {
  chain?: string | null;
  state?: PointState | null;
  source?: string | null;
  /** All of them are wanted. */
  flags?: readonly string[] | null;
  /** Words that must all be in the code, name, street, postcode or town, whatever their case and accents. */
  text?: string | null;
}

const SMALL = 'àâäáãåçéèêëíìîïñóòôöõúùûüýÿ';
const ACCENTED = SMALL + SMALL.toUpperCase();
const PLAIN = 'aaaaaaceeeeiiiinooooouuuuyy'.repeat(2);

/** Letters as they are compared: small, without accents. The SQL below folds with the same table. */
function folded(text: string): string {
  return text
    .replace(/./gu, (letter) => {
      const at = ACCENTED.indexOf(letter);
      return at === -1 ? letter : (PLAIN[at] ?? letter);
    })
    .toLowerCase();
}

// Accents first: what lower() makes of them depends on how the database was made.
const FOLDED = `lower(translate(concat_ws(' ', p.code, p.name, p.street, p.postcode, p.city), '${ACCENTED}', '${PLAIN}'))`;

/** Points in the order of their codes, from the one after `afterCode`; `limit` rows at most. */
export function listPoints(
  db: EntityManager,
  columns: string,
  { chain, state, source, flags, text }: PointsFilter,
  afterCode: string | null,
  limit: number,
): Promise<PointRow[]> {
  const words = folded(text ?? '')
    .split(/\s+/)
    .filter((word) => word !== '');
  return rows<PointRow>(
    db,
    `SELECT ${columns} FROM point p
      WHERE ($1::text IS NULL OR p.chain_code = $1)
        AND ($2::text IS NULL OR p.state = $2)
        AND ($3::text IS NULL OR p.source = $3)
        AND p.flags @> $4::text[]
        AND NOT EXISTS (SELECT FROM unnest($5::text[]) AS word WHERE strpos(${FOLDED}, word) = 0)
        AND ($6::text IS NULL OR p.code > $6)
      ORDER BY p.code LIMIT $7`,
    [chain ?? null, state ?? null, source ?? null, flags ?? [], words, afterCode, limit],
  );
}
