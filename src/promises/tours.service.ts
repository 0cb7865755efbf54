import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CodedError } from '#libs/refusals';
import type { Caller } from '../platform/caller.js';
import { CONFIG, type Config } from '../platform/config.js';
import { check } from '../platform/input.js';
import type { Logger } from '../platform/log.js';
import { LOG } from '../platform/platform.module.js';
import { networkOf } from '../routing/network-of.js';
import { type CarrierNetwork, Timetables } from '../routing/timetables.js';
import { type WayPoint, wayPoints } from '../routing/way-points.js';
import { Roads } from './roads.js';
import {
  asTimetabled,
  inDrivingOrder,
  mayBeReordered,
  placesOf,
  runTimes,
  stopsToDrive,
  type Tour,
  type TourParcel,
  type TourStop,
} from './tour.js';
import { MOST_TOUR_PARCELS, type TourLeg, type TourReturn, tourLegs, tourReturns } from './tours.queries.js';

export interface WantedTour {
  networkCode: string | null;
  tripId: string;
  /** The day that the trip belongs to, YYYY-MM-DD. */
  date: string;
}

/** What a carrier's driver has to do on one trip of one day. */
@Injectable()
export class ToursService {
  private readonly roads: Roads;

  constructor(
    private readonly dataSource: DataSource,
    private readonly timetables: Timetables,
    @Inject(CONFIG) config: Config,
    @Inject(LOG) log: Logger,
  ) {
    this.roads = new Roads(config.osrmUrl, log);
  }

  /**
   * @throws CodedError BAD_INPUT for a trip that does not run on that day, or carries more parcels than a file has room
   *   for; FORBIDDEN for another carrier's, or to an operator of a chain: a tour carries the parcels of all.
   */
  async tour(caller: Caller, { networkCode, tripId, date }: WantedTour): Promise<Tour> {
    if (caller.role === 'OPERATOR' && caller.chainCode !== null) throw new CodedError('FORBIDDEN');
    const network = networkOf(await this.timetables.current(), caller, networkCode, 'network');
    const { network: laidOut } = network.planner;
    const number = laidOut.runNumber(tripId, date);
    const run = number === null ? undefined : laidOut.runs[number];
    check(number !== null && run !== undefined, 'trip', `No trip ${tripId.slice(0, 100)} runs on ${date}.`);
    check(!run.isCancelled, 'trip', `Trip ${tripId} is cancelled on ${date}.`);
    const isPoint = (stopId: string) => pointCodeOf(network, stopId) !== null;
    const times = runTimes(laidOut, number, isPoint);
    const codes = times.flatMap(({ stopId }) => pointCodeOf(network, stopId) ?? []);
    const db = this.dataSource.manager;
    const legs = await tourLegs(db, network.code, { tripId, date });
    const returns = await tourReturns(db, network.code, codes);
    const isTooLong = legs.length + returns.length > MOST_TOUR_PARCELS;
    check(!isTooLong, 'trip', `It carries more than ${MOST_TOUR_PARCELS} parcels, which no driver can be told of.`);
    const points = await wayPoints(db, codes);
    const parcels = parcelsOf(network, legs, returns);
    const all = times.map((time) => stopOf(network, time, points, parcels.get(time.stopId) ?? []));
    const stops = stopsToDrive(all);
    const about = { networkCode: network.code, tripId, date };
    const hasTransfers = legs.some(({ fromStopId, toStopId }) => isPoint(fromStopId) && isPoint(toStopId));
    if (!mayBeReordered(stops, hasTransfers)) return { ...about, by: 'TIMETABLE', calls: asTimetabled(stops) };
    const driving = await this.roads.between(placesOf(stops));
    return { ...about, by: driving.by, calls: inDrivingOrder(stops, driving) };
  }
}

/** Null for a depot or hub. */
function pointCodeOf({ stops }: CarrierNetwork, stopId: string): string | null {
  return stops.get(stopId)?.pointCode ?? null;
}

function stopOf(
  network: CarrierNetwork,
  { stopId, timetableAt }: { stopId: string; timetableAt: number },
  points: ReadonlyMap<string, WayPoint>,
  parcels: TourParcel[],
): TourStop {
  const record = network.stops.get(stopId);
  const { timeZone = 'UTC' } = network.planner.network.stops[network.planner.network.stopNumber(stopId)] ?? {};
  const point = points.get(record?.pointCode ?? '') ?? null;
  const { lat = null, lon = null } = point ?? record ?? {};
  const name = point?.name ?? record?.name ?? stopId;
  return { stopId, name, timeZone, lat, lon, point, timetableAt, parcels };
}

/** By stop: first what is brought there, then what is taken, then what goes back. */
function parcelsOf(
  network: CarrierNetwork,
  legs: readonly TourLeg[],
  returns: readonly TourReturn[],
): Map<string, TourParcel[]> {
  const found = new Map<string, TourParcel[]>();
  const add = (stopId: string, parcel: TourParcel) => {
    if (pointCodeOf(network, stopId) === null) return;
    const there = found.get(stopId);
    if (there) there.push(parcel);
    else found.set(stopId, [parcel]);
  };
  for (const { trackingNumber, weightGrams, state, toStopId } of legs) {
    add(toStopId, { trackingNumber, weightGrams, action: 'BRING', isThere: state === 'IN_TRANSIT' });
  }
  for (const { trackingNumber, weightGrams, state, fromStopId } of legs) {
    // What is with the carrier has been taken, on this trip or before.
    if (state === 'IN_TRANSIT') continue;
    add(fromStopId, { trackingNumber, weightGrams, action: 'TAKE', isThere: state !== 'ANNOUNCED' });
  }
  for (const { trackingNumber, weightGrams, pointCode } of returns) {
    add(network.stopOfPoint.get(pointCode) ?? '', { trackingNumber, weightGrams, action: 'RETURN', isThere: true });
  }
  return found;
}
