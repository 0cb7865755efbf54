import type { EntityManager } from 'typeorm';
import { type Entry, eventTypeOf, type ParcelState } from '#libs/custody';
import { arrayText, prepared } from '../platform/database/rows.js';

/** One entry of a ledger, as it is told to the world. */
export interface Noted {
  parcelId: string;
  trackingNumber: string;
  merchantId: string;
  entry: Entry;
  /** The state before the entry was recorded; null before the announcement. */
  before: Pick<ParcelState, 'state' | 'pointCode' | 'bookedPointCode'> | null;
  /** The state with it. */
  state: ParcelState;
}

/**
 * Writes down what the world is to be told, in the transaction that makes it true and in one statement, however much it
 * is. Nothing in it is personal: parties are known by ids and codes, reasons by a closed list, and a collection's code
 * is not there.
 */
export async function note(tx: EntityManager, noted: readonly Noted[]): Promise<void> {
  if (noted.length === 0) return;
  const column = (value: (one: Noted) => string | number | null) => arrayText(noted.map(value));
  await prepared(
    tx,
    'outbox_insert',
    `INSERT INTO outbox_event (parcel_id, sequence, type, at, merchant_id, booked_point_code, point_code,
                               left_point_code, data)
     SELECT * FROM ROWS FROM (unnest($1::uuid[], $2::int[], $3::text[], $4::timestamptz[], $5::uuid[], $6::text[],
                                     $7::text[], $8::text[]),
                              jsonb_array_elements($9::jsonb)) e`,
    [
      column(({ parcelId }) => parcelId),
      column(({ entry }) => entry.sequence),
      column(({ before, entry, state }) => eventTypeOf(before, entry, state)),
      column(({ entry }) => new Date(entry.recordedAt).toISOString()),
      column(({ merchantId }) => merchantId),
      column(({ state }) => state.bookedPointCode),
      column(({ state }) => state.pointCode),
      column(leftPoint),
      JSON.stringify(noted.map(dataOf)),
    ],
  );
}

/** The point that has to do with the parcel no more. An entry moves it or books another point, and never does both. */
function leftPoint({ before, state }: Noted): string | null {
  if (before === null) return null;
  if (before.pointCode !== state.pointCode) return before.pointCode;
  return before.bookedPointCode === state.bookedPointCode ? null : before.bookedPointCode;
}

function dataOf({ parcelId, trackingNumber, merchantId, entry, state }: Noted) {
  return {
    parcelId,
    trackingNumber,
    merchantId,
    sequence: entry.sequence,
    kind: entry.kind,
    happenedAt: new Date(entry.happenedAt).toISOString(),
    state: state.state,
    custodian: { kind: state.custodian.kind, id: state.custodian.id },
    pointCode: state.pointCode,
    pickupPointCode: state.bookedPointCode,
    reason: entry.reason ?? null,
    // Of a parcel that is later than was promised: when it will be there now; null where nobody knows.
    ...(entry.kind === 'EXPECTATION' && {
      expectedAt: typeof entry.deadline === 'number' ? new Date(entry.deadline).toISOString() : null,
    }),
    discrepancies: state.discrepancies.map(({ code }) => code),
  };
}
