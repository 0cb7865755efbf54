import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { customerReturnText, customerText, fold } from '#libs/custody';
import { addDays, instantOfLocal, localDateOf } from '#libs/opening-hours';
import { CodedError, type Language } from '#libs/refusals';
import { loadLedger, maySee } from '../parcels/ledger.js';
import type { Caller } from '../platform/caller.js';
import { Clock } from '../platform/clock.js';
import { rows } from '../platform/database/database.js';
import { PointsService } from '../points/points.service.js';
import { NearestService } from '../search/nearest.service.js';
import type { CustomerReturn } from './proposals.inputs.js';
import { homelessOf, movable } from './proposals.queries.js';
import { viewOf } from './proposals.service.js';

interface Terms {
  return_days: number;
  time_zone: string;
}

/** Where a customer may give back what they have collected, and until when. */
@Injectable()
export class ReturnsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly nearest: NearestService,
    private readonly points: PointsService,
  ) {}

  /**
   * The nearest points that take a parcel back at no more than it costs already. Nothing is booked: the scan of the
   * clerk who takes it in begins the return, and a clerk who is handed one takes it in whatever the date.
   *
   * @param near - From where the nearest are; the point where it was collected, if null.
   * @throws CodedError NOT_FOUND.
   */
  async of(
    caller: Caller,
    trackingNumber: string,
    near: { lat: number; lon: number } | null,
    first: number,
    language: Language,
  ): Promise<CustomerReturn> {
    const db = this.dataSource.manager;
    const ledger = await loadLedger(db, trackingNumber);
    const row = ledger === null || !maySee(caller, ledger) ? null : await movable(db, trackingNumber);
    if (ledger === null || row === null) {
      throw new CodedError('NOT_FOUND', { trackingNumber }, { field: 'trackingNumber' });
    }
    const now = this.clock.now().getTime();
    const state = fold(ledger.facts, ledger.entries, { asOf: now });
    const none = { until: null, points: [] };
    if (state.state !== 'COLLECTED') return { ...none, instruction: customerText(state, language) };
    const { return_days: days, time_zone: timeZone } = await this.termsOf(ledger.parcelId);
    if (days === 0) return { ...none, instruction: customerReturnText('NOT_TAKEN', language) };
    const until = endOf(state.stateSince ?? now, days, timeZone);
    if (until <= now) return { ...none, instruction: customerReturnText('TOO_LATE', language) };
    const wanted = { ...homelessOf(row, null), networkCode: null, exceptPointCode: null, services: ['DROP_OFF'] };
    const found = await this.nearest.find({ ...wanted, near: near ?? wanted.near }, first);
    const shown = await this.points.byIds(found.map(({ id }) => id));
    const points = found.flatMap((point) => viewOf(point, shown));
    const instruction = customerReturnText(points.length === 0 ? 'NO_POINT' : 'BRING_IT', language);
    return { until: new Date(until), points, instruction };
  }

  /** By the programme under which the parcel was booked, in the time of the point where it was collected. */
  private async termsOf(parcelId: string): Promise<Terms> {
    const [terms] = await rows<Terms>(
      this.dataSource.manager,
      `SELECT COALESCE((r.definition->>'customerReturnDays')::integer, 0) AS return_days, p.time_zone
         FROM parcel c JOIN point p ON p.id = c.pickup_point_id LEFT JOIN programme r ON r.code = c.programme_code
        WHERE c.id = $1`,
      [parcelId],
    );
    return terms as Terms;
  }
}

/** The day itself does not count, and the last one ends at midnight: regulation 1182/71, article 3. */
function endOf(collectedAt: number, days: number, timeZone: string): number {
  return instantOfLocal(addDays(localDateOf(collectedAt, timeZone), days + 1), 0, timeZone);
}
