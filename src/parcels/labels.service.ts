import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { localDateOf } from '#libs/opening-hours';
import { CodedError, type Language } from '#libs/refusals';
import type { LabelContent } from '../labels/label-content.js';
import { drawLabelPdf, type Paper } from '../labels/label-pdf.js';
import { drawLabelZpl } from '../labels/label-zpl.js';
import type { Caller } from '../platform/caller.js';
import { rows } from '../platform/database/database.js';
import { ParcelChecksService } from './parcel-checks.service.js';
import { ParcelsService } from './parcels.service.js';

interface Sender {
  name: string;
  street: string;
  postcode: string;
  city: string;
  programme: string | null;
}

/** What a label is drawn as. Sheets are for a printer of paper. */
export type LabelFormat = { kind: 'zpl' } | { kind: 'pdf'; paper: Paper };

/** Draws the labels of parcels, once their points have been checked again. */
@Injectable()
export class LabelsService {
  constructor(
    private readonly parcels: ParcelsService,
    private readonly checks: ParcelChecksService,
    private readonly dataSource: DataSource,
  ) {}

  /**
   * All of them or none: a sheet on which one is missing would be noticed at the counter.
   *
   * @throws CodedError NOT_FOUND; RECIPIENT_ERASED; POINT_CHANGED where the booked point can no longer take it.
   */
  async draw(
    caller: Caller,
    trackingNumbers: readonly string[],
    format: LabelFormat,
    language: Language,
  ): Promise<Buffer | string> {
    const contents: LabelContent[] = [];
    for (const trackingNumber of trackingNumbers) contents.push(await this.contentOf(caller, trackingNumber, language));
    return format.kind === 'pdf'
      ? drawLabelPdf(contents, format.paper)
      : contents.map((content) => drawLabelZpl(content)).join('\n');
  }

  private async contentOf(caller: Caller, trackingNumber: string, language: Language): Promise<LabelContent> {
    const parcel = await this.parcels.byId(caller, trackingNumber, language);
    if (parcel.recipient === null) throw new CodedError('RECIPIENT_ERASED', { trackingNumber });
    await this.checks.requirePassed(trackingNumber);
    const { address, code, name, timeZone } = parcel.pickupPoint;
    const [sender] = await rows<Sender>(
      this.dataSource.manager,
      `SELECT m.name, m.street, m.postcode, m.city, r.definition->'names'->>$2 AS programme
         FROM merchant m LEFT JOIN programme r ON r.code = $3 WHERE m.id = $1`,
      [parcel.merchantId, language, parcel.programmeCode],
    );
    const { programme, ...from } = sender as Sender;
    return {
      trackingNumber: parcel.trackingNumber,
      from,
      recipientName: parcel.recipient.name,
      pickupPoint: { code, name, ...address },
      dropOffPointCode: parcel.dropOffPointCode,
      weightGrams: parcel.measures.weightGrams,
      programmeName: programme,
      createdDay: localDateOf(parcel.createdAt.getTime(), timeZone),
      language,
    };
  }
}
