import { NO_SECTION } from './connections.js';
import { NEVER } from './deadlines.js';
import type { Ride } from './journey.js';
import type { Network, Run } from './network.js';

/**
 * All ways to one stop that are worth taking, for parcels of one weight: for each stop the deadlines, ascending, by
 * which a parcel must have arrived there, and when it then is at the target, ascending too. Times in seconds of the
 * network.
 */
export interface Profile {
  target: number;
  /** The entries of stop s are those from `first[s]` until `first[s + 1]`. */
  first: Int32Array;
  by: Int32Array;
  arrives: Int32Array;
  /** The connection that is boarded, by its number. */
  connection: Int32Array;
}

const NONE = -1;

/** The entry with the first deadline that a parcel keeps which arrives at a stop; NONE if it keeps none. */
function entryOf({ first, by }: Profile, stop: number, arrives: number): number {
  let [low, high] = [first[stop] as number, first[stop + 1] as number];
  const end = high;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((by[middle] as number) < arrives) low = middle + 1;
    else high = middle;
  }
  return low === end ? NONE : low;
}

/** When a parcel is at the target that has arrived at another stop; NEVER if it does not get there. */
export function arrivalBy(profile: Profile, stop: number, arrives: number): number {
  const entry = entryOf(profile, stop, arrives);
  return entry === NONE ? NEVER : (profile.arrives[entry] as number);
}

/** The rides of that parcel; null if it does not get there. */
export function ridesBy(network: Network, profile: Profile, stop: number, arrives: number): Ride[] | null {
  const rides: Ride[] = [];
  let entry = entryOf(profile, stop, arrives);
  while (entry !== NONE) {
    const boarded = profile.connection[entry] as number;
    const left = leavesAt(network, profile, boarded, profile.arrives[entry] as number);
    rides.push([boarded, left]);
    const { to, arrives: arrival } = network.connections;
    if (to[left] === profile.target) return rides;
    entry = entryOf(profile, to[left] as number, arrival[left] as number);
  }
  return null;
}

/** Where a parcel gets off to be at the target at a second: there, or else at the first stop from which it is. */
function leavesAt(network: Network, profile: Profile, boarded: number, at: number): number {
  const { to, arrives, section } = network.connections;
  let change = NONE;
  for (let each = boarded; section[each] === section[boarded]; each += 1) {
    const arrival = arrives[each] as number;
    if (to[each] === profile.target && arrival === at) return each;
    if (change === NONE && arrivalBy(profile, to[each] as number, arrival) === at) change = each;
  }
  if (change === NONE) throw new Error('a profile does not fit its network: was it mended?');
  return change;
}

/**
 * Whether a profile may be another since some runs have changed. It may if it boards one of them. If it does not, it
 * would be the same without them; and then it is another exactly if one of them, as it is now, is worth boarding.
 */
export function isAffected(
  network: Network,
  profile: Profile,
  changed: readonly number[],
  closed: Uint8Array,
): boolean {
  return changed.some(
    (number) => isBoarded(network, profile, number) || isWorthBoarding(network, profile, number, closed),
  );
}

function isBoarded({ runs, connections }: Network, { first, connection }: Profile, number: number): boolean {
  const run = runs[number] as Run;
  for (let each = run.first; each < run.first + run.trip.stopTimes.length - 1; each += 1) {
    const stop = connections.from[each] as number;
    if (connection.subarray(first[stop], first[stop + 1]).includes(each)) return true;
  }
  return false;
}

function isWorthBoarding(
  { runs, connections }: Network,
  profile: Profile,
  number: number,
  closed: Uint8Array,
): boolean {
  const run = runs[number] as Run;
  if (closed[run.line] === 1) return false;
  const { from, to, arrives, deadline, section } = connections;
  let best = NEVER;
  for (let each = run.first + run.trip.stopTimes.length - 2; each >= run.first; each -= 1) {
    // Nobody stays aboard through a connection that takes nothing.
    if (section[each] === NO_SECTION) best = NEVER;
    if (section[each] === NO_SECTION) continue;
    const arrival = arrives[each] as number;
    const stop = to[each] as number;
    best = Math.min(best, stop === profile.target ? arrival : arrivalBy(profile, stop, arrival));
    if (from[each] === profile.target) continue;
    if (best < arrivalBy(profile, from[each] as number, deadline[each] as number)) return true;
  }
  return false;
}
