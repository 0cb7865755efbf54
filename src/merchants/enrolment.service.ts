import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import {
  canEnrol,
  type Day,
  dayIn,
  enrolmentFrom,
  grantLastDay,
  type Programme,
  type Reason,
  reasonText,
} from '#libs/eligibility';
import { addDays } from '#libs/opening-hours';
import { CodedError, type Language, messageOf, type RefusalCode } from '#libs/refusals';
import { type Caller, requireWholeInstallation } from '../platform/caller.js';
import { Clock } from '../platform/clock.js';
import { check } from '../platform/input.js';
import { ProgrammesService } from '../programmes/programmes.service.js';
import { type EnrolMerchantInput, Enrolment } from './enrolment.inputs.js';
import { lockMerchant } from './merchants.queries.js';
import { noSuchMerchant, ownOrNamed, sideOf } from './merchants.service.js';

const MOST_DAYS_BACK = 366;
const MOST_MONTHS_AHEAD = 12;

/** How a merchant enters a programme: from a day, for the length of the programme's grant. */
@Injectable()
export class EnrolmentService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly programmes: ProgrammesService,
  ) {}

  /**
   * Enrols a merchant. Of two that ask at once, one is enrolled.
   *
   * @throws CodedError NOT_FOUND, BAD_INPUT for the day, FORBIDDEN; and the refusals of `refusalOf`.
   */
  enrol(caller: Caller, input: EnrolMerchantInput, language: Language): Promise<Enrolment> {
    requireWholeInstallation(caller);
    const merchantId = ownOrNamed(caller, input.merchantId, 'input.merchantId');
    return this.dataSource.transaction(async (tx) => {
      const merchant = await lockMerchant(tx, merchantId);
      if (merchant === null) throw noSuchMerchant(merchantId, 'input.merchantId');
      const programme = await this.programmes.byCode(tx, input.programmeCode);
      if (programme === null) {
        const programmeCode = input.programmeCode.slice(0, 100);
        throw new CodedError('NOT_FOUND', { programmeCode }, { field: 'input.programmeCode' });
      }
      const day = this.checkDay(caller, programme, input.fromDay ?? null);
      const side = sideOf(merchant);
      const reasons = canEnrol(programme, side.merchant, side.enrolments, day);
      if (reasons.length > 0) throw refusalOf(programme, day, reasons, language);
      const enrolment = { id: uuid(), ...enrolmentFrom(programme, day) };
      await this.insert(tx, merchantId, enrolment);
      return Object.assign(new Enrolment(), enrolment);
    });
  }

  /** What was shipped in the past is settled, so that only an operator may enrol somebody from a day that is over. */
  private checkDay(caller: Caller, programme: Programme, fromDay: Day | null): Day {
    const today = dayIn(programme.timeZone, this.clock.now());
    const day = fromDay ?? today;
    const earliest = caller.role === 'OPERATOR' ? addDays(today, -MOST_DAYS_BACK) : today;
    const latest = grantLastDay(today, MOST_MONTHS_AHEAD);
    check(day >= earliest && day <= latest, 'input.fromDay', `Give a day from ${earliest} to ${latest}.`);
    return day;
  }

  private async insert(tx: EntityManager, merchantId: string, enrolment: Enrolment): Promise<void> {
    await tx.query(
      `INSERT INTO enrolment (id, merchant_id, programme_code, first_day, last_day, created_at)
       VALUES ($1, $2, $3, $4, $5, $6)`,
      [enrolment.id, merchantId, enrolment.programmeCode, enrolment.fromDay, enrolment.lastDay, this.clock.now()],
    );
  }
}

function refusalOf(programme: Programme, day: Day, reasons: readonly Reason[], language: Language): CodedError {
  const code = refusalCode(reasons);
  return new CodedError(
    code,
    {
      programmeCode: programme.code,
      fromDay: day,
      reasons: reasons.map((reason) => ({ code: reason.code, text: reasonText(reason, language) })),
    },
    { message: messageOf(code, language) },
  );
}

/** The code that says what to do: of one reason alone its own, where it has one; of several, that the rule is not met. */
function refusalCode(reasons: readonly Reason[]): RefusalCode {
  const codes = new Set(reasons.map(({ code }) => code));
  if (codes.has('ALREADY_ENROLLED')) return 'ALREADY_ENROLLED';
  const [only] = codes.size === 1 ? codes : [];
  switch (only) {
    case 'NOT_STARTED':
    case 'ENDED':
      return 'PROGRAMME_NOT_RUNNING';
    case 'GRANT_USED':
    case 'MERCHANT_PENDING':
    case 'MERCHANT_REFUSED':
      return only;
    default:
      return 'NOT_ELIGIBLE';
  }
}
