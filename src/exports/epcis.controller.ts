import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Controller, Get, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Allow, type Caller, CurrentCaller } from '../platform/caller.js';
import { queryOf } from '../platform/http/query.js';
import { EpcisService } from './epcis.service.js';
import { readWanted } from './wanted.js';

const NAMES = { trackingNumber: 'trackingNumber', from: 'from', to: 'to' } as const;

/** Exports by HTTP, because a document of any length is streamed and not built as one answer. */
@Controller('exports')
export class EpcisController {
  constructor(private readonly epcis: EpcisService) {}

  /** `GET /exports/epcis?trackingNumber=…`, or `?from=2026-11-01T00:00:00Z&to=2026-12-01T00:00:00Z`. */
  @Get('epcis')
  @Allow('OPERATOR', 'MERCHANT')
  async write(@CurrentCaller() caller: Caller, @Req() request: Request, @Res() response: Response): Promise<void> {
    const parts = await this.epcis.write(caller, readWanted(askedBy(request), NAMES));
    response.setHeader('content-type', 'application/ld+json');
    response.setHeader('cache-control', 'private, no-store');
    try {
      await pipeline(Readable.from(parts), response);
    } catch (error) {
      // Whoever asked has gone, and there is nobody to tell.
      if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
    }
  }
}

function askedBy(request: Request): Record<string, string> {
  // The + of an offset reads as a blank, unless it was written %2B.
  const query = Object.entries(queryOf(request, ['trackingNumber', 'from', 'to']));
  return Object.fromEntries(query.map(([name, value = '']) => [name, value.replace(/ (?=\d\d:\d\d$)/, '+')]));
}
