import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { CodedError } from '#libs/refusals';
import { type Caller, requireWholeInstallation } from '../platform/caller.js';
import { Clock } from '../platform/clock.js';
import { rows } from '../platform/database/database.js';
import { check, checkRange } from '../platform/input.js';
import type { DwellForecast, DwellForecastInput } from './dwell-forecast.inputs.js';

/** Forecasts are made a few times a year. */
const MOST_FORECASTS = 100;
const MOST_DAYS = 21;
const MOST_LEAD_DAYS = 7;

/** How soon customers collect, by network, so that bookings hold no more room than parcels are likely to take. */
@Injectable()
export class DwellForecastService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /**
   * Writes what is to be gone by from an instant on, which may not lie in the past: what was booked by then was booked by
   * what was known.
   *
   * @throws CodedError BAD_INPUT naming the field; NOT_FOUND; TOO_MANY_ITEMS.
   */
  async save(
    caller: Caller,
    networkCode: string,
    forecast: DwellForecastInput | null,
    from: Date | null,
  ): Promise<DwellForecast[]> {
    requireWholeInstallation(caller);
    const now = this.clock.now();
    const fromAt = from ?? now;
    check(fromAt >= now, 'from', 'Must not be in the past.');
    if (forecast !== null) checkForecast(forecast);
    return this.dataSource.transaction(async (tx) => {
      const known = await rows(tx, 'SELECT 1 FROM network WHERE code = $1 FOR NO KEY UPDATE', [networkCode]);
      if (known.length === 0) throw new CodedError('NOT_FOUND', { networkCode }, { field: 'networkCode' });
      const before = await forecastsOf(tx, networkCode);
      const isFull = before.length === MOST_FORECASTS;
      if (isFull) throw new CodedError('TOO_MANY_ITEMS', { most: MOST_FORECASTS }, { field: 'from' });
      await tx.query(
        `INSERT INTO dwell_forecast (network_code, from_at, collected_shares, confidence, lead_days)
         VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (network_code, from_at)
         DO UPDATE SET collected_shares = EXCLUDED.collected_shares, confidence = EXCLUDED.confidence,
                       lead_days = EXCLUDED.lead_days`,
        [
          networkCode,
          fromAt,
          forecast?.collectedShares ?? null,
          forecast?.confidence ?? null,
          forecast?.leadDays ?? null,
        ],
      );
      // While nobody forecast anything, nobody noted when parcels are to arrive.
      await tx.query('UPDATE promise SET due_at = LEAST(due_at, $1) WHERE expected_at IS NOT NULL', [now]);
      return forecastsOf(tx, networkCode);
    });
  }

  list(networkCode: string): Promise<DwellForecast[]> {
    return forecastsOf(this.dataSource.manager, networkCode);
  }
}

function checkForecast({ collectedShares, confidence, leadDays }: DwellForecastInput): void {
  const field = 'forecast.collectedShares';
  const { length } = collectedShares;
  check(length >= 1 && length <= MOST_DAYS, field, `Give 1 to ${MOST_DAYS} shares, one for each day.`);
  collectedShares.forEach((share, day) => {
    check(share >= 0 && share <= 1, `${field}[${day}]`, 'Must be from 0 to 1.');
    check(share >= (collectedShares[day - 1] ?? 0), `${field}[${day}]`, 'Must not be smaller than the one before.');
  });
  checkRange(confidence, 'forecast.confidence', 0.5, 0.9999);
  checkRange(leadDays, 'forecast.leadDays', 0, MOST_LEAD_DAYS);
}

/** The latest first. */
function forecastsOf(db: EntityManager, networkCode: string): Promise<DwellForecast[]> {
  return rows<DwellForecast>(
    db,
    `SELECT from_at AS "fromAt", collected_shares AS "collectedShares", confidence, lead_days AS "leadDays"
       FROM dwell_forecast
      WHERE network_code = $1 ORDER BY from_at DESC LIMIT ${MOST_FORECASTS}`,
    [networkCode],
  );
}
