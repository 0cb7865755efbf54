import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { fold } from '#libs/custody';
import { Allotment } from '#libs/matching';
import { CodedError } from '#libs/refusals';
import { type Ledger, loadLedger, maySee } from '../parcels/ledger.js';
import { ParcelChecksService } from '../parcels/parcel-checks.service.js';
import { rebookingPrice } from '../parcels/rebooking-terms.js';
import type { Caller } from '../platform/caller.js';
import { Clock } from '../platform/clock.js';
import { rows } from '../platform/database/database.js';
import { connectionOf, idOfCursor } from '../platform/graphql/page.js';
import { type OperatorCaller, requireChain } from '../points/operator.js';
import type { Point } from '../points/point.type.js';
import { PointsService } from '../points/points.service.js';
import { type NearestPoint, NearestService } from '../search/nearest.service.js';
import { Candidates } from './candidates.js';
import type { ProposedMoveConnection, ProposedPoint, ProposedPoints } from './proposals.inputs.js';
import { boundFor, countBound, homelessOf, type MovableRow, movable } from './proposals.queries.js';

/** How many parcels one proposal for a point covers; when the first are moved, more come into it. */
const MOST_MOVES = 10_000;
const REBOOKABLE = new Set(['ANNOUNCED', 'DROPPED_OFF', 'IN_TRANSIT', 'MISROUTED', 'AVAILABLE']);

/** Looks for other points where the one that is booked cannot take a parcel. */
@Injectable()
export class ProposalsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly checks: ParcelChecksService,
    private readonly nearest: NearestService,
    private readonly points: PointsService,
  ) {}

  /** Other points for one parcel, such as the caller could book. @throws CodedError NOT_FOUND. */
  async forParcel(caller: Caller, trackingNumber: string, first: number): Promise<ProposedPoints> {
    const db = this.dataSource.manager;
    const ledger = await loadLedger(db, trackingNumber);
    const row = ledger === null || !maySee(caller, ledger) ? null : await movable(db, trackingNumber);
    if (ledger === null || row === null) {
      throw new CodedError('NOT_FOUND', { trackingNumber }, { field: 'trackingNumber' });
    }
    const checks = await this.checks.check(trackingNumber);
    const found = mayRebook(caller, row) ? await this.nearest.find(homelessOf(row, chainOf(caller)), first) : [];
    const shown = await this.shown(found);
    return {
      against: checks.filter(({ outcome }) => outcome === 'FAILED'),
      refusedFor: refusalOf(ledger),
      points: found.flatMap((point) => viewOf(point, shown)),
    };
  }

  /**
   * Another point for each parcel that is bound for one, such that all could be moved as proposed: room that is given to
   * one parcel is not given to another, on other pages neither.
   *
   * @throws CodedError UNKNOWN_POINT, FORBIDDEN.
   */
  async forPoint(
    caller: OperatorCaller,
    pointCode: string,
    first: number,
    after: string | null,
  ): Promise<ProposedMoveConnection> {
    const db = this.dataSource.manager;
    const now = this.clock.now();
    const afterId = idOfCursor(after);
    const [point] = await rows<{ id: string; chain_code: string | null }>(
      db,
      'SELECT id, chain_code FROM point WHERE code = $1',
      [pointCode],
    );
    if (point === undefined) throw new CodedError('UNKNOWN_POINT', { pointCode }, { field: 'pointCode' });
    requireChain(caller, point.chain_code);
    const bound = await boundFor(db, point.id, now, MOST_MOVES);
    const begin = afterId === null ? 0 : bound.filter(({ id }) => id <= afterId).length;
    const given = await this.allot(bound.slice(0, begin + first), caller.chainCode);
    const shown = await this.shown([...given.values()].slice(begin));
    const page = connectionOf(
      bound.slice(begin, begin + first + 1),
      first,
      ({ id }) => id,
      (row) => ({
        trackingNumber: row.tracking_number,
        merchantId: row.merchant_id,
        state: row.state,
        isThere: row.is_there,
        to: viewOf(given.get(row.id) ?? null, shown)[0] ?? null,
      }),
    );
    return { ...page, totalCount: await countBound(db, point.id, now) };
  }

  /** From the first parcel on, whichever page is asked for, so that every page is of one proposal. */
  private async allot(bound: MovableRow[], chainCode: string | null): Promise<Map<string, NearestPoint | null>> {
    const allotment = new Allotment();
    const candidates = new Candidates(this.nearest);
    const given = new Map<string, NearestPoint | null>();
    for (const row of bound) given.set(row.id, await candidates.placeFor(homelessOf(row, chainCode), allotment));
    return given;
  }

  private shown(found: readonly (NearestPoint | null)[]): Promise<Map<string, Point>> {
    return this.points.byIds([...new Set(found.flatMap((point) => (point === null ? [] : [point.id])))]);
  }
}

function chainOf(caller: Caller): string | null {
  return caller.role === 'OPERATOR' ? caller.chainCode : null;
}

function mayRebook(caller: Caller, row: MovableRow): boolean {
  if (!REBOOKABLE.has(row.state)) return false;
  try {
    rebookingPrice(caller, row.state, { feeCents: row.fee_cents, currency: row.currency });
    return true;
  } catch {
    return false;
  }
}

function refusalOf({ facts, entries }: Ledger): string | null {
  return fold(facts, entries).newPointReason;
}

/** Nothing where the point is gone by now. */
export function viewOf(found: NearestPoint | null, shown: ReadonlyMap<string, Point>): ProposedPoint[] {
  const point = found === null ? undefined : shown.get(found.id);
  if (found === null || point === undefined) return [];
  const { distanceMetres, freePlaces, programme } = found;
  const { code: programmeCode, feeCents, currency } = programme;
  return [{ point, distanceMetres, freePlaces, programmeCode, feeCents, currency }];
}
