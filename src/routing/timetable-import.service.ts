import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { CodedError } from '#libs/refusals';
import { type FileProblem, fileProblem, type ReadTimetable, readTimetable, type TimetableTables } from '#libs/routing';
import { Clock } from '../platform/clock.js';
import { rows } from '../platform/database/database.js';
import { promiseAnewEverywhere, unknownPoints, writeTimetable } from './timetable.queries.js';

/** Problems that are told one by one. */
export const MOST_TOLD = 100;

export interface TimetableReport {
  networkCode: string;
  stops: number;
  points: number;
  lines: number;
  calendars: number;
  trips: number;
  stopTimes: number;
}

/** TIMETABLE_INVALID, with everything that is wrong. */
export class TimetableInvalid extends CodedError {
  constructor(readonly problems: readonly FileProblem[]) {
    super('TIMETABLE_INVALID', {
      problems: problems.length,
      first: problems.slice(0, MOST_TOLD).map((each) => ({ ...each })),
    });
  }
}

interface Wanted {
  networkCode: string;
  timeZone: string;
  /** Whether only to look for mistakes. */
  dryRun: boolean;
}

/** Takes a carrier's timetable in, whole or not at all. */
@Injectable()
export class TimetableImportService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /**
   * Puts a timetable in the place of the one that the network has.
   *
   * @throws CodedError TIMETABLE_INVALID with everything that is wrong; BAD_INPUT for a network that does not exist.
   */
  async run(tables: TimetableTables, { networkCode, timeZone, dryRun }: Wanted): Promise<TimetableReport> {
    const read = readTimetable(tables, { id: networkCode, timeZone });
    return this.dataSource.transaction(async (tx) => {
      await requireNetwork(tx, networkCode);
      const problems = read.problems.length > 0 ? read.problems : await pointProblems(tx, tables, read);
      if (problems.length > 0) throw new TimetableInvalid(problems);
      if (!dryRun) {
        await writeTimetable(tx, networkCode, read, this.clock.now());
        await promiseAnewEverywhere(tx, this.clock.now());
      }
      return reportOf(networkCode, read);
    });
  }
}

async function requireNetwork(tx: EntityManager, code: string): Promise<void> {
  const networks = await rows<{ code: string }>(tx, 'SELECT code FROM network ORDER BY 1');
  if (networks.some((network) => network.code === code)) return;
  const known = networks.map((network) => network.code).join(', ') || 'none: import points of a network first';
  const message = `No network is called ${code}. There are: ${known}.`;
  throw new CodedError('BAD_INPUT', { networkCode: code }, { field: '--network', message });
}

async function pointProblems(
  tx: EntityManager,
  { stops: stopRows }: TimetableTables,
  { stops }: ReadTimetable,
): Promise<FileProblem[]> {
  const unknown = await unknownPoints(
    tx,
    stops.flatMap(({ pointCode }) => pointCode ?? []),
  );
  return stops.flatMap(({ pointCode }, place) => {
    if (pointCode === null || !unknown.has(pointCode)) return [];
    const line = stopRows?.[place]?.line ?? 0;
    return [fileProblem('stops', line, 'point_code', 'POINT_UNKNOWN', `no point ${pointCode}`)];
  });
}

function reportOf(networkCode: string, { timetable, stops }: ReadTimetable): TimetableReport {
  return {
    networkCode,
    stops: stops.length,
    points: stops.filter(({ pointCode }) => pointCode !== null).length,
    lines: timetable.lines.length,
    calendars: timetable.calendars.length,
    trips: timetable.trips.length,
    stopTimes: timetable.trips.reduce((sum, { stopTimes }) => sum + stopTimes.length, 0),
  };
}
