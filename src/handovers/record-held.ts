import type { EntityManager } from 'typeorm';
import { type Custodian, judge } from '#libs/custody';
import { CodedError } from '#libs/refusals';
import { custodyCaller, type Ledger } from '../parcels/ledger.js';
import { type Addition, appendEntries } from '../parcels/ledger-writes.js';
import { type HeldRow, offsetOf, senderOf } from './held-scans.queries.js';

/** Records scans of parcels whose locks the transaction holds. @returns Why some cannot be, by their ids. */
export async function recordHeld(
  tx: EntityManager,
  open: readonly HeldRow[],
  ledgers: ReadonlyMap<string, Ledger>,
  { now, scans }: { now: Date; scans: (party: Custodian) => boolean },
): Promise<Map<string, CodedError>> {
  const refusals = new Map<string, CodedError>();
  const additions: Addition[] = [];
  for (const row of open) {
    const ledger = ledgers.get(row.tracking_number) as Ledger;
    const sender = senderOf(row);
    const actor = custodyCaller(sender);
    if (actor === null) continue;
    const clockOffsetMs = offsetOf(row);
    const judged = judge(
      ledger.facts,
      ledger.entries,
      {
        input: { ...row.scan, idempotencyKey: row.idempotency_key },
        recordedAt: now.getTime(),
        receivedAt: row.received_at.getTime(),
        clockOffsetMs,
        online: false,
        codeOutcome: row.code_outcome === 'ABSENT' ? 'OFFLINE_UNCHECKED' : row.code_outcome,
        wrongTries: ledger.wrongCodes,
        fingerprint: row.fingerprint.toString('hex'),
      },
      actor,
      { asOf: now.getTime(), scans },
    );
    if (judged.outcome === 'REFUSED') {
      const code = judged.refusal === 'FORBIDDEN' ? 'NOT_ENTITLED' : judged.refusal;
      refusals.set(row.id, new CodedError(code, judged.details));
    } else if (judged.outcome === 'RECORDED') {
      const { entry, before, state } = judged;
      ledger.entries.push(entry);
      additions.push({ ledger, entry, before, state, sender, clockOffsetMs });
    }
  }
  await appendEntries(tx, additions, now);
  return refusals;
}
