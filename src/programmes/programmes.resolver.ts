import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { DataSource } from 'typeorm';
import type { Programme as ProgrammeDefinition } from '#libs/eligibility';
import { CodedError, type Language } from '#libs/refusals';
import { Allow, type Caller, CurrentCaller, requireWholeInstallation } from '../platform/caller.js';
import { Json } from '../platform/graphql/scalars.js';
import { CurrentLanguage } from '../platform/language.js';
import { Programme, programmeShown } from './programmes.inputs.js';
import { ProgrammesService } from './programmes.service.js';

type Operator = Caller & { role: 'OPERATOR' };

/** A programme says who ships for nothing, at whose points: that is for whoever runs the whole installation. */
@Resolver()
export class ProgrammesResolver {
  constructor(
    private readonly dataSource: DataSource,
    private readonly programmes: ProgrammesService,
  ) {}

  @Allow('OPERATOR')
  @Query(() => Json, { description: 'The whole definition, as saveProgramme takes it.' })
  async programmeDefinition(
    @CurrentCaller() caller: Operator,
    @Args('code', { type: () => ID }) code: string,
  ): Promise<ProgrammeDefinition> {
    requireWholeInstallation(caller);
    const programme = await this.programmes.byCode(this.dataSource.manager, code);
    if (programme === null) throw new CodedError('NOT_FOUND', { code }, { field: 'code' });
    return programme;
  }

  @Allow('OPERATOR')
  @Mutation(() => Programme, { description: 'Opens a programme, or changes the one with the same code.' })
  async saveProgramme(
    @CurrentCaller() caller: Operator,
    @Args('definition', { type: () => Json }) definition: unknown,
    @CurrentLanguage() language: Language,
  ): Promise<Programme> {
    requireWholeInstallation(caller);
    const { programme } = await this.dataSource.transaction((tx) => this.programmes.upsert(tx, definition));
    return programmeShown(programme, language);
  }
}
