import { Injectable } from '@nestjs/common';
import type { Programme } from '#libs/eligibility';
import { PointTarget } from '#libs/geo';
import type { ParcelMeasures } from '#libs/matching';
import { MerchantsService, type UsableProgrammes } from '../merchants/merchants.service.js';
import { Clock } from '../platform/clock.js';
import { PointsInMemory } from './points-in-memory.js';
import { type Price, pricing, withinPrice } from './pricing.js';
import { Verdicts } from './verdict.js';

/** A parcel for which another point is looked for. */
export interface Homeless {
  merchantId: string;
  measures: ParcelMeasures;
  /** What it costs now: no point at a higher price is found. */
  price: Price;
  /** From where the nearest are. */
  near: { lat: number; lon: number };
  /** The network whose carrier holds it, and delivers to its own points only; null while any may take it. */
  networkCode: string | null;
  /** The only chain wanted; null for any. */
  chainCode: string | null;
  /** What the point has to do beside taking in what a carrier brings. */
  services: readonly string[];
  exceptPointCode: string | null;
}

export interface NearestPoint {
  id: string;
  code: string;
  distanceMetres: number;
  /** Null where the capacity is not known. */
  freePlaces: number | null;
  programme: Programme;
}

/** Finds points for a parcel that is there already, where the search finds them for whoever is about to send one. */
@Injectable()
export class NearestService {
  private readonly verdicts: Verdicts;
  /** What a merchant uses within a price, for as long as it is the same: verdicts are remembered by it. */
  private readonly within = new WeakMap<UsableProgrammes, Map<string, UsableProgrammes>>();

  constructor(
    private readonly index: PointsInMemory,
    private readonly clock: Clock,
    private readonly merchants: MerchantsService,
  ) {
    this.verdicts = new Verdicts(index.classes);
  }

  /** The nearest points that take the parcel, have room, and cost no more. @throws CodedError NOT_UP_TO_DATE. */
  async find(parcel: Homeless, most: number): Promise<NearestPoint[]> {
    await this.index.current();
    const now = this.clock.now();
    const usable = await this.usableWithin(parcel, now);
    const wish = {
      parcel: parcel.measures,
      openAtMs: null,
      services: [...parcel.services],
      kinds: [],
      chains: parcel.chainCode === null ? [] : [parcel.chainCode],
    };
    const prices = pricing(usable, now);
    const target = new PointTarget(parcel.near);
    return this.index.read(() => {
      const verdict = this.verdicts.of(wish, prices, usable);
      const hits = this.index.geo.nearest(target, {
        most,
        filter: verdict.filter,
        accepts: (item) => this.isElsewhere(item, parcel),
        compare: this.index.compare,
      });
      return hits.flatMap(({ item, distanceMetres }) => {
        const programme = verdict.programmeOf(this.index.geo.classOf(item));
        const { id, freePlaces } = this.index.at(item);
        const code = this.index.entries.codeOf(item);
        return programme === null ? [] : [{ id, code, distanceMetres, freePlaces, programme }];
      });
    });
  }

  private isElsewhere(item: number, { networkCode, exceptPointCode }: Homeless): boolean {
    if (this.index.entries.codeOf(item) === exceptPointCode) return false;
    const { networks } = this.index.classes.factsOf(this.index.geo.classOf(item));
    return networkCode === null || networks.includes(networkCode);
  }

  private async usableWithin({ merchantId, price }: Homeless, now: Date): Promise<UsableProgrammes> {
    const cost = price.feeCents === 0 ? 'FREE_ONLY' : 'ANY';
    const usable = await this.merchants.usableNow(merchantId, now, cost);
    if (cost === 'FREE_ONLY') return usable;
    const byPrice = this.within.get(usable) ?? new Map<string, UsableProgrammes>();
    this.within.set(usable, byPrice);
    const key = `${price.feeCents} ${price.currency}`;
    const known = byPrice.get(key) ?? withinPrice(usable, price);
    byPrice.set(key, known);
    return known;
  }
}
