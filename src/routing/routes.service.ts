import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { distanceMetres } from '#libs/geo';
import { PICKUP_SERVICE, stateReasons } from '#libs/matching';
import { CodedError, type Language } from '#libs/refusals';
import { bestOf, type Journey, OPEN_ALWAYS, ownJourney, whyNoWay } from '#libs/routing';
import { Clock } from '../platform/clock.js';
import {
  type Ends,
  endsOf,
  journeyInPlace,
  MOST_DRIVE_METRES,
  ownDrive,
  shownJourney,
  wayThrough,
} from './journeys.js';
import { toldReason } from './no-route-words.js';
import type { NoRouteReason, OwnVehicle, RoutePlan, RoutePlanInput } from './route-plan.inputs.js';
import { type CarrierNetwork, DAYS_AHEAD, Timetables } from './timetables.js';
import { type WayPoint, wayPoints } from './way-points.js';

const DAY_SECONDS = 86_400;
/** How much later than the earliest a journey may be that is cheaper, or has fewer legs: each day more takes longer to search. */
const LATER_SECONDS = DAY_SECONDS;
const MOST_LEGS = 8;

interface Question {
  ends: Ends;
  networks: readonly CarrierNetwork[];
  weightGrams: number | null;
  atSeconds: number;
  bySeconds: number | null;
}

/** Answers how a parcel that is not yet made gets from here to there, and when. */
@Injectable()
export class RoutesService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly timetables: Timetables,
  ) {}

  /** @throws CodedError NOT_FOUND for a point that does not exist; NOT_UP_TO_DATE. */
  async plan(input: RoutePlanInput, language: Language): Promise<RoutePlan> {
    const networks = await this.timetables.current();
    const now = this.clock.now();
    const { from, to } = await this.endsFor(input);
    const nowSeconds = seconds(now);
    const question: Question = {
      ends: endsOf(from, to, nowSeconds),
      networks,
      weightGrams: input.weightGrams ?? null,
      atSeconds: Math.max(nowSeconds, seconds(input.dropOffAt ?? now)),
      bySeconds: input.arriveBy ? seconds(input.arriveBy) : null,
    };
    const refusals = pointReasons(from, to, input, language);
    const own = input.ownVehicle ? ownWay(question, input.ownVehicle) : null;
    const journeys = refusals.length > 0 ? [] : bestOf([...carried(question, input), ...(own ? [own] : [])]);
    const { bySeconds, ends } = question;
    const inTime = journeys.filter(({ availableAt }) => bySeconds === null || availableAt <= bySeconds);
    const shown = (journey: Journey) => shownJourney(journey, ends, networks);
    const latest = bySeconds === null || refusals.length > 0 ? null : latestOf(question, bySeconds);
    const isAnswered = inTime.length > 0;
    const first = isAnswered ? null : (journeys[0] ?? null);
    return {
      journeys: inTime.map(shown),
      latest: latest && shown(latest),
      reasons: isAnswered || refusals.length > 0 ? refusals : carrierReasons(question, input, language),
      first: first && shown(first),
    };
  }

  private async endsFor({ dropOffPointCode, from, pickupPointCode }: RoutePlanInput) {
    const codes = dropOffPointCode ? [dropOffPointCode, pickupPointCode] : [pickupPointCode];
    const points = await wayPoints(this.dataSource.manager, codes);
    const need = (code: string, field: string): WayPoint => {
      const point = points.get(code);
      if (point !== undefined) return point;
      throw new CodedError('NOT_FOUND', { code }, { field });
    };
    const to = need(pickupPointCode, 'input.pickupPointCode');
    if (dropOffPointCode) return { from: need(dropOffPointCode, 'input.dropOffPointCode'), to };
    return { from: address(from as NonNullable<typeof from>, to), to };
  }
}

/** Where a merchant sets out that names no point. */
function address({ lat, lon }: { lat: number; lon: number }, to: WayPoint): WayPoint {
  const { timeZone, holidayRegion } = to;
  return {
    code: '',
    name: `${lat}, ${lon}`,
    lat,
    lon,
    state: 'OPEN',
    suspendedUntil: null,
    services: [],
    hours: null,
    timeZone,
    holidayRegion,
  };
}

