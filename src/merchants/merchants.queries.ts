import type { EntityManager } from 'typeorm';
import { rows } from '../platform/database/database.js';
import type { Merchant, MerchantState } from './merchants.inputs.js';

/**
 * Whose merchants may be seen. An operator of a chain sees those enrolled in that chain's programmes, until the
 * enrolment has ended; `days` holds the present day in the time zone of each programme.
 */
export interface ChainScope {
  readonly codes: readonly string[];
  readonly days: readonly string[];
}

const COLUMNS = `
  m.id, m.siret, m.name, m.email, m.email_proved_at AS "emailProvedAt", m.naf_code AS "nafCode",
  m.naf_nomenclature AS "nafNomenclature", m.sector, m.carrier_accounts AS "carrierAccounts", m.state, m.street,
  m.postcode, m.city, m.country, m.created_at AS "createdAt"`;

// $1 and $2 are the scope's codes and days, both NULL for everything. JSON writes a date as YYYY-MM-DD, which is what
// a day is here, whereas a driver would make an instant of it.
const ENROLMENTS = `
  coalesce((
    SELECT json_agg(json_build_object('id', e.id, 'programmeCode', e.programme_code, 'fromDay', e.first_day,
                                      'lastDay', e.last_day) ORDER BY e.first_day, e.programme_code)
      FROM enrolment e WHERE e.merchant_id = m.id AND ($1::text[] IS NULL OR e.programme_code = ANY ($1))
  ), '[]'::json) AS enrolments`;

const VISIBLE = `
  ($1::text[] IS NULL OR EXISTS (
    SELECT FROM enrolment e JOIN unnest($1::text[], $2::date[]) AS own (code, today) ON own.code = e.programme_code
     WHERE e.merchant_id = m.id AND (e.last_day IS NULL OR e.last_day >= own.today)))`;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The merchant with an id, or null where there is none or it is out of scope. */
export async function findMerchant(
  db: EntityManager,
  id: string,
  scope: ChainScope | null = null,
): Promise<Merchant | null> {
  if (!UUID.test(id)) return null;
  const [found] = await rows<Merchant>(
    db,
    `SELECT ${COLUMNS}, ${ENROLMENTS} FROM merchant m WHERE m.id = $3 AND ${VISIBLE}`,
    [scope?.codes ?? null, scope?.days ?? null, id],
  );
  return found ?? null;
}

/** The merchant with an id, which nobody else changes or enrols until the transaction is over. */
export async function lockMerchant(tx: EntityManager, id: string): Promise<Merchant | null> {
  if (!UUID.test(id)) return null;
  await tx.query('SELECT 1 FROM merchant WHERE id = $1 FOR UPDATE', [id]);
  // A second statement: one that had to wait for the lock would still show the enrolments from before it waited.
  return findMerchant(tx, id);
}

/** Merchants in the order in which they registered, from after a key on. */
export function listMerchants(
  db: EntityManager,
  {
    scope,
    state,
    after,
    limit,
  }: { scope: ChainScope | null; state: MerchantState | null; after: string | null; limit: number },
): Promise<Merchant[]> {
  return rows<Merchant>(
    db,
    `SELECT ${COLUMNS}, ${ENROLMENTS} FROM merchant m
      WHERE ${VISIBLE} AND ($3::text IS NULL OR m.state = $3) AND ($4::uuid IS NULL OR m.id > $4)
      ORDER BY m.id LIMIT $5`,
    [scope?.codes ?? null, scope?.days ?? null, state, after, limit],
  );
}

/** Whether a cursor's key is one of this list's. */
export function isMerchantKey(key: string): boolean {
  return UUID.test(key);
}

/** Adds a merchant; false where its SIRET is there already. */
export async function insertMerchant(tx: EntityManager, merchant: Merchant): Promise<boolean> {
  const added = await rows(
    tx,
    `INSERT INTO merchant (id, siret, name, email, naf_code, naf_nomenclature, sector, carrier_accounts, state, street,
                           postcode, city, country, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
     ON CONFLICT (siret) DO NOTHING RETURNING id`,
    [
      merchant.id,
      merchant.siret,
      merchant.name,
      merchant.email,
      merchant.nafCode,
      merchant.nafNomenclature,
      merchant.sector,
      merchant.carrierAccounts,
      merchant.state,
      merchant.street,
      merchant.postcode,
      merchant.city,
      merchant.country,
      merchant.createdAt,
    ],
  );
  return added.length > 0;
}

/** Writes everything of a merchant that may change. */
export async function updateMerchantRow(tx: EntityManager, merchant: Merchant): Promise<void> {
  await tx.query(
    `UPDATE merchant SET name = $2, email = $3, email_proved_at = $4, naf_code = $5, naf_nomenclature = $6, sector = $7,
                         carrier_accounts = $8, state = $9, street = $10, postcode = $11, city = $12, country = $13
      WHERE id = $1`,
    [
      merchant.id,
      merchant.name,
      merchant.email,
      merchant.emailProvedAt,
      merchant.nafCode,
      merchant.nafNomenclature,
      merchant.sector,
      merchant.carrierAccounts,
      merchant.state,
      merchant.street,
      merchant.postcode,
      merchant.city,
      merchant.country,
    ],
  );
}
