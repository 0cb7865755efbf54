import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { freePlaces } from '#libs/matching';
import { openState } from '#libs/opening-hours';
import { CodedError } from '#libs/refusals';
import { MerchantsService } from '../merchants/merchants.service.js';
import { PlacesService } from '../places/places.service.js';
import type { Caller } from '../platform/caller.js';
import { Clock } from '../platform/clock.js';
import { PointsService } from '../points/points.service.js';
import { type Found, find } from './find.js';
import { resolveOrigin } from './origin.js';
import { pricing } from './pricing.js';
import type {
  ExcludedCount,
  PickupPointMatch,
  PickupPointSearchInput,
  PickupPointSearchResult,
} from './search.inputs.js';

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
    const merchantId = await this.merchantOf(caller, input);
    const { place, reach } = await resolveOrigin(input.near, this.places);
    const { manager } = this.dataSource;
    const usable = merchantId === null ? null : await this.merchants.usable(manager, merchantId, now, input.cost);
    const question = {
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
    const found = await find(manager, question, now);
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
        const { state, nextChange } = openState(point.hoursModel, point.hoursContext, atMs);
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

  /**
   * Whose prices are asked for. Merchants and their pages ask for their own; an operator for a merchant that it may see,
   * a page of no merchant for anybody's, and the others for nobody's.
   */
  private async merchantOf(caller: Caller, { merchantId, cost }: PickupPointSearchInput): Promise<string | null> {
    const own = caller.role === 'MERCHANT' || caller.role === 'PUBLISHABLE' ? caller.merchantId : null;
    if (merchantId && merchantId !== own) {
      if (own !== null || !(caller.role === 'OPERATOR' || caller.role === 'PUBLISHABLE')) {
        throw new CodedError('FORBIDDEN', { merchantId: merchantId.slice(0, 100) });
      }
      await this.merchants.visible(caller, merchantId, 'search.merchantId');
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
