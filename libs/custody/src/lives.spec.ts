import { nextInstruction } from './instructions.js';
import {
  atOwnShop,
  Counter,
  carrier,
  clerk,
  codes,
  customer,
  hour,
  merchant,
  operator,
  system,
} from './ledger.fixture.js';

describe('a parcel’s life with a carrier', () => {
  function shipped(): Counter {
    const counter = new Counter();
    counter.record(system, 0, { kind: 'ANNOUNCEMENT', bookedPointCode: 'ENGLOS' });
    counter.record(clerk('LILLE'), 2, { kind: 'DROP_OFF' });
    counter.record(carrier, 8, { kind: 'CARRIER_PICKUP', pointCode: 'LILLE' });
    return counter;
  }

  it('goes from the shop’s counter to the customer’s hands', () => {
    const counter = new Counter();
    const announced = counter.record(system, 0, { kind: 'ANNOUNCEMENT' });
    expect(announced).toMatchObject({ state: 'ANNOUNCED', custodian: { kind: 'MERCHANT', id: 'furet' } });
    const dropped = counter.record(clerk('LILLE'), 2, { kind: 'DROP_OFF' });
    expect(dropped).toMatchObject({
      state: 'DROPPED_OFF',
      custodian: { kind: 'POINT', id: 'LILLE' },
      pointCode: 'LILLE',
    });
    const moving = counter.record(carrier, 8, { kind: 'CARRIER_PICKUP', pointCode: 'LILLE' });
    expect(moving).toMatchObject({ state: 'IN_TRANSIT', custodian: { kind: 'CARRIER', id: 'MR' }, pointCode: null });
    counter.record(carrier, 12, { kind: 'HUB_ARRIVAL' });
    const waiting = counter.record(clerk('ENGLOS'), 30, { kind: 'STORE_RECEIPT' });
    expect(waiting).toMatchObject({ state: 'AVAILABLE', pointCode: 'ENGLOS', shelf: null, stateSince: hour(30) });
    const shelved = counter.record(clerk('ENGLOS'), 31, { kind: 'SHELVED', shelf: ' B4 ' });
    expect(shelved).toMatchObject({ state: 'AVAILABLE', shelf: 'B4', possessionSince: hour(30) });
    const collected = counter.record(clerk('ENGLOS'), 50, { kind: 'COLLECTION' });
    expect(collected).toMatchObject({
      state: 'COLLECTED',
      custodian: { kind: 'CUSTOMER', id: 'parcel-1' },
      shelf: null,
    });
    expect(collected.discrepancies).toEqual([]);
  });

  it('is passed from one carrier to another', () => {
    const counter = shipped();
    const passed = counter.record({ role: 'CARRIER', networkCode: 'DPD' }, 12, { kind: 'CARRIER_TRANSFER' });
    expect(passed).toMatchObject({ state: 'IN_TRANSIT', custodian: { kind: 'CARRIER', id: 'DPD' } });
    expect(passed.discrepancies).toEqual([]);
  });

  it('lands at a wrong point, is sent on, and the discrepancy is over', () => {
    const counter = shipped();
    const astray = counter.record(clerk('SECLIN'), 20, { kind: 'STORE_RECEIPT' });
    expect(astray.state).toBe('MISROUTED');
    expect(astray.discrepancies).toMatchObject([
      { code: 'MISROUTED', instruction: 'SEND_TO_BOOKED_POINT', params: { bookedPointCode: 'ENGLOS' } },
    ]);
    counter.record(carrier, 24, { kind: 'CARRIER_PICKUP', pointCode: 'SECLIN' });
    const home = counter.record(clerk('ENGLOS'), 30, { kind: 'STORE_RECEIPT' });
    expect(home).toMatchObject({ state: 'AVAILABLE', discrepancies: [] });
  });

  it('lands at a wrong point, is rebooked to it, and waits there', () => {
    const counter = shipped();
    counter.record(clerk('SECLIN'), 20, { kind: 'STORE_RECEIPT' });
    const rebooked = counter.record(operator, 21, { kind: 'REBOOKING', bookedPointCode: 'SECLIN' });
    expect(rebooked).toMatchObject({ state: 'AVAILABLE', stateSince: hour(21), discrepancies: [] });
  });

  it('lands at a wrong point, is rebooked to a third one, and does not wait where it lies', () => {
    const counter = shipped();
    counter.record(clerk('SECLIN'), 20, { kind: 'STORE_RECEIPT' });
    const rebooked = counter.record(operator, 21, { kind: 'REBOOKING', bookedPointCode: 'DOUAI' });
    expect(rebooked).toMatchObject({ state: 'MISROUTED', discrepancies: [{ params: { bookedPointCode: 'DOUAI' } }] });
  });

  it('is refused by a full store, and asks for a new point', () => {
    const counter = shipped();
    const refused = counter.record(clerk('ENGLOS'), 20, { kind: 'STORE_REFUSAL', reason: 'full' });
    expect(refused).toMatchObject({
      state: 'IN_TRANSIT',
      custodian: { kind: 'CARRIER', id: 'MR' },
      newPointReason: 'FULL',
    });
    expect(nextInstruction(refused).code).toBe('ASK_FOR_POINT');
    const passed = counter.record({ role: 'CARRIER', networkCode: 'DPD' }, 20.5, { kind: 'CARRIER_TRANSFER' });
    expect(passed.newPointReason).toBe('FULL');
    const rebooked = counter.record(operator, 21, { kind: 'REBOOKING', bookedPointCode: 'SECLIN' });
    expect(rebooked).toMatchObject({ state: 'IN_TRANSIT', newPointReason: null, bookedPointCode: 'SECLIN' });
    const received = counter.record(clerk('SECLIN'), 25, { kind: 'STORE_RECEIPT' });
    expect(received).toMatchObject({ state: 'AVAILABLE', discrepancies: [] });
  });

  it('is rebooked while it waits, and travels on', () => {
    const counter = shipped();
    counter.record(clerk('ENGLOS'), 20, { kind: 'STORE_RECEIPT' });
    const rebooked = counter.record(merchant, 21, { kind: 'REBOOKING', bookedPointCode: 'SECLIN' });
    expect(rebooked.state).toBe('AVAILABLE');
    expect(nextInstruction(rebooked)).toMatchObject({
      code: 'SEND_TO_BOOKED_POINT',
      params: { bookedPointCode: 'SECLIN' },
    });
    const moving = counter.record(carrier, 24, { kind: 'CARRIER_PICKUP', pointCode: 'ENGLOS' });
    expect(moving).toMatchObject({ state: 'IN_TRANSIT', discrepancies: [] });
  });

  it('is extended, not collected, and goes back to its merchant', () => {
    const counter = shipped();
    counter.record(clerk('ENGLOS'), 20, { kind: 'STORE_RECEIPT' });
    const extended = counter.record(customer, 40, { kind: 'EXTENSION', deadline: hour(300) });
    expect(extended).toMatchObject({ deadline: hour(300), extensions: 1, stateSince: hour(20) });
    expect(counter.record(system, 300, { kind: 'RETENTION_OVER' }).state).toBe('RETURN_DUE');
    const leaving = counter.record(carrier, 310, { kind: 'CARRIER_PICKUP', pointCode: 'ENGLOS' });
    expect(leaving).toMatchObject({ state: 'RETURNING', deadline: null, extensions: 0 });
    expect(counter.record(carrier, 312, { kind: 'CARRIER_TRANSFER' }).state).toBe('RETURNING');
    const back = counter.record(carrier, 330, { kind: 'RETURN_RECEIPT' });
    expect(back).toMatchObject({ state: 'RETURNED', custodian: { kind: 'MERCHANT', id: 'furet' }, discrepancies: [] });
  });

  it('is refused by its customer at the counter', () => {
    const counter = shipped();
    counter.record(clerk('ENGLOS'), 20, { kind: 'STORE_RECEIPT' });
    expect(counter.record(clerk('ENGLOS'), 30, { kind: 'CUSTOMER_REFUSAL' }).state).toBe('RETURN_DUE');
  });

  it('is lost on its way back, and found still going back', () => {
    const counter = shipped();
    counter.record(clerk('ENGLOS'), 20, { kind: 'STORE_RECEIPT' });
    counter.record(merchant, 30, { kind: 'RECALL' });
    counter.record(carrier, 40, { kind: 'CARRIER_PICKUP', pointCode: 'ENGLOS' });
    const lost = counter.record(carrier, 50, { kind: 'LOSS_REPORT' });
    expect(lost).toMatchObject({ state: 'MISSING', custodian: { kind: 'CARRIER', id: 'MR' }, heading: 'RETURN' });
    const found = counter.record({ role: 'CARRIER', networkCode: 'DPD' }, 60, { kind: 'CARRIER_TRANSFER' });
    expect(found).toMatchObject({ state: 'RETURNING', custodian: { kind: 'CARRIER', id: 'DPD' }, discrepancies: [] });
  });

  it('is lost, and found as the scan says', () => {
    const counter = shipped();
    counter.record(operator, 20, { kind: 'LOSS_REPORT' });
    expect(counter.record(clerk('ENGLOS'), 30, { kind: 'STORE_RECEIPT' })).toMatchObject({
      state: 'AVAILABLE',
      discrepancies: [],
    });
  });
});

