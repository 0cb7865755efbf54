import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { localDateOf } from '#libs/opening-hours';
import { CodedError, type Language } from '#libs/refusals';
import { drawLabelPdf } from '../labels/label-pdf.js';
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

/** Draws the label of a parcel, once its point has been checked again. */
@Injectable()
export class LabelsService {
  constructor(
    private readonly parcels: ParcelsService,
    private readonly checks: ParcelChecksService,
    private readonly dataSource: DataSource,
  ) {}

  /** @throws CodedError NOT_FOUND; RECIPIENT_ERASED; POINT_CHANGED where the booked point can no longer take it. */
  async draw(
    caller: Caller,
    trackingNumber: string,
    format: 'pdf' | 'zpl',
    language: Language,
  ): Promise<Buffer | string> {
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
    const content = {
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
    return format === 'pdf' ? drawLabelPdf(content) : drawLabelZpl(content);
  }
}
