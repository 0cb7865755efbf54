import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { contentFingerprint, ENTRY_KINDS, happenedAtOf, normalisedInput } from '#libs/custody';
import { CodedError, type Language } from '#libs/refusals';
import { ScanningParties } from '../access/scanning-parties.js';
import { type Ledger, lockLedgers, maySee } from '../parcels/ledger.js';
import { checkPickupCode } from '../parcels/pickup-code.js';
import type { Former } from '../platform/caller.js';
import { Clock } from '../platform/clock.js';
import { again } from '../platform/database/again.js';
import { connectionOf, idOfCursor, isId } from '../platform/graphql/page.js';
import { Refusal } from '../platform/graphql/refusal.type.js';
import { Secrets, sha256 } from '../platform/secrets.js';
import type { OperatorCaller } from '../points/operator.js';
import type { HandoverInput, HandoverOutcome } from './handovers.inputs.js';
import type { HeldScan, HeldScanConnection, HeldScanOutcome } from './held-scans.inputs.js';
import * as held from './held-scans.queries.js';
import { KnownPoints } from './known-points.js';
import { refused } from './outcomes.js';
import { recordHeld } from './record-held.js';
import { type Item, readItem } from './scan-items.js';
import { storeWrongCodes } from './wrong-codes.js';

/** How many scans of one token wait at most: a busy counter's for some weeks. */
const MOST_WAITING = 5000;

interface Moment {
  now: Date;
  clockOffsetMs: number | null;
}

/** What one scan that cannot be recorded now comes to: the answer, and what is kept of it. */
interface Held {
  /** Null where it is in the ledger. */
  error: CodedError | null;
  kept?: held.NewHeldScan;
  /** The ledger whose wrong codes were counted. */
  tried?: Ledger;
}

/**
 * Scans that were sent with a token which had ended. They may have happened before it did, so that they are not lost; the
 * device may be in a stranger's hands, so that they are not believed: an operator decides.
 */
@Injectable()
export class HeldScansService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly secrets: Secrets,
    private readonly scanningParties: ScanningParties,
    private readonly knownPoints: KnownPoints,
  ) {}

  /**
   * Keeps scans for the operator. The sender is told that they wait, and nothing about the parcels: neither their states
   * nor whether a pickup code was right.
   */
  hold(
    former: Former,
    inputs: readonly HandoverInput[],
    sentAt: Date | null,
    language: Language,
  ): Promise<HandoverOutcome[]> {
    const now = this.clock.now();
    const moment = { now, clockOffsetMs: sentAt === null ? null : sentAt.getTime() - now.getTime() };
    const items = inputs.map(readItem);
    return again(() =>
      this.dataSource.transaction(async (tx) => {
        const found = await this.holdAll(tx, former, items, moment);
        return found.map(({ error }, place) => answer((items[place] as Item).input, error, language));
      }),
    );
  }

  private async holdAll(tx: EntityManager, former: Former, items: readonly Item[], moment: Moment): Promise<Held[]> {
    const ledgers = await lockLedgers(tx, [...new Set(items.flatMap(({ label }) => label ?? []))]);
    const unknownPoints = await this.knownPoints.unknownAmong(tx, items);
    const known = await held.heldByKeys(
      tx,
      [...ledgers.values()].map(({ parcelId }) => parcelId),
      items.map(({ input }) => input.idempotencyKey?.trim() ?? ''),
    );
    let room = MOST_WAITING - (await held.countWaiting(tx, former.id));
    const results = items.map(({ input, label, error }): Held => {
      const ledger = ledgers.get(label ?? '');
      const wrong = error ?? whatIsWrong(input, ledger, former, unknownPoints);
      if (wrong !== null || ledger === undefined) return { error: wrong ?? new CodedError('UNKNOWN_LABEL') };
      // Without the pickup code, which is checked and forgotten, and without the words of a reason.
      const scan = normalisedInput({ ...input, occurredAt: input.occurredAt?.getTime() ?? null });
      const idempotencyKey = input.idempotencyKey?.trim() ?? '';
      const fingerprint = sha256(contentFingerprint(scan)).toString('hex');
      const name = `${ledger.parcelId} ${idempotencyKey}`;
      const before = ledger.entries.find((entry) => entry.idempotencyKey === idempotencyKey) ?? known.get(name);
      if (before !== undefined) return { error: answerAgain(before, fingerprint, idempotencyKey) };
      if (room <= 0) return { error: new CodedError('TOO_MANY_HELD_SCANS', { most: MOST_WAITING }) };
      room -= 1;
      known.set(name, { fingerprint, accepted: null });
      const codeOutcome = checkPickupCode(this.secrets, ledger, input.pickupCode ?? null);
      const isWrongTry = codeOutcome === 'WRONG' && scan.kind === 'COLLECTION';
      if (isWrongTry) ledger.wrongCodes += 1;
      const kept = { id: uuid(), parcelId: ledger.parcelId, idempotencyKey, fingerprint, scan, codeOutcome };
      return { error: new CodedError('WAITS_FOR_OPERATOR'), kept, ...(isWrongTry && { tried: ledger }) };
    });
    const { now: receivedAt, clockOffsetMs } = moment;
    await held.insertHeld(
      tx,
      results.flatMap(({ kept }) => kept ?? []),
      { tokenId: former.id, receivedAt, clockOffsetMs },
    );
    await storeWrongCodes(
      tx,
      results.flatMap(({ tried }) => tried ?? []),
    );
    return results;
  }

  /** @throws CodedError BAD_INPUT for a cursor of another list. */
  async list(
    { chainCode }: OperatorCaller,
    tokenId: string | null,
    first: number,
    after: string | null,
  ): Promise<HeldScanConnection> {
    const afterId = idOfCursor(after);
    if (tokenId !== null && !isId(tokenId))
      return connectionOf<held.HeldRow, HeldScan>([], first, ({ id }) => id, view);
    const wanted = { chainCode, tokenId, afterId, most: first + 1 };
    return connectionOf(await held.waitingScans(this.dataSource.manager, wanted), first, ({ id }) => id, view);
  }

  /**
   * Decides on scans, once each: what was decided stands. Those that are accepted are judged by who their sender was, at
   * the time when they happened, and recorded like any other.
   */
  async decide(
    caller: OperatorCaller,
    ids: readonly string[],
    accept: boolean,
    language: Language,
  ): Promise<HeldScanOutcome[]> {
    const scans = await this.scanningParties.current();
    const now = this.clock.now();
    const wanted = [...new Set(ids)].filter(isId);
    const outcomes = await again(() =>
      this.dataSource.transaction(async (tx) => {
        const numbers = (await held.heldByIds(tx, wanted)).map((row) => row.tracking_number);
        const ledgers = await lockLedgers(tx, [...new Set(numbers)]);
        // Read again behind the locks, which every decision takes first.
        const found = (await held.heldByIds(tx, wanted)).filter((row) => {
          const ledger = ledgers.get(row.tracking_number);
          return ledger !== undefined && maySee(caller, ledger);
        });
        const open = found.filter((row) => row.accepted === null);
        const refusals = accept ? await recordHeld(tx, open, ledgers, { now, scans }) : new Map<string, CodedError>();
        const decided = open.filter(({ id }) => !refusals.has(id)).map(({ id }) => id);
        await held.markDecided(tx, decided, { accepted: accept, by: caller.id, at: now });
        return new Map(
          found.map(({ id, accepted }): [string, HeldScanOutcome] => {
            const error = refusals.get(id);
            if (error !== undefined) return [id, waiting(id, error, language)];
            return [id, { id, accepted: accepted ?? accept, decidedBefore: accepted !== null, refusal: null }];
          }),
        );
      }),
    );
    return ids.map(
      (id) => outcomes.get(id) ?? waiting(id, new CodedError('NOT_FOUND', { id: id.slice(0, 100) }), language),
    );
  }
}

