import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Controller, HttpCode, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { CodedError } from '#libs/refusals';
import { Allow, CurrentCaller } from '../platform/caller.js';
import { check } from '../platform/input.js';
import { MOST_IMPORT_BYTES, openImportFile, tooLarge } from './import-file.js';
import type { ImportReport } from './import-report.js';
import type { OperatorCaller } from './operator.js';
import { PointImportService } from './point-import.service.js';

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
    const folder = await mkdtemp(join(tmpdir(), 'relais-import-'));
    try {
      const path = join(folder, 'file');
      await receive(request, path);
      return await this.imports.run(caller, await openImportFile(path, query.get('file') ?? 'upload'), {
        source,
        map: query.getAll('map'),
        set: query.getAll('set'),
        hours: query.get('hours') ?? undefined,
        dryRun: flag(query, 'dryRun'),
        acceptMissing: flag(query, 'acceptMissing'),
      });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

function flag(query: URLSearchParams, name: string): boolean {
  const value = query.get(name) ?? 'false';
  check(value === 'true' || value === 'false', name, 'Either true or false.');
  return value === 'true';
}

/** What becomes of a request whose sender goes away in the middle of it, which is no failure of ours. */
const HUNG_UP = new Set(['ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET']);

/** Streams the request's body into a file. */
async function receive(request: Request, path: string): Promise<void> {
  if (Number(request.get('content-length') ?? 0) > MOST_IMPORT_BYTES) throw tooLarge();
  let bytes = 0;
  const limit = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > MOST_IMPORT_BYTES) done(tooLarge());
      else done(null, chunk);
    },
  });
  try {
    await pipeline(request, limit, createWriteStream(path));
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (HUNG_UP.has(code)) throw new CodedError('IMPORT_TRUNCATED');
    throw error;
  }
}
