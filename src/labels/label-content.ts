import { checkSscc } from '#libs/identifiers';

/** A place as people write it on an envelope. */
export type PostalPlace = {
  readonly name: string;
  readonly street: string;
  readonly postcode: string;
  readonly city: string;
};

/** All that a parcel's label says. Texts may be of any length and script: what does not fit wraps, shrinks, is cut. */
export type LabelContent = {
  /** The SSCC: 18 digits with a right check digit. A carrier's own number cannot be drawn as GS1-128. */
  readonly trackingNumber: string;
  /** The merchant who sends it. */
  readonly from: PostalPlace;
  /** Shown so that a clerk can find the parcel when the customer only gives a name. */
  readonly recipientName: string;
  readonly pickupPoint: PostalPlace & {
    readonly code: string;
    /** Two letters (ISO 3166-1). */
    readonly country: string;
  };
  /** Null when the parcel is not handed in at a point. */
  readonly dropOffPointCode: string | null;
  readonly weightGrams: number;
  readonly programmeName: string | null;
  /** The day on which the parcel was announced, as `2026-11-22`; also the PDF's date, so that it never varies. */
  readonly createdDay: string;
  readonly language: 'fr' | 'en';
};

/**
 * The 18 digits to draw.
 * @throws Error when they are no SSCC: a label that no scanner can read must never leave the service.
 */
export function ssccOf(label: LabelContent): string {
  const sscc = checkSscc(label.trackingNumber);
  if (!sscc.ok) throw new Error(`This parcel's label cannot be drawn: ${sscc.message}`);
  return sscc.value;
}

/**
 * Midnight UTC of the label's day.
 * @throws Error when `createdDay` is no day of the calendar.
 */
export function dayOf(label: LabelContent): Date {
  const day = new Date(`${label.createdDay}T00:00:00.000Z`);
  // JavaScript reads 2026-02-30 as the second of March: what comes back has to be what was given.
  if (Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== label.createdDay) {
    throw new Error(`A label's day is written like 2026-11-22, and not ${JSON.stringify(label.createdDay)}.`);
  }
  return day;
}
