import type { Hours } from './hours.js';
import type { Network } from './network.js';
import type { Stop } from './timetable.js';

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
