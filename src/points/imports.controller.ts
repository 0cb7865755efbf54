import { Controller, HttpCode, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { Allow, CurrentCaller } from '../platform/caller.js';
import { check } from '../platform/input.js';
import { openImportFile } from './import-file.js';
import type { ImportReport } from './import-report.js';
import type { OperatorCaller } from './operator.js';
import { PointImportService } from './point-import.service.js';
import { withReceived } from './received-file.js';

/** Imports by HTTP, because a file of any length is streamed and not put into a GraphQL variable. */
@Controller('imports')
export class ImportsController {
  constructor(private readonly imports: PointImportService) {}

  /** `curl -T points.csv 'http://…/imports/points?source=NAME&map=name=enseigne&set=capacityParcels=40'` with a token. */
  @Post('points')
  @HttpCode(200)
  @Allow('OPERATOR')
  async points(@CurrentCaller() caller: OperatorCaller, @Req() request: Request): Promise<ImportReport> {
    const query = new URL(request.originalUrl, 'http://localhost').searchParams;
    const source = query.get('source') ?? '';
    check(source !== '', 'source', 'Say where the file comes from, as in ?source=prix-carburants.');
    return withReceived(request, async (path) =>
      this.imports.run(caller, await openImportFile(path, query.get('file') ?? 'upload'), {
        source,
        map: query.getAll('map'),
        set: query.getAll('set'),
        hours: query.get('hours') ?? undefined,
        dryRun: flag(query, 'dryRun'),
        acceptMissing: flag(query, 'acceptMissing'),
      }),
    );
  }
}

function flag(query: URLSearchParams, name: string): boolean {
  const value = query.get(name) ?? 'false';
  check(value === 'true' || value === 'false', name, 'Either true or false.');
  return value === 'true';
}
