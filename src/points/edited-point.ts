import type { EntityManager } from 'typeorm';
import {
  countingFields,
  type Edits,
  FIELD_NAMES,
  type FieldName,
  type NetworkNumber,
  type Origins,
  type PointFields,
  standingOf,
} from '#libs/point-records';
import { CodedError } from '#libs/refusals';
import { rows } from '../platform/database/database.js';
import { POINT_COLUMNS_WITH_ORIGINS, type PointRow } from './point.queries.js';
import { updatePoints, writeNetworks } from './point-writes.queries.js';

/** A point while an operator edits it: what imports said, and what operators say. */
export interface EditedPoint {
  id: string;
  code: string;
  /** The chain that counts before this edit. */
  chain: string | null;
  imported: Partial<PointFields>;
  edits: Edits;
  origins: Origins;
  flags: string[];
  /** RFC 3339. */
  missingSince: string | null;
  source: string;
}

type EditRow = PointRow & {
  origins: Origins;
  edited: Edits;
  imported: Partial<PointFields>;
  missing_since: Date | null;
};

/** @throws CodedError UNKNOWN_POINT. */
export async function lockForEdit(tx: EntityManager, code: string): Promise<EditedPoint> {
  const [row] = await rows<EditRow>(
    tx,
    `SELECT ${POINT_COLUMNS_WITH_ORIGINS}, p.imported, p.missing_since
       FROM point p WHERE p.code = $1 FOR NO KEY UPDATE OF p`,
    [code],
  );
  if (row === undefined) throw new CodedError('UNKNOWN_POINT', { code: code.slice(0, 100) }, { field: 'code' });
  return {
    id: row.id,
    code,
    chain: row.chain_code,
    imported: { ...unsaid(row), ...row.imported },
    edits: row.edited,
    origins: row.origins,
    flags: row.flags,
    missingSince: row.missing_since === null ? null : new Date(row.missing_since).toISOString(),
    source: row.source,
  };
}

/**
 * The values of fields of which neither an import nor an operator said anything: a merchant's own shop is made without
 * an import, and what it was made with is what an edit falls back to.
 */
function unsaid(row: EditRow): Partial<PointFields> {
  const fields = fieldsOf(row);
  const isSaid = (field: FieldName) => row.imported[field] !== undefined || row.edited[field] !== undefined;
  // The state of a point that is missing is not what it would be otherwise.
  const isLeft = (field: FieldName) => !isSaid(field) && !(field === 'state' && row.missing_since !== null);
  return Object.fromEntries(FIELD_NAMES.filter(isLeft).map((field) => [field, fields[field]]));
}

function fieldsOf(row: PointRow): PointFields {
  return {
    name: row.name,
    chain: row.chain_code,
    kind: row.kind,
    // The cast: the table holds the services of this list.
    services: row.services as PointFields['services'],
    street: row.street,
    postcode: row.postcode,
    city: row.city,
    country: row.country,
    lat: row.lat,
    lon: row.lon,
    timeZone: row.time_zone,
    holidayRegion: row.holiday_region,
    hours: row.hours,
    maxWeightGrams: row.max_weight_grams,
    maxLongestSideMillimetres: row.max_longest_side_millimetres,
    maxSidesSumMillimetres: row.max_sides_sum_millimetres,
    capacityParcels: row.capacity_parcels,
    networks: row.networks ?? [],
    state: row.state,
  };
}

export async function saveEdit(tx: EntityManager, point: EditedPoint, at: Date): Promise<void> {
  const { id, code, imported, edits, origins, missingSince, source } = point;
  const fields = countingFields(imported, edits);
  const flags = point.flags.filter((flag) => flag !== 'HOURS_UNKNOWN');
  if (fields.hours === null) flags.push('HOURS_UNKNOWN');
  const merged = {
    fields,
    standing: standingOf(imported, edits, missingSince !== null),
    imported,
    origins,
    flags: flags.sort(),
  };
  await updatePoints(tx, [{ id, code, ref: '', merged, edits, missingSince }], at);
  await requireFreeNumbers(tx, id, fields.networks);
  await writeNetworks(tx, [{ id, networks: fields.networks }], source);
}

/** @throws CodedError BAD_INPUT if another point has one of the numbers. */
async function requireFreeNumbers(tx: EntityManager, id: string, networks: readonly NetworkNumber[]): Promise<void> {
  const [taken] = await rows<{ code: string; number: string }>(
    tx,
    `SELECT p.code, n.number FROM jsonb_to_recordset($2::jsonb) AS given(network text, number text)
       JOIN point_network n ON n.network_code = given.network AND n.number = given.number
       JOIN point p ON p.id = n.point_id
      WHERE p.id <> $1 LIMIT 1`,
    [id, JSON.stringify(networks)],
  );
  if (taken === undefined) return;
  const message = `The number ${taken.number} is that of ${taken.code}. Edit that point first.`;
  throw new CodedError('BAD_INPUT', { number: taken.number, code: taken.code }, { field: 'input.networks', message });
}
