import { type Network, tourOrder } from '#libs/routing';
import { hoursWithin, type WayPoint } from '../routing/way-points.js';
import type { Driving } from './roads.js';

export interface TourParcel {
  trackingNumber: string;
  weightGrams: number;
  action: 'BRING' | 'TAKE' | 'RETURN';
  /** Whether it is where the driver gets it: with the carrier, or at the point. Others are promised, and may not come. */
  isThere: boolean;
}

/** A stop of a trip on its day. Instants in epoch seconds. */
export interface TourStop {
  stopId: string;
  name: string;
  timeZone: string;
  lat: number | null;
  lon: number | null;
  /** Null for a depot or hub. */
  point: WayPoint | null;
  timetableAt: number;
  parcels: TourParcel[];
}

/** A stop in the driver's order. */
export interface TourCall extends TourStop {
  arrivesAt: number;
  /** When it opens, where it is closed at that time; null otherwise. */
  opensAt: number | null;
}

export interface Tour {
  networkCode: string;
  tripId: string;
  date: string;
  /** Whose driving times they are; the timetable's where the order is its own. */
  by: Driving['by'] | 'TIMETABLE';
  calls: TourCall[];
}

/** To park, to find somebody, to come back. An assumption, as is the time for each parcel: nobody has measured them. */
const STOP_SECONDS = 180;
const PARCEL_SECONDS = 10;
/** Over the longest holidays a shop is closed for days; later than this its opening says nothing to a driver. */
const OPENS_WITHIN_SECONDS = 14 * 86_400;

/** The stops of a run, and when it gets there. A stop that it comes to again counts once, but for a depot at its end. */
export function runTimes(
  network: Network,
  number: number,
  isPoint: (stopId: string) => boolean,
): { stopId: string; timetableAt: number }[] {
  const run = network.runs[number];
  if (run === undefined) return [];
  const { departs, arrives } = network.connections;
  const seconds = (place: number) => (place === 0 ? departs[run.first] : arrives[run.first + place - 1]) as number;
  const calls = run.trip.stopTimes.map(({ stopId }, place) => {
    return { stopId, timetableAt: network.epochSecondsAt(seconds(place)) };
  });
  return calls.filter(({ stopId }, place) => {
    const isEnd = place === calls.length - 1 && !isPoint(stopId);
    return isEnd || calls.findIndex((call) => call.stopId === stopId) === place;
  });
}

/** What of a tour is driven: its depots, and the points where there is something to do. */
export function stopsToDrive(stops: readonly TourStop[]): TourStop[] {
  return stops.filter(({ point, parcels }) => point === null || parcels.length > 0);
}

/** More than a van visits; the search for a short way between them takes the cube of their number. */
const MOST_STOPS_TO_ORDER = 150;

/**
 * Whether its stops may be driven in another order than the timetable's: not where something that is taken at one of them
 * is brought to another, which has to come later, nor by way of a depot in between, nor where they are too many.
 */
export function mayBeReordered(stops: readonly TourStop[], hasTransfers: boolean): boolean {
  return (
    !hasTransfers && stops.length <= MOST_STOPS_TO_ORDER && stops.slice(1, -1).every(({ point }) => point !== null)
  );
}

/** The stops as the timetable has them. */
export function asTimetabled(stops: readonly TourStop[]): TourCall[] {
  return stops.map((stop) => callOf(stop, stop.timetableAt));
}

/** Places of stops for the roads, those that have one; others cannot be ordered, and are only ever an end. */
export function placesOf(stops: readonly TourStop[]): { lat: number; lon: number }[] {
  return stops.flatMap(({ lat, lon }) => (lat === null || lon === null ? [] : [{ lat, lon }]));
}

/** The stops in a short order, with when the driver will be there. `driving` is between `placesOf` these stops. */
export function inDrivingOrder(stops: readonly TourStop[], { durations }: Driving): TourCall[] {
  const [first, last] = [stops[0], stops.at(-1)];
  if (first === undefined || last === undefined) return [];
  const placed = stops.filter(({ lat, lon }) => lat !== null && lon !== null);
  const startsAtFirst = first.point === null && placed[0] === first;
  const isRound = startsAtFirst && stops.length > 1 && last.stopId === first.stopId;
  const endsAtLast = last.point === null && placed.at(-1) === last && stops.length > 1;
  // A round comes back to place 0, so that the depot at its end is no place of its own.
  const places = isRound ? durations.slice(0, -1).map((row) => row.slice(0, -1)) : durations;
  const ends = isRound ? 'AT_FIRST' : endsAtLast ? 'AT_LAST' : 'ANYWHERE';
  const order = tourOrder(places, { startsAtFirst, ends });
  const start = startsAt(placed, startsAtFirst);
  const calls = isRound ? sooner(placed, order, durations, start) : timed(placed, order, durations, start);
  if (placed[0] !== first) calls.unshift(callOf(first, first.timetableAt));
  if (placed.at(-1) !== last && last !== first) calls.push(callOf(last, last.timetableAt));
  return calls;
}

/** A tour that does not begin at a depot is at the first of its points when the timetable is at the first of them. */
function startsAt(placed: readonly TourStop[], startsAtFirst: boolean): number {
  const times = placed.map(({ timetableAt }) => timetableAt);
  return startsAtFirst ? (times[0] as number) : Math.min(...times);
}

/**
 * A round is driven either way. It is the shorter way where roads make one, and otherwise that on which parcels are
 * brought and taken sooner on average.
 */
function sooner(
  placed: readonly TourStop[],
  [depot = 0, ...order]: readonly number[],
  durations: Driving['durations'],
  start: number,
): TourCall[] {
  const [there, back] = [order, order.toReversed()].map((way) => {
    const calls = timed(placed, [depot, ...way, durations.length - 1], durations, start);
    const waited = calls.reduce((sum, { arrivesAt, parcels }) => sum + (arrivesAt - start) * parcels.length, 0);
    return { calls, endsAt: calls.at(-1)?.arrivesAt ?? start, waited };
  });
  if (there === undefined || back === undefined) return [];
  return back.endsAt < there.endsAt || (back.endsAt === there.endsAt && back.waited < there.waited)
    ? back.calls
    : there.calls;
}

function timed(
  placed: readonly TourStop[],
  order: readonly number[],
  durations: Driving['durations'],
  start: number,
): TourCall[] {
  let at = start;
  return order.map((place, index) => {
    const stop = placed[place] as TourStop;
    if (index > 0) at += durations[order[index - 1] as number]?.[place] ?? 0;
    const call = callOf(stop, Math.round(at));
    if (stop.point !== null) at += STOP_SECONDS + PARCEL_SECONDS * stop.parcels.length;
    return call;
  });
}

function callOf(stop: TourStop, arrivesAt: number): TourCall {
  const hours = stop.point && hoursWithin(stop.point, arrivesAt, arrivesAt + OPENS_WITHIN_SECONDS);
  const opensAt = hours?.nextOpen(arrivesAt) ?? null;
  return { ...stop, arrivesAt, opensAt: opensAt === null || opensAt <= arrivesAt ? null : opensAt };
}
