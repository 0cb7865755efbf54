import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { contentFingerprint, type HandoverInput, judge } from '#libs/custody';
import { fitReasons } from '#libs/matching';
import { CodedError } from '#libs/refusals';
import { MerchantsService } from '../merchants/merchants.service.js';
import type { Caller } from '../platform/caller.js';
import { Clock } from '../platform/clock.js';
import { sha256 } from '../platform/secrets.js';
import { lockOffer } from '../search/offer.queries.js';
import { pricing } from '../search/pricing.js';
import { refuse, requireOwnChain } from './create-parcel.service.js';
import { custodyCaller, type Ledger, lockLedger, maySee } from './ledger.js';
import { appendEntries } from './ledger-writes.js';
import type { RebookParcelInput } from './parcels.inputs.js';
import { holdsRoom } from './room.js';

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
      const ledger = await this.visible(tx, caller, trackingNumber, 'trackingNumber');
      await this.act(tx, caller, ledger, { idempotencyKey: 'cancellation', kind: 'CANCELLATION' });
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
      const ledger = await this.visible(tx, caller, input.trackingNumber, 'input.trackingNumber');
      const key = input.idempotencyKey;
      const known = ledger.entries.some((entry) => entry.idempotencyKey === key);
      if (!known) await this.requireBookable(tx, caller, ledger, input, now);
      await this.act(tx, caller, ledger, {
        idempotencyKey: key,
        kind: 'REBOOKING',
        bookedPointCode: input.pickupPointCode,
      });
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
    const offer = await lockOffer(tx, pickupPointCode, now);
    if (offer === null)
      throw new CodedError('NOT_FOUND', { code: pickupPointCode }, { field: 'input.pickupPointCode' });
    requireOwnChain(caller, offer);
    refuse(fitReasons(offer, { parcel: ledger.measures }), offer);
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

  private async visible(tx: EntityManager, caller: Caller, trackingNumber: string, field: string): Promise<Ledger> {
    const ledger = await lockLedger(tx, trackingNumber);
    if (ledger !== null && maySee(caller, ledger)) return ledger;
    throw new CodedError('NOT_FOUND', { trackingNumber }, { field });
  }

  private async act(tx: EntityManager, caller: Caller, ledger: Ledger, input: HandoverInput): Promise<void> {
    const actor = custodyCaller(caller);
    if (actor === null) throw new CodedError('FORBIDDEN');
    const fingerprint = sha256(contentFingerprint(input)).toString('hex');
    const now = this.clock.now();
    const proposed = { input, recordedAt: now.getTime(), online: true, fingerprint };
    const judged = judge(ledger.facts, ledger.entries, proposed, actor);
    switch (judged.outcome) {
      case 'RECORDED': {
        const { entry, before, state } = judged;
        return appendEntries(tx, [{ ledger, entry, before, state, sender: caller, clockOffsetMs: null }], now);
      }
      case 'DUPLICATE':
        return;
      case 'REFUSED':
        throw new CodedError(judged.refusal, judged.details);
    }
  }
}
