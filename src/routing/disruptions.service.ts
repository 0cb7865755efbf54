import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { CodedError } from '#libs/refusals';
import { runsOf } from '#libs/routing';
import type { Caller } from '../platform/caller.js';
import { Clock } from '../platform/clock.js';
import { check, checkRange } from '../platform/input.js';
import {
  disruptionOf,
  insertDisruption,
  liftStanding,
  promiseAnewAll,
  promiseAnewFrom,
  type StandingRow,
  standingDisruptions,
} from './disruption.queries.js';
import type { Disruption, DisruptionInput } from './disruptions.inputs.js';
import { networkOf } from './network-of.js';
import { type CarrierNetwork, Timetables } from './timetables.js';

const MOST_LATE_MINUTES = 4320;
const DAY_MS = 86_400_000;
const MOST_DAYS = 366;

/** Keeps what carriers cannot do as their timetables say. */
@Injectable()
export class DisruptionsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly timetables: Timetables,
  ) {}

  /**
   * @throws CodedError BAD_INPUT for a trip, line or stop that the network does not have, or that does not run then;
   *   FORBIDDEN for another carrier's network.
   */
  async report(caller: Caller, input: DisruptionInput): Promise<Disruption> {
    const network = networkOf(await this.timetables.current(), caller, input.networkCode ?? null, 'input.networkCode');
    const row = rowOf(input, network, this.clock.now());
    checkNames(row, network);
    const runs = runsOf(network.planner.network, disruptionOf(row));
    const isNear = row.untilDate >= network.planner.network.dates.firstDate;
    const isLaidOut = row.fromDate <= network.planner.network.dates.lastDate;
    check(isNear, 'input.fromDate', 'These days are over.');
    check(runs.length > 0 || !isLaidOut, 'input.fromDate', 'Nothing of the kind runs on these days.');
    const affectedParcels = await this.dataSource.transaction(async (tx) => {
      await insertDisruption(tx, row, caller.id);
      return promiseAnewAll(
        tx,
        row.networkCode,
        runs.map(({ trip, date }) => ({ tripId: trip.id, date })),
        row.createdAt,
      );
    });
    return { ...row, affectedRuns: runs.length, affectedParcels };
  }

  /** Ends a disruption; one that was ended stays so. @throws CodedError NOT_FOUND. */
  async lift(caller: Caller, id: string): Promise<Disruption> {
    const own = caller.role === 'CARRIER' ? caller.networkCode : null;
    const isId = /^[0-9a-f-]{36}$/i.test(id);
    const lifted = isId ? await this.dataSource.transaction((tx) => this.liftIn(tx, id, own)) : null;
    if (lifted === null) throw new CodedError('NOT_FOUND', { id: id.slice(0, 100) }, { field: 'id' });
    const networks = await this.timetables.current();
    return shown(
      lifted,
      networks.find(({ code }) => code === lifted.networkCode),
    );
  }

  private async liftIn(tx: EntityManager, id: string, own: string | null): Promise<StandingRow | null> {
    const now = this.clock.now();
    const lifted = await liftStanding(tx, id, own, now);
    // Whoever was led around it went, if at all, by something that is not older.
    if (lifted !== null) await promiseAnewFrom(tx, lifted.networkCode, lifted.fromDate, now);
    return lifted;
  }

  /** What stands, of a carrier's own network or of all, the first reported first. */
  async list(caller: Caller, networkCode: string | null): Promise<Disruption[]> {
    const networks = await this.timetables.current();
    const own = caller.role === 'CARRIER' ? caller.networkCode : networkCode;
    const wanted = networks.filter(({ code }) => own === null || code === own);
    const found: Disruption[] = [];
    for (const network of wanted) {
      const standing = await standingDisruptions(this.dataSource.manager, network.code);
      found.push(...standing.map((row) => shown(row, network)));
    }
    return found;
  }
}

function shown(row: StandingRow, network: CarrierNetwork | undefined): Disruption {
  const affectedRuns = network ? runsOf(network.planner.network, disruptionOf(row)).length : 0;
  return { ...row, affectedRuns, affectedParcels: null };
}

function rowOf(input: DisruptionInput, { code }: CarrierNetwork, createdAt: Date): StandingRow {
  const { kind, fromDate, tripId = null, lineId = null, stopId = null, lateMinutes = null } = input;
  const untilDate = input.untilDate ?? fromDate;
  check(untilDate >= fromDate, 'input.untilDate', 'Must not be before fromDate.');
  const days = (Date.parse(untilDate) - Date.parse(fromDate)) / DAY_MS;
  check(days < MOST_DAYS, 'input.untilDate', `At most ${MOST_DAYS} days.`);
  const isGiven = {
    tripId: tripId !== null,
    lineId: lineId !== null,
    stopId: stopId !== null,
    lateMinutes: lateMinutes !== null,
  };
  const only = (fields: readonly (keyof typeof isGiven)[]) => {
    for (const [field, given] of Object.entries(isGiven)) {
      const isAllowed = (fields as readonly string[]).includes(field);
      check(!given || isAllowed, `input.${field}`, `Has no meaning for ${kind}.`);
    }
  };
  if (kind === 'CANCELLED') {
    only(['tripId', 'lineId']);
    check(tripId === null || lineId === null, 'input.lineId', 'Give a trip or a line, not both.');
  } else if (kind === 'DELAYED') {
    only(['tripId', 'stopId', 'lateMinutes']);
    check(tripId !== null, 'input.tripId', 'Say which trip is late.');
    check(lateMinutes !== null, 'input.lateMinutes', 'Say by how much it is late.');
    checkRange(lateMinutes, 'input.lateMinutes', 1, MOST_LATE_MINUTES);
  } else {
    only(['stopId']);
    check(stopId !== null, 'input.stopId', 'Say which stop is closed.');
  }
  const ids = { tripId, lineId, stopId };
  return { id: uuid(), networkCode: code, kind, ...ids, lateMinutes, fromDate, untilDate, createdAt, liftedAt: null };
}

function checkNames({ tripId, lineId, stopId }: StandingRow, network: CarrierNetwork): void {
  const { runs } = network.planner.network;
  const trip = tripId === null ? null : runs.find((run) => run.trip.id === tripId)?.trip;
  check(trip !== undefined, 'input.tripId', `No trip ${tripId} runs in the coming weeks.`);
  check(lineId === null || network.lineNames.has(lineId), 'input.lineId', `There is no line ${lineId}.`);
  check(stopId === null || network.stops.has(stopId), 'input.stopId', `There is no stop ${stopId}.`);
  const calls = trip === null || stopId === null || trip.stopTimes.some((call) => call.stopId === stopId);
  check(calls, 'input.stopId', `Trip ${tripId} does not stop at ${stopId}.`);
}
