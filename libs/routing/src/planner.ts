import { BackwardScan } from './backward.js';
import { waysToChooseFrom } from './choices.js';
import { EVERYWHERE, ForwardScan } from './forward.js';
import { bestOf, type Journey, journeyOf, type Ride } from './journey.js';
import type { Network } from './network.js';
import { type Supposed, SupposedRecords } from './supposed.js';
import { arrivalOfDropOff, dropOffOfArrival, latestArrivalFor, type Way } from './way.js';

export interface ChoiceLimits {
  untilSeconds: number;
  mostLegs: number;
}

/** Answers questions about a network, as it is at that moment. All instants are in epoch seconds. */
export class Planner {
  private readonly forward: ForwardScan;
  private readonly backward: BackwardScan;
  private readonly supposed: SupposedRecords;

  constructor(readonly network: Network) {
    this.forward = new ForwardScan(network);
    this.backward = new BackwardScan(network);
    this.supposed = new SupposedRecords(network);
  }

  /**
   * The way on which a parcel that is brought at an instant, or as soon as the counter opens, is there first; null if
   * there is none within the days of the network. Throws RangeError for a stop that does not exist.
   */
  earliest(way: Way, atSeconds: number): Journey | null {
    return this.earliestBy(way, atSeconds, this.network.records(this.network.limits.closedTo(way.weightGrams)));
  }

  /** `earliest`, if something were otherwise. */
  earliestIf(way: Way, atSeconds: number, supposed: Supposed): Journey | null {
    return this.earliestBy(way, atSeconds, this.supposed.of(this.network.limits.closedTo(way.weightGrams), supposed));
  }

  /**
   * The journeys that the customer can have by `untilSeconds` of which none is as good as another in all: the time, the
   * number of legs, at most `mostLegs`, and the price. Ordered by these, in this order.
   */
  choices(way: Way, atSeconds: number, { untilSeconds, mostLegs }: ChoiceLimits): Journey[] {
    const { network } = this;
    const [origin, target] = [network.stopNumber(way.fromStopId), network.stopNumber(way.toStopId)];
    const dropOffAt = way.dropOffHours.nextOpen(atSeconds);
    if (dropOffAt === null) return [];
    const arrives = arrivalOfDropOff(network, origin, dropOffAt);
    const until = network.secondsAt(untilSeconds + 1);
    const search = { origin, arrives, target, until, mostLegs, closed: this.network.limits.closedTo(way.weightGrams) };
    const ways = origin === target ? [[]] : waysToChooseFrom(network, search);
    const journeys = ways.map((rides) => journeyOf(network, way, dropOffAt, rides));
    return bestOf(journeys.filter((journey) => journey !== null && journey.availableAt <= untilSeconds) as Journey[]);
  }

  private earliestBy(way: Way, atSeconds: number, records: Int32Array): Journey | null {
    const { network } = this;
    const [origin, target] = [network.stopNumber(way.fromStopId), network.stopNumber(way.toStopId)];
    const dropOffAt = way.dropOffHours.nextOpen(atSeconds);
    if (dropOffAt === null) return null;
    if (origin === target) return journeyOf(network, way, dropOffAt, []);
    const arrives = arrivalOfDropOff(network, origin, dropOffAt);
    this.forward.scan(origin, arrives, target, records);
    const rides = this.ridesTo(target);
    return rides && journeyOf(network, way, dropOffAt, rides);
  }

  /**
   * When a parcel that is brought to a stop at an instant arrives at all others, by their numbers; null where it does
   * not. Opening hours are left to the caller.
   */
  earliestArrivals(fromStopId: string, atSeconds: number, weightGrams: number | null): (number | null)[] {
    const { network, forward } = this;
    const origin = network.stopNumber(fromStopId);
    const arrives = arrivalOfDropOff(network, origin, atSeconds);
    forward.scan(origin, arrives, EVERYWHERE, network.records(network.limits.closedTo(weightGrams)));
    return network.stops.map((_, stop) => {
      const reached = forward.reached(stop);
      if (stop === origin) return atSeconds;
      return reached && network.epochSecondsAt(reached.arrives);
    });
  }

  /** The way that may begin last of those on which the customer can have the parcel by an instant; null if none. */
  latest(way: Way, bySeconds: number): Journey | null {
    const { network } = this;
    const [origin, target] = [network.stopNumber(way.fromStopId), network.stopNumber(way.toStopId)];
    const by = latestArrivalFor(network, target, way.collectionHours, bySeconds);
    if (by === null) return null;
    let rides: Ride[] = [];
    let dropOffBy = by;
    if (origin !== target) {
      this.backward.scan(target, network.secondsAt(by), origin, this.network.limits.closedTo(way.weightGrams));
      const start = this.backward.goesOn(origin);
      if (start === null) return null;
      rides = this.ridesFrom(origin, target);
      dropOffBy = dropOffOfArrival(network, origin, start.by);
    }
    const dropOffAt = way.dropOffHours.lastOpen(dropOffBy);
    return dropOffAt === null ? null : journeyOf(network, way, dropOffAt, rides);
  }

  private ridesTo(target: number): Ride[] | null {
    const { from } = this.network.connections;
    const rides: Ride[] = [];
    let reached = this.forward.reached(target);
    if (reached === null) return null;
    while (reached?.ride) {
      rides.unshift(reached.ride);
      reached = this.forward.reached(from[reached.ride[0]] as number);
    }
    return rides;
  }

  private ridesFrom(origin: number, target: number): Ride[] {
    const { to } = this.network.connections;
    const rides: Ride[] = [];
    let stop = origin;
    while (stop !== target) {
      const goesOn = this.backward.goesOn(stop);
      if (goesOn === null) throw new Error('a way that was found ends on its way');
      rides.push(goesOn.ride);
      stop = to[goesOn.ride[1]] as number;
    }
    return rides;
  }
}
