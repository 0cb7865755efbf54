import type { EntityManager } from 'typeorm';
import type { Retention } from '#libs/eligibility';
import { rows } from '../platform/database/database.js';

/** A network's rule from an instant on; null where it has none from then on. */
export interface DatedRule {
  fromAt: Date;
  rule: Retention | null;
}

/** Notes the rule that a programme has from now on, if it is another; a new programme's holds for whatever came before. */
export async function noteProgrammeRetention(
  tx: EntityManager,
  code: string,
  rule: Retention | null,
  now: Date,
): Promise<void> {
  await tx.query(
    `WITH last AS (SELECT rule FROM retention_rule WHERE programme_code = $1 ORDER BY from_at DESC LIMIT 1)
     INSERT INTO retention_rule (programme_code, from_at, rule)
     SELECT $1, CASE WHEN EXISTS (SELECT FROM last) THEN $2::timestamptz ELSE '-infinity' END, $3::jsonb
      WHERE NOT EXISTS (SELECT FROM last WHERE rule IS NOT DISTINCT FROM $3::jsonb)
     ON CONFLICT (programme_code, from_at) DO UPDATE SET rule = EXCLUDED.rule`,
    [code, now, rule === null ? null : JSON.stringify(rule)],
  );
}

export async function saveNetworkRule(
  tx: EntityManager,
  networkCode: string,
  { fromAt, rule }: DatedRule,
): Promise<void> {
  await tx.query(
    `INSERT INTO retention_rule (network_code, from_at, rule) VALUES ($1, $2, $3::jsonb)
     ON CONFLICT (network_code, from_at) DO UPDATE SET rule = EXCLUDED.rule`,
    [networkCode, fromAt, rule === null ? null : JSON.stringify(rule)],
  );
}

/** The latest first. */
export function networkRules(db: EntityManager, networkCode: string, most: number): Promise<DatedRule[]> {
  return rows<DatedRule>(
    db,
    `SELECT from_at AS "fromAt", rule FROM retention_rule WHERE network_code = $1 ORDER BY from_at DESC LIMIT $2`,
    [networkCode, most],
  );
}
