import type { Allotment } from '#libs/matching';
import type { Homeless, NearestPoint, NearestService } from '../search/nearest.service.js';

/** How many of the nearest points are looked at first, and at most. */
const FIRST = 20;
const MOST = 2000;

interface Found {
  points: NearestPoint[];
  /** Whether there are no more than these. */
  isAll: boolean;
}

/** The nearest points for parcels of which many are alike: they are looked for once for each sort of parcel. */
export class Candidates {
  private readonly found = new Map<string, Found>();

  constructor(private readonly nearest: NearestService) {}

  /** Takes the nearest place that is left; null where no point has one, or none of so many as are looked at. */
  async placeFor(parcel: Homeless, allotment: Allotment): Promise<NearestPoint | null> {
    const key = JSON.stringify(parcel);
    for (;;) {
      const known = this.found.get(key);
      const taken = known === undefined ? null : allotment.take(known.points);
      if (taken !== null || known?.isAll === true) return taken;
      const most = known === undefined ? FIRST : Math.min(MOST, known.points.length * 10);
      const points = await this.nearest.find(parcel, most);
      this.found.set(key, { points, isAll: points.length < most || most === MOST });
    }
  }
}
