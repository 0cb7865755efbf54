import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { fold } from '#libs/custody';
import { ScanningParties } from '../access/scanning-parties.js';
import { Clock } from '../platform/clock.js';
import { rows } from '../platform/database/rows.js';
import { Jobs } from '../platform/jobs.js';
import { lockLedgers } from './ledger.js';
import { storeStates } from './ledger-writes.js';

const MOST_AT_ONCE = 200;

/**
 * What time alone does to discrepancies: the other side of a handover has a day to arrive, and is missing after it
 * although nothing was recorded.
 */
@Injectable()
export class RecheckService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly scanningParties: ScanningParties,
    jobs: Jobs,
  ) {
    jobs.recur('recheck', { everySeconds: 300 }, (signal) => this.runDue(signal));
  }

  private async runDue(signal: AbortSignal): Promise<void> {
    for (;;) {
      const scans = await this.scanningParties.current();
      const asOf = this.clock.now().getTime();
      const found = await this.dataSource.transaction(async (tx) => {
        const due = await rows<{ tracking_number: string }>(
          tx,
          `SELECT tracking_number FROM parcel WHERE recheck_at <= $1
            ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED`,
          [new Date(asOf), MOST_AT_ONCE],
        );
        const ledgers = await lockLedgers(
          tx,
          due.map((row) => row.tracking_number),
        );
        const folded = [...ledgers.values()].flatMap((ledger) => {
          const entry = ledger.entries.at(-1);
          return entry === undefined
            ? []
            : [{ ledger, entry, state: fold(ledger.facts, ledger.entries, { asOf, scans }) }];
        });
        if (folded.length > 0) await storeStates(tx, folded);
        return due.length;
      });
      if (found < MOST_AT_ONCE || signal.aborted) return;
    }
  }
}
