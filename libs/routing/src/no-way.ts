import { type LocalDate, localDateOf } from '#libs/opening-hours';
import { OPEN_ALWAYS } from './hours.js';
import type { Journey } from './journey.js';
import type { Network, Run } from './network.js';
import type { Planner } from './planner.js';
import type { Stop } from './timetable.js';
import type { Way } from './way.js';

/** Why a parcel cannot be there in time. */
export type NoWayReason =
  /** It would be, if it had been handed in on that day until this instant. */
  | { code: 'AFTER_CUT_OFF'; untilSeconds: number }
  /** Some lines on its way do not take it; the least of their limits. */
  | { code: 'TOO_HEAVY'; lineIds: string[]; maxWeightGrams: number }
  /** They might take it, but its weight was not said. */
  | { code: 'WEIGHT_NOT_SAID'; lineIds: string[]; maxWeightGrams: number }
  /** Vehicles on its way are full, or do not run. */
  | { code: 'NO_ROOM' | 'CANCELLED'; trips: DatedTrip[] }
  /** It cannot be handed in, or had by the customer, before this instant; null for not at all. */
  | { code: 'DROP_OFF_CLOSED' | 'COLLECTION_CLOSED'; opensSeconds: number | null }
  /** Nothing goes there in time, though something does later. */
  | { code: 'NO_LINE_ON_DAY' }
  /** Nothing goes there from now on, in all the days that the network is laid out for. */
  | { code: 'NO_LINE' };

interface DatedTrip {
  tripId: string;
  date: LocalDate;
}

export interface NoWay {
  reasons: NoWayReason[];
  /** The first journey that there is, however late; null if there is none. */
  first: Journey | null;
}

/** What may be supposed to be otherwise. */
const SUPPOSITIONS = ['CANCELLED', 'NO_ROOM', 'WEIGHT', 'DROP_OFF', 'COLLECTION'] as const;
type Supposition = (typeof SUPPOSITIONS)[number];

/**
 * Why what is brought at an instant cannot be had by another; null if it can. The reasons are the fewest things that
 * would have to be otherwise, all together; where that is not enough, it is the hour or the day. In epoch seconds.
 */
export function whyNoWay(planner: Planner, way: Way, atSeconds: number, bySeconds: number): NoWay | null {
  const first = planner.earliest(way, atSeconds);
  if (first !== null && first.availableAt <= bySeconds) return null;
  const suppose = (supposed: readonly Supposition[]): Journey | null => {
    const journey = supposing(planner, way, atSeconds, supposed);
    return journey !== null && journey.availableAt <= bySeconds ? journey : null;
  };
  let needed: readonly Supposition[] = SUPPOSITIONS;
  if (suppose(needed) === null) return { reasons: [hourOrDay(planner, way, atSeconds, bySeconds, first)], first };
  for (const each of SUPPOSITIONS) {
    const without = needed.filter((other) => other !== each);
    if (suppose(without) !== null) needed = without;
  }
  const journey = suppose(needed) as Journey;
  return { reasons: needed.map((each) => reasonOf(planner, way, atSeconds, each, journey)), first };
}

function supposing(planner: Planner, way: Way, atSeconds: number, supposed: readonly Supposition[]): Journey | null {
  const other: Way = {
    ...way,
    ...(supposed.includes('WEIGHT') && { weightGrams: 0 }),
    ...(supposed.includes('DROP_OFF') && { dropOffHours: OPEN_ALWAYS }),
    ...(supposed.includes('COLLECTION') && { collectionHours: OPEN_ALWAYS }),
  };
  return planner.earliestIf(other, atSeconds, {
    hasRoom: supposed.includes('NO_ROOM'),
    runs: supposed.includes('CANCELLED'),
  });
}

function hourOrDay(planner: Planner, way: Way, at: number, by: number, first: Journey | null): NoWayReason {
  const { network } = planner;
  const last = planner.latest(way, by);
  const { timeZone } = network.stops[network.stopNumber(way.fromStopId)] as Stop;
  const dayOf = (seconds: number) => localDateOf(seconds * 1000, timeZone);
  if (last !== null && dayOf(last.dropOffAt) === dayOf(at)) {
    return { code: 'AFTER_CUT_OFF', untilSeconds: last.dropOffAt };
  }
  return { code: first === null ? 'NO_LINE' : 'NO_LINE_ON_DAY' };
}

function reasonOf(planner: Planner, way: Way, at: number, needed: Supposition, journey: Journey): NoWayReason {
  switch (needed) {
    case 'WEIGHT': {
      const heaviest = way.weightGrams ?? Infinity;
      const lines = planner.network.lines.filter(
        ({ id, maxWeightGrams }) =>
          (maxWeightGrams ?? heaviest) < heaviest && journey.legs.some(({ lineId }) => lineId === id),
      );
      return {
        code: way.weightGrams === null ? 'WEIGHT_NOT_SAID' : 'TOO_HEAVY',
        lineIds: lines.map(({ id }) => id),
        maxWeightGrams: Math.min(...lines.map(({ maxWeightGrams }) => maxWeightGrams ?? Infinity)),
      };
    }
    case 'NO_ROOM':
    case 'CANCELLED':
      return { code: needed, trips: tripsOf(planner.network, journey, needed) };
    case 'DROP_OFF':
      return { code: 'DROP_OFF_CLOSED', opensSeconds: way.dropOffHours.nextOpen(at) };
    case 'COLLECTION':
      return { code: 'COLLECTION_CLOSED', opensSeconds: way.collectionHours.nextOpen(journey.availableAt) };
  }
}

/** The trips of a journey that are cancelled, or that are full somewhere between where it gets on and off. */
function tripsOf(network: Network, { legs }: Journey, needed: 'NO_ROOM' | 'CANCELLED'): DatedTrip[] {
  return legs.flatMap(({ tripId, date, departsAt, arrivesAt }) => {
    const number = tripId === null || date === null ? null : network.runNumber(tripId, date);
    if (number === null || tripId === null || date === null) return [];
    const { isCancelled, isFull: isPromised, first, trip } = network.runs[number] as Run;
    const { departs, arrives, room } = network.connections;
    let isFull = isPromised;
    for (let each = first; each < first + trip.stopTimes.length - 1; each += 1) {
      const isRidden =
        network.epochSecondsAt(departs[each] as number) >= departsAt &&
        network.epochSecondsAt(arrives[each] as number) <= arrivesAt;
      isFull ||= isRidden && (room[each] as number) < 1;
    }
    return (needed === 'CANCELLED' ? isCancelled : isFull) ? [{ tripId, date }] : [];
  });
}
