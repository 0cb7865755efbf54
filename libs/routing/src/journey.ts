import type { LocalDate } from '#libs/opening-hours';
import type { Network, Run } from './network.js';
import { availableFrom, dropOffOfArrival, type Way } from './way.js';

/** One movement by a carrier. Times in epoch seconds. */
export interface Leg {
  carrierId: string;
  lineId: string;
  tripId: string;
  /** The day that the trip belongs to. */
  date: LocalDate;
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

export function legOf(network: Network, [boarded, left]: Ride): Leg {
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

export function priceOf(network: Network, rides: readonly Ride[]): number {
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
