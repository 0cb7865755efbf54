import { Args, ID, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { FieldName } from '#libs/point-records';
import { Allow, type Caller, CurrentCaller, EVERYONE } from '../platform/caller.js';
import { DateTime } from '../platform/graphql/scalars.js';
import { check, checkFirst, checkText } from '../platform/input.js';
import type { OperatorCaller } from './operator.js';
import { Point, PointFieldName } from './point.type.js';
import { PointEditsService } from './point-edits.service.js';
import { PointConnection, PointResult, PointsFilterInput, UpdatePointInput } from './points.inputs.js';
import { PointsService } from './points.service.js';

@Resolver()
export class PointsResolver {
  constructor(
    private readonly points: PointsService,
    private readonly edits: PointEditsService,
  ) {}

  @Allow(...EVERYONE)
  @Query(() => Point)
  point(@CurrentCaller() caller: Caller, @Args('code', { type: () => ID }) code: string): Promise<Point> {
    return this.points.byCode(caller, code);
  }

  @Allow(...EVERYONE)
  @Query(() => PointConnection, { name: 'points', description: 'In the order of their codes.' })
  list(
    @CurrentCaller() caller: Caller,
    @Args('filter', { type: () => PointsFilterInput, nullable: true }) filter: PointsFilterInput | null,
    @Args('first', { type: () => Int, defaultValue: 20, description: '1 to 100.' }) first: number,
    @Args('after', { type: () => String, nullable: true }) after: string | null,
  ): Promise<PointConnection> {
    return this.points.list(caller, checkFilter(filter ?? {}), checkFirst(first), after);
  }

  @Allow('OPERATOR')
  @Mutation(() => PointResult, { description: 'Edits fields; imports leave them alone until they are released.' })
  updatePoint(
    @CurrentCaller() caller: OperatorCaller,
    @Args('code', { type: () => ID }) code: string,
    @Args('input', { type: () => UpdatePointInput }) input: UpdatePointInput,
  ): Promise<Point> {
    return this.edits.update(caller, code, input);
  }

  @Allow('OPERATOR')
  @Mutation(() => PointResult, { description: 'Gives edited fields back to the imports.' })
  releasePointFields(
    @CurrentCaller() caller: OperatorCaller,
    @Args('code', { type: () => ID }) code: string,
    @Args('fields', { type: () => [PointFieldName] }) fields: FieldName[],
  ): Promise<Point> {
    return this.edits.release(caller, code, fields);
  }

  @Allow('OPERATOR')
  @Mutation(() => PointResult)
  suspendPoint(
    @CurrentCaller() caller: OperatorCaller,
    @Args('code', { type: () => ID }) code: string,
    @Args('reason', { type: () => String }) reason: string,
    @Args('until', { type: () => DateTime, nullable: true, description: 'When it reopens by itself.' })
    until: Date | null,
  ): Promise<Point> {
    return this.edits.suspend(caller, code, checkText(reason, 'reason', { most: 300 }), until ?? null);
  }

  @Allow('OPERATOR')
  @Mutation(() => PointResult)
  reopenPoint(@CurrentCaller() caller: OperatorCaller, @Args('code', { type: () => ID }) code: string): Promise<Point> {
    return this.edits.reopen(caller, code);
  }

  @Allow('OPERATOR')
  @Mutation(() => PointResult, { description: 'Closes a point for good.' })
  closePoint(
    @CurrentCaller() caller: OperatorCaller,
    @Args('code', { type: () => ID }) code: string,
    @Args('replacedBy', { type: () => ID, nullable: true, description: 'The code of the point that replaces it.' })
    replacedBy: string | null,
  ): Promise<Point> {
    return this.edits.close(caller, code, replacedBy ?? null);
  }
}

function checkFilter(filter: PointsFilterInput): PointsFilterInput {
  check((filter.flags ?? []).length <= 20, 'filter.flags', 'At most 20 flags.');
  return { ...filter, text: filter.text ? checkText(filter.text, 'filter.text', { least: 0, most: 200 }) : null };
}
