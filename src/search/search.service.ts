import { Injectable } from '@nestjs/common';
import type { Hit } from '#libs/geo';
import type { OpenState } from '#libs/opening-hours';
import { CodedError } from '#libs/refusals';
import { MerchantsService } from '../merchants/merchants.service.js';
import { PlacesService } from '../places/places.service.js';
import type { Caller } from '../platform/caller.js';
import { Clock } from '../platform/clock.js';
import type { Point } from '../points/point.type.js';
import { PointsService } from '../points/points.service.js';
import { find, type Match, type Question } from './find.js';
import { resolveOrigin } from './origin.js';
import { PointsInMemory } from './points-in-memory.js';
import { pricing } from './pricing.js';
import type {
  ExcludedCount,
  PickupPointMatch,
  PickupPointSearchInput,
  PickupPointSearchResult,
} from './search.inputs.js';
import { Verdicts } from './verdict.js';

/** How often a search begins anew because what it found has changed before it could be shown. */
const MOST_ATTEMPTS = 5;

/** Finds points: first filter, then take the nearest. */
@Injectable()
export class SearchService {
  private readonly verdicts: Verdicts;

  constructor(
    private readonly index: PointsInMemory,
    private readonly clock: Clock,
    private readonly places: PlacesService,
    private readonly points: PointsService,
    private readonly merchants: MerchantsService,
  ) {
    this.verdicts = new Verdicts(index.classes);
  }

  /**
   * @throws CodedError BAD_INPUT, UNKNOWN_PLACE, NOT_FOUND for an unknown merchant, FORBIDDEN for another's;
   * NOT_UP_TO_DATE when the database does not say what has changed.
   */
  async search(caller: Caller, input: PickupPointSearchInput, language: 'fr' | 'en'): Promise<PickupPointSearchResult> {
    const merchantId = await this.merchantOf(caller, input);
    for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
      const waiting = attempt === 1 ? this.index.current() : this.index.refresh();
      if (waiting !== undefined) await waiting;
      const found = await this.searchOnce(merchantId, input, language);
      if (found !== null) return found;
    }
    throw new CodedError('NOT_UP_TO_DATE');
  }

  /** Null where a point was changed between the search and the reading of it. */
  private async searchOnce(
    merchantId: string | null,
    input: PickupPointSearchInput,
    language: 'fr' | 'en',
  ): Promise<PickupPointSearchResult | null> {
    const now = this.clock.now();
    const { place, reach } = await resolveOrigin(input.near, this.places);
    const usable = merchantId === null ? null : await this.merchants.usableNow(merchantId, now, input.cost);
    const question: Question = {
      reach,
      wish: {
        parcel: input.parcel,
        openAtMs: input.openAt?.getTime() ?? null,
        services: input.services ?? [],
        kinds: input.kinds ?? [],
        chains: input.chains ?? [],
      },
      maxDistanceMetres: input.maxDistanceMetres ?? null,
      first: input.first,
      explain: input.explain,
      prices: usable && pricing(usable, now, language),
    };
    const atMs = (input.openAt ?? now).getTime();
    // All that is asked of the index is asked at once: afterwards it may be another.
    const reading = this.index.read(() => {
      const found = find(this.index, question, this.verdicts.of(question.wish, question.prices, usable));
      return {
        counts: found.counts,
        matches: found.matches.map((match) => new Listed(this.index, match, atMs)),
        left: found.nearestExcluded.map((excluded) => new Listed(this.index, excluded, atMs)),
      };
    });
    const { counts, matches, left } = reading instanceof Promise ? await reading : reading;
    const points = await this.points.byIdsNow([...matches, ...left].map(({ id }) => id));
    if (!matches.every((each) => each.isShownBy(points)) || !left.every((each) => each.isShownBy(points))) return null;
    return {
      resolvedPlace: place,
      excluded: [...counts].map(([reason, count]) => ({ reason, count })).sort(mostFirst),
      matches: matches.map((each) => matchFrom(each, language)),
      nearestExcluded: left.map(({ point, found: { distanceMetres, reasons } }) => ({
        point,
        distanceMetres,
        reasons,
      })),
    };
  }

  /**
   * Whose prices are asked for. Merchants and their pages ask for their own; an operator for a merchant that it may see,
   * a page of no merchant for anybody's, and the others for nobody's.
   */
  private merchantOf(caller: Caller, { merchantId, cost }: PickupPointSearchInput): string | null | Promise<string> {
    const own = caller.role === 'MERCHANT' || caller.role === 'PUBLISHABLE' ? caller.merchantId : null;
    if (merchantId && merchantId !== own) {
      if (own !== null || !(caller.role === 'OPERATOR' || caller.role === 'PUBLISHABLE')) {
        throw new CodedError('FORBIDDEN', { merchantId: merchantId.slice(0, 100) });
      }
      return this.merchants.visible(caller, merchantId, 'search.merchantId').then(({ id }) => id);
    }
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
}

/** A point of an answer as the index has it at the time of the search, and then as it is shown. */
class Listed<Found extends Hit> {
  readonly id: string;
  readonly freePlaces: number | null;
  readonly opening: OpenState;
  point: Point;
  private readonly lat: number;
  private readonly lon: number;

  constructor(
    index: PointsInMemory,
    readonly found: Found,
    atMs: number,
  ) {
    const { id, lat, lon, hours, freePlaces } = index.at(found.item);
    this.id = id;
    this.lat = lat;
    this.lon = lon;
    this.freePlaces = freePlaces;
    this.opening = index.hours.openingAt(hours, atMs);
  }

  /** Takes its point from those that were read; false where that one is gone, or is not where it was found. */
  isShownBy(points: ReadonlyMap<string, Point>): boolean {
    const point = points.get(this.id);
    if (point === undefined || point.lat !== this.lat || point.lon !== this.lon) return false;
    this.point = point;
    return true;
  }
}

// Written out field by field: this is done ten times a search, and spreading an object takes ten times as long.
function matchFrom({ point, found, freePlaces, opening }: Listed<Match>, language: 'fr' | 'en'): PickupPointMatch {
  const { distanceMetres, programme } = found;
  return {
    point,
    distanceMetres,
    programme: programme && { code: programme.code, name: programme.names[language] },
    feeCents: programme?.feeCents ?? null,
    currency: programme?.currency ?? null,
    freePlaces,
    openState: opening.state,
    nextChange: opening.nextChange === null ? null : new Date(opening.nextChange),
  };
}

function mostFirst(a: ExcludedCount, b: ExcludedCount): number {
  return b.count - a.count || (a.reason < b.reason ? -1 : 1);
}
