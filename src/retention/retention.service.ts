import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { fold, type ParcelState } from '#libs/custody';
import { CodedError } from '#libs/refusals';
import { ScanningParties } from '../access/scanning-parties.js';
import type { Ledger } from '../parcels/ledger.js';
import { actorFor, lockVisible, recordAct } from '../parcels/record-act.js';
import { countStays, waitingOf } from '../parcels/stay.js';
import type { Caller } from '../platform/caller.js';
import { Clock } from '../platform/clock.js';

/** Gives customers more time, within the limits of the rule under which their parcel came. */
@Injectable()
export class RetentionService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly scanningParties: ScanningParties,
  ) {}

  /**
   * Extends the time for which the point keeps a parcel, by the days that its rule gives.
   *
   * @throws CodedError EXTENSION_NOT_ALLOWED with the numbers; STATE_DOES_NOT_ALLOW for what does not wait at its point;
   *   NOT_ENTITLED for a clerk of another point; KEY_REUSED; NOT_FOUND.
   */
  async extend(caller: Caller, trackingNumber: string, idempotencyKey: string): Promise<string> {
    const scans = await this.scanningParties.current();
    await this.dataSource.transaction(async (tx) => {
      const ledger = await lockVisible(tx, caller, trackingNumber, 'trackingNumber');
      const state = fold(ledger.facts, ledger.entries);
      requireCounter(caller, state);
      const known = ledger.entries.find((entry) => entry.idempotencyKey === idempotencyKey);
      if (known?.kind === 'EXTENSION') return;
      if (known !== undefined) throw new CodedError('KEY_REUSED', { idempotencyKey });
      const deadline = await this.laterDeadline(tx, ledger, state);
      const act = { idempotencyKey, kind: 'EXTENSION', deadline };
      await recordAct(tx, ledger, act, actorFor(caller), { now: this.clock.now(), scans });
    });
    return trackingNumber;
  }

  private async laterDeadline(tx: EntityManager, { parcelId }: Ledger, state: ParcelState): Promise<number> {
    const stay = waitingOf(parcelId, state);
    if (stay === null) throw new CodedError('STATE_DOES_NOT_ALLOW', { state: state.state });
    const before = (await countStays(tx, [stay])).get(parcelId);
    if (before === undefined) throw new CodedError('STATE_DOES_NOT_ALLOW', { state: state.state });
    const { rule, deadlineMs } = before;
    const numbers = { extensions: stay.extensions, mostExtensions: rule.extensions };
    if (deadlineMs === null) throw new CodedError('EXTENSION_NOT_ALLOWED', { ...numbers, cause: 'POINT_SUSPENDED' });
    if (stay.extensions >= rule.extensions)
      throw new CodedError('EXTENSION_NOT_ALLOWED', { ...numbers, cause: 'LIMIT' });
    const longer = { ...stay, extensions: stay.extensions + 1 };
    const laterMs = (await countStays(tx, [longer])).get(parcelId)?.deadlineMs ?? null;
    // What was never fetched in time stays over: an extension that has passed already would give nobody anything.
    if (laterMs === null || laterMs <= Math.max(deadlineMs, this.clock.now().getTime())) {
      throw new CodedError('EXTENSION_NOT_ALLOWED', { ...numbers, cause: 'NO_OPEN_DAYS' });
    }
    return laterMs;
  }
}

/** A clerk promises shelf space at its own counter only. */
function requireCounter(caller: Caller, { pointCode }: ParcelState): void {
  if (caller.role === 'CLERK' && caller.pointCode !== pointCode) throw new CodedError('NOT_ENTITLED', { pointCode });
}
