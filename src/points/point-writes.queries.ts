import type { EntityManager } from 'typeorm';
import type { Edits, Merged, NetworkNumber, Origins, PointFields } from '#libs/point-records';
import { rows } from '../platform/database/database.js';

export interface StoredPoint {
  id: string;
  code: string;
  source_ref: string;
  imported: Partial<PointFields>;
  edited: Edits;
  origins: Origins;
  flags: string[];
  missing_since: Date | null;
}

/**
 * Takes the source for this transaction.
 *
 * @returns False if another import of the same source is under way.
 */
export async function takeSource(tx: EntityManager, source: string): Promise<boolean> {
  const [taken] = await rows<{ taken: boolean }>(
    tx,
    `SELECT pg_try_advisory_xact_lock(hashtextextended('import of points ' || $1, 0)) AS taken`,
    [source],
  );
  return taken?.taken === true;
}

/** Whether the source has points of another chain. */
export async function hasOtherChains(tx: EntityManager, source: string, chainCode: string): Promise<boolean> {
  const found = await rows(tx, 'SELECT 1 FROM point WHERE source = $1 AND chain_code IS DISTINCT FROM $2 LIMIT 1', [
    source,
    chainCode,
  ]);
  return found.length > 0;
}

/** The source's points with these refs, locked so that no edit of an operator comes between. */
export async function storedPoints(
  tx: EntityManager,
  source: string,
  refs: readonly string[],
): Promise<Map<string, StoredPoint>> {
  const found = await rows<StoredPoint>(
    tx,
    `SELECT id, code, source_ref, imported, edited, origins, flags, missing_since
       FROM point WHERE source = $1 AND source_ref = ANY($2::text[]) ORDER BY id FOR NO KEY UPDATE`,
    [source, refs],
  );
  return new Map(found.map((row) => [row.source_ref, row]));
}

/** Those of the codes that some point has. */
export async function takenCodes(tx: EntityManager, codes: readonly string[]): Promise<Set<string>> {
  const found = await rows<{ code: string }>(tx, 'SELECT code FROM point WHERE code = ANY($1::text[])', [codes]);
  return new Set(found.map(({ code }) => code));
}

/** Those of the numbers that a point of another source has, each as `network number`, with that point's code. */
export async function takenNumbers(
  tx: EntityManager,
  source: string,
  numbers: readonly NetworkNumber[],
): Promise<Map<string, string>> {
  if (numbers.length === 0) return new Map();
  const found = await rows<{ network: string; number: string; code: string }>(
    tx,
    `SELECT n.network_code AS network, n.number, p.code
       FROM jsonb_to_recordset($2::jsonb) AS wanted(network text, number text)
       JOIN point_network n ON n.network_code = wanted.network AND n.number = wanted.number
       JOIN point p ON p.id = n.point_id
      WHERE p.source <> $1`,
    [source, JSON.stringify(numbers)],
  );
  return new Map(found.map(({ network, number, code }) => [`${network} ${number}`, code]));
}

/** Makes the chains or networks that are not there yet. */
export async function addNames(
  tx: EntityManager,
  table: 'chain' | 'network',
  names: ReadonlyMap<string, string>,
): Promise<void> {
  if (names.size === 0) return;
  await tx.query(
    `INSERT INTO ${table} (code, name)
     SELECT code, name FROM jsonb_to_recordset($1::jsonb) AS given(code text, name text) ON CONFLICT DO NOTHING`,
    [JSON.stringify([...names].map(([code, name]) => ({ code, name })))],
  );
}

export interface PointWrite {
  /** The row's id; null for a point to add. */
  id: string | null;
  code: string;
  ref: string;
  merged: Pick<Merged, 'fields' | 'standing' | 'imported' | 'origins' | 'flags'>;
  edits: Edits;
  /** Since when its source no longer has it (RFC 3339); null for what an import has just found. */
  missingSince: string | null;
}

const VALUES = `
  name text, chain_code text, kind text, services text[], street text, postcode text, city text, country text,
  lat float8, lon float8, time_zone text, holiday_region text, hours jsonb, max_weight_grams integer,
  max_longest_side_millimetres integer, max_sides_sum_millimetres integer, capacity_parcels integer, state text,
  state_reason text, replaced_by_code text, flags text[], imported jsonb, edited jsonb, origins jsonb, missing_since timestamptz`;

const NAMES = VALUES.replaceAll(/ (text\[\]|text|float8|jsonb|integer|timestamptz)/g, '').trim();

function valuesOf({ merged, edits, missingSince }: PointWrite): Record<string, unknown> {
  const { fields, standing, imported, origins, flags } = merged;
  return {
    name: fields.name,
    chain_code: fields.chain,
    kind: fields.kind,
    services: fields.services,
    street: fields.street,
    postcode: fields.postcode,
    city: fields.city,
    country: fields.country,
    lat: fields.lat,
    lon: fields.lon,
    time_zone: fields.timeZone,
    holiday_region: fields.holidayRegion,
    hours: fields.hours,
    max_weight_grams: fields.maxWeightGrams,
    max_longest_side_millimetres: fields.maxLongestSideMillimetres,
    max_sides_sum_millimetres: fields.maxSidesSumMillimetres,
    capacity_parcels: fields.capacityParcels,
    state: standing.state,
    state_reason: standing.reason,
    replaced_by_code: standing.replacedByCode,
    flags,
    imported,
    edited: edits,
    origins,
    missing_since: missingSince,
  };
}