describe('a parcel’s life in the merchant’s own shop', () => {
  it('is ready, waits on a shelf, and is collected there', () => {
    const counter = new Counter(atOwnShop);
    const announced = counter.record(merchant, 0, { kind: 'ANNOUNCEMENT' });
    expect(nextInstruction(announced).code).toBe('MAKE_READY');
    const ready = counter.record(merchant, 1, { kind: 'READY_AT_SHOP' });
    expect(ready).toMatchObject({
      state: 'AVAILABLE',
      custodian: { kind: 'MERCHANT', id: 'furet' },
      pointCode: 'FURET',
    });
    expect(ready.possessionSince).toBe(hour(0));
    expect(counter.record(merchant, 2, { kind: 'SHELVED', shelf: 'till' }).shelf).toBe('till');
    const collected = counter.record(merchant, 9, { kind: 'COLLECTION' });
    expect(collected).toMatchObject({ state: 'COLLECTED', discrepancies: [] });
    const returned = counter.record(merchant, 60, { kind: 'CUSTOMER_RETURN' });
    expect(returned).toMatchObject({ state: 'RETURN_DUE', pointCode: 'FURET' });
    expect(counter.record(merchant, 61, { kind: 'MERCHANT_TAKE_BACK', pointCode: 'FURET' })).toMatchObject({
      state: 'RETURNED',
      discrepancies: [],
    });
  });

  it('is never collected, and the merchant keeps it', () => {
    const counter = new Counter(atOwnShop);
    counter.record(merchant, 1, { kind: 'READY_AT_SHOP' });
    const due = counter.record(system, 200, { kind: 'RETENTION_OVER' });
    expect(nextInstruction(due).code).toBe('RECORD_TAKE_BACK');
    const kept = counter.record(merchant, 201, { kind: 'MERCHANT_TAKE_BACK' });
    expect(kept).toMatchObject({ state: 'RETURNED', discrepancies: [] });
    expect(nextInstruction(kept).code).toBe('NOTHING');
  });

  it('is made ready, rebooked to a store, and fetched by the carrier', () => {
    const counter = new Counter(atOwnShop);
    counter.record(merchant, 1, { kind: 'READY_AT_SHOP' });
    counter.record(merchant, 2, { kind: 'REBOOKING', bookedPointCode: 'ENGLOS' });
    const fetched = counter.record(carrier, 3, { kind: 'CARRIER_PICKUP', pointCode: 'FURET' });
    expect(fetched).toMatchObject({ state: 'IN_TRANSIT', discrepancies: [] });
  });
});

