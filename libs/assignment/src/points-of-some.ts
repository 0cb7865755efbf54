import type { Found, Points } from './problem.js';

/** The points as some of the origins see them, which have new numbers. */
export class PointsOfSome implements Points {
  constructor(
    private readonly points: Points,
    private readonly origins: Int32Array,
  ) {}

  cost(origin: number, point: number): number {
    return this.points.cost(this.origins[origin] as number, point);
  }

  setRent(point: number, rent: number): void {
    this.points.setRent(point, rent);
  }

  cheapest(origin: number, below: number, most: number, found: Found, rentFactor?: number): number {
    return this.points.cheapest(this.origins[origin] as number, below, most, found, rentFactor);
  }
}
