import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import {
  type HandoverInput as CustodyInput,
  contentFingerprint,
  instructionText,
  type Judgement,
  judge,
  nextInstruction,
  type ParcelState,
} from '#libs/custody';
import { readLabel } from '#libs/identifiers';
import type { Language } from '#libs/refusals';
import { CodedError, messageOf, type RefusalCode } from '#libs/refusals';
import { appendEntry, custodyCaller, type Ledger, lockLedger, maySee } from '../parcels/ledger.js';
import { ParcelChecksService } from '../parcels/parcel-checks.service.js';
import { tellDiscrepancy } from '../parcels/parcel-view.js';
import type { Discrepancy } from '../parcels/parcels.inputs.js';
import { checkPickupCode } from '../parcels/pickup-code.js';
import { reviveRoom } from '../parcels/room.js';
import type { Caller } from '../platform/caller.js';
import { Clock } from '../platform/clock.js';
import { rows } from '../platform/database/database.js';
import { Refusal } from '../platform/graphql/refusal.type.js';
import { Secrets, sha256 } from '../platform/secrets.js';
import { checkScan } from './check-scan.js';
import type { HandoverInput, HandoverOutcome } from './handovers.inputs.js';

/** After these the parcel is on its way to its point, so the point is checked again. */
const CHECKED_KINDS = new Set(['DROP_OFF', 'CARRIER_PICKUP']);

interface Scan {
  caller: Caller;
  language: Language;
  /** The device's clock minus ours in milliseconds, where the device said what it showed. */
  clockOffsetMs: number | null;
}

