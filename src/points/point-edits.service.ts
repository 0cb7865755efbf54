import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { type FieldName, type Standing, type StateEdit, standingOf } from '#libs/point-records';
import { CodedError } from '#libs/refusals';
import { PlacesService } from '../places/places.service.js';
import { Clock } from '../platform/clock.js';
import { rows } from '../platform/database/database.js';
import { check } from '../platform/input.js';
import type { Logger } from '../platform/log.js';
import { LOG } from '../platform/platform.module.js';
import { checkEdits } from './check-edits.js';
import { type EditedPoint, lockForEdit, saveEdit } from './edited-point.js';
import { type OperatorCaller, requireChain } from './operator.js';
import type { Point } from './point.type.js';
import type { UpdatePointInput } from './points.inputs.js';
import { PointsService } from './points.service.js';

/** How often suspensions are looked through for those that are over. */
const SUSPENSIONS_EVERY_MS = 60_000;

/** What operators say of points, which goes before what imports say until it is released. */
@Injectable()
export class PointEditsService implements OnApplicationBootstrap, OnModuleDestroy {
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly places: PlacesService,
    private readonly points: PointsService,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.endSuspensions().catch((error: unknown) => this.log.error({ error }, 'suspensions could not be ended'));
    }, SUSPENSIONS_EVERY_MS).unref();
  }

  onModuleDestroy(): void {
    if (this.timer) clearInterval(this.timer);
  }

  /**
   * Edits fields of a point.
   *
   * @throws CodedError UNKNOWN_POINT, FORBIDDEN, BAD_INPUT, IMPORT_POSITION_DOUBTFUL, or the refusal
   *   CAPACITY_BELOW_USE.
   */
  async update(caller: OperatorCaller, code: string, input: UpdatePointInput): Promise<Point> {
    return this.edit(caller, code, async (tx, point) => {
      const values = await checkEdits(tx, input, point, caller, this.places);
      if (values.chain !== undefined) requireChain(caller, values.chain);
      await this.refuseCapacityBelowUse(tx, point, values.capacityParcels);
      const at = this.clock.now().toISOString();
      for (const [field, value] of Object.entries(values)) {
        Object.assign(point.edits, { [field]: { value, at, by: caller.id } });
      }
    });
  }

  /** Gives fields back to the imports: what the last one said counts again. */
  async release(caller: OperatorCaller, code: string, fields: readonly FieldName[]): Promise<Point> {
    check(fields.length > 0, 'fields', 'Name at least one field.');
    return this.edit(caller, code, async (_tx, { edits, imported }) => {
      const released = new Set<FieldName>(fields);
      // These two were worked out from the address when it was edited.
      if (released.has('postcode') || released.has('country')) released.add('timeZone').add('holidayRegion');
      for (const field of released) {
        const isOnlyEdited = edits[field] !== undefined && imported[field] === undefined;
        const isNeeded = field === 'name' || field === 'lat' || field === 'lon' || field === 'timeZone';
        check(!(isOnlyEdited && isNeeded), 'fields', `No import has said what ${field} is, so it cannot be released.`);
        delete edits[field];
      }
    });
  }

  /** Suspends a point until it is reopened, or by itself until an instant. @throws POINT_CLOSED_FOR_GOOD. */
  async suspend(caller: OperatorCaller, code: string, reason: string, until: Date | null): Promise<Point> {
    const isAhead = until === null || until.getTime() > this.clock.now().getTime();
    check(isAhead, 'until', 'Must be in the future.');
    return this.edit(caller, code, async (_tx, point) => {
      refuseClosed(point);
      this.setState(caller, point, {
        state: 'SUSPENDED',
        reason,
        until: until?.toISOString() ?? null,
        replacedByCode: null,
      });
    });
  }

  /** Opens a suspended or announced point, also one that its source no longer has. @throws POINT_CLOSED_FOR_GOOD. */
  async reopen(caller: OperatorCaller, code: string): Promise<Point> {
    return this.edit(caller, code, async (_tx, point) => {
      refuseClosed(point);
      delete point.edits.state;
      // What the imports say suffices if it is open; otherwise the operator's word has to go before it.
      if (standing(point).state === 'OPEN') return;
      this.setState(caller, point, { state: 'OPEN', reason: null, until: null, replacedByCode: null });
    });
  }

  /** Closes a point for good. @throws POINT_CLOSED_FOR_GOOD if the point that replaces it is closed itself. */
  async close(caller: OperatorCaller, code: string, replacedBy: string | null): Promise<Point> {
    check(replacedBy !== code, 'replacedBy', 'A point cannot replace itself.');
    return this.edit(caller, code, async (tx, point) => {
      if (replacedBy !== null) await requireStanding(tx, replacedBy);
      this.setState(caller, point, { state: 'CLOSED', reason: null, until: null, replacedByCode: replacedBy });
    });
  }

  /** Reopens the points whose suspension is over. @returns How many. */
  async endSuspensions(): Promise<number> {
    const now = this.clock.now();
    return this.dataSource.transaction(async (tx) => {
      const due = await rows<{ code: string }>(
        tx,
        `SELECT code FROM point
          WHERE state = 'SUSPENDED' AND (edited->'state'->'value'->>'until')::timestamptz <= $1 ORDER BY id`,
        [now],
      );
      for (const { code } of due) {
        const point = await lockForEdit(tx, code);
        delete point.edits.state;
        await saveEdit(tx, point, now);
      }
      return due.length;
    });
  }

  private async edit(
    caller: OperatorCaller,
    code: string,
    change: (tx: EntityManager, point: EditedPoint) => Promise<void>,
  ): Promise<Point> {
    await this.dataSource.transaction(async (tx) => {
      const point = await lockForEdit(tx, code);
      requireChain(caller, point.chain);
      await change(tx, point);
      await saveEdit(tx, point, this.clock.now());
    });
    return this.points.byCode(caller, code);
  }

  private setState(caller: OperatorCaller, { edits }: EditedPoint, value: StateEdit): void {
    edits.state = { value, at: this.clock.now().toISOString(), by: caller.id };
  }

  private async refuseCapacityBelowUse(
    tx: EntityManager,
    { id }: EditedPoint,
    capacity?: number | null,
  ): Promise<void> {
    if (capacity === undefined || capacity === null) return;
    const [found] = await rows<{ used: number }>(tx, 'SELECT point_use($1, $2) AS used', [id, this.clock.now()]);
    const used = found?.used ?? 0;
    if (used > capacity) throw new CodedError('CAPACITY_BELOW_USE', { usedParcels: used, capacityParcels: capacity });
  }
}

function standing({ imported, edits, missingSince }: EditedPoint): Standing {
  return standingOf(imported, edits, missingSince !== null);
}

function refuseClosed(point: EditedPoint): void {
  const { state, replacedByCode } = standing(point);
  if (state === 'CLOSED')
    throw new CodedError('POINT_CLOSED_FOR_GOOD', { code: point.code, replacedBy: replacedByCode });
}

/** Requires that a point is there and not closed itself, so that nobody is led from one closed point to another. */
async function requireStanding(tx: EntityManager, code: string): Promise<void> {
  const [found] = await rows<{ state: string; replaced_by_code: string | null }>(
    tx,
    'SELECT state, replaced_by_code FROM point WHERE code = $1',
    [code],
  );
  if (!found) throw new CodedError('UNKNOWN_POINT', { code: code.slice(0, 100) }, { field: 'replacedBy' });
  if (found.state === 'CLOSED') {
    throw new CodedError('POINT_CLOSED_FOR_GOOD', { code, replacedBy: found.replaced_by_code });
  }
}
