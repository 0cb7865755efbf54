import { stateReasons } from '#libs/matching';
import {
  type Destination,
  type ExpectedJourney,
  expectedJourney,
  type Journey,
  type Planner,
  type Position,
  type Sighting,
} from '#libs/routing';
import { type Ends, endsOf, journeyInPlace } from '../routing/journeys.js';
import type { CarrierNetwork } from '../routing/timetables.js';
import { opensFor, type WayPoint } from '../routing/way-points.js';
import type { PromisedParcel, Seen } from './promises.queries.js';

/** Why a parcel is expected at its hour, or why nobody knows when it comes. */
export const PROMISE_REASONS = [
  'ARRIVED',
  'OPENING_HOURS',
  'ARRIVAL',
  'NO_DROP_OFF_POINT',
  'NOT_SERVED',
  'NO_LINE',
  'NO_ROOM',
  'POINT_NOT_OPEN',
  'POINT_SUSPENDED',
  'POINT_CLOSED_FOR_GOOD',
  'DROP_OFF_CLOSED',
] as const;
export type PromiseReason = (typeof PROMISE_REASONS)[number];

/** What comes of a parcel's last scan. */
export interface Outlook {
  expectedSeconds: number | null;
  reason: PromiseReason;
  handInBySeconds: number | null;
  legs: Journey['legs'];
  /** How many of the legs it has done, or is on. */
  riddenLegs: number;
  /** When it has to be looked at again, if nothing is heard of it; null if never. */
  nextSeconds: number | null;
}

/** Past its hour by so much, it has missed what it was to go by. */
const LATE_SECONDS = 2 * 3600 + 1;
/** Where there is no way a new day may bring one. */
const AGAIN_SECONDS = 6 * 3600;

/** Hours of the points that parcels have in common, each read once. */
export class Outlooks {
  private readonly known = new Map<string, Ends>();

  constructor(
    private readonly networks: readonly CarrierNetwork[],
    private readonly points: ReadonlyMap<string, WayPoint>,
    private readonly nowSeconds: number,
  ) {}

  /** Null for a parcel that is not on its way to its customer any more. */
  of(parcel: PromisedParcel): Outlook | null {
    if (parcel.state === 'AVAILABLE') return arrived(parcel);
    const start = startOf(parcel);
    if (start === null) return null;
    if (start.pointCode === null) return this.unknown('NO_DROP_OFF_POINT');
    const ends = this.ends(start.pointCode, parcel.pickupCode);
    if (ends === null) return this.unknown('NOT_SERVED');
    if (start.kind === 'WITH_MERCHANT' && start.pointCode === parcel.pickupCode) {
      const inPlace = journeyInPlace(ends, this.nowSeconds);
      if (inPlace === null) return this.unknown(whyClosed(ends, start) ?? 'NO_LINE');
      return this.outlook({ ...inPlace, ridden: 0 }, start, ends, 0);
    }
    let best: ExpectedJourney | null = null;
    let sortSeconds = 0;
    let isServed = false;
    let isFull = false;
    for (const network of this.networks) {
      if (parcel.carrierCode !== null && network.code !== parcel.carrierCode) continue;
      const fromStopId = network.stopOfPoint.get(start.pointCode);
      const toStopId = network.stopOfPoint.get(parcel.pickupCode);
      if (fromStopId === undefined || toStopId === undefined) continue;
      isServed = true;
      const to = { toStopId, weightGrams: parcel.weightGrams, collectionHours: ends.collectionHours };
      const position = positionOf(start, fromStopId, ends);
      const promised = areKnownTo(network, parcel.legs) ? parcel.legs : [];
      const journey = expectedJourney(network.planner, to, position, promised, this.nowSeconds);
      isFull ||= journey === null && this.wouldGo(network.planner, to, position, promised);
      if (journey === null || (best !== null && journey.availableAt >= best.availableAt)) continue;
      best = journey;
      sortSeconds = network.planner.network.stops[network.planner.network.stopNumber(toStopId)]?.sortSeconds ?? 0;
    }
    const closed = best === null && isServed ? whyClosed(ends, start) : null;
    if (closed !== null) return this.unknown(closed);
    if (best === null) return this.unknown(isFull ? 'NO_ROOM' : isServed ? 'NO_LINE' : 'NOT_SERVED');
    return this.outlook(best, start, ends, sortSeconds);
  }

  /** Whether there would be a way if nothing were promised to anybody. */
  private wouldGo(planner: Planner, to: Destination, position: Position, promised: Journey['legs']): boolean {
    const unpromised = {
      network: planner.network,
      earliest: (...[way, at]: Parameters<Planner['earliest']>) => planner.earliestIf(way, at, { isUnpromised: true }),
      earliestIf: planner.earliestIf.bind(planner),
    };
    return expectedJourney(unpromised, to, position, promised, this.nowSeconds) !== null;
  }

