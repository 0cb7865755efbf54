import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { CodedError } from '#libs/refusals';
import { Allow, type Caller, CurrentCaller } from '../platform/caller.js';
import { check } from '../platform/input.js';
import { languageOf } from '../platform/language.js';
import { type LabelFormat, LabelsService } from './labels.service.js';

const TYPES: Record<string, string> = { pdf: 'application/pdf', zpl: 'text/plain; charset=utf-8' };

/** As many as can be drawn while somebody waits. */
const MOST_AT_ONCE = 100;

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
    const [, numbers, kind] = /^(\d{18}(?:,\d{18})*)\.(pdf|zpl)$/.exec(file) ?? [];
    if (numbers === undefined || kind === undefined) {
      throw new CodedError(
        'NOT_FOUND',
        {},
        { message: 'Labels are at /labels/<tracking number>.pdf or .zpl; several with commas between the numbers.' },
      );
    }
    const trackingNumbers = [...new Set(numbers.split(','))];
    check(trackingNumbers.length <= MOST_AT_ONCE, 'file', `At most ${MOST_AT_ONCE} labels at once.`);
    const paper = new URL(request.originalUrl, 'http://localhost').searchParams.get('sheet') ?? 'A6';
    check(paper === 'A6' || paper === 'A4', 'sheet', 'Either A6, a label a page, or A4, four labels a page.');
    const format: LabelFormat = kind === 'pdf' ? { kind, paper } : { kind: 'zpl' };
    const labels = await this.labels.draw(caller, trackingNumbers, format, languageOf(request));
    const name = trackingNumbers.length === 1 ? file : `labels.${kind}`;
    response
      .set({
        'content-type': TYPES[kind],
        'content-disposition': `inline; filename="${name}"`,
        // They bear people's names.
        'cache-control': 'private, no-store',
      })
      .send(labels);
  }
}