describe('a parcel’s life when its merchant carries it to the booked point', () => {
  it('is available as soon as it is dropped off', () => {
    const counter = new Counter();
    counter.record(system, 0, { kind: 'ANNOUNCEMENT' });
    const dropped = counter.record(clerk('ENGLOS'), 3, { kind: 'DROP_OFF', shelf: 'A1' });
    expect(dropped).toMatchObject({ state: 'AVAILABLE', shelf: 'A1', custodian: { kind: 'POINT', id: 'ENGLOS' } });
    expect(nextInstruction(dropped).code).toBe('HAND_TO_CUSTOMER');
    expect(counter.record(clerk('ENGLOS'), 5, { kind: 'COLLECTION' }).state).toBe('COLLECTED');
  });

  it('comes back from its customer, and the merchant takes it back at the point', () => {
    const counter = new Counter();
    counter.record(clerk('ENGLOS'), 3, { kind: 'DROP_OFF' });
    counter.record(clerk('ENGLOS'), 5, { kind: 'COLLECTION' });
    const due = counter.record(clerk('SECLIN'), 50, { kind: 'CUSTOMER_RETURN' });
    expect(due).toMatchObject({ state: 'RETURN_DUE', pointCode: 'SECLIN', heading: 'RETURN' });
    expect(nextInstruction(due).code).toBe('RETURN_TO_MERCHANT');
    const back = counter.record(clerk('SECLIN'), 60, { kind: 'MERCHANT_TAKE_BACK' });
    expect(back).toMatchObject({ state: 'RETURNED', custodian: { kind: 'MERCHANT' }, discrepancies: [] });
  });

  it('is cancelled before it leaves the merchant', () => {
    const counter = new Counter();
    expect(counter.record(merchant, 1, { kind: 'CANCELLATION' }).state).toBe('CANCELLED');
    expect(codes(counter.record(clerk('LILLE'), 2, { kind: 'DROP_OFF' }))).toEqual(['SCAN_AFTER_FINAL']);
  });
});
