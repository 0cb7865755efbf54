import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import {
  type Custodian,
  discrepancyText,
  EXCEPTION_KINDS,
  type ExceptionKind,
  exceptionsOf,
  exceptionTexts,
  instructionText,
  stateText,
  WRONG_TRIES_BEFORE_LOCK,
} from '#libs/custody';
import { CodedError, type Language } from '#libs/refusals';
import { lockLedgers, maySee } from '../parcels/ledger.js';
import { Clock } from '../platform/clock.js';
import { connectionOf, keyOfCursor } from '../platform/graphql/page.js';
import { Refusal } from '../platform/graphql/refusal.type.js';
import { check } from '../platform/input.js';
import type { OperatorCaller } from '../points/operator.js';
import type {
  ExceptionProblem,
  ExceptionTotal,
  ParcelException,
  ParcelExceptionConnection,
  SettledException,
} from './exceptions.inputs.js';
import { countExceptions, type ExceptionRow, exceptionRows } from './exceptions.queries.js';

const CURSOR = /^(-?\d{1,18})\|([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** The parcels that an operator has to look at, of all that there are. */
@Injectable()
export class ExceptionsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  async list(
    caller: OperatorCaller,
    kinds: readonly ExceptionKind[],
    page: { first: number; after: string | null },
    language: Language,
  ): Promise<ParcelExceptionConnection> {
    const moment = { now: this.clock.now(), chainCode: caller.chainCode };
    const wanted = { after: positionOf(page.after), limit: page.first + 1 };
    const found = await exceptionRows(this.dataSource.manager, kindsOf(kinds), moment, wanted);
    return connectionOf(
      found,
      page.first,
      ({ sort_key: sortKey, id }) => `${sortKey}|${id}`,
      (row) => viewOf(row, moment.now.getTime(), language),
    );
  }

  async totals(caller: OperatorCaller): Promise<ExceptionTotal[]> {
    const moment = { now: this.clock.now(), chainCode: caller.chainCode };
    const counts = await countExceptions(this.dataSource.manager, EXCEPTION_KINDS, moment);
    return [...counts].map(([kind, count]) => ({ kind, count }));
  }

  /**
   * Takes parcels off the list until something new is recorded of them. Nothing about a parcel is changed by it: its
   * ledger says what it said.
   */
  settle(caller: OperatorCaller, trackingNumbers: readonly string[], language: Language): Promise<SettledException[]> {
    return this.dataSource.transaction(async (tx) => {
      const ledgers = await lockLedgers(tx, [...new Set(trackingNumbers)]);
      const seen = [...ledgers.values()].filter((ledger) => maySee(caller, ledger));
      const settled = new Set(seen.map(({ trackingNumber }) => trackingNumber));
      await settleAll(
        tx,
        seen.map(({ parcelId }) => parcelId),
      );
      return trackingNumbers.map((trackingNumber) => ({
        trackingNumber,
        settled: settled.has(trackingNumber),
        refusal: settled.has(trackingNumber)
          ? null
          : Refusal.from(new CodedError('NOT_FOUND', { trackingNumber }), language),
      }));
    });
  }
}

async function settleAll(tx: EntityManager, parcelIds: readonly string[]): Promise<void> {
  await tx.query('UPDATE parcel SET settled_sequence = sequence WHERE id = ANY($1::uuid[])', [parcelIds]);
}

function kindsOf(kinds: readonly ExceptionKind[]): readonly ExceptionKind[] {
  return kinds.length === 0 ? EXCEPTION_KINDS : [...new Set(kinds)];
}

function viewOf(row: ExceptionRow, now: number, language: Language): ParcelException {
  const custodian = { kind: row.custodian_kind, id: row.custodian_id } as Custodian;
  return {
    trackingNumber: row.tracking_number,
    merchantId: row.merchant_id,
    state: row.state,
    stateText: stateText(row.state, language),
    custodian,
    since: row.possession_since,
    pickupPointCode: row.booked_code,
    deadline: row.deadline,
    problems: problemsOf(row, custodian, now, language),
  };
}

function problemsOf(row: ExceptionRow, custodian: Custodian, now: number, language: Language): ExceptionProblem[] {
  const kinds = exceptionsOf(
    {
      state: row.state,
      custodian,
      pointCode: row.held_code,
      bookedPointCode: row.booked_code,
      needsPoint: row.needs_point,
      isBookedPointOpen: row.is_booked_point_open,
      isBooked: row.is_booked,
      hasNoWay: row.has_no_way,
      isCodeLocked: row.wrong_codes >= WRONG_TRIES_BEFORE_LOCK,
      possessionSince: row.possession_since.getTime(),
      deadline: row.deadline?.getTime() ?? null,
      discrepancies: row.discrepancies,
    },
    now,
  );
  return kinds.flatMap((kind): ExceptionProblem[] => {
    if (kind === 'DISCREPANCY')
      return row.discrepancies.map((discrepancy) => discrepancyProblem(discrepancy, language));
    const params = { holder: custodian, pointCode: row.held_code, bookedPointCode: row.booked_code };
    const { is, todo } = exceptionTexts(kind, language, params);
    return [{ kind, discrepancyCode: null, text: is, instruction: todo }];
  });
}

function discrepancyProblem(
  { code, instruction, params }: ExceptionRow['discrepancies'][number],
  language: Language,
): ExceptionProblem {
  return {
    kind: 'DISCREPANCY',
    discrepancyCode: code,
    text: discrepancyText(code, language, params),
    instruction: instructionText(instruction, language, params),
  };
}

function positionOf(after: string | null): { sortKey: string; id: string } | null {
  const key = keyOfCursor(after);
  if (key === null) return null;
  const [, sortKey, id] = CURSOR.exec(key) ?? [];
  check(sortKey !== undefined && id !== undefined, 'after', 'Give the endCursor of the page before, as it was.');
  return { sortKey, id };
}
