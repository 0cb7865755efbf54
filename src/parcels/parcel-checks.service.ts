import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { ParcelMeasures } from '#libs/matching';
import { CodedError } from '#libs/refusals';
import { Clock } from '../platform/clock.js';
import { rows } from '../platform/database/database.js';
import { type CheckResult, checkPoint, loadCheckedPoints } from './point-checks.js';

/** Checks the booked point of a parcel again, as of now. */
@Injectable()
export class ParcelChecksService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  async check(trackingNumber: string, db: EntityManager = this.dataSource.manager): Promise<CheckResult[]> {
    const now = this.clock.now();
    const [parcel] = await rows<ParcelMeasures & { pointCode: string; hasRoom: boolean }>(
      db,
      `SELECT p.code AS "pointCode", c.weight_grams AS "weightGrams", c.length_millimetres AS "lengthMillimetres",
              c.width_millimetres AS "widthMillimetres", c.height_millimetres AS "heightMillimetres", c.temperature,
              EXISTS (SELECT 1 FROM booking b WHERE b.parcel_id = c.id AND b.released_at IS NULL
                         AND (b.lapses_at IS NULL OR b.lapses_at > $2)) AS "hasRoom"
         FROM parcel c JOIN point p ON p.id = c.pickup_point_id WHERE c.tracking_number = $1`,
      [trackingNumber, now],
    );
    if (!parcel) return checkPoint(null, {}, false);
    const { pointCode, hasRoom } = parcel;
    const points = await loadCheckedPoints(db, [pointCode], hasRoom ? [] : [pointCode], now);
    return checkPoint(points.get(pointCode) ?? null, parcel, hasRoom);
  }

  /**
   * Stops a label for a point that can no longer take the parcel.
   *
   * @throws CodedError POINT_CHANGED with what failed, so that another point is booked before anything is printed.
   */
  async requirePassed(trackingNumber: string): Promise<void> {
    const failed = (await this.check(trackingNumber)).filter(({ outcome }) => outcome === 'FAILED');
    if (failed.length === 0) return;
    throw new CodedError('POINT_CHANGED', { checks: failed.map(({ code, detail }) => ({ code, detail })) });
  }
}
