import type { EntityManager } from 'typeorm';
import {
  type Custodian,
  type Caller as CustodyCaller,
  contentFingerprint,
  type HandoverInput,
  judge,
} from '#libs/custody';
import { CodedError } from '#libs/refusals';
import type { Caller } from '../platform/caller.js';
import { sha256Hex } from '../platform/secrets.js';
import { custodyCaller, type Ledger, lockLedger, maySee } from './ledger.js';
import { type Addition, appendEntries } from './ledger-writes.js';

/** Who acts: as custody knows it, and as it is written down. */
export interface Actor {
  custody: CustodyCaller;
  id: string;
  role: string;
}

/** What the judgement of an act depends on beside its ledger. */
export interface Circumstances {
  now: Date;
  /** Whether a party is set up to scan. */
  scans: (party: Custodian) => boolean;
}

/** What happens because time has passed. */
export const SYSTEM: Actor = { custody: { role: 'SYSTEM' }, id: 'system', role: 'SYSTEM' };

/** @throws CodedError FORBIDDEN for those who have no part in custody. */
export function actorFor(caller: Caller): Actor {
  const custody = custodyCaller(caller);
  if (custody === null) throw new CodedError('FORBIDDEN');
  return { custody, id: caller.id, role: caller.role };
}

/** A parcel's ledger under its lock. @throws CodedError NOT_FOUND, also for what is none of the caller's business. */
export async function lockVisible(
  tx: EntityManager,
  caller: Caller,
  trackingNumber: string,
  field: string,
): Promise<Ledger> {
  const ledger = await lockLedger(tx, trackingNumber);
  if (ledger !== null && maySee(caller, ledger)) return ledger;
  throw new CodedError('NOT_FOUND', { trackingNumber }, { field });
}

/**
 * Records what somebody decides about a parcel whose lock the transaction holds.
 *
 * @returns False if it had been recorded before.
 * @throws CodedError with the code of why it may not be.
 */
export async function recordAct(
  tx: EntityManager,
  ledger: Ledger,
  input: HandoverInput,
  actor: Actor,
  circumstances: Circumstances,
): Promise<boolean> {
  const addition = judgeAct(ledger, input, actor, circumstances);
  if (addition !== null) await appendEntries(tx, [addition], circumstances.now);
  return addition !== null;
}

/** The entry that an act comes to, not yet written; null if it had been recorded before. @throws CodedError as above. */
export function judgeAct(
  ledger: Ledger,
  input: HandoverInput,
  { custody, id, role }: Actor,
  { now, scans }: Circumstances,
): Addition | null {
  const fingerprint = sha256Hex(contentFingerprint(input));
  const proposed = { input, recordedAt: now.getTime(), online: true, fingerprint };
  const judged = judge(ledger.facts, ledger.entries, proposed, custody, { asOf: now.getTime(), scans });
  switch (judged.outcome) {
    case 'RECORDED': {
      const { entry, before, state } = judged;
      return { ledger, entry, before, state, sender: { id, role }, clockOffsetMs: null };
    }
    case 'DUPLICATE':
      return null;
    case 'REFUSED':
      throw new CodedError(judged.refusal, judged.details);
  }
}