  private outlook(journey: ExpectedJourney, { kind }: Start, { to }: Ends, sortSeconds: number): Outlook {
    const { availableAt, arrivesAt, dropOffBy, legs, ridden } = journey;
    const isWithMerchant = kind === 'WITH_MERCHANT';
    const [first] = legs;
    const missedAt = kind === 'AT_STOP' && first ? first.departsAt + LATE_SECONDS : availableAt + LATE_SECONDS;
    const next = isWithMerchant ? dropOffBy + 1 : missedAt;
    return {
      expectedSeconds: availableAt,
      reason: reasonOf(availableAt, arrivesAt + sortSeconds, to),
      handInBySeconds: isWithMerchant ? dropOffBy : null,
      legs,
      riddenLegs: ridden,
      nextSeconds: Math.max(next, this.nowSeconds + 60),
    };
  }

  private unknown(reason: PromiseReason): Outlook {
    const nextSeconds = this.nowSeconds + AGAIN_SECONDS;
    return { expectedSeconds: null, reason, handInBySeconds: null, legs: [], riddenLegs: 0, nextSeconds };
  }

  private ends(fromCode: string, toCode: string): Ends | null {
    const key = `${fromCode}\n${toCode}`;
    let ends = this.known.get(key) ?? null;
    const [from, to] = [this.points.get(fromCode), this.points.get(toCode)];
    if (ends === null && from && to) this.known.set(key, (ends = endsOf(from, to, this.nowSeconds)));
    return ends;
  }
}

/** What is sorted before its customer can have it waits for the point to open, or for its suspension to end. */
function reasonOf(availableAt: number, sortedAt: number, to: WayPoint): PromiseReason {
  if (availableAt <= sortedAt) return 'ARRIVAL';
  return to.state === 'SUSPENDED' && sortedAt < opensFor(to) ? 'POINT_SUSPENDED' : 'OPENING_HOURS';
}

/** Why there is no way between two points of which one is not open; null where both are. */
function whyClosed({ from, to }: Ends, { kind }: Start): PromiseReason | null {
  const [closed] = stateReasons(to);
  if (closed !== undefined) return closed.code as PromiseReason;
  return kind === 'WITH_MERCHANT' && from.state !== 'OPEN' ? 'DROP_OFF_CLOSED' : null;
}

/** Legs of another carrier, or of a timetable that has been replaced by one with other stops, lead nowhere. */
function areKnownTo({ code, stops }: CarrierNetwork, legs: Journey['legs']): boolean {
  return legs.every(
    ({ carrierId, fromStopId, toStopId }) => carrierId === code && stops.has(fromStopId) && stops.has(toStopId),
  );
}

type Start =
  | { kind: 'WITH_MERCHANT'; pointCode: string | null }
  | { kind: 'AT_STOP'; pointCode: string | null; since: number }
  | { kind: 'UNDER_WAY'; pointCode: string | null; sightings: Sighting[] };

function startOf({ state, dropOffCode, heldCode, since, seen }: PromisedParcel): Start | null {
  switch (state) {
    case 'ANNOUNCED':
      return { kind: 'WITH_MERCHANT', pointCode: dropOffCode };
    case 'DROPPED_OFF':
    case 'MISROUTED':
      return { kind: 'AT_STOP', pointCode: heldCode, since: Math.floor(since.getTime() / 1000) };
    case 'IN_TRANSIT':
      return sinceTaken(seen ?? [], dropOffCode);
    default:
      return null;
  }
}

/** Only what was seen since a carrier last had it at a point says where it is. */
function sinceTaken(seen: readonly Seen[], dropOffCode: string | null): Start {
  const last = seen.findLastIndex(({ kind }) => kind === 'CARRIER_PICKUP' || kind === 'STORE_REFUSAL');
  const begin = seen[last];
  if (begin === undefined) return { kind: 'UNDER_WAY', pointCode: dropOffCode, sightings: [] };
  const pointCode = begin.pointCode ?? dropOffCode;
  // What a store refused stays with its driver, and goes on from that place.
  if (begin.kind === 'STORE_REFUSAL') return { kind: 'AT_STOP', pointCode, since: Math.floor(begin.at) };
  const sightings = seen.slice(last).map(({ kind, at }): Sighting => {
    return { kind: kind === 'HUB_ARRIVAL' ? 'ARRIVED' : 'LEFT', atSeconds: Math.floor(at) };
  });
  return { kind: 'UNDER_WAY', pointCode, sightings };
}

function positionOf(start: Start, stopId: string, { dropOffHours }: Ends): Position {
  switch (start.kind) {
    case 'WITH_MERCHANT':
      return { kind: 'WITH_MERCHANT', stopId, dropOffHours };
    case 'AT_STOP':
      return { kind: 'AT_STOP', stopId, sinceSeconds: start.since };
    case 'UNDER_WAY':
      return { kind: 'UNDER_WAY', fromStopId: stopId, sightings: start.sightings };
  }
}

function arrived({ since }: PromisedParcel): Outlook {
  const expectedSeconds = Math.floor(since.getTime() / 1000);
  return { expectedSeconds, reason: 'ARRIVED', handInBySeconds: null, legs: [], riddenLegs: 0, nextSeconds: null };
}
