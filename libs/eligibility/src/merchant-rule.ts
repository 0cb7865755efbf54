import { nafWithin } from '#libs/identifiers';
import { type Day, dayFor, grantLastDay, type When } from './days.js';
import type { ReasonFacts } from './reason-facts.js';
import { type Reason, reason } from './reasons.js';
import type { Enrolment, Merchant, Programme } from './types.js';

/**
 * Every reason why a programme does not apply to a merchant at a time; empty if it applies. What lies in the merchant
 * comes first, then the programme's dates, the enrolment and the approval.
 * @param enrolments this merchant's; those in other programmes are passed over
 */
export function merchantReasons(
  programme: Programme,
  merchant: Merchant,
  enrolments: readonly Enrolment[],
  when: When,
): readonly Reason[] {
  const day = dayFor(programme, when);
  const enrolment = programme.enrolment === 'AUTOMATIC' ? [] : enrolmentFacts(programme, enrolments, day);
  return [
    ...ruleFacts(programme, merchant),
    ...validityFacts(programme, day),
    ...enrolment,
    ...approvalFacts(programme, merchant),
  ].map((facts) => reason(programme.code, facts));
}

/**
 * Every reason why a merchant cannot enrol on a day; empty if it can. An enrolment that covers the day or starts later
 * stands in the way, and so does a grant that was had before: it is given once.
 */
export function canEnrol(
  programme: Programme,
  merchant: Merchant,
  enrolments: readonly Enrolment[],
  when: When,
): readonly Reason[] {
  const day = dayFor(programme, when);
  return [
    ...ruleFacts(programme, merchant),
    ...validityFacts(programme, day),
    ...earlierEnrolmentFacts(programme, enrolments, day),
    ...approvalFacts(programme, merchant),
  ].map((facts) => reason(programme.code, facts));
}

/** The enrolment that begins on a day: for the length of the grant, and never past the programme's last day. */
export function enrolmentFrom(programme: Programme, when: When): Enrolment {
  const fromDay = dayFor(programme, when);
  const granted = programme.grantMonths === null ? null : grantLastDay(fromDay, programme.grantMonths);
  const { validTo } = programme;
  const lastDay = granted === null || (validTo !== null && validTo < granted) ? validTo : granted;
  return { programmeCode: programme.code, fromDay, lastDay };
}

function ruleFacts({ merchantRule }: Programme, merchant: Merchant): readonly ReasonFacts[] {
  const { sectors, nafCodes, carrierAccounts, merchantIds } = merchantRule;
  const facts: ReasonFacts[] = [];
  if (sectors !== undefined && !sectors.includes(merchant.sector)) {
    facts.push({ code: 'SECTOR_OUTSIDE', sector: merchant.sector });
  }
  if (nafCodes !== undefined && !isNafInside(merchant, nafCodes)) {
    facts.push({ code: 'NAF_OUTSIDE', nafCode: merchant.nafCode, nomenclature: merchant.nafNomenclature });
  }
  if (carrierAccounts !== undefined && !carrierAccounts.some((account) => merchant.carrierAccounts.includes(account))) {
    facts.push({ code: 'NO_CARRIER_ACCOUNT', wanted: carrierAccounts });
  }
  if (merchantIds !== undefined && !merchantIds.includes(merchant.id)) facts.push({ code: 'NOT_LISTED' });
  return facts;
}

// The same digits name other trades in the other nomenclature, so a code is only looked for in its own.
function isNafInside(merchant: Merchant, rules: NonNullable<Programme['merchantRule']['nafCodes']>): boolean {
  const { nafCode, nafNomenclature } = merchant;
  if (nafCode === null) return false;
  return rules.some(
    ({ nomenclature, codes }) => nomenclature === nafNomenclature && codes.some((code) => nafWithin(nafCode, code)),
  );
}

function validityFacts({ validFrom, validTo }: Programme, day: Day): readonly ReasonFacts[] {
  if (day < validFrom) return [{ code: 'NOT_STARTED', day: validFrom }];
  return validTo !== null && day > validTo ? [{ code: 'ENDED', day: validTo }] : [];
}

function covers({ fromDay, lastDay }: Enrolment, day: Day): boolean {
  return fromDay <= day && (lastDay === null || day <= lastDay);
}

function lastOf(days: readonly Day[]): Day | undefined {
  return [...days].sort().at(-1);
}

function enrolmentFacts({ code }: Programme, enrolments: readonly Enrolment[], day: Day): readonly ReasonFacts[] {
  const own = enrolments.filter(({ programmeCode }) => programmeCode === code);
  if (own.some((enrolment) => covers(enrolment, day))) return [];
  // One that is still to come says more than one that is over.
  const [next] = own.flatMap(({ fromDay }) => (fromDay > day ? [fromDay] : [])).sort();
  if (next !== undefined) return [{ code: 'ENROLMENT_NOT_STARTED', day: next }];
  const ended = lastOf(own.flatMap(({ lastDay }) => lastDay ?? []));
  return [ended === undefined ? { code: 'NOT_ENROLLED' } : { code: 'ENROLMENT_ENDED', day: ended }];
}

function earlierEnrolmentFacts(
  programme: Programme,
  enrolments: readonly Enrolment[],
  day: Day,
): readonly ReasonFacts[] {
  // Nobody enrols in a programme that takes everyone in by itself.
  if (programme.enrolment === 'AUTOMATIC') return [{ code: 'ALREADY_ENROLLED', lastDay: programme.validTo }];
  const own = enrolments.filter(({ programmeCode }) => programmeCode === programme.code);
  const standing = own.find((enrolment) => covers(enrolment, day)) ?? own.find(({ fromDay }) => fromDay > day);
  if (standing !== undefined) return [{ code: 'ALREADY_ENROLLED', lastDay: standing.lastDay }];
  const ended = programme.grantMonths === null ? undefined : lastOf(own.flatMap(({ lastDay }) => lastDay ?? []));
  return ended === undefined ? [] : [{ code: 'GRANT_USED', day: ended }];
}

function approvalFacts({ approval }: Programme, merchant: Merchant): readonly ReasonFacts[] {
  switch (merchant.state) {
    case 'APPROVED':
      return [];
    case 'REFUSED':
      return [{ code: 'MERCHANT_REFUSED' }];
    case 'PENDING':
      if (approval === 'EMAIL' && merchant.emailProved) return [];
      return [{ code: 'MERCHANT_PENDING', awaits: approval }];
  }
}
