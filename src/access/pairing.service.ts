import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CodedError } from '#libs/refusals';
import type { Caller } from '../platform/caller.js';
import { Clock } from '../platform/clock.js';
import { rows } from '../platform/database/database.js';
import { Secrets, sha256 } from '../platform/secrets.js';
import type { AuditLine, PairedDevice, PairingCode } from './access.inputs.js';
import { TokensService } from './tokens.service.js';

// No letter that is taken for a digit or another letter when it is read out across a counter.
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
const CODE_LENGTH = 10;
const CODE_MINUTES = 15;
export const DEVICE_DAYS = 365;

/** How a clerk's phone gets its token: an operator makes a one-time code, the clerk types it once. */
@Injectable()
export class PairingService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly secrets: Secrets,
    private readonly tokens: TokensService,
  ) {}

  async createCode(caller: Caller & { role: 'OPERATOR' }, pointCode: string, label: string): Promise<PairingCode> {
    const [point] = await rows<{ id: string; chain_code: string | null }>(
      this.dataSource.manager,
      'SELECT id, chain_code FROM point WHERE code = $1',
      [pointCode],
    );
    if (!point || (caller.chainCode !== null && caller.chainCode !== point.chain_code)) {
      throw new CodedError('NOT_FOUND', { pointCode }, { field: 'pointCode' });
    }
    const code = Array.from({ length: CODE_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
    const expiresAt = new Date(this.clock.now().getTime() + CODE_MINUTES * 60_000);
    await this.dataSource.query(
      'INSERT INTO pairing_code (hash, point_id, label, created_by, expires_at) VALUES ($1, $2, $3, $4, $5)',
      [sha256(code), point.id, label, caller.id, expiresAt],
    );
    return { code: `${code.slice(0, 5)}-${code.slice(5)}`, expiresAt };
  }

  /**
   * Trades a one-time code for a clerk's token. Of two phones that type the same code, one gets it.
   *
   * @param isSession - Whether the token is to be kept in a browser's cookie.
   * @throws CodedError PAIRING_CODE_INVALID
   */
  pair(typed: string, isSession = false): Promise<PairedDevice> {
    const code = typed.toUpperCase().replaceAll(/[\s-]/g, '');
    const now = this.clock.now();
    return this.dataSource.transaction(async (tx) => {
      const [used] = await rows<{ point_id: string; label: string; created_by: string }>(
        tx,
        `UPDATE pairing_code SET used_at = $2 WHERE hash = $1 AND used_at IS NULL AND expires_at > $2
         RETURNING point_id, label, created_by`,
        [sha256(code), now],
      );
      if (!used) throw new CodedError('PAIRING_CODE_INVALID');
      const [point] = await rows<{ code: string }>(tx, 'SELECT code FROM point WHERE id = $1', [used.point_id]);
      const token = await this.tokens.issue(tx, {
        role: 'CLERK',
        label: used.label,
        createdBy: used.created_by,
        expiresInDays: DEVICE_DAYS,
        pointId: used.point_id,
        isSession,
      });
      return { pointCode: (point as { code: string }).code, token, qrPublicKey: this.secrets.qrPublicKey() };
    });
  }

  /** The last lines of the audit log, newest first; an operator of a chain sees that chain's. */
  auditLog(caller: Caller & { role: 'OPERATOR' }, first: number): Promise<AuditLine[]> {
    return rows<AuditLine>(
      this.dataSource.manager,
      `SELECT id, at, actor_id AS "actorId", operation, target FROM audit_line
        WHERE $1::text IS NULL OR chain_code = $1 ORDER BY id DESC LIMIT $2`,
      [caller.chainCode, first],
    );
  }
}
