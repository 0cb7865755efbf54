import { stateAt } from '#libs/opening-hours';
import { type Hours, type Journey, type Leg, type OwnDrive, type Way } from '#libs/routing';
import type { OwnVehicle, RouteJourney, RouteLeg, RouteStop } from './route-plan.inputs.js';
import { type CarrierNetwork, DAYS_AHEAD } from './timetables.js';
import { hoursWithin, type WayPoint } from './way-points.js';

const DAY_SECONDS = 86_400;

/** From one point to another: both ends with their hours, as far as ways are known. */
export interface Ends {
  from: WayPoint;
  to: WayPoint;
  dropOffHours: Hours;
  collectionHours: Hours;
}

export function endsOf(from: WayPoint, to: WayPoint, nowSeconds: number): Ends {
  const until = nowSeconds + DAYS_AHEAD * DAY_SECONDS;
  // A way that is sought backwards may begin before now.
  const since = nowSeconds - DAY_SECONDS;
  return {
    from,
    to,
    dropOffHours: hoursWithin(from, since, until),
    collectionHours: hoursWithin(to, since, until),
  };
}

/** The way through one carrier's network; null where it does not serve both ends. */
export function wayThrough(network: CarrierNetwork, ends: Ends, weightGrams: number | null): Way | null {
  const fromStopId = network.stopOfPoint.get(ends.from.code);
  const toStopId = network.stopOfPoint.get(ends.to.code);
  if (fromStopId === undefined || toStopId === undefined) return null;
  const { dropOffHours, collectionHours } = ends;
  return { fromStopId, toStopId, weightGrams, dropOffHours, collectionHours };
}

/** The way of a parcel that is collected where it is handed in, whoever serves that point. */
export function journeyInPlace({ dropOffHours, collectionHours }: Ends, atSeconds: number): Journey | null {
  const dropOffAt = dropOffHours.nextOpen(atSeconds);
  const availableAt = dropOffAt === null ? null : collectionHours.nextOpen(dropOffAt);
  if (dropOffAt === null || availableAt === null) return null;
  return { dropOffAt, dropOffBy: dropOffAt, legs: [], arrivesAt: dropOffAt, availableAt, priceCents: 0 };
}

/** The earliest journey of all carriers, or in place; null where there is none. */
export function earliestOf(
  networks: readonly CarrierNetwork[],
  ends: Ends,
  weightGrams: number | null,
  atSeconds: number,
): Journey | null {
  if (ends.from.code === ends.to.code) return journeyInPlace(ends, atSeconds);
  let best: Journey | null = null;
  for (const network of networks) {
    const way = wayThrough(network, ends, weightGrams);
    const journey = way && network.planner.earliest(way, atSeconds);
    if (journey && (best === null || journey.availableAt < best.availableAt)) best = journey;
  }
  return best;
}

const KILOMETRES_AN_HOUR: Readonly<Record<OwnVehicle, number>> = { VAN: 40, BICYCLE: 15 };
/** Roads are longer than the great circle: about 1.3 times in France (Ballou, Rahardja & Sakai, 2002: 1.2 to 1.5). */
const DETOUR = 1.3;
/** Further than this nobody brings a parcel itself. */
export const MOST_DRIVE_METRES: Readonly<Record<OwnVehicle, number>> = { VAN: 100_000, BICYCLE: 25_000 };

/** How long a merchant is under way, and what the point then needs. */
export function ownDrive(metres: number, vehicle: OwnVehicle): OwnDrive {
  const metresASecond = KILOMETRES_AN_HOUR[vehicle] / 3.6;
  return { driveSeconds: Math.round((metres * DETOUR) / metresASecond), sortSeconds: 0, priceCents: 0 };
}

/** A journey as it is shown. */
export function shownJourney(journey: Journey, ends: Ends, networks: readonly CarrierNetwork[]): RouteJourney {
  const { dropOffAt, dropOffBy, arrivesAt, availableAt, priceCents, legs } = journey;
  const { hours, timeZone, holidayRegion } = ends.to;
  return {
    networkCode: legs.find(({ carrierId }) => carrierId !== null)?.carrierId ?? null,
    dropOffAt: instant(dropOffAt),
    dropOffBy: instant(dropOffBy),
    arrivesAt: instant(arrivesAt),
    availableAt: instant(availableAt),
    isHourKnown: stateAt(hours, { timeZone, holidayRegion }, availableAt * 1000) === 'OPEN',
    priceCents,
    legs: legs.map((leg) => shownLeg(leg, ends, networks)),
  };
}

function shownLeg(leg: Leg, ends: Ends, networks: readonly CarrierNetwork[]): RouteLeg {
  const network = networks.find(({ code }) => code === leg.carrierId);
  return {
    networkCode: network?.code ?? null,
    lineName: (leg.lineId !== null && network?.lineNames.get(leg.lineId)) || null,
    tripId: leg.tripId,
    date: leg.date,
    from: network ? shownStop(network, leg.fromStopId) : shownPoint(ends.from),
    to: network ? shownStop(network, leg.toStopId) : shownPoint(ends.to),
    departsAt: instant(leg.departsAt),
    arrivesAt: instant(leg.arrivesAt),
  };
}

function shownStop({ stops }: CarrierNetwork, id: string): RouteStop {
  const stop = stops.get(id);
  return { id, name: stop?.name ?? id, pointCode: stop?.pointCode ?? null };
}

function shownPoint({ code, name }: WayPoint): RouteStop {
  return { id: null, name, pointCode: code === '' ? null : code };
}

function instant(seconds: number): Date {
  return new Date(seconds * 1000);
}
