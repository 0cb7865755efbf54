import type { LocalDate } from '#libs/opening-hours';
import type { Network, Run } from './network.js';
import { availableFrom, dropOffOfArrival, type Way } from './way.js';

/** One movement, by a carrier or, where there is none, by the merchant's own van or bicycle. Times in epoch seconds. */
export interface Leg {
  carrierId: string | null;
  lineId: string | null;
  tripId: string | null;
  /** The day that the trip belongs to. */
  date: LocalDate | null;
  fromStopId: string;
  toStopId: string;
  departsAt: number;
  arrivesAt: number;
}

/** A parcel's way from a drop-off to a customer. Instants in epoch seconds. */
export interface Journey {
  /** When the merchant hands it in. */
  dropOffAt: number;
  /** Until when it can be handed in and still go this way. */
  dropOffBy: number;
  /** None where it is collected at the stop where it was dropped off. */
  legs: Leg[];
  arrivesAt: number;
  /** When the customer can have it. */
  availableAt: number;
  priceCents: number;
}

/** The numbers of the connections at which a leg begins and ends, both of one run. */
export type Ride = readonly [boarded: number, left: number];

function legOf(network: Network, [boarded, left]: Ride): Leg {
  const { connections, stops, lines, runs } = network;
  const { trip, date, line } = runs[connections.run[boarded] as number] as Run;
  return {
    carrierId: lines[line]?.carrierId ?? '',
    lineId: trip.lineId,
    tripId: trip.id,
    date,
    fromStopId: stops[connections.from[boarded] as number]?.id ?? '',
    toStopId: stops[connections.to[left] as number]?.id ?? '',
    departsAt: network.epochSecondsAt(connections.departs[boarded] as number),
    arrivesAt: network.epochSecondsAt(connections.arrives[left] as number),
  };
}

function priceOf(network: Network, rides: readonly Ride[]): number {
  const { connections, lines, runs } = network;
  return rides.reduce((sum, [boarded]) => {
    const { line } = runs[connections.run[boarded] as number] as Run;
    return sum + (lines[line]?.priceCents ?? 0);
  }, 0);
}

/** The journey of some rides from a drop-off; null where the customer can never have it. */
export function journeyOf(network: Network, way: Way, dropOffAt: number, rides: readonly Ride[]): Journey | null {
  const [origin, target] = [network.stopNumber(way.fromStopId), network.stopNumber(way.toStopId)];
  const legs = rides.map((ride) => legOf(network, ride));
  const arrivesAt = legs.at(-1)?.arrivesAt ?? dropOffAt;
  const availableAt = availableFrom(network, target, way.collectionHours, arrivesAt);
  if (availableAt === null) return null;
  const boarded = rides[0]?.[0];
  const deadline =
    boarded === undefined
      ? dropOffAt
      : dropOffOfArrival(network, origin, network.connections.deadline[boarded] as number);
  const dropOffBy = way.dropOffHours.lastOpen(deadline) ?? dropOffAt;
  return { dropOffAt, dropOffBy, legs, arrivesAt, availableAt, priceCents: priceOf(network, rides) };
}

/** How a merchant brings a parcel itself. */
export interface OwnDrive {
  driveSeconds: number;
  /** How long the point takes until the customer can have it. */
  sortSeconds: number;
  priceCents: number;
}

/**
 * The journey on which the merchant brings a parcel itself: it leaves as soon as the drop-off hours of the way, which are
 * the merchant's own, allow it, and waits outside where the point is closed. Null where it never may, or where the
 * customer can never have it. No network needs to serve the two ends.
 */
export function ownJourney(
  way: Way,
  atSeconds: number,
  { driveSeconds, sortSeconds, priceCents }: OwnDrive,
): Journey | null {
  const departsAt = way.dropOffHours.nextOpen(atSeconds);
  if (departsAt === null) return null;
  const arrivesAt = departsAt + driveSeconds;
  const availableAt = way.collectionHours.nextOpen(arrivesAt + sortSeconds);
  if (availableAt === null) return null;
  const nobody = { carrierId: null, lineId: null, tripId: null, date: null };
  const leg: Leg = { ...nobody, fromStopId: way.fromStopId, toStopId: way.toStopId, departsAt, arrivesAt };
  return { dropOffAt: departsAt, dropOffBy: departsAt, legs: [leg], arrivesAt, availableAt, priceCents };
}

/** Whether the first of two is nowhere worse: not later, with no more legs, and no dearer. */
function isAsGood(a: Journey, b: Journey): boolean {
  return a.availableAt <= b.availableAt && a.legs.length <= b.legs.length && a.priceCents <= b.priceCents;
}

/**
 * Those journeys of which no other is as good in all: when the customer has the parcel, the number of legs, the price.
 * Of those that are alike the first stays. Ordered by these, in this order.
 */
export function bestOf(journeys: readonly Journey[]): Journey[] {
  const best: Journey[] = [];
  const ordered = journeys.toSorted(
    (a, b) => a.availableAt - b.availableAt || a.legs.length - b.legs.length || a.priceCents - b.priceCents,
  );
  // Whatever is as good as another comes before it.
  for (const journey of ordered) if (!best.some((other) => isAsGood(other, journey))) best.push(journey);
  return best;
}
