import type { EntityManager } from 'typeorm';
import type { Account } from '../access/sign-in-links.js';
import { rows } from '../platform/database/database.js';

/** An account, and what its owner knows it by: a merchant's name, a chain's, or null for the whole installation. */
export interface NamedAccount extends Account {
  name: string | null;
}

/**
 * The accounts that an e-mail address signs in to, operators' first, then merchants whose address is proved. Anybody may
 * register merchants with somebody's address: one message never names more than `limit`.
 */
export function accountsOf(db: EntityManager, email: string, limit: number): Promise<NamedAccount[]> {
  return rows<NamedAccount>(
    db,
    `SELECT role, id, email, name
       FROM (SELECT 'OPERATOR' AS role, o.id, o.email, c.name, 0 AS place
               FROM operator o LEFT JOIN chain c ON c.code = o.chain_code
              WHERE lower(o.email COLLATE "C") = $1
             UNION ALL
             SELECT 'MERCHANT', m.id, m.email, m.name, CASE WHEN m.email_proved_at IS NULL THEN 2 ELSE 1 END
               FROM merchant m WHERE lower(m.email COLLATE "C") = $1) found
      ORDER BY place, name NULLS FIRST, id LIMIT $2`,
    [email.toLowerCase(), limit],
  );
}
