import type { Programme } from '#libs/eligibility';
import { type Hit, LeftOut, type Nearest, TIE_METRES } from '#libs/geo';
import { distanceReasons, type FitReason, fitReasons, type Wish } from '#libs/matching';
import type { Reach } from './origin.js';
import type { PointsInMemory } from './points-in-memory.js';
import type { Pricing } from './pricing.js';
import type { Verdict } from './verdict.js';

/** How many of the points left out are told with all their reasons. */
const NEAREST_EXCLUDED = 5;

export interface Question {
  reach: Reach;
  wish: Wish;
  maxDistanceMetres: number | null;
  first: number;
  explain: boolean;
  /** Null where no merchant is named: then every point that fits will do, and none has a price. */
  prices: Pricing | null;
}

export type Match = Hit & { programme: Programme | null };
export type Exclusion = Hit & { reasons: FitReason[] };

export interface Found {
  matches: Match[];
  /** Empty, like the counts, where the list is full and nobody asked for an explanation. */
  nearestExcluded: Exclusion[];
  counts: Map<string, number>;
}

/** Answers a question from the index, as it is at one moment: first filters, then takes the nearest. */
export function find(index: PointsInMemory, question: Question, verdict: Verdict): Found {
  const { reach, maxDistanceMetres, first, explain, wish } = question;
  const hits = index.geo.nearest(reach.target, {
    most: first,
    maxDistanceMetres,
    region: reach.region,
    filter: verdict.filter,
    accepts: typeof wish.openAtMs === 'number' ? isOpenAt(index, wish.openAtMs) : null,
    compare: index.compare,
  });
  const matches = hits.map(({ item, distanceMetres }) => ({
    item,
    distanceMetres,
    programme: verdict.programmeOf(index.geo.classOf(item)),
  }));
  if (hits.length === first && !explain) return { matches, nearestExcluded: [], counts: new Map() };
  return { matches, nearestExcluded: leftOut(index, question, verdict), counts: count(index, question, verdict) };
}

function isOpenAt(index: PointsInMemory, openAtMs: number): (item: number) => boolean {
  return (item) => index.hours.stateAt(index.hoursOf(item), openAtMs) === 'OPEN';
}

/** The nearest of those that do not match, with every reason. */
function leftOut(index: PointsInMemory, question: Question, verdict: Verdict): Exclusion[] {
  const { reach, maxDistanceMetres, wish, prices } = question;
  const wanted: Nearest = { most: NEAREST_EXCLUDED, region: reach.region, compare: index.compare };
  if (maxDistanceMetres === null && typeof wish.openAtMs !== 'number') {
    wanted.filter = new LeftOut(verdict.filter, index.classes.classes.count);
  } else {
    // Distance and hours are in no summary: every point is asked, the nearest first.
    wanted.accepts = (item) => !isMatch(index, question, verdict, item);
  }
  return index.geo.nearest(reach.target, wanted).map((hit) => {
    const offer = index.offerOf(hit.item);
    const reasons = [...distanceReasons(hit.distanceMetres, maxDistanceMetres), ...fitReasons(offer, wish)];
    if (prices !== null && prices.programmeAt(offer) === null) reasons.push(...prices.reasonsAt(offer));
    return { ...hit, reasons };
  });
}

function isMatch(index: PointsInMemory, question: Question, verdict: Verdict, item: number): boolean {
  const { reach, maxDistanceMetres, wish } = question;
  if (!index.geo.passes(item, verdict.filter)) return false;
  if (typeof wish.openAtMs === 'number' && !isOpenAt(index, wish.openAtMs)(item)) return false;
  return maxDistanceMetres === null || index.geo.distanceMetres(item, reach.target) <= maxDistanceMetres + TIE_METRES;
}

/**
 * How many points are left out for each reason. A point counts once for each of its reasons, so that each reason is
 * counted by itself: by classes, by hours, by room and by distance, of which most are kept ready.
 */
function count(
  index: PointsInMemory,
  { reach, wish, maxDistanceMetres }: Question,
  verdict: Verdict,
): Map<string, number> {
  const { target, region } = reach;
  const tallies = index.talliesOf(region);
  const counts = new Map<string, number>();
  const add = (code: string, more: number) => {
    if (more > 0) counts.set(code, (counts.get(code) ?? 0) + more);
  };
  tallies.byClass.forEach((points, itsClass) => {
    if (points > 0) for (const code of verdict.codesOf(itsClass)) add(code, points);
  });
  add('FULL', tallies.full);
  const { openAtMs } = wish;
  if (typeof openAtMs === 'number') {
    tallies.byHours.forEach((points, hours) => {
      const state = points > 0 ? index.hours.stateAt(hours, openAtMs) : 'OPEN';
      if (state !== 'OPEN') add(state === 'CLOSED' ? 'CLOSED_AT' : 'HOURS_UNKNOWN', points);
    });
  }
  if (maxDistanceMetres !== null) {
    add('TOO_FAR', tallies.all - index.geo.within(target, { region, maxDistanceMetres }).length);
  }
  return counts;
}
