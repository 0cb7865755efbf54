import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { State } from '#libs/custody';
import { fitReasons, type ParcelMeasures } from '#libs/matching';
import { CodedError } from '#libs/refusals';
import { ScanningParties } from '../access/scanning-parties.js';
import { MerchantsService } from '../merchants/merchants.service.js';
import type { Caller } from '../platform/caller.js';
import { Clock } from '../platform/clock.js';
import { rows } from '../platform/database/rows.js';
import { lockOffer } from '../search/offer.queries.js';
import { type Price, pricing, withinPrice } from '../search/pricing.js';
import { refuse, requireOwnChain } from './create-parcel.service.js';
import type { Ledger } from './ledger.js';
import type { RebookParcelInput } from './parcels.inputs.js';
import { rebookingPrice } from './rebooking-terms.js';
import { actorFor, lockVisible, recordAct } from './record-act.js';
import { holdsRoom } from './room.js';

/** What people decide about a parcel, as against what happens to it. */
@Injectable()
export class ActService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly scanningParties: ScanningParties,
    private readonly merchants: MerchantsService,
  ) {}

  /** @throws CodedError STATE_DOES_NOT_ALLOW once the parcel has left its merchant. */
  async cancel(caller: Caller, trackingNumber: string): Promise<string> {
    const scans = await this.scanningParties.current();
    return this.dataSource.transaction(async (tx) => {
      const ledger = await lockVisible(tx, caller, trackingNumber, 'trackingNumber');
      const input = { idempotencyKey: 'cancellation', kind: 'CANCELLATION' };
      await recordAct(tx, ledger, input, actorFor(caller), { now: this.clock.now(), scans });
      return trackingNumber;
    });
  }

  /**
   * Books another point for a parcel, with room, and at no more than what it costs already unless any price will do.
   *
   * @throws CodedError SAME_POINT, FULL, NOT_FREE and the like, STATE_DOES_NOT_ALLOW.
   */
  async rebook(caller: Caller, input: RebookParcelInput): Promise<string> {
    const scans = await this.scanningParties.current();
    return this.dataSource.transaction(async (tx) => {
      const now = this.clock.now();
      const ledger = await lockVisible(tx, caller, input.trackingNumber, 'input.trackingNumber');
      const key = input.idempotencyKey;
      const known = ledger.entries.some((entry) => entry.idempotencyKey === key);
      if (!known) await this.requireBookable(tx, caller, ledger, input, now);
      const act = { idempotencyKey: key, kind: 'REBOOKING', bookedPointCode: input.pickupPointCode };
      await recordAct(tx, ledger, act, actorFor(caller), { now, scans });
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
    // The same point can be booked again only where its booking has lapsed.
    const isSame = pickupPointCode === ledger.pickupPointCode;
    if (isSame && holdsRoom(ledger, now)) throw new CodedError('SAME_POINT', { pointCode: pickupPointCode });
    const parcel = await conditionsOf(tx, ledger.parcelId);
    const price = rebookingPrice(caller, parcel.state, parcel);
    const offer = await lockOffer(tx, pickupPointCode, now);
    if (offer === null)
      throw new CodedError('NOT_FOUND', { code: pickupPointCode }, { field: 'input.pickupPointCode' });
    requireOwnChain(caller, offer);
    refuse(fitReasons(offer, { parcel: ledger.measures }), offer);
    const usable = await this.merchants.usable(tx, ledger.merchantId, now, 'ANY');
    const isAnyPrice = cost === 'ANY' && caller.role !== 'CUSTOMER';
    const prices = pricing(isAnyPrice ? usable : withinPrice(usable, price), now);
    const programme = prices.programmeAt(offer);
    if (programme === null) {
      refuse(prices.reasonsAt(offer), offer);
      throw new CodedError(prices.absence, { pointCode: offer.code });
    }
    await tx.query('UPDATE parcel SET programme_code = $2, fee_cents = $3, currency = $4 WHERE id = $1', [
      ledger.parcelId,
      programme.code,
      programme.feeCents,
      programme.currency,
    ]);
  }
}

/** Under what a parcel was booked: its measures, and its price. */
type Conditions = ParcelMeasures & Price & { state: State };

async function conditionsOf(tx: EntityManager, parcelId: string): Promise<Conditions> {
  const [parcel] = await rows<Conditions>(
    tx,
    `SELECT weight_grams AS "weightGrams", length_millimetres AS "lengthMillimetres",
            width_millimetres AS "widthMillimetres", height_millimetres AS "heightMillimetres", temperature, state,
            fee_cents AS "feeCents", currency
       FROM parcel WHERE id = $1`,
    [parcelId],
  );
  return parcel as Conditions;
}
