import type { EntityManager } from 'typeorm';
import type { Caller } from '../platform/caller.js';
import { arrayText, rows } from '../platform/database/rows.js';
import type { Figures } from './batch.js';
import type { Splits } from './solve.js';

export const PLAN_STATES = [
  'WAITING',
  'PLANNING',
  'PLANNED',
  'COMMITTING',
  'COMMITTED',
  'CANCELLED',
  'FAILED',
] as const;
export type PlanState = (typeof PLAN_STATES)[number];

/** What became of a row. */
export const ROW_OUTCOMES = ['BAD_ROW', 'PLACED', 'NO_ROOM', 'NO_POINT', 'CREATED', 'MOVED', 'KNOWN'] as const;
export type RowOutcome = (typeof ROW_OUTCOMES)[number];

/** What was asked for beside the parcels; times are ISO 8601. */
export interface PlanTerms {
  cost: 'FREE_ONLY' | 'ANY';
  metresPerEuro: number;
  openAt: string | null;
  closedMetres: number;
  splitMetres: number;
}

/** What came of a plan, as it is kept. */
export interface PlanResult {
  optimal: Figures;
  nearestFirst: Figures;
  unplaced: { NO_POINT: number; NO_ROOM: number };
  overflows: { code: string; wanted: number; room: number; rentMetres: number }[];
  splits: Splits | null;
  solvedMs: number;
}

export interface PlanRow {
  id: string;
  asked_by_role: string;
  asked_by_id: string;
  merchant_id: string | null;
  network_code: string | null;
  chain_code: string | null;
  is_forecast: boolean;
  terms: PlanTerms;
  state: PlanState;
  progress: string | null;
  failure: string | null;
  result: PlanResult | null;
  row_count: number;
  parcel_count: string;
  created_at: Date;
  planned_at: Date | null;
  committed_at: Date | null;
}

export interface ParcelOfPlan {
  row: number;
  reference: string | null;
  count: number;
  sealed: Buffer | null;
  outcome: RowOutcome | null;
  detail: string | null;
  point_id: string | null;
  point_code: string | null;
  distance_metres: number | null;
  tracking_number: string | null;
}

/** A plan that a caller may see: its own, and an operator those of its chain. */
export async function planOf(db: EntityManager, caller: Caller, id: string): Promise<PlanRow | null> {
  const { where, value } = scopeOf(caller);
  const [found] = await rows<PlanRow>(db, `SELECT * FROM plan WHERE id = $1 AND ${where}`, [id, value]);
  return found ?? null;
}

function scopeOf(caller: Caller): { where: string; value: string | null } {
  switch (caller.role) {
    case 'MERCHANT':
      return { where: 'merchant_id = $2::uuid', value: caller.merchantId };
    case 'CARRIER':
      return { where: 'network_code = $2::text', value: caller.networkCode };
    case 'OPERATOR':
      return { where: '($2::text IS NULL OR chain_code = $2)', value: caller.chainCode };
    default:
      return { where: '$2::text IS NOT NULL', value: null };
  }
}

/** Brings a plan from a state to another. @returns False if it is in none of these. */
export async function move(
  db: EntityManager,
  id: string,
  { from, to, at }: { from: readonly PlanState[]; to: PlanState; at: Date },
  more: Partial<Pick<PlanRow, 'progress' | 'failure' | 'result' | 'planned_at' | 'committed_at'>> = {},
): Promise<boolean> {
  const moved = await rows(
    db,
    `UPDATE plan SET state = $3, touched_at = $4, progress = $5, failure = $6, result = COALESCE($7::jsonb, result),
            planned_at = COALESCE($8, planned_at), committed_at = COALESCE($9, committed_at)
      WHERE id = $1 AND state = ANY($2::text[]) RETURNING id`,
    [
      id,
      from,
      to,
      at,
      more.progress ?? null,
      more.failure ?? null,
      more.result === undefined ? null : JSON.stringify(more.result),
      more.planned_at ?? null,
      more.committed_at ?? null,
    ],
  );
  return moved.length > 0;
}

export function rowsOf(db: EntityManager, planId: string, after: number, limit: number): Promise<ParcelOfPlan[]> {
  return rows<ParcelOfPlan>(
    db,
    `SELECT r.row, r.reference, r.count, r.sealed, r.outcome, r.detail, r.point_id, p.code AS point_code,
            r.distance_metres, r.tracking_number
       FROM plan_row r LEFT JOIN point p ON p.id = r.point_id
      WHERE r.plan_id = $1 AND r.row > $2 ORDER BY r.row LIMIT $3`,
    [planId, after, limit],
  );
}

/** What became of a row, as it is written. */
export interface WrittenOutcome {
  row: number;
  outcome: RowOutcome;
  detail?: string | null;
  pointId?: string | null;
  metres?: number | null;
  trackingNumber?: string | null;
}

export async function writeOutcomes(
  db: EntityManager,
  planId: string,
  outcomes: readonly WrittenOutcome[],
  { forgets }: { forgets: boolean },
): Promise<void> {
  if (outcomes.length === 0) return;
  await db.query(
    `UPDATE plan_row r SET outcome = u.outcome, detail = u.detail, point_id = u.point_id, distance_metres = u.metres,
            tracking_number = u.tracking_number, sealed = CASE WHEN $8 THEN NULL ELSE r.sealed END
       FROM unnest($2::int[], $3::text[], $4::text[], $5::bigint[], $6::int[], $7::text[])
              u (row, outcome, detail, point_id, metres, tracking_number)
      WHERE r.plan_id = $1 AND r.row = u.row`,
    [
      planId,
      arrayText(outcomes.map(({ row }) => row)),
      arrayText(outcomes.map(({ outcome }) => outcome)),
      arrayText(outcomes.map(({ detail }) => detail)),
      arrayText(outcomes.map(({ pointId }) => pointId)),
      arrayText(outcomes.map(({ metres }) => metres)),
      arrayText(outcomes.map(({ trackingNumber }) => trackingNumber)),
      forgets,
    ],
  );
}
