import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CodedError, type Language } from '#libs/refusals';
import type { Caller } from '../platform/caller.js';
import { Clock } from '../platform/clock.js';
import type { PickupPointMatch } from '../search/search.inputs.js';
import { SearchService } from '../search/search.service.js';
import { type Ends, earliestOf, endsOf, shownJourney } from './journeys.js';
import type { DropOffPointMatch, DropOffPointSearchInput, DropOffPointSearchResult } from './route-plan.inputs.js';
import { Timetables } from './timetables.js';
import { wayPoints } from './way-points.js';

/** Points near by of which the way is looked for; the list is full long before where carriers call at most of them. */
const LOOKED_AT = 60;

/** Where a merchant can hand a parcel in, and when it is then there. */
@Injectable()
export class DropOffService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly points: SearchService,
    private readonly timetables: Timetables,
  ) {}

  /**
   * The nearest points that take the parcel in, cost nothing, and from which a way leads to where it is collected.
   *
   * @throws CodedError NOT_FOUND for a pickup point that does not exist, and what `SearchService.search` throws.
   */
  async search(caller: Caller, search: DropOffPointSearchInput, language: Language): Promise<DropOffPointSearchResult> {
    const networks = await this.timetables.current();
    const { near, merchantId, parcel, maxDistanceMetres, cost } = search;
    const found = await this.points.search(
      caller,
      { near, merchantId, parcel, maxDistanceMetres, cost, services: ['DROP_OFF'], first: LOOKED_AT, explain: true },
      language,
    );
    const codes = [search.pickupPointCode, ...found.matches.map(({ point }) => point.code)];
    const places = await wayPoints(this.dataSource.manager, codes);
    const to = places.get(search.pickupPointCode);
    if (to === undefined) {
      throw new CodedError('NOT_FOUND', { code: search.pickupPointCode }, { field: 'search.pickupPointCode' });
    }
    const now = this.clock.now();
    const nowSeconds = Math.floor(now.getTime() / 1000);
    const atSeconds = Math.max(nowSeconds, Math.floor((search.dropOffAt ?? now).getTime() / 1000));
    const collection = endsOf(to, to, nowSeconds);
    const matches: DropOffPointMatch[] = [];
    const counts = { NO_ROUTE: 0, TOO_LATE: 0 };
    for (const match of found.matches) {
      if (matches.length === search.first) break;
      const from = places.get(match.point.code);
      if (from === undefined) continue;
      const ends: Ends = { ...endsOf(from, to, nowSeconds), collectionHours: collection.collectionHours };
      const journey = earliestOf(networks, ends, parcel?.weightGrams ?? null, atSeconds);
      if (journey === null) counts.NO_ROUTE += 1;
      else if (search.arriveBy && journey.availableAt * 1000 > search.arriveBy.getTime()) counts.TOO_LATE += 1;
      else matches.push({ ...priced(match), journey: shownJourney(journey, ends, networks) });
    }
    const excluded = [
      ...Object.entries(counts).flatMap(([reason, count]) => (count > 0 ? [{ reason, count }] : [])),
      ...found.excluded,
    ];
    return { matches, excluded, nearestExcluded: found.nearestExcluded, resolvedPlace: found.resolvedPlace };
  }
}

function priced({ point, distanceMetres, programme, feeCents, currency }: PickupPointMatch) {
  return { point, distanceMetres, programme, feeCents, currency };
}
