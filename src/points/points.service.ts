import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CodedError } from '#libs/refusals';
import type { Caller } from '../platform/caller.js';
import { Clock } from '../platform/clock.js';
import { rows } from '../platform/database/database.js';
import { connectionOf, keyOfCursor } from '../platform/graphql/page.js';
import {
  listPoints,
  POINT_COLUMNS,
  POINT_COLUMNS_WITH_ORIGINS,
  type PointRow,
  type PointsFilter,
  pointFromRow,
  pointsByIds,
} from './point.queries.js';
import type { Point } from './point.type.js';
import type { PointConnection } from './points.inputs.js';

/** Reads points, for the API and for the features above. */
@Injectable()
export class PointsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

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

function columnsFor(caller: Caller): string {
  return caller.role === 'OPERATOR' ? POINT_COLUMNS_WITH_ORIGINS : POINT_COLUMNS;
}
