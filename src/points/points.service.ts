import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CodedError } from '#libs/refusals';
import type { Caller } from '../platform/caller.js';
import { Changes } from '../platform/changes.js';
import { Clock } from '../platform/clock.js';
import { rows } from '../platform/database/database.js';
import { connectionOf, keyOfCursor } from '../platform/graphql/page.js';
import { unchanging } from '../platform/graphql/unchanging.js';
import { Remembered } from '../platform/remembered.js';
import {
  listPoints,
  POINT_COLUMNS,
  POINT_COLUMNS_WITH_ORIGINS,
  type PointRow,
  type PointsFilter,
  pointFromRow,
  pointsByIds,
  rowsByIds,
} from './point.queries.js';
import type { Point } from './point.type.js';
import type { PointConnection } from './points.inputs.js';

/** Points that were shown of late and are remembered, at some kilobytes each. */
const MOST_REMEMBERED = 10_000;
const MINUTE_MS = 60_000;

/** Reads points, for the API and for the features above. */
@Injectable()
export class PointsService {
  private readonly remembered = new Remembered<{ row: PointRow; point: Point }>(MOST_REMEMBERED);

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    changes: Changes,
  ) {
    changes.subscribe('point', (ids) => this.remembered.forget(({ row }) => ids === 'ALL' || ids.has(row.id)));
    changes.subscribe('chain', () => this.remembered.forget(() => true));
  }

  /** @throws CodedError UNKNOWN_POINT. */
  async byCode(caller: Caller, code: string): Promise<Point> {
    const found = await rows<PointRow>(
      this.dataSource.manager,
      `SELECT ${columnsFor(caller)} FROM point p WHERE p.code = $1`,
      [code],
    );
    if (found[0] === undefined) throw new CodedError('UNKNOWN_POINT', { code: code.slice(0, 100) }, { field: 'code' });
    return this.shown(caller, found[0]);
  }

  /** Points by their rows' ids, as anybody may see them. Ids that are not there are not in the answer. */
  byIds(ids: readonly string[]): Promise<Map<string, Point>> {
    return pointsByIds(this.dataSource.manager, ids, this.clock.now());
  }

  /**
   * The same from memory, where all of them are remembered: as the changes have them that were heard of.
   */
  byIdsNow(ids: readonly string[]): Map<string, Point> | Promise<Map<string, Point>> {
    const now = this.clock.now();
    const found = new Map<string, Point>();
    for (const id of ids) {
      const known = this.remembered.get(id);
      if (known === undefined) return this.learn(ids, now);
      found.set(id, atMinute(known, now));
    }
    return found;
  }

  private async learn(ids: readonly string[], now: Date): Promise<Map<string, Point>> {
    const read = await this.remembered.learnAll(async () => {
      const found = await rowsByIds(this.dataSource.manager, ids);
      return new Map(found.map((row) => [row.id, { row, point: unchanging(pointFromRow(row, now)) }]));
    });
    return new Map([...read].map(([id, { point }]) => [id, point]));
  }

  /** @throws CodedError BAD_INPUT for a cursor that is none. */
  async list(caller: Caller, filter: PointsFilter, first: number, after: string | null): Promise<PointConnection> {
    const found = await listPoints(this.dataSource.manager, columnsFor(caller), filter, keyOfCursor(after), first + 1);
    return connectionOf(
      found,
      first,
      ({ code }) => code,
      (row) => this.shown(caller, row),
    );
  }

  private shown(caller: Caller, row: PointRow): Point {
    const point = pointFromRow(row, this.clock.now());
    // Chains compete: where a point's facts came from is for those who look after it.
    if (caller.role !== 'OPERATOR' || (caller.chainCode !== null && caller.chainCode !== row.chain_code)) {
      point.origins = null;
    }
    return point;
  }
}

/** Within a minute nothing that a point shows of its hours changes. */
function atMinute(known: { row: PointRow; point: Point }, now: Date): Point {
  const isSame = Math.floor(known.point.atMs / MINUTE_MS) === Math.floor(now.getTime() / MINUTE_MS);
  if (!isSame) known.point = unchanging(pointFromRow(known.row, now));
  return known.point;
}

function columnsFor(caller: Caller): string {
  return caller.role === 'OPERATOR' ? POINT_COLUMNS_WITH_ORIGINS : POINT_COLUMNS;
}
