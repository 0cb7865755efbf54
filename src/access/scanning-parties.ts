import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Custodian } from '#libs/custody';
import { Changes } from '../platform/changes.js';
import { Clock } from '../platform/clock.js';
import { rows } from '../platform/database/database.js';

/**
 * Which points and carriers are set up to scan: those that hold a token which is neither revoked nor expired. Kept in
 * memory, and read again after a token was made or revoked.
 */
@Injectable()
export class ScanningParties {
  private known: Promise<ReadonlyMap<string, number>> | null = null;

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly changes: Changes,
  ) {
    changes.subscribe('token', () => {
      this.known = null;
    });
  }

  /** Whether a party is set up to scan, as of now. */
  async current(): Promise<(party: Custodian) => boolean> {
    await this.changes.current();
    this.known ??= this.read().catch((error: unknown) => {
      this.known = null;
      throw error;
    });
    const expiries = await this.known;
    const now = this.clock.now().getTime();
    return ({ kind, id }) => (expiries.get(`${kind} ${id}`) ?? 0) > now;
  }

  private async read(): Promise<ReadonlyMap<string, number>> {
    const found = await rows<{ kind: string; id: string; expires_at: Date }>(
      this.dataSource.manager,
      `SELECT CASE t.role WHEN 'CLERK' THEN 'POINT' ELSE 'CARRIER' END AS kind, COALESCE(p.code, t.network_code) AS id,
              max(t.expires_at) AS expires_at
         FROM access_token t LEFT JOIN point p ON p.id = t.point_id
        WHERE t.role IN ('CLERK', 'CARRIER') AND t.revoked_at IS NULL
        GROUP BY 1, 2`,
    );
    return new Map(found.map(({ kind, id, expires_at }) => [`${kind} ${id}`, expires_at.getTime()]));
  }
}
