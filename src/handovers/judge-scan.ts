import {
  type Custodian,
  type HandoverInput as CustodyInput,
  contentFingerprint,
  type Entry,
  judge,
  type ParcelState,
} from '#libs/custody';
import { CodedError, type RefusalCode } from '#libs/refusals';
import { custodyCaller, type Ledger, maySee } from '../parcels/ledger.js';
import { checkPickupCode } from '../parcels/pickup-code.js';
import type { Caller } from '../platform/caller.js';
import { type Secrets, sha256Hex } from '../platform/secrets.js';
import type { HandoverInput } from './handovers.inputs.js';

export interface ScanContext {
  caller: Caller;
  now: Date;
  /** The device's clock minus ours in milliseconds, where the device said what it showed. */
  clockOffsetMs: number | null;
  secrets: Secrets;
  /** Those of the request's point codes that name no point. */
  unknownPoints: ReadonlySet<string>;
  /** Whether a party is set up to scan. */
  scans: (party: Custodian) => boolean;
}

/** What one scan comes to. A ledger that it was recorded in already holds the new entry. */
export type JudgedScan = (
  | { outcome: 'REFUSED'; error: CodedError; ledger?: Ledger }
  | { outcome: 'DUPLICATE'; ledger: Ledger; state: ParcelState }
  | { outcome: 'RECORDED'; ledger: Ledger; entry: Entry; before: ParcelState; state: ParcelState }
) & {
  /** Whether a wrong pickup code was tried, which its ledger has counted. */
  isWrongTry?: boolean;
};

/**
 * Judges one scan of a parcel that is locked, and adds it to the ledger in memory, so that the next scan of the same
 * request is judged after it.
 *
 * @param ledger - Null where the label names no parcel. An unknown label and a parcel of somebody else's are told alike.
 */
export function judgeScan(input: HandoverInput, ledger: Ledger | null, context: ScanContext): JudgedScan {
  const { caller, now, clockOffsetMs, secrets, unknownPoints, scans } = context;
  if (ledger === null || !maySee(caller, ledger)) {
    return refusal('UNKNOWN_LABEL', { trackingNumber: input.trackingNumber ?? null }, 'trackingNumber');
  }
  const actor = custodyCaller(caller);
  if (actor === null) return refusal('NOT_ENTITLED', {});
  const pointCode = input.pointCode?.trim() ?? '';
  if (unknownPoints.has(pointCode)) return refusal('UNKNOWN_POINT', { pointCode }, 'pointCode');
  const content: CustodyInput = { ...input, occurredAt: input.occurredAt?.getTime() ?? null };
  const codeOutcome = checkPickupCode(secrets, ledger, input.pickupCode ?? null);
  const judged = judge(
    ledger.facts,
    ledger.entries,
    {
      input: content,
      recordedAt: now.getTime(),
      clockOffsetMs,
      online: !input.occurredAt,
      codeOutcome: input.occurredAt && codeOutcome === 'ABSENT' ? 'OFFLINE_UNCHECKED' : codeOutcome,
      wrongTries: ledger.wrongCodes,
      fingerprint: sha256Hex(contentFingerprint(content)),
    },
    actor,
    { asOf: now.getTime(), scans },
  );
  // The judgement says what the kind was taken for: " collection" is one too.
  const isTry =
    (judged.outcome === 'REFUSED' && judged.refusal === 'CODE_WRONG') ||
    (judged.outcome === 'RECORDED' && judged.entry.kind === 'COLLECTION');
  const isWrongTry = codeOutcome === 'WRONG' && isTry;
  if (isWrongTry) ledger.wrongCodes += 1;
  switch (judged.outcome) {
    case 'REFUSED': {
      // In a batch the item is at fault, not the request.
      const code: RefusalCode = judged.refusal === 'FORBIDDEN' ? 'NOT_ENTITLED' : judged.refusal;
      return { outcome: 'REFUSED', error: new CodedError(code, judged.details), ledger, isWrongTry };
    }
    case 'DUPLICATE':
      return { outcome: 'DUPLICATE', ledger, state: judged.state };
    case 'RECORDED': {
      const { entry, before, state } = judged;
      ledger.entries.push(entry);
      return { outcome: 'RECORDED', ledger, entry, before, state, isWrongTry };
    }
  }
}

function refusal(code: RefusalCode, details: Record<string, string | null>, field?: string): JudgedScan {
  return { outcome: 'REFUSED', error: new CodedError(code, details, field === undefined ? {} : { field }) };
}
