import { type Durations, drivingOrder } from './driving-order.js';

/** Longer than any way, and so few that sums of them stay exact. */
const NEVER_SECONDS = 1e9;

/** Which ends of a tour are given; the others are where it is best to begin or to end. */
export interface TourEnds {
  /** Begins at place 0. */
  startsAtFirst: boolean;
  /** Ends at the last place, or, where it is the first one too, comes back to it. */
  ends: 'AT_LAST' | 'AT_FIRST' | 'ANYWHERE';
}

/**
 * In which order a vehicle visits all places between the ends of its tour. Place 0 is the first, and the highest number
 * the last, where such ends are given; one that is come back to is not in the order again.
 *
 * Takes the cube of their number of steps.
 *
 * @param durations - Seconds from each place (row) to each (column).
 */
export function tourOrder(durations: Durations, { startsAtFirst, ends }: TourEnds): number[] {
  if (startsAtFirst && ends !== 'AT_LAST') return drivingOrder(durations, ends === 'AT_FIRST');
  if (!startsAtFirst && ends === 'ANYWHERE') return drivingOrder(durations, false);
  const last = durations.length - 1;
  if (!startsAtFirst) {
    // The way to an end is the way from it, with all roads turned around.
    const places = [last, ...Array.from({ length: last }, (_, place) => place)];
    const turned = places.map((to) => places.map((from) => durations[from]?.[to] as number));
    return drivingOrder(turned, false)
      .map((at) => places[at] as number)
      .reverse();
  }
  // From the last the vehicle can only go back to the first, for nothing, so that a round is the way between them.
  const round = durations.map((row, from) =>
    row.map((seconds, to) => {
      if (from === to) return 0;
      if (from === last) return to === 0 ? 0 : NEVER_SECONDS;
      return to === 0 ? NEVER_SECONDS : seconds;
    }),
  );
  return drivingOrder(round, true);
}
