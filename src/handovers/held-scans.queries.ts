import type { EntityManager } from 'typeorm';
import type { CodeOutcome, HandoverInput } from '#libs/custody';
import type { Caller } from '../platform/caller.js';
import { rows } from '../platform/database/rows.js';

/** A scan that waits: all of it but the pickup code, and what that was found to be worth. */
export interface NewHeldScan {
  id: string;
  parcelId: string;
  idempotencyKey: string;
  fingerprint: string;
  scan: HandoverInput;
  codeOutcome: CodeOutcome;
}

export interface HeldRow {
  id: string;
  parcel_id: string;
  tracking_number: string;
  idempotency_key: string;
  fingerprint: Buffer;
  received_at: Date;
  /** A bigint, which comes as text. */
  clock_offset_ms: string | null;
  scan: HandoverInput;
  code_outcome: CodeOutcome;
  accepted: boolean | null;
  token_id: string;
  token_label: string;
  role: 'CLERK' | 'CARRIER';
  point_id: string | null;
  point_code: string | null;
  network_code: string | null;
  ended_at: Date;
}

const HELD = `
  SELECT h.id, h.parcel_id, c.tracking_number, h.idempotency_key, h.fingerprint, h.received_at, h.clock_offset_ms, h.scan,
         h.code_outcome, h.accepted, h.token_id, t.label AS token_label, t.role, t.point_id, s.code AS point_code,
         t.network_code, LEAST(t.revoked_at, t.expires_at) AS ended_at
    FROM held_scan h
    JOIN parcel c ON c.id = h.parcel_id
    JOIN point p ON p.id = c.pickup_point_id
    JOIN access_token t ON t.id = h.token_id
    LEFT JOIN point s ON s.id = t.point_id`;

/** Those that wait, in the order in which they came; an operator of a chain sees those of parcels bound for it. */
export function waitingScans(
  db: EntityManager,
  wanted: { chainCode: string | null; tokenId: string | null; afterId: string | null; most: number },
): Promise<HeldRow[]> {
  return rows<HeldRow>(
    db,
    `${HELD}
      WHERE h.decided_at IS NULL AND ($1::text IS NULL OR p.chain_code = $1)
        AND ($2::uuid IS NULL OR h.token_id = $2) AND ($3::uuid IS NULL OR h.id > $3)
      ORDER BY h.id LIMIT $4`,
    [wanted.chainCode, wanted.tokenId, wanted.afterId, wanted.most],
  );
}

export function heldByIds(db: EntityManager, ids: readonly string[]): Promise<HeldRow[]> {
  return rows<HeldRow>(db, `${HELD} WHERE h.id = ANY($1::uuid[]) ORDER BY h.id`, [ids]);
}

/** What is known of the keys of parcels whose locks the transaction holds, by parcel and key. */
export async function heldByKeys(
  tx: EntityManager,
  parcelIds: readonly string[],
  keys: readonly string[],
): Promise<Map<string, { fingerprint: string; accepted: boolean | null }>> {
  const found = await rows<{
    parcel_id: string;
    idempotency_key: string;
    fingerprint: string;
    accepted: boolean | null;
  }>(
    tx,
    `SELECT parcel_id, idempotency_key, encode(fingerprint, 'hex') AS fingerprint, accepted
       FROM held_scan WHERE parcel_id = ANY($1::uuid[]) AND idempotency_key = ANY($2::text[])`,
    [parcelIds, keys],
  );
  return new Map(found.map((row) => [`${row.parcel_id} ${row.idempotency_key}`, row]));
}

export async function countWaiting(tx: EntityManager, tokenId: string): Promise<number> {
  const [counted] = await rows<{ count: number }>(
    tx,
    'SELECT count(*)::int AS count FROM held_scan WHERE token_id = $1 AND decided_at IS NULL',
    [tokenId],
  );
  return counted?.count ?? 0;
}

export async function insertHeld(
  tx: EntityManager,
  held: readonly NewHeldScan[],
  { tokenId, receivedAt, clockOffsetMs }: { tokenId: string; receivedAt: Date; clockOffsetMs: number | null },
): Promise<void> {
  if (held.length === 0) return;
  await tx.query(
    `INSERT INTO held_scan (id, token_id, received_at, clock_offset_ms, parcel_id, idempotency_key, fingerprint, scan,
                            code_outcome)
     SELECT id, $1, $2, $3, parcel_id, key, decode(fingerprint, 'hex'), scan, code_outcome
       FROM unnest($4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::jsonb[], $9::text[])
            h (id, parcel_id, key, fingerprint, scan, code_outcome)`,
    [
      tokenId,
      receivedAt,
      clockOffsetMs,
      held.map(({ id }) => id),
      held.map(({ parcelId }) => parcelId),
      held.map(({ idempotencyKey }) => idempotencyKey),
      held.map(({ fingerprint }) => fingerprint),
      held.map(({ scan }) => JSON.stringify(scan)),
      held.map(({ codeOutcome }) => codeOutcome),
    ],
  );
}

export async function markDecided(
  tx: EntityManager,
  ids: readonly string[],
  { accepted, by, at }: { accepted: boolean; by: string; at: Date },
): Promise<void> {
  if (ids.length === 0) return;
  await tx.query('UPDATE held_scan SET decided_at = $2, decided_by = $3, accepted = $4 WHERE id = ANY($1::uuid[])', [
    ids,
    at,
    by,
    accepted,
  ]);
}

/** Who sent it, as they were. */
export function senderOf(row: HeldRow): Extract<Caller, { role: 'CLERK' | 'CARRIER' }> {
  const { token_id: id, role } = row;
  return role === 'CLERK'
    ? { role, id, pointId: row.point_id as string, pointCode: row.point_code as string }
    : { role, id, networkCode: row.network_code as string };
}

export function offsetOf(row: HeldRow): number | null {
  return row.clock_offset_ms === null ? null : Number(row.clock_offset_ms);
}
