import { fold } from './fold.js';
import { amongst, codes, hour, ledger, parcel } from './ledger.fixture.js';
import type { Custodian, Entry } from './words.js';

const lille: Custodian = { kind: 'POINT', id: 'LILLE' };
const englos: Custodian = { kind: 'POINT', id: 'ENGLOS' };
const carrierMr: Custodian = { kind: 'CARRIER', id: 'MR' };
const giver: Partial<Entry> = { side: 'GIVER', from: lille, to: carrierMr, pointCode: 'LILLE' };
const receiver: Partial<Entry> = { side: 'RECEIVER', from: lille, to: carrierMr };
const dropOff: ['DROP_OFF', number, Partial<Entry>] = ['DROP_OFF', 0, { to: lille }];

describe('a handover that both sides record', () => {
  it('is one, at the earlier time', () => {
    const state = fold(parcel, ledger(dropOff, ['CARRIER_PICKUP', 5, receiver], ['CARRIER_PICKUP', 4, giver]));
    expect(state).toMatchObject({ state: 'IN_TRANSIT', possessionSince: hour(4), discrepancies: [] });
  });

  it('is one up to a day apart, and two beyond it', () => {
    const apart = (hours: number) =>
      codes(fold(parcel, ledger(dropOff, ['CARRIER_PICKUP', 1, giver], ['CARRIER_PICKUP', 1 + hours, receiver])));
    expect(apart(24)).toEqual([]);
    expect(apart(24.001)).toEqual(['UNEXPECTED_SCAN']);
  });

  it('is two when the same side, or other parties, are named', () => {
    const second = (fields: Partial<Entry>) =>
      codes(fold(parcel, ledger(dropOff, ['CARRIER_PICKUP', 1, giver], ['CARRIER_PICKUP', 2, fields])));
    expect(second(giver)).toEqual(['UNEXPECTED_SCAN']);
    expect(second({ ...receiver, to: { kind: 'CARRIER', id: 'DPD' } })).toEqual(['UNEXPECTED_SCAN']);
    expect(second({ ...receiver, from: englos })).toEqual(['UNEXPECTED_SCAN']);
    expect(second({ ...receiver, from: null })).toEqual([]);
  });

  it('fills what one side does not know with what the other does', () => {
    const transfer = ledger(
      ['CARRIER_PICKUP', 0, { to: carrierMr }],
      ['CARRIER_TRANSFER', 1, { side: 'GIVER', from: carrierMr }],
      ['CARRIER_TRANSFER', 2, { side: 'RECEIVER', to: { kind: 'CARRIER', id: 'DPD' } }],
    );
    expect(fold(parcel, transfer.slice(0, 2)).custodian).toEqual({ kind: 'CARRIER', id: 'UNKNOWN' });
    const state = fold(parcel, transfer);
    expect(state).toMatchObject({
      custodian: { kind: 'CARRIER', id: 'DPD' },
      possessionSince: hour(1),
      discrepancies: [],
    });
  });

  it('joins the closest pairs when there are two pickups on one day', () => {
    const lines = ledger(
      dropOff,
      ['CARRIER_PICKUP', 1, giver],
      ['STORE_RECEIPT', 3, { to: lille }],
      ['CARRIER_PICKUP', 8, giver],
      ['CARRIER_PICKUP', 8.1, receiver],
    );
    expect(fold(parcel, lines)).toMatchObject({ state: 'IN_TRANSIT', possessionSince: hour(8), discrepancies: [] });
    const { discrepancies } = fold(parcel, lines, { scans: amongst(carrierMr) });
    expect(discrepancies).toMatchObject([{ code: 'MISSING_SIDE', entryKey: 'CARRIER_PICKUP-2' }]);
  });

  it('does not join what only one side can record', () => {
    const lines = ledger(
      ['DROP_OFF', 1, { to: englos, side: 'GIVER' }],
      ['COLLECTION', 2, { side: 'GIVER' }],
      ['COLLECTION', 3, { side: 'RECEIVER' }],
    );
    expect(codes(fold(parcel, lines))).toEqual(['UNEXPECTED_SCAN']);
  });
});

describe('a side that is missing', () => {
  const half = ledger(dropOff, ['CARRIER_PICKUP', 1, giver]);

  it('is a discrepancy where that party is set up to scan', () => {
    expect(codes(fold(parcel, half))).toEqual([]);
    expect(codes(fold(parcel, half, { scans: amongst(lille, { kind: 'CARRIER', id: 'DPD' }) }))).toEqual([]);
    const state = fold(parcel, half, { scans: amongst(carrierMr) });
    expect(state.discrepancies).toMatchObject([
      { code: 'MISSING_SIDE', instruction: 'SEND_MISSING_SIDE', params: { party: carrierMr } },
    ]);
  });

  it('is the giver’s when the receiver scanned, and comes with the late scan', () => {
    const taken = ledger(dropOff, ['CARRIER_PICKUP', 1, { ...receiver, from: null }]);
    const options = { scans: amongst(lille) };
    expect(fold(parcel, taken, options).discrepancies).toMatchObject([{ params: { party: lille } }]);
    const both = ledger(dropOff, ['CARRIER_PICKUP', 1, receiver], ['CARRIER_PICKUP', 2, giver]);
    expect(codes(fold(parcel, both, options))).toEqual([]);
  });

  it('is not missing before a day has passed, when the time is known', () => {
    const scans = amongst(carrierMr);
    const early = fold(parcel, half, { scans, asOf: hour(25) });
    expect(codes(early)).toEqual([]);
    expect(early.changesAt).toBe(hour(25) + 1);
    expect(fold(parcel, half, { scans, asOf: hour(25) + 1 })).toMatchObject({ changesAt: null });
    expect(codes(fold(parcel, half, { scans, asOf: hour(25.001) }))).toEqual(['MISSING_SIDE']);
  });

  it('is not asked for when somebody outside the handover vouches for it', () => {
    const lines = ledger(dropOff, ['CARRIER_PICKUP', 1, { from: lille, to: carrierMr, side: null }]);
    expect(codes(fold(parcel, lines, { scans: amongst(carrierMr, lille) }))).toEqual([]);
  });

  it('is not asked of a pickup from the merchant', () => {
    const lines = ledger(['CARRIER_PICKUP', 1, { side: 'RECEIVER', to: carrierMr }]);
    expect(codes(fold(parcel, lines, { scans: amongst({ kind: 'MERCHANT', id: 'furet' }) }))).toEqual([]);
  });
});