function answer(input: HandoverInput, error: CodedError | null, language: Language): HandoverOutcome {
  const told = refused(input, error ?? new CodedError('WAITS_FOR_OPERATOR'), language);
  return error === null ? { ...told, recorded: true, duplicate: true, refusal: null } : told;
}

function waiting(id: string, error: CodedError, language: Language): HeldScanOutcome {
  return { id, accepted: null, decidedBefore: false, refusal: Refusal.from(error, language) };
}

function whatIsWrong(
  input: HandoverInput,
  ledger: Ledger | undefined,
  former: Former,
  unknownPoints: ReadonlySet<string>,
): CodedError | null {
  if (ledger === undefined || !maySee(former.was, ledger)) {
    const { trackingNumber = null } = input;
    return new CodedError('UNKNOWN_LABEL', { trackingNumber }, { field: 'trackingNumber' });
  }
  const pointCode = input.pointCode?.trim() ?? '';
  if (unknownPoints.has(pointCode)) return new CodedError('UNKNOWN_POINT', { pointCode }, { field: 'pointCode' });
  const kind = input.kind?.trim().toUpperCase();
  return ENTRY_KINDS.some((known) => known === kind) ? null : new CodedError('BAD_INPUT', {}, { field: 'kind' });
}

/** @returns Null for what is in the ledger. */
function answerAgain(
  before: { fingerprint?: string | null | undefined; accepted?: boolean | null },
  fingerprint: string,
  idempotencyKey: string,
): CodedError | null {
  if (before.fingerprint !== fingerprint) return new CodedError('KEY_REUSED', { idempotencyKey });
  if (before.accepted === false) return new CodedError('HELD_SCAN_REJECTED');
  return before.accepted === null ? new CodedError('WAITS_FOR_OPERATOR') : null;
}

function view(row: held.HeldRow): HeldScan {
  const { scan, received_at: receivedAt, ended_at: tokenEndedAt } = row;
  const clockOffsetMs = held.offsetOf(row);
  const reading = { occurredAt: scan.occurredAt ?? null, clockOffsetMs, recordedAt: receivedAt.getTime() };
  const { happenedAt } = happenedAtOf(reading);
  return {
    id: row.id,
    tokenId: row.token_id,
    tokenLabel: row.token_label,
    senderPointCode: row.point_code,
    senderNetworkCode: row.network_code,
    tokenEndedAt,
    receivedAt,
    occurredAt: reading.occurredAt === null ? null : new Date(reading.occurredAt),
    happenedAt: new Date(happenedAt),
    isAfterEnd: happenedAt > tokenEndedAt.getTime(),
    clockOffsetMilliseconds: clockOffsetMs,
    trackingNumber: row.tracking_number,
    kind: scan.kind ?? '',
    pointCode: scan.pointCode ?? null,
    reason: scan.reason ?? null,
    codeOutcome: row.code_outcome,
  };
}
