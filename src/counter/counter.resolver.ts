import { Args, ID, Int, Query, Resolver } from '@nestjs/graphql';
import type { Language } from '#libs/refusals';
import { Allow, type Caller, CurrentCaller } from '../platform/caller.js';
import { check, checkFirst } from '../platform/input.js';
import { CurrentLanguage } from '../platform/language.js';
import { ParcelAtPointConnection, PointListName, PointTotals } from './counter.inputs.js';
import { CounterService } from './counter.service.js';
import type { List } from './lists.js';

const MOST_SEARCH = 100;

@Resolver()
export class CounterResolver {
  constructor(private readonly counter: CounterService) {}

  @Allow('OPERATOR', 'CLERK')
  @Query(() => ParcelAtPointConnection, {
    description: 'A list of a point’s counter, the most urgent first; for its clerks, and for operators of its chain.',
  })
  async parcelsAtPoint(
    @CurrentCaller() caller: Caller,
    @Args('pointCode', { type: () => ID }) pointCode: string,
    @Args('list', { type: () => PointListName, defaultValue: 'HERE' }) list: List,
    @Args('search', {
      type: () => String,
      nullable: true,
      description: 'The last digits of a tracking number, or a part of the recipient’s name.',
    })
    search: string | null | undefined,
    @Args('first', { type: () => Int, defaultValue: 20 }) first: number,
    @Args('after', { type: () => String, nullable: true }) after: string | null | undefined,
    @CurrentLanguage() language: Language,
  ): Promise<ParcelAtPointConnection> {
    check((search ?? '').length <= MOST_SEARCH, 'search', `At most ${MOST_SEARCH} characters.`);
    const asked = { list, search: search ?? null, first: checkFirst(first), after: after ?? null };
    return this.counter.list(caller, pointCode.trim(), asked, language);
  }

  @Allow('OPERATOR', 'CLERK')
  @Query(() => PointTotals, { description: 'How many parcels each list of a point’s counter has.' })
  pointTotals(
    @CurrentCaller() caller: Caller,
    @Args('pointCode', { type: () => ID }) pointCode: string,
  ): Promise<PointTotals> {
    return this.counter.totals(caller, pointCode.trim());
  }
}
