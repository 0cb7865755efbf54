import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { fitReasons } from '#libs/matching';
import { CodedError } from '#libs/refusals';
import { MerchantsService } from '../merchants/merchants.service.js';
import type { Caller } from '../platform/caller.js';
import { Clock } from '../platform/clock.js';
import { rows } from '../platform/database/database.js';
import { lockOffer } from '../search/offer.queries.js';
import { pricing } from '../search/pricing.js';
import { refuse, requireOwnChain } from './create-parcel.service.js';
import type { Ledger } from './ledger.js';
import type { RebookParcelInput } from './parcels.inputs.js';
import { actorFor, lockVisible, recordAct } from './record-act.js';

/** What people decide about a parcel, as against what happens to it. */
@Injectable()
export class ActService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly merchants: MerchantsService,
  ) {}

  /** @throws CodedError STATE_DOES_NOT_ALLOW once the parcel has left its merchant. */
  cancel(caller: Caller, trackingNumber: string): Promise<string> {
    return this.dataSource.transaction(async (tx) => {
      const ledger = await lockVisible(tx, caller, trackingNumber, 'trackingNumber');
      const input = { idempotencyKey: 'cancellation', kind: 'CANCELLATION' };
      await recordAct(tx, ledger, input, actorFor(caller), this.clock.now());
      return trackingNumber;
    });
  }

  /**
   * Books another point for a parcel: free for its merchant under the same conditions as at first, with room.
   *
   * @throws CodedError SAME_POINT, FULL, NOT_FREE and the like, STATE_DOES_NOT_ALLOW.
   */
  rebook(caller: Caller, input: RebookParcelInput): Promise<string> {
    return this.dataSource.transaction(async (tx) => {
      const now = this.clock.now();
      const ledger = await lockVisible(tx, caller, input.trackingNumber, 'input.trackingNumber');
      const key = input.idempotencyKey;
      const known = ledger.entries.some((entry) => entry.idempotencyKey === key);
      if (!known) await this.requireBookable(tx, caller, ledger, input, now);
      const act = { idempotencyKey: key, kind: 'REBOOKING', bookedPointCode: input.pickupPointCode };
      await recordAct(tx, ledger, act, actorFor(caller), now);
      return input.trackingNumber;
    });
  }

  private async requireBookable(
    tx: EntityManager,
    caller: Caller,
    ledger: Ledger,
    input: RebookParcelInput,
    now: Date,
  ): Promise<void> {
    const { pickupPointCode, cost } = input;
    await this.requireChange(tx, ledger, pickupPointCode, now);
    const offer = await lockOffer(tx, pickupPointCode, now);
    if (offer === null)
      throw new CodedError('NOT_FOUND', { code: pickupPointCode }, { field: 'input.pickupPointCode' });
    requireOwnChain(caller, offer);
    const [measures] = await rows<Measures>(
      tx,
      `SELECT weight_grams AS "weightGrams", length_millimetres AS "lengthMillimetres",
              width_millimetres AS "widthMillimetres", height_millimetres AS "heightMillimetres", temperature
         FROM parcel WHERE id = $1`,
      [ledger.parcelId],
    );
    refuse(fitReasons(offer, { parcel: measures }), offer);
    const prices = pricing(await this.merchants.usable(tx, ledger.merchantId, now, cost), now);
    const programme = prices.programmeAt(offer);
    if (programme === null) refuse(prices.reasonsAt(offer), offer);
    await tx.query('UPDATE parcel SET programme_code = $2, fee_cents = $3, currency = $4 WHERE id = $1', [
      ledger.parcelId,
      programme?.code,
      programme?.feeCents,
      programme?.currency,
    ]);
  }

  /** The same point can be booked again only where its booking has lapsed. */
  private async requireChange(tx: EntityManager, ledger: Ledger, pointCode: string, now: Date): Promise<void> {
    if (pointCode !== ledger.pickupPointCode) return;
    const holding = await rows(
      tx,
      `SELECT 1 FROM booking WHERE parcel_id = $1 AND released_at IS NULL AND (lapses_at IS NULL OR lapses_at > $2)`,
      [ledger.parcelId, now],
    );
    if (holding.length > 0) throw new CodedError('SAME_POINT', { pointCode });
  }
}

interface Measures {
  weightGrams: number;
  lengthMillimetres: number | null;
  widthMillimetres: number | null;
  heightMillimetres: number | null;
  temperature: 'AMBIENT' | 'CHILLED' | 'FROZEN';
}
