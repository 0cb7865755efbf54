import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Programme } from '#libs/eligibility';
import { type FitReason, fitReasons, freePlaces, type Wish } from '#libs/matching';
import { openState } from '#libs/opening-hours';
import { CodedError } from '#libs/refusals';
import { MerchantsService } from '../merchants/merchants.service.js';
import { PlacesService } from '../places/places.service.js';
import type { Caller } from '../platform/caller.js';
import { Clock } from '../platform/clock.js';
import { PointsService } from '../points/points.service.js';
import { resolveOrigin } from './origin.js';
import { pricing } from './pricing.js';
import type {
  ExcludedCount,
  PickupPointMatch,
  PickupPointSearchInput,
  PickupPointSearchResult,
} from './search.inputs.js';
import { type Candidate, candidates, type Reach } from './search.queries.js';

/** How many of the points left out are told with all their reasons. */
const NEAREST_EXCLUDED = 5;

type Match = Candidate & { programme: Programme | null };
type Exclusion = Candidate & { reasons: FitReason[] };

interface Found {
  matches: Match[];
  nearestExcluded: Exclusion[];
  counts: Map<string, number>;
}

interface Question {
  reach: Reach;
  wish: Wish;
  maxDistanceMetres: number | null;
  first: number;
  explain: boolean;
  /** Null where no merchant is named: then every point that fits will do, and none has a price. */
  prices: ReturnType<typeof pricing> | null;
}

/** Finds points: first filter, then take the nearest. */
@Injectable()
export class SearchService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly places: PlacesService,
    private readonly points: PointsService,
    private readonly merchants: MerchantsService,
  ) {}

  /** @throws CodedError BAD_INPUT, UNKNOWN_PLACE, NOT_FOUND for an unknown merchant, FORBIDDEN for another's. */
  async search(caller: Caller, input: PickupPointSearchInput, language: 'fr' | 'en'): Promise<PickupPointSearchResult> {
    const now = this.clock.now();
    const merchantId = merchantOf(caller, input);
    const { place, reach } = await resolveOrigin(input.near, this.places);
    const { manager } = this.dataSource;
    const usable = merchantId === null ? null : await this.merchants.usable(manager, merchantId, now, input.cost);
    const wish: Wish = {
      parcel: input.parcel,
      openAtMs: input.openAt?.getTime() ?? null,
      services: input.services ?? [],
      kinds: input.kinds ?? [],
      chains: input.chains ?? [],
    };
    const question: Question = {
      reach,
      wish,
      maxDistanceMetres: input.maxDistanceMetres ?? null,
      first: input.first,
      explain: input.explain,
      prices: usable && pricing(usable, now),
    };
    const found = await this.dataSource.transaction('REPEATABLE READ', (tx) => walk(tx, question, now));
    return this.present(found, place, (input.openAt ?? now).getTime(), language);
  }

  private async present(
    { matches, nearestExcluded, counts }: Found,
    resolvedPlace: PickupPointSearchResult['resolvedPlace'],
    atMs: number,
    language: 'fr' | 'en',
  ): Promise<PickupPointSearchResult> {
    const ids = [...matches, ...nearestExcluded].map(({ offer }) => offer.id);
    const points = await this.points.byIds(ids);
    const excluded: ExcludedCount[] = [...counts].map(([reason, count]) => ({ reason, count }));
    excluded.sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1));
    return {
      resolvedPlace,
      excluded,
      matches: matches.flatMap(({ offer, distanceMetres, programme }): PickupPointMatch[] => {
        const point = points.get(offer.id);
        if (point === undefined) return [];
        const { state, nextChange } = openState(offer.hours, offer.hoursContext, atMs);
        return [
          {
            point,
            distanceMetres,
            programme: programme && { code: programme.code, name: programme.names[language] },
            feeCents: programme?.feeCents ?? null,
            currency: programme?.currency ?? null,
            freePlaces: freePlaces(offer),
            openState: state,
            nextChange: nextChange === null ? null : new Date(nextChange),
          },
        ];
      }),
      nearestExcluded: nearestExcluded.flatMap(({ offer, distanceMetres, reasons }) => {
        const point = points.get(offer.id);
        return point === undefined ? [] : [{ point, distanceMetres, reasons }];
      }),
    };
  }
}

/** Walks the points outwards, until there are enough matches or, to explain, to the end. */
async function walk(tx: EntityManager, question: Question, now: Date): Promise<Found> {
  const found: Found = { matches: [], nearestExcluded: [], counts: new Map() };
  for await (const step of candidates(tx, question.reach, now)) {
    for (const candidate of step) judge(candidate, question, found);
    if (found.matches.length >= question.first && !question.explain) break;
  }
  const isShort = found.matches.length < question.first;
  found.matches.length = Math.min(found.matches.length, question.first);
  // A count that stopped half-way would be a number that means nothing.
  if (!question.explain && !isShort) return { ...found, counts: new Map(), nearestExcluded: [] };
  return found;
}

function judge(candidate: Candidate, { wish, prices, maxDistanceMetres }: Question, found: Found): void {
  const { offer, distanceMetres } = candidate;
  const programme = prices?.programmeAt(offer) ?? null;
  const reasons = fitReasons(offer, wish);
  if (maxDistanceMetres !== null && distanceMetres > maxDistanceMetres) {
    reasons.unshift({ code: 'TOO_FAR', detail: `${Math.round(distanceMetres)} > ${maxDistanceMetres}` });
  }
  if (prices !== null && programme === null) reasons.push(...prices.reasonsAt(offer));
  if (reasons.length === 0) {
    found.matches.push({ ...candidate, programme });
    return;
  }
  for (const code of new Set(reasons.map((reason) => reason.code))) {
    found.counts.set(code, (found.counts.get(code) ?? 0) + 1);
  }
  if (found.nearestExcluded.length < NEAREST_EXCLUDED) found.nearestExcluded.push({ ...candidate, reasons });
}

/** Whose prices are asked for. Only operators and pages without a merchant of their own may name one. */
function merchantOf(caller: Caller, { merchantId, cost }: PickupPointSearchInput): string | null {
  const own = caller.role === 'MERCHANT' || caller.role === 'PUBLISHABLE' ? caller.merchantId : null;
  if (own !== null && merchantId && merchantId !== own) throw new CodedError('FORBIDDEN', { merchantId });
  const wanted = own ?? merchantId ?? null;
  if (wanted === null && cost === 'FREE_ONLY') {
    throw new CodedError(
      'BAD_INPUT',
      {},
      { field: 'search.merchantId', message: 'Free for whom? Give merchantId, or ask for cost: ANY.' },
    );
  }
  return wanted;
}
