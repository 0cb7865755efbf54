import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { CodedError } from '#libs/refusals';
import { Allow, type Caller, CurrentCaller } from '../platform/caller.js';
import { languageOf } from '../platform/language.js';
import { LabelsService } from './labels.service.js';

const TYPES: Record<string, string> = { pdf: 'application/pdf', zpl: 'text/plain; charset=utf-8' };

/** Labels over HTTP, where printers and browsers expect them. */
@Controller('labels')
export class LabelsController {
  constructor(private readonly labels: LabelsService) {}

  @Get(':file')
  @Allow('OPERATOR', 'MERCHANT')
  async draw(
    @CurrentCaller() caller: Caller,
    @Param('file') file: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const [, trackingNumber, format] = /^(\d{18})\.(pdf|zpl)$/.exec(file) ?? [];
    if (trackingNumber === undefined || format === undefined) {
      throw new CodedError('NOT_FOUND', {}, { message: 'A label is at /labels/<tracking number>.pdf or .zpl.' });
    }
    const label = await this.labels.draw(caller, trackingNumber, format as 'pdf' | 'zpl', languageOf(request));
    response
      .set({
        'content-type': TYPES[format],
        'content-disposition': `inline; filename="${file}"`,
        // It bears a person's name.
        'cache-control': 'private, no-store',
      })
      .send(label);
  }
}
