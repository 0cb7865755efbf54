import { EVENT_TYPES, type EventType, eventTypeOf } from './events.js';
import { fold } from './fold.js';
import { hour, ledger, parcel } from './ledger.fixture.js';
import type { Entry, ParcelFacts } from './words.js';

/** What is told of each entry, in the order of recording. */
function told(entries: readonly Entry[], facts: ParcelFacts = parcel): EventType[] {
  return entries.map((entry, place) =>
    eventTypeOf(
      place === 0 ? null : fold(facts, entries.slice(0, place)),
      entry,
      fold(facts, entries.slice(0, place + 1)),
    ),
  );
}

const POINT = { pointCode: 'ENGLOS', to: { kind: 'POINT', id: 'ENGLOS' } } as const;
const HUB = { to: { kind: 'CARRIER', id: 'MR' } } as const;

describe('what the world is told of a parcel', () => {
  it('is each state that it enters, and nothing new of what changes none', () => {
    const life = ledger(
      ['ANNOUNCEMENT', 0, { bookedPointCode: 'ENGLOS' }],
      ['DROP_OFF', 1, { pointCode: 'LOMME', to: { kind: 'POINT', id: 'LOMME' } }],
      ['CARRIER_PICKUP', 2, HUB],
      ['HUB_ARRIVAL', 3],
      ['STORE_RECEIPT', 4, POINT],
      ['SHELVED', 4, { ...POINT, to: null, shelf: 'B4' }],
      ['EXTENSION', 5, { deadline: hour(200) }],
      ['COLLECTION', 6, { pointCode: 'ENGLOS' }],
    );
    expect(told(life)).toEqual([
      'parcel.announced',
      'parcel.dropped_off',
      'parcel.in_transit',
      'parcel.recorded',
      'parcel.available',
      'parcel.recorded',
      'parcel.extended',
      'parcel.collected',
    ]);
  });

  it('is once that it is available, though both sides record the moment and an older scan comes late', () => {
    const life = ledger(
      ['ANNOUNCEMENT', 0, { bookedPointCode: 'ENGLOS' }],
      ['CARRIER_PICKUP', 2, { ...HUB, side: 'RECEIVER' }],
      ['STORE_RECEIPT', 5, { ...POINT, side: 'RECEIVER' }],
      ['STORE_RECEIPT', 4, { ...POINT, side: 'GIVER' }],
      ['CARRIER_PICKUP', 1, { ...HUB, side: 'GIVER' }],
    );
    expect(told(life)).toEqual([
      'parcel.announced',
      'parcel.in_transit',
      'parcel.available',
      'parcel.recorded',
      'parcel.recorded',
    ]);
  });

  it('is a new place in the same state, and that it waits where it was rebooked to', () => {
    const at = (code: string) => ({ pointCode: code, to: { kind: 'POINT' as const, id: code } });
    const life = ledger(
      ['ANNOUNCEMENT', 0, { bookedPointCode: 'ENGLOS' }],
      ['REBOOKING', 1, { bookedPointCode: 'ENGLOS' }],
      ['CARRIER_PICKUP', 2, HUB],
      ['STORE_RECEIPT', 3, at('LOMME')],
      ['STORE_RECEIPT', 4, at('SECLIN')],
      ['REBOOKING', 5, { bookedPointCode: 'SECLIN' }],
      ['CORRECTION', 6, { correctsKey: 'STORE_RECEIPT-5' }],
    );
    expect(told(life)).toEqual([
      'parcel.announced',
      'parcel.rebooked',
      'parcel.in_transit',
      'parcel.misrouted',
      'parcel.misrouted',
      'parcel.available',
      'parcel.corrected',
    ]);
  });

  it('has a name for every state', () => {
    for (const state of ['ANNOUNCED', 'MISSING', 'CANCELLED', 'RETURNED', 'RETURNING', 'RETURN_DUE'] as const) {
      const type = eventTypeOf(
        { state: 'DROPPED_OFF', pointCode: null },
        { kind: 'RECALL' },
        { state, pointCode: null },
      );
      expect(type).toBe(`parcel.${state.toLowerCase()}`);
      expect(EVENT_TYPES).toContain(type);
    }
  });
});