/** Adds points in one statement, and answers their ids in the same order. */
export async function insertPoints(
  tx: EntityManager,
  source: string,
  writes: readonly PointWrite[],
  at: Date,
): Promise<string[]> {
  if (writes.length === 0) return [];
  const given = writes.map((write) => ({ ...valuesOf(write), code: write.code, source_ref: write.ref }));
  const made = await rows<{ id: string; code: string }>(
    tx,
    `INSERT INTO point (code, source, source_ref, created_at, updated_at, ${NAMES})
     SELECT code, $2, source_ref, $3, $3, ${NAMES}
       FROM jsonb_to_recordset($1::jsonb) AS given(code text, source_ref text, ${VALUES})
     RETURNING id, code`,
    [JSON.stringify(given), source, at],
  );
  const idOf = new Map(made.map(({ id, code }) => [code, id]));
  return writes.map(({ code }) => idOf.get(code) as string);
}

/** Writes points that are there, in one statement. */
export async function updatePoints(tx: EntityManager, writes: readonly PointWrite[], at: Date): Promise<void> {
  if (writes.length === 0) return;
  const given = writes.map((write) => ({ ...valuesOf(write), id: write.id }));
  const assignments = NAMES.split(',').map((name) => `${name.trim()} = given.${name.trim()}`);
  await tx.query(
    `UPDATE point SET ${assignments.join(', ')}, updated_at = $2
       FROM jsonb_to_recordset($1::jsonb) AS given(id bigint, ${VALUES}) WHERE point.id = given.id`,
    [JSON.stringify(given), at],
  );
}

/** Gives points the networks that are listed, and no others. Numbers that move between these points do not collide. */
export async function writeNetworks(
  tx: EntityManager,
  points: readonly { id: string; networks: readonly NetworkNumber[] }[],
  source: string,
): Promise<void> {
  if (points.length === 0) return;
  const given = points.flatMap(({ id, networks }) => networks.map((each) => ({ id, ...each })));
  await tx.query('DELETE FROM point_network WHERE point_id = ANY($1::bigint[])', [points.map(({ id }) => id)]);
  if (given.length === 0) return;
  // A number that another point of this source still has moved on: that point's own record takes it away or suspends it.
  await tx.query(
    `DELETE FROM point_network n
      USING jsonb_to_recordset($1::jsonb) AS given(network text, number text), point p
      WHERE n.network_code = given.network AND n.number = given.number AND p.id = n.point_id AND p.source = $2`,
    [JSON.stringify(given), source],
  );
  await tx.query(
    `INSERT INTO point_network (point_id, network_code, number)
     SELECT id, network, number FROM jsonb_to_recordset($1::jsonb) AS given(id bigint, network text, number text)`,
    [JSON.stringify(given)],
  );
}

/** The source's points that an import is expected to have: those neither closed for good nor missing before. */
export function expectedPoints(
  tx: EntityManager,
  source: string,
): Promise<{ id: string; code: string; source_ref: string }[]> {
  return rows(
    tx,
    `SELECT id, code, source_ref FROM point
      WHERE source = $1 AND state <> 'CLOSED' AND missing_since IS NULL ORDER BY code`,
    [source],
  );
}

/** Suspends points that their source no longer has, save where an operator has said otherwise. */
export async function markMissing(tx: EntityManager, ids: readonly string[], reason: string, at: Date): Promise<void> {
  if (ids.length === 0) return;
  await tx.query(
    `UPDATE point SET missing_since = $3, updated_at = $3,
            state = CASE WHEN edited ? 'state' THEN state ELSE 'SUSPENDED' END,
            state_reason = CASE WHEN edited ? 'state' THEN state_reason ELSE $2 END
      WHERE id = ANY($1::bigint[])`,
    [ids, reason, at],
  );
}

/** How many points of the source have been missing since an earlier import. */
export async function countMissing(tx: EntityManager, source: string): Promise<number> {
  const [counted] = await rows<{ count: number }>(
    tx,
    'SELECT count(*)::int AS count FROM point WHERE source = $1 AND missing_since IS NOT NULL',
    [source],
  );
  return counted?.count ?? 0;
}

/** Flags the source's points that have a twin in this file, and those that no longer have one no more. */
export async function flagTwins(tx: EntityManager, source: string, refs: readonly string[], at: Date): Promise<void> {
  await tx.query(
    `UPDATE point SET flags = array_append(flags, 'NEAR_TWIN'), updated_at = $3
      WHERE source = $1 AND source_ref = ANY($2::text[]) AND NOT flags @> '{NEAR_TWIN}'`,
    [source, refs, at],
  );
  await tx.query(
    `UPDATE point SET flags = array_remove(flags, 'NEAR_TWIN'), updated_at = $3
      WHERE source = $1 AND flags @> '{NEAR_TWIN}' AND NOT source_ref = ANY($2::text[]) AND missing_since IS NULL`,
    [source, refs, at],
  );
}

/** The record of an import, and the line that every deed of an operator leaves. */
export async function recordImport(
  tx: EntityManager,
  {
    source,
    fileName,
    actor,
    chainCode,
    at,
    report,
  }: {
    source: string;
    fileName: string;
    actor: string;
    chainCode: string | null;
    at: Date;
    report: object;
  },
): Promise<void> {
  await tx.query(
    'INSERT INTO import_run (source, file_name, actor_id, finished_at, report) VALUES ($1, $2, $3, $4, $5)',
    [source, fileName, actor, at, JSON.stringify(report)],
  );
  await tx.query(
    `INSERT INTO audit_line (at, actor_id, chain_code, operation, target) VALUES ($1, $2, $3, 'importPoints', $4)`,
    [at, actor, chainCode, `source=${source}`],
  );
}
