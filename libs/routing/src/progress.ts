import { type Hours, OPEN_ALWAYS } from './hours.js';
import type { Journey, Leg } from './journey.js';
import type { Planner } from './planner.js';
import type { Stop } from './timetable.js';
import type { Way } from './way.js';

/** What carriers said of a parcel since it left a point: that it went on, or came to a hub. In epoch seconds. */
export interface Sighting {
  kind: 'LEFT' | 'ARRIVED';
  atSeconds: number;
}

/** Where a parcel is on its way to its point, as far as anybody has said. */
export type Position =
  /** Its merchant still has it, and can bring it when this stop is open. */
  | { kind: 'WITH_MERCHANT'; stopId: string; dropOffHours: Hours }
  | { kind: 'AT_STOP'; stopId: string; sinceSeconds: number }
  /** A carrier took it from a stop; the first sighting is that it left there. */
  | { kind: 'UNDER_WAY'; fromStopId: string; sightings: readonly Sighting[] };

/** Where it goes, and what it is. */
export type Destination = Omit<Way, 'fromStopId' | 'dropOffHours'>;

/** What finds ways: a planner, or one that is asked as if something were otherwise. */
export type WayFinder = Pick<Planner, 'network' | 'earliest' | 'earliestIf'>;

/** How late a vehicle may be before it is taken to have gone without a parcel that nobody has seen on it. */
const LATE_SECONDS = 2 * 3600;

/** A journey of which a parcel has done the first legs, or is on the last of those. */
export interface ExpectedJourney extends Journey {
  ridden: number;
}

/**
 * When a parcel will be there, from what was last heard of it: the rest of its way as the network is now, behind what it
 * has done of it. Null where nothing leads there any more.
 *
 * @param promised - The legs that it was to take, from the stop where it was last held; none where nobody said.
 */
export function expectedJourney(
  planner: WayFinder,
  to: Destination,
  position: Position,
  promised: readonly Leg[],
  nowSeconds: number,
): ExpectedJourney | null {
  switch (position.kind) {
    case 'WITH_MERCHANT': {
      const { stopId: fromStopId, dropOffHours } = position;
      return yetToGo(planner.earliest({ ...to, fromStopId, dropOffHours }, nowSeconds));
    }
    case 'AT_STOP':
      return yetToGo(unlessMissed(planner, to, position.stopId, position.sinceSeconds, nowSeconds));
    case 'UNDER_WAY':
      return underWay(planner, to, position, promised, nowSeconds);
  }
}

function yetToGo(journey: Journey | null): ExpectedJourney | null {
  return journey && { ...journey, ridden: 0 };
}

/** From a stop where it lies. What should have fetched it long ago went without it. */
function unlessMissed(planner: WayFinder, to: Destination, stopId: string, since: number, now: number): Journey | null {
  const way = { ...to, fromStopId: stopId, dropOffHours: OPEN_ALWAYS };
  const journey = planner.earliest(way, since);
  const [first] = journey?.legs ?? [];
  return first !== undefined && first.departsAt + LATE_SECONDS < now ? planner.earliest(way, now) : journey;
}

function underWay(
  planner: WayFinder,
  to: Destination,
  { fromStopId, sightings }: Extract<Position, { kind: 'UNDER_WAY' }>,
  promised: readonly Leg[],
  now: number,
): ExpectedJourney | null {
  const left = sightings[0]?.atSeconds ?? now;
  let legs = promised[0]?.fromStopId === fromStopId ? promised : legsOf(planner, to, fromStopId, left);
  if (legs.length === 0) return null;
  let done = 0;
  let reached = 0;
  let aboard: Leg | null = null;
  for (const { kind, atSeconds } of sightings) {
    let leg = legs[Math.min(done, legs.length - 1)] as Leg;
    if (kind === 'LEFT') {
      if (done < legs.length && atSeconds + LATE_SECONDS < leg.departsAt) {
        // It goes by something hours before what it was promised to, whether there was a place for it or not.
        const taken = takenBy(planner, to, leg.fromStopId, atSeconds, done === 0 ? null : reached);
        if ((taken[0]?.departsAt ?? leg.departsAt) < leg.departsAt) legs = [...legs.slice(0, done), ...taken];
        leg = legs[done] as Leg;
      }
      aboard = leg;
      // It may have left before its time, and is then not there before it either.
      reached = leg.arrivesAt + Math.max(0, atSeconds - leg.departsAt);
    } else {
      aboard = null;
      reached = atSeconds;
      done = Math.min(done + 1, legs.length);
    }
  }
  if (aboard !== null) {
    done = Math.min(done + 1, legs.length);
    // Nobody has seen it arrive: it is on the road for longer than it was to be.
    if (reached + LATE_SECONDS < now) reached = now;
  }
  const past = legs.slice(0, done);
  const stopId = past.at(-1)?.toStopId ?? fromStopId;
  const rest = fromStop(planner, to, stopId, reached);
  return rest && { ...rest, legs: [...past, ...rest.legs], ridden: done };
}

/** The legs of what has left a stop, by the first vehicle since it came there unless that had gone hours before. */
function takenBy(planner: WayFinder, to: Destination, stopId: string, leftAt: number, came: number | null): Leg[] {
  if (came !== null) {
    const { cutOffSeconds, sortSeconds } = planner.network.stops[planner.network.stopNumber(stopId)] as Stop;
    const legs = legsIfUnpromised(planner, to, stopId, came + sortSeconds - cutOffSeconds);
    if (legs[0] !== undefined && legs[0].departsAt + LATE_SECONDS >= leftAt) return legs;
  }
  return legsOf(planner, to, stopId, leftAt);
}

/** The way from a stop at which a vehicle has brought it at an instant: no cut-off, but the time of sorting. */
function fromStop(planner: WayFinder, to: Destination, stopId: string, arrivesAt: number): Journey | null {
  const { network } = planner;
  const { cutOffSeconds, sortSeconds } = network.stops[network.stopNumber(stopId)] as Stop;
  // Where it is collected the time of sorting is in the way itself.
  const at = stopId === to.toStopId ? arrivesAt : arrivesAt + sortSeconds - cutOffSeconds;
  return planner.earliest({ ...to, fromStopId: stopId, dropOffHours: OPEN_ALWAYS }, at);
}

/** The legs of a parcel of which nobody knew before that it was taken along, in a vehicle that was full or not. */
function legsOf(planner: WayFinder, to: Destination, stopId: string, leftAt: number): Leg[] {
  const { cutOffSeconds } = planner.network.stops[planner.network.stopNumber(stopId)] as Stop;
  return legsIfUnpromised(planner, to, stopId, leftAt - cutOffSeconds - LATE_SECONDS / 4);
}

function legsIfUnpromised(planner: WayFinder, to: Destination, stopId: string, at: number): Leg[] {
  const way = { ...to, fromStopId: stopId, dropOffHours: OPEN_ALWAYS };
  return planner.earliestIf(way, at, { isUnpromised: true })?.legs ?? [];
}
