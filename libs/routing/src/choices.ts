import { NEVER } from './deadlines.js';
import { firstDepartingAt } from './forward.js';
import type { Ride } from './journey.js';
import type { Network, Run } from './network.js';

/** A way to a stop. */
interface Label {
  arrives: number;
  legs: number;
  priceCents: number;
  ride: Ride | null;
  before: Label | null;
}

/** A parcel in a vehicle. All in it arrive at one time. */
interface Rider {
  legs: number;
  priceCents: number;
  boarded: number;
  before: Label;
}

export interface ChoiceSearch {
  origin: number;
  arrives: number;
  target: number;
  /** What arrives at this second of the network or later is left out. */
  until: number;
  mostLegs: number;
  closed: Uint8Array;
}

/**
 * The ways to a stop of which none is as good as another in all of arrival, number of legs and price, by a scan that
 * keeps a set of them for every stop and every vehicle. The sets are small: few ways are both slower and cheaper.
 */
export function waysToChooseFrom(network: Network, search: ChoiceSearch): Ride[][] {
  const { origin, arrives, target, until, mostLegs, closed } = search;
  const { connections, order, runs, lines } = network;
  const { from, to, run, section, deadline } = connections;
  const atStops: Label[][] = network.stops.map(() => []);
  atStops[origin] = [{ arrives, legs: 0, priceCents: 0, ride: null, before: null }];
  const aboard = new Map<number, Rider[]>();
  const end = firstDepartingAt(order, Math.min(until, NEVER));
  for (let place = firstDepartingAt(order, arrives); place < end; place += 1) {
    const each = order.connection[place] as number;
    const { line } = runs[run[each] as number] as Run;
    const part = section[each] as number;
    // A section of 0 is one that takes nothing.
    if (part === 0 || closed[line] === 1) continue;
    const riders = aboard.get(part) ?? [];
    for (const before of atStops[from[each] as number] as Label[]) {
      if (before.arrives > (deadline[each] as number) || before.legs >= mostLegs) continue;
      const priceCents = before.priceCents + (lines[line]?.priceCents ?? 0);
      addBest(riders, { legs: before.legs + 1, priceCents, boarded: each, before }, isRiderAsGood);
    }
    if (riders.length === 0) continue;
    aboard.set(part, riders);
    const arrival = connections.arrives[each] as number;
    if (arrival >= until) continue;
    for (const { legs, priceCents, boarded, before } of riders) {
      const label: Label = { arrives: arrival, legs, priceCents, ride: [boarded, each], before };
      const isInVain = atStops[target]?.some((there) => isLabelAsGood(there, label));
      if (!isInVain) addBest(atStops[to[each] as number] as Label[], label, isLabelAsGood);
    }
  }
  return (atStops[target] ?? []).map(ridesOf);
}

function isLabelAsGood(a: Label, b: Label): boolean {
  return a.arrives <= b.arrives && a.legs <= b.legs && a.priceCents <= b.priceCents;
}

function isRiderAsGood(a: Rider, b: Rider): boolean {
  return a.legs <= b.legs && a.priceCents <= b.priceCents;
}

/** Adds what nothing in the set is as good as, and takes away what it is as good as. */
function addBest<Item>(set: Item[], item: Item, isAsGood: (a: Item, b: Item) => boolean): void {
  if (set.some((other) => isAsGood(other, item))) return;
  const kept = set.filter((other) => !isAsGood(item, other));
  set.splice(0, set.length, ...kept, item);
}

function ridesOf(label: Label): Ride[] {
  const rides: Ride[] = [];
  for (let each: Label | null = label; each?.ride; each = each.before) rides.unshift(each.ride);
  return rides;
}
