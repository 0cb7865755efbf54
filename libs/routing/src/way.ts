import type { Hours } from './hours.js';
import type { Network } from './network.js';
import type { Line, Stop } from './timetable.js';

/** Which parcel goes from where to where, and what is open there. */
export interface Way {
  fromStopId: string;
  toStopId: string;
  /** Null is not known: then only lines without a limit take it, since a check that is not made is not passed. */
  weightGrams: number | null;
  /** When the merchant can hand it in. */
  dropOffHours: Hours;
  /** When the customer can have it. */
  collectionHours: Hours;
}

/** Which lines take a parcel, by its weight. Parcels that the same lines take share a list. */
export class LineLimits {
  private readonly limits: readonly number[];
  private readonly lists = new Map<number, Uint8Array>();

  constructor(private readonly lines: readonly Line[]) {
    const limits = lines.map(({ maxWeightGrams }) => maxWeightGrams).filter((limit) => limit !== null);
    this.limits = [...new Set(limits)].sort((a, b) => a - b);
  }

  /** By line: 1 for those that do not take it. */
  closedTo(weightGrams: number | null): Uint8Array {
    const heaviest = weightGrams ?? Infinity;
    const exceeded = this.limits.filter((limit) => limit < heaviest).length;
    let list = this.lists.get(exceeded);
    if (list === undefined) {
      list = Uint8Array.from(this.lines, ({ maxWeightGrams }) => ((maxWeightGrams ?? heaviest) < heaviest ? 1 : 0));
      this.lists.set(exceeded, list);
    }
    return list;
  }
}

/**
 * When a parcel that is dropped off would have had to come by a vehicle to go on with the same ones, in seconds of the
 * network: where it is dropped off the cut-off stands in for the time of sorting.
 */
export function arrivalOfDropOff(network: Network, stop: number, dropOffSeconds: number): number {
  const { cutOffSeconds, sortSeconds } = network.stops[stop] as Stop;
  return network.secondsAt(dropOffSeconds) + cutOffSeconds - sortSeconds;
}

/** The reverse of `arrivalOfDropOff`. */
export function dropOffOfArrival(network: Network, stop: number, arrival: number): number {
  const { cutOffSeconds, sortSeconds } = network.stops[stop] as Stop;
  return network.epochSecondsAt(arrival) - cutOffSeconds + sortSeconds;
}

/** When the customer can have what arrives, both in epoch seconds: once it is sorted and the stop is open. */
export function availableFrom(network: Network, stop: number, hours: Hours, arrivesSeconds: number): number | null {
  return hours.nextOpen(arrivesSeconds + (network.stops[stop] as Stop).sortSeconds);
}

/** The latest arrival of what the customer can have by an instant, both in epoch seconds. */
export function latestArrivalFor(network: Network, stop: number, hours: Hours, bySeconds: number): number | null {
  const open = hours.lastOpen(bySeconds);
  return open === null ? null : open - (network.stops[stop] as Stop).sortSeconds;
}
