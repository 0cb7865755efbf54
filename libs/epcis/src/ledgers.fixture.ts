import fc from 'fast-check';
import type { Custodian, Entry, EntryKind } from '#libs/custody';
import { ENTRY_KINDS, REASONS } from '#libs/custody';
import { type EpcisEvent, type EpcisParcel, type EpcisSetting, eventsOf } from './index.js';

const OPENING = Date.UTC(2020, 10, 9, 8);

/** An instant, in hours after the first morning of the schemes. */
export function hour(hours: number): number {
  return OPENING + hours * 3_600_000;
}

export const SSCC = '095212340000000013';

/** A bookshop's parcel, booked at the Auchan counter in Englos. */
export const parcel: EpcisParcel = {
  sscc: SSCC,
  facts: { parcelId: 'parcel-1', merchantId: 'furet', bookedPointCode: 'ENGLOS', ownShopPointCodes: ['FURET'] },
};

export const setting: EpcisSetting = {
  baseUrl: 'https://relais.example/',
  // Not a hash at all, but as different as what it is of.
  sha256Hex: (text) => Buffer.from(text).toString('hex'),
  timeZoneOf: (code) => ({ ENGLOS: 'Europe/Paris', FURET: 'Europe/Paris', 'ST-DENIS': 'Indian/Reunion' })[code] ?? null,
};

/** Entries from lines of kind, hour and fields, in the order of recording; the key is the kind and its place. */
export function ledger(...lines: [kind: EntryKind, hours: number, fields?: Partial<Entry>][]): Entry[] {
  return lines.map(([kind, hours, fields], place) => ({
    sequence: place + 1,
    kind,
    idempotencyKey: `${kind}-${place + 1}`,
    happenedAt: hour(hours),
    recordedAt: hour(hours),
    clockFlagged: false,
    ...fields,
  }));
}

/** The events of a whole ledger in one list. */
export function told(entries: readonly Entry[], more: Partial<EpcisSetting> = {}): EpcisEvent[] {
  return [...eventsOf(parcel, entries, { ...setting, ...more }).values()].flat();
}

const POINTS = ['ENGLOS', 'FURET', 'ST-DENIS', 'no such point/é'];

const custodian = fc.oneof(
  fc.record({ kind: fc.constant('POINT' as const), id: fc.constantFrom(...POINTS) }),
  fc.record({ kind: fc.constant('CARRIER' as const), id: fc.constantFrom('MR', 'UNKNOWN') }),
  fc.constant<Custodian>({ kind: 'MERCHANT', id: 'furet' }),
  fc.constant<Custodian>({ kind: 'CUSTOMER', id: 'parcel-1' }),
);

/** Few keys, points and hours, so that corrections that hit something are common. */
export const anyLedger: fc.Arbitrary<Entry[]> = fc
  .array(
    fc.record({
      // Corrections are one entry in four.
      kind: fc.oneof(
        { weight: 3, arbitrary: fc.constantFrom(...ENTRY_KINDS) },
        { weight: 1, arbitrary: fc.constant('CORRECTION' as const) },
      ),
      side: fc.constantFrom('GIVER' as const, 'RECEIVER' as const, null),
      happenedAt: fc.integer({ min: 0, max: 40 }).map(hour),
      clockFlagged: fc.boolean(),
      from: fc.option(custodian),
      to: fc.option(custodian),
      actor: fc.constantFrom({ role: 'CLERK' as const, id: 'ENGLOS' }, { role: 'OPERATOR' as const, id: 'op-7' }),
      pointCode: fc.option(fc.constantFrom(...POINTS)),
      reason: fc.constantFrom(...REASONS, null),
      shelf: fc.constantFrom('Mme Delattre', null),
      correctsKey: fc.option(fc.integer({ min: 0, max: 12 }).map((place) => `key of Jeanne ${place}`)),
      bookedPointCode: fc.option(fc.constantFrom(...POINTS)),
    }),
    { maxLength: 12 },
  )
  .map((list) =>
    list.map((line, place) => ({
      ...line,
      sequence: place + 1,
      idempotencyKey: `key of Jeanne ${place}`,
      recordedAt: hour(40 + place),
    })),
  );
