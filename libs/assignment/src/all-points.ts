import { FORBIDDEN, type Found, type Points } from './problem.js';

/** Points that are looked at one by one: simple, and fast enough for some hundreds. */
export class AllPoints implements Points {
  private readonly rents: Float64Array;

  /** @param cost - Whole numbers of at least 0, or FORBIDDEN. */
  constructor(
    pointCount: number,
    readonly cost: (origin: number, point: number) => number,
  ) {
    this.rents = new Float64Array(pointCount);
  }

  setRent(point: number, rent: number): void {
    this.rents[point] = rent;
  }

  cheapest(origin: number, below: number, most: number, found: Found, rentFactor = 1): number {
    const all: { point: number; cost: number; sum: number }[] = [];
    this.rents.forEach((rent, point) => {
      const cost = this.cost(origin, point);
      const sum = cost + rentFactor * rent;
      if (cost !== FORBIDDEN && sum < below) all.push({ point, cost, sum });
    });
    all.sort((a, b) => a.sum - b.sum || a.point - b.point);
    const count = Math.min(most, all.length);
    for (const [at, { point, cost }] of all.slice(0, count).entries()) {
      found.points[at] = point;
      found.costs[at] = cost;
    }
    return count;
  }
}