/** Records what happened to parcels. A physical fact, sent by someone entitled, is never thrown away. */
@Injectable()
export class HandoversService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly secrets: Secrets,
    private readonly checks: ParcelChecksService,
  ) {}

  /**
   * Records scans in the order in which they were sent, each in a transaction of its own.
   *
   * @param sentAt - What the sender's clock showed when it sent them: the offset of a wrong clock is taken out.
   */
  async record(
    caller: Caller,
    inputs: HandoverInput[],
    sentAt: Date | null,
    language: Language,
  ): Promise<HandoverOutcome[]> {
    const clockOffsetMs = sentAt === null ? null : sentAt.getTime() - this.clock.now().getTime();
    const outcomes: HandoverOutcome[] = [];
    for (const input of inputs) outcomes.push(await this.recordOne(input, { caller, language, clockOffsetMs }));
    return outcomes;
  }

  private async recordOne(input: HandoverInput, scan: Scan): Promise<HandoverOutcome> {
    try {
      checkScan(input);
      return await this.dataSource.transaction((tx) => this.judgeOne(tx, input, scan));
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      return refused(input, error, scan.language);
    }
  }

  private async judgeOne(tx: EntityManager, input: HandoverInput, scan: Scan): Promise<HandoverOutcome> {
    const ledger = await this.find(tx, input, scan.caller);
    const actor = custodyCaller(scan.caller);
    if (actor === null) throw new CodedError('FORBIDDEN');
    await requirePoint(tx, input.pointCode?.trim() ?? '');
    const content: CustodyInput = { ...input, occurredAt: input.occurredAt?.getTime() ?? null };
    const codeOutcome = checkPickupCode(this.secrets, ledger, input.pickupCode ?? null);
    const judged = judge(
      ledger.facts,
      ledger.entries,
      {
        input: content,
        recordedAt: this.clock.now().getTime(),
        clockOffsetMs: scan.clockOffsetMs,
        online: !input.occurredAt,
        codeOutcome: input.occurredAt && codeOutcome === 'ABSENT' ? 'OFFLINE_UNCHECKED' : codeOutcome,
        wrongTries: ledger.wrongCodes,
        fingerprint: sha256(contentFingerprint(content)).toString('hex'),
      },
      actor,
      { asOf: this.clock.now().getTime() },
    );
    await this.countTries(tx, ledger, judged, codeOutcome === 'WRONG');
    return this.answer(tx, input, scan, ledger, judged);
  }

  /** The parcel that a label names, locked. An unknown label and a parcel of somebody else's are told alike. */
  private async find(tx: EntityManager, input: HandoverInput, caller: Caller): Promise<Ledger> {
    const label = readLabel(input.trackingNumber ?? '');
    const ledger = label.ok ? await lockLedger(tx, label.value.value) : null;
    if (ledger !== null && maySee(caller, ledger)) return ledger;
    throw new CodedError(
      'UNKNOWN_LABEL',
      { trackingNumber: input.trackingNumber ?? null },
      { field: 'trackingNumber' },
    );
  }

  /** Wrong codes count whether the attempt was refused or had already happened. */
  private async countTries(tx: EntityManager, ledger: Ledger, judged: Judgement, isWrong: boolean): Promise<void> {
    // The judgement says what the kind was taken for: " collection" is one too.
    const isTry =
      (judged.outcome === 'REFUSED' && judged.refusal === 'CODE_WRONG') ||
      (judged.outcome === 'RECORDED' && judged.entry.kind === 'COLLECTION');
    if (isWrong && isTry)
      await tx.query('UPDATE parcel SET wrong_codes = wrong_codes + 1 WHERE id = $1', [ledger.parcelId]);
  }

  private async answer(
    tx: EntityManager,
    input: HandoverInput,
    { caller, language }: Scan,
    ledger: Ledger,
    judged: Judgement,
  ): Promise<HandoverOutcome> {
    switch (judged.outcome) {
      case 'REFUSED': {
        // In a batch the item is at fault, not the request.
        const code: RefusalCode = judged.refusal === 'FORBIDDEN' ? 'NOT_ENTITLED' : judged.refusal;
        return refused(input, new CodedError(code, judged.details), language);
      }
      case 'DUPLICATE':
        return told(input, ledger, judged.state, language, { duplicate: true });
      case 'RECORDED': {
        await appendEntry(tx, ledger, judged.entry, judged.state, caller);
        const checked = CHECKED_KINDS.has(judged.entry.kind)
          ? await this.checkAgain(tx, ledger, judged.state, language)
          : [];
        return told(input, ledger, judged.state, language, { duplicate: false, checked });
      }
    }
  }

  /** What the booked point says of a parcel that is now on its way to it, and its place given back if it had lapsed. */
  private async checkAgain(
    tx: EntityManager,
    ledger: Ledger,
    state: ParcelState,
    language: Language,
  ): Promise<Discrepancy[]> {
    if (state.heading !== 'OUTBOUND' || state.bookedPointCode === null) return [];
    const [point] = await rows<{ id: string }>(tx, 'SELECT id FROM point WHERE code = $1', [state.bookedPointCode]);
    if (point) await reviveRoom(tx, ledger.parcelId, point.id, this.clock.now());
    const checks = await this.checks.check(ledger.trackingNumber, tx);
    return checks
      .filter(
        ({ code, outcome }) => outcome === 'FAILED' || (outcome === 'UNMADE' && code !== 'HOURS' && code !== 'ROOM'),
      )
      .map(({ outcome, detail }) => {
        const code = outcome === 'FAILED' ? 'POINT_CHANGED' : 'CHECK_NOT_MADE';
        return { code, instruction: `${messageOf(code, language)} (${detail})` };
      });
  }
}

/** A point is never deleted, so that a code which names none was never right: the ledger holds no free text. */
async function requirePoint(tx: EntityManager, code: string): Promise<void> {
  if (code === '') return;
  const found = await rows(tx, 'SELECT 1 FROM point WHERE code = $1', [code]);
  if (found.length === 0) throw new CodedError('UNKNOWN_POINT', { pointCode: code }, { field: 'pointCode' });
}

function refused(input: HandoverInput, error: CodedError, language: Language): HandoverOutcome {
  return {
    idempotencyKey: input.idempotencyKey ?? null,
    trackingNumber: input.trackingNumber ?? null,
    recorded: false,
    duplicate: false,
    refusal: Refusal.from(error, language),
    discrepancies: [],
    state: null,
    custodian: null,
    instruction: null,
  };
}

function told(
  input: HandoverInput,
  ledger: Ledger,
  state: ParcelState,
  language: Language,
  { duplicate, checked = [] }: { duplicate: boolean; checked?: Discrepancy[] },
): HandoverOutcome {
  const { code, params } = nextInstruction(state);
  return {
    idempotencyKey: input.idempotencyKey ?? null,
    trackingNumber: ledger.trackingNumber,
    recorded: true,
    duplicate,
    refusal: null,
    discrepancies: [...state.discrepancies.map((discrepancy) => tellDiscrepancy(discrepancy, language)), ...checked],
    state: state.state,
    custodian: state.custodian,
    instruction: instructionText(code, language, params),
  };
}
