/** Who goes where. The three lists belong together: so many parcels of this origin go to that point. */
export interface Placements {
  origins: Int32Array;
  points: Int32Array;
  counts: Int32Array;
}

/** A placement as it is gathered: of an origin, at a point, so many. */
export type Placement = readonly [origin: number, point: number, count: number];

/** By origin, then by point. */
export function placementsOf(gathered: readonly Placement[]): Placements {
  const sorted = gathered.toSorted(([a, b], [c, d]) => a - c || b - d);
  return {
    origins: Int32Array.from(sorted, ([origin]) => origin),
    points: Int32Array.from(sorted, ([, point]) => point),
    counts: Int32Array.from(sorted, ([, , count]) => count),
  };
}
