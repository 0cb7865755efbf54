import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import {
  canEnrol,
  type Day,
  dayIn,
  merchantReasons,
  type Programme,
  type Reason,
  reasonText,
  type When,
} from '#libs/eligibility';
import type { Language } from '#libs/refusals';
import type { Caller } from '../platform/caller.js';
import { Clock } from '../platform/clock.js';
import { programmeShown } from '../programmes/programmes.inputs.js';
import { ProgrammesService } from '../programmes/programmes.service.js';
import type { Enrolment, ProgrammeReason, ProgrammeVerdict } from './enrolment.inputs.js';
import type { Merchant } from './merchants.inputs.js';
import { MerchantsService, sideOf } from './merchants.service.js';

/** What every programme says to a merchant, and why those that do not apply do not. */
@Injectable()
export class VerdictsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly merchants: MerchantsService,
    private readonly programmes: ProgrammesService,
  ) {}

  /**
   * All programmes, by code, as they stand on a day; now where none is given.
   *
   * @throws CodedError NOT_FOUND for a merchant that the caller may not see.
   */
  async list(
    caller: Caller,
    at: Day | null,
    merchantId: string | null,
    language: Language,
  ): Promise<ProgrammeVerdict[]> {
    const isAsked = caller.role === 'MERCHANT' || merchantId !== null;
    const merchant = isAsked ? await this.merchants.visible(caller, merchantId, 'merchantId') : null;
    const when = at ?? this.clock.now();
    return (await this.seenBy(caller)).map((programme) => verdictOf(programme, merchant, when, language));
  }

  // A chain's operator sees of a merchant only what it does with that chain, so it is told of those programmes alone.
  private seenBy(caller: Caller): Promise<readonly Programme[]> {
    const db = this.dataSource.manager;
    const isOfChain = caller.role === 'OPERATOR' && caller.chainCode !== null;
    return isOfChain ? this.programmes.ofChain(db, caller.chainCode as string) : this.programmes.all(db);
  }
}

function verdictOf(programme: Programme, row: Merchant | null, when: When, language: Language): ProgrammeVerdict {
  const shown = programmeShown(programme, language);
  if (row === null) {
    return {
      programme: shown,
      reasons: null,
      free: null,
      enrolment: null,
      enrolledUntil: null,
      canEnrol: null,
      enrolReasons: null,
    };
  }
  const { merchant, enrolments } = sideOf(row);
  const reasons = merchantReasons(programme, merchant, enrolments, when);
  const enrolReasons = canEnrol(programme, merchant, enrolments, when);
  const day = typeof when === 'string' ? when : dayIn(programme.timeZone, when);
  const enrolment = standing(row.enrolments, programme.code, day);
  return {
    programme: shown,
    reasons: told(reasons, language),
    free: reasons.length === 0 && programme.feeCents === 0,
    enrolment,
    enrolledUntil: enrolment?.lastDay ?? null,
    canEnrol: enrolReasons.length === 0,
    enrolReasons: told(enrolReasons, language),
  };
}

function told(reasons: readonly Reason[], language: Language): ProgrammeReason[] {
  return reasons.map((reason) => ({ code: reason.code, text: reasonText(reason, language) }));
}

/** The enrolment that holds a day or, since none overlap, the first that is still to come. */
function standing(enrolments: readonly Enrolment[], programmeCode: string, day: Day): Enrolment | null {
  return (
    enrolments.find(
      (enrolment) =>
        enrolment.programmeCode === programmeCode && (enrolment.lastDay === null || enrolment.lastDay >= day),
    ) ?? null
  );
}
