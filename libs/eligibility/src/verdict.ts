import type { When } from './days.js';
import { merchantReasons } from './merchant-rule.js';
import { pointMatches, pointReasons } from './point-rule.js';
import { isPointReason, type Reason, reason } from './reasons.js';
import type { Enrolment, Merchant, PointFacts, Programme } from './types.js';

/** `ANY` counts programmes with a fee too. */
export type Cost = 'FREE_ONLY' | 'ANY';

export type Excluded = { readonly programme: Programme; readonly reasons: readonly Reason[] };

/** What every programme says about one merchant at one point. */
export type Verdict = {
  /** Those that make the point free, best first. */
  readonly free: readonly Programme[];
  /** Those that apply with a fee, cheapest first. */
  readonly priced: readonly Programme[];
  /** Those that do not apply, by code, each with at least one reason. */
  readonly others: readonly Excluded[];
};

function compareCodes(a: Programme, b: Programme): number {
  return a.code < b.code ? -1 : a.code > b.code ? 1 : 0;
}

/** Best first: the lowest fee, then the code in byte order, so that every caller settles on the same one. */
export function compareProgrammes(a: Programme, b: Programme): number {
  return a.feeCents - b.feeCents || compareCodes(a, b);
}

/** Sorts all programmes, for a merchant, a point and a time, into free, priced and not applying. */
export function freeProgrammes(
  merchant: Merchant,
  point: PointFacts,
  programmes: readonly Programme[],
  enrolments: readonly Enrolment[],
  when: When,
): Verdict {
  const judged = programmes.map((programme) => ({
    programme,
    reasons: [
      ...merchantReasons(programme, merchant, enrolments, when),
      ...pointReasons(programme, point, merchant.id),
    ],
  }));
  const applying = judged.filter(({ reasons }) => reasons.length === 0).map(({ programme }) => programme);
  applying.sort(compareProgrammes);
  return {
    free: applying.filter(({ feeCents }) => feeCents === 0),
    priced: applying.filter(({ feeCents }) => feeCents > 0),
    others: judged.filter(({ reasons }) => reasons.length > 0).sort((a, b) => compareCodes(a.programme, b.programme)),
  };
}

/**
 * Why a point is not free, for the answer of a search; empty if it is. Programmes that would take the point speak
 * alone when there are any: that another chain's programme is another chain's helps nobody. Where there are no
 * programmes at all there is nothing to read: that is `NO_PROGRAMME`.
 */
export function notFreeReasons(verdict: Verdict): readonly Reason[] {
  if (verdict.free.length > 0) return [];
  const fees = verdict.priced.map(({ code, feeCents, currency }) =>
    reason(code, { code: 'HAS_A_FEE', feeCents, currency }),
  );
  const taking = verdict.others.filter(({ reasons }) => !reasons.some(isPointReason));
  const telling = taking.length > 0 || fees.length > 0 ? taking : verdict.others;
  return [...fees, ...telling.flatMap(({ reasons }) => reasons)];
}

/**
 * The merchant's side, evaluated once before a search: the programmes that may make points free (or, with `ANY`,
 * priced) for a merchant, best first. `bestProgramme` then asks of each point only its own rule.
 */
export function usableProgrammes(
  merchant: Merchant,
  programmes: readonly Programme[],
  enrolments: readonly Enrolment[],
  when: When,
  cost: Cost,
): readonly Programme[] {
  return programmes
    .filter(({ covers, pointRule }) => covers.includes('PICKUP') && pointRule.length > 0)
    .filter(({ feeCents }) => cost === 'ANY' || feeCents === 0)
    .filter((programme) => merchantReasons(programme, merchant, enrolments, when).length === 0)
    .sort(compareProgrammes);
}

/** The best of `usableProgrammes` at a point, or null; the same one as the first of `freeProgrammes`' verdict. */
export function bestProgramme(usable: readonly Programme[], point: PointFacts, merchantId: string): Programme | null {
  for (const programme of usable) if (pointMatches(programme.pointRule, point, merchantId)) return programme;
  return null;
}
