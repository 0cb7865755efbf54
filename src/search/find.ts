import type { EntityManager } from 'typeorm';
import type { Programme } from '#libs/eligibility';
import { distanceReasons, type FitReason, fitReasons, Nearest, type Wish, withoutLastTie } from '#libs/matching';
import type { Pricing } from './pricing.js';
import { allCandidates, type Candidate, nearestCandidates, type Reach } from './search.queries.js';

/** How many of the points left out are told with all their reasons. */
const NEAREST_EXCLUDED = 5;

/** How many points are read before all of them are. Most searches are satisfied by the first step. */
const STEPS = [64, 256, 1024];

export interface Question {
  reach: Reach;
  wish: Wish;
  maxDistanceMetres: number | null;
  first: number;
  explain: boolean;
  /** Null where no merchant is named: then every point that fits will do, and none has a price. */
  prices: Pricing | null;
}

export type Match = Candidate & { programme: Programme | null };
export type Exclusion = Candidate & { reasons: FitReason[] };

export interface Found {
  matches: Match[];
  /** Empty, like the counts, where the list is full and nobody asked for an explanation. */
  nearestExcluded: Exclusion[];
  counts: Map<string, number>;
}

/**
 * Answers a question: first filters, then takes the nearest.
 *
 * Each step is one statement and starts anew, so that a point is judged once and as it was at one time.
 */
export async function find(db: EntityManager, question: Question, at: Date): Promise<Found> {
  const { reach, explain, wish } = question;
  const reading = { reach, at, withHours: typeof wish.openAtMs === 'number' };
  for (const limit of explain || reach.isLine ? [] : STEPS) {
    const near = await nearestCandidates(db, reading, limit);
    const isAll = near.length < limit;
    const judged = new Judged(question);
    for (const candidate of isAll ? near : withoutLastTie(near)) judged.add(candidate);
    if (isAll || judged.isFull) return judged.found();
  }
  const judged = new Judged(question);
  for await (const batch of allCandidates(db, reading)) for (const candidate of batch) judged.add(candidate);
  return judged.found();
}

/** The candidates seen so far, in any order. */
class Judged {
  private readonly matches: Nearest<Match>;
  private readonly excluded = new Nearest<Candidate>(NEAREST_EXCLUDED);
  private readonly counts = new Map<string, number>();

  constructor(private readonly question: Question) {
    this.matches = new Nearest(question.first);
  }

  get isFull(): boolean {
    return this.matches.count === this.question.first;
  }

  add(candidate: Candidate): void {
    const { prices } = this.question;
    const programme = prices?.programmeAt(candidate.offer) ?? null;
    const codes = new Set<string>(this.fitReasons(candidate).map(({ code }) => code));
    if (prices !== null && programme === null) codes.add(prices.absence);
    if (codes.size === 0) return this.matches.add({ ...candidate, programme });
    for (const code of codes) this.counts.set(code, (this.counts.get(code) ?? 0) + 1);
    this.excluded.add(candidate);
  }

  found(): Found {
    const matches = this.matches.inOrder();
    // A count that stopped half-way would be a number that means nothing.
    if (this.isFull && !this.question.explain) return { matches, nearestExcluded: [], counts: new Map() };
    const nearestExcluded = this.excluded.inOrder().map((candidate) => ({
      ...candidate,
      reasons: [...this.fitReasons(candidate), ...this.priceReasons(candidate)],
    }));
    return { matches, nearestExcluded, counts: this.counts };
  }

  private fitReasons({ offer, distanceMetres }: Candidate): FitReason[] {
    const { wish, maxDistanceMetres } = this.question;
    return [...distanceReasons(distanceMetres, maxDistanceMetres), ...fitReasons(offer, wish)];
  }

  private priceReasons({ offer }: Candidate): FitReason[] {
    const { prices } = this.question;
    return prices === null || prices.programmeAt(offer) !== null ? [] : prices.reasonsAt(offer);
  }
}
