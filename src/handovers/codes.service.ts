import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CodedError } from '#libs/refusals';
import type { Caller } from '../platform/caller.js';
import { rows } from '../platform/database/database.js';

/** What an operator does when a customer's code is locked after five wrong tries. */
@Injectable()
export class CodesService {
  constructor(private readonly dataSource: DataSource) {}

  /** Replaces the code, so that whoever tried the old one starts from nothing, and lets it be tried again. */
  async replace(caller: Caller & { role: 'OPERATOR' }, trackingNumber: string): Promise<boolean> {
    const changed = await rows(
      this.dataSource.manager,
      `UPDATE parcel c SET wrong_codes = 0, code_version = code_version + 1
         FROM point p WHERE p.id = c.pickup_point_id AND c.tracking_number = $1 AND ($2::text IS NULL OR p.chain_code = $2)
       RETURNING c.id`,
      [trackingNumber, caller.chainCode],
    );
    if (changed.length === 0) throw new CodedError('NOT_FOUND', { trackingNumber }, { field: 'trackingNumber' });
    return true;
  }
}
