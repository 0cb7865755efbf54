import { fold } from './fold.js';
import { ledger, parcel } from './ledger.fixture.js';
import { needsBooking, roomAfter } from './room.js';
import type { Entry } from './words.js';

function roomOf(entries: readonly Entry[], facts = parcel) {
  return roomAfter(fold(facts, entries));
}

describe('the room that a parcel takes', () => {
  it('is kept at the booked point from creation until it is collected', () => {
    const life = ledger(
      ['ANNOUNCEMENT', 0],
      ['DROP_OFF', 1, { pointCode: 'LILLE' }],
      ['CARRIER_PICKUP', 2],
      ['STORE_RECEIPT', 3, { pointCode: 'ENGLOS' }],
      ['COLLECTION', 4],
    );
    const rooms = life.map((_, place) => roomOf(life.slice(0, place + 1)));
    expect(rooms).toEqual([
      { bookedPointCode: 'ENGLOS', heldAtPointCode: null },
      { bookedPointCode: 'ENGLOS', heldAtPointCode: 'LILLE' },
      { bookedPointCode: 'ENGLOS', heldAtPointCode: null },
      { bookedPointCode: 'ENGLOS', heldAtPointCode: 'ENGLOS' },
      { bookedPointCode: null, heldAtPointCode: null },
    ]);
  });

  it('is kept on the way back only while it lies at the booked point', () => {
    const back = ledger(['DROP_OFF', 1, { pointCode: 'ENGLOS' }], ['RECALL', 2], ['CARRIER_PICKUP', 3]);
    expect(roomOf(back.slice(0, 2))).toEqual({ bookedPointCode: 'ENGLOS', heldAtPointCode: 'ENGLOS' });
    expect(roomOf(back)).toEqual({ bookedPointCode: null, heldAtPointCode: null });
    const recalled = ledger(['DROP_OFF', 1, { pointCode: 'LILLE' }], ['RECALL', 2]);
    expect(roomOf(recalled)).toEqual({ bookedPointCode: null, heldAtPointCode: 'LILLE' });
  });

  it('is given up by a missing or cancelled parcel, and taken without a booking by one that turns up', () => {
    expect(roomOf(ledger(['DROP_OFF', 1, { pointCode: 'ENGLOS' }], ['LOSS_REPORT', 2]))).toEqual({
      bookedPointCode: null,
      heldAtPointCode: null,
    });
    const late = ledger(['CANCELLATION', 1], ['DROP_OFF', 2, { pointCode: 'ENGLOS' }]);
    expect(roomOf(late)).toEqual({ bookedPointCode: null, heldAtPointCode: 'ENGLOS' });
  });

  it('is needed nowhere when nothing is booked', () => {
    expect(needsBooking(fold({ ...parcel, bookedPointCode: null }, []))).toBe(false);
    expect(needsBooking(fold(parcel, []))).toBe(true);
  });
});