/** What is wrong with the points themselves. */
function pointReasons(from: WayPoint, to: WayPoint, input: RoutePlanInput, language: Language): NoRouteReason[] {
  const told = (code: string, detail: string) => ({ code, networkCode: null, detail });
  const places = from.code === '' || from.code === to.code ? [to] : [from, to];
  const reasons = places.flatMap((point) =>
    stateReasons(point).map(({ code, detail }) => told(code, `${point.code}: ${detail}`)),
  );
  const lacks = (point: WayPoint, service: string) => {
    if (!point.services.includes(service)) reasons.push(told('NO_SERVICE', `${point.code}: ${service}`));
  };
  lacks(to, PICKUP_SERVICE);
  // A merchant that drives hands it in where the customer collects it; in its own shop it hands in nothing.
  if (input.ownVehicle) lacks(to, 'DROP_OFF');
  else lacks(from, 'DROP_OFF');
  if (!input.ownVehicle) return reasons;
  const metres = distanceMetres(from, to);
  const most = MOST_DRIVE_METRES[input.ownVehicle];
  if (metres > most) {
    const kilometres = (value: number) => (value / 1000).toLocaleString(language, { maximumFractionDigits: 0 });
    reasons.push(told('TOO_FAR', `${kilometres(metres)} km > ${kilometres(most)} km`));
  }
  return reasons;
}

function ownWay({ ends, atSeconds }: Question, vehicle: OwnVehicle): Journey | null {
  const way = {
    fromStopId: ends.from.code,
    toStopId: ends.to.code,
    weightGrams: null,
    // It leaves its shop when that opens, and an address at any time.
    dropOffHours: ends.from.hours === null ? OPEN_ALWAYS : ends.dropOffHours,
    collectionHours: ends.collectionHours,
  };
  return ownJourney(way, atSeconds, ownDrive(distanceMetres(ends.from, ends.to), vehicle));
}

/** The journeys of carriers, as many as are each good for something, and the one that needs none. */
function carried(question: Question, input: RoutePlanInput): Journey[] {
  const { ends, networks, weightGrams, atSeconds } = question;
  if (!input.dropOffPointCode) return [];
  const inPlace = ends.from.code === ends.to.code ? journeyInPlace(ends, atSeconds) : null;
  if (inPlace !== null) return [inPlace];
  return networks.flatMap((network) => {
    const { planner } = network;
    const way = wayThrough(network, ends, weightGrams);
    const earliest = way && planner.earliest(way, atSeconds);
    if (!way || !earliest) return [];
    const untilSeconds = earliest.availableAt + LATER_SECONDS;
    return [earliest, ...planner.choices(way, atSeconds, { untilSeconds, mostLegs: MOST_LEGS })];
  });
}

function latestOf({ ends, networks, weightGrams, atSeconds }: Question, bySeconds: number): Journey | null {
  let best: Journey | null = null;
  for (const network of networks) {
    const way = wayThrough(network, ends, weightGrams);
    const journey = way && network.planner.latest(way, bySeconds);
    if (journey && journey.dropOffAt >= atSeconds && journey.dropOffAt > (best?.dropOffAt ?? 0)) best = journey;
  }
  return best;
}

function carrierReasons(question: Question, input: RoutePlanInput, language: Language): NoRouteReason[] {
  const { ends, networks, weightGrams, atSeconds } = question;
  if (!input.dropOffPointCode) return [];
  const bySeconds = question.bySeconds ?? atSeconds + DAYS_AHEAD * DAY_SECONDS;
  const reasons = networks.flatMap((network) => {
    const way = wayThrough(network, ends, weightGrams);
    const none = way && whyNoWay(network.planner, way, atSeconds, bySeconds);
    return none ? none.reasons.map((reason) => toldReason(reason, network, ends, language)) : [];
  });
  if (reasons.length > 0) return reasons;
  const detail = language === 'fr' ? 'aucun transporteur ne dessert les deux points' : 'no carrier serves both points';
  return [{ code: 'NOT_SERVED', networkCode: null, detail }];
}

function seconds(at: Date): number {
  return Math.floor(at.getTime() / 1000);
}
