import { atOwnShop, Counter, carrier, clerk, customer, hour, merchant, operator } from './ledger.fixture.js';

describe('someone who is not entitled', () => {
  const refusal = (...proposal: Parameters<Counter['refusal']>) => new Counter().refusal(...proposal);

  it('a role that may not record the kind', () => {
    expect(refusal(merchant, 1, { kind: 'DROP_OFF', pointCode: 'ENGLOS' })).toBe('FORBIDDEN');
    expect(refusal(customer, 1, { kind: 'CANCELLATION' })).toBe('FORBIDDEN');
  });

  it('a clerk at another point than its own', () => {
    expect(refusal(clerk('LILLE'), 1, { kind: 'DROP_OFF', pointCode: 'ENGLOS' })).toBe('FORBIDDEN');
    expect(refusal(clerk('LILLE'), 1, { kind: 'DROP_OFF', pointCode: 'LILLE' })).toBeNull();
    expect(refusal(clerk('LILLE'), 1, { kind: 'READY_AT_SHOP' })).toBe('FORBIDDEN');
    expect(refusal(clerk('FURET'), 1, { kind: 'READY_AT_SHOP' })).toBeNull();
  });

  it('a clerk who decides the fate of a parcel that was never there', () => {
    const counter = new Counter();
    counter.record(clerk('LILLE'), 1, { kind: 'DROP_OFF' });
    expect(counter.refusal(clerk('SECLIN'), 2, { kind: 'LOSS_REPORT' })).toBe('FORBIDDEN');
    expect(counter.refusal(clerk('LILLE'), 2, { kind: 'LOSS_REPORT' })).toBeNull();
    expect(refusal(clerk('ENGLOS'), 2, { kind: 'LOSS_REPORT' })).toBeNull();
  });

  it('a carrier as another network, or of a parcel it never had', () => {
    expect(refusal(carrier, 1, { kind: 'CARRIER_PICKUP', carrierCode: 'DPD' })).toBe('FORBIDDEN');
    const stranger = { role: 'CARRIER', networkCode: 'DPD' } as const;
    expect(refusal(stranger, 1, { kind: 'LOSS_REPORT' })).toBe('FORBIDDEN');
    expect(refusal(carrier, 1, { kind: 'LOSS_REPORT' })).toBeNull();
    const counter = new Counter();
    counter.record(stranger, 1, { kind: 'CARRIER_PICKUP' });
    expect(counter.refusal(stranger, 2, { kind: 'LOSS_REPORT' })).toBeNull();
  });

  it('but not a carrier that has only seen a parcel at its hub, and takes that back', () => {
    const stranger = { role: 'CARRIER', networkCode: 'DPD' } as const;
    const counter = new Counter();
    const correction = { kind: 'CORRECTION', correctsKey: 'seen' };
    expect(counter.refusal(stranger, 2, correction)).toBe('FORBIDDEN');
    counter.record(stranger, 1, { kind: 'HUB_ARRIVAL', idempotencyKey: 'seen' });
    expect(counter.refusal(stranger, 2, correction)).toBeNull();
  });

  it('a merchant of another’s parcel, or over a counter that is not its own', () => {
    const other = { role: 'MERCHANT', merchantId: 'sauramps' } as const;
    expect(refusal(other, 1, { kind: 'CANCELLATION' })).toBe('FORBIDDEN');
    expect(refusal(merchant, 1, { kind: 'COLLECTION' })).toBe('FORBIDDEN');
    expect(refusal(merchant, 1, { kind: 'COLLECTION', pointCode: 'ENGLOS' })).toBe('FORBIDDEN');
    expect(refusal(merchant, 1, { kind: 'CARRIER_PICKUP', pointCode: 'ENGLOS' })).toBe('FORBIDDEN');
    expect(new Counter(atOwnShop).refusal(merchant, 1, { kind: 'COLLECTION' })).toBeNull();
    expect(refusal(merchant, 1, { kind: 'MERCHANT_TAKE_BACK', pointCode: 'ENGLOS' })).toBeNull();
  });

  it('a customer with the link of another parcel', () => {
    const counter = new Counter();
    counter.record(clerk('ENGLOS'), 1, { kind: 'DROP_OFF' });
    const extension = { kind: 'EXTENSION', deadline: hour(99) };
    expect(counter.refusal({ role: 'CUSTOMER', parcelId: 'parcel-2' }, 2, extension)).toBe('FORBIDDEN');
    expect(counter.refusal(customer, 2, extension)).toBeNull();
  });

  it('someone who speaks for the other side', () => {
    expect(refusal(clerk('LILLE'), 1, { kind: 'CARRIER_PICKUP', side: 'RECEIVER' })).toBe('FORBIDDEN');
    expect(refusal(carrier, 1, { kind: 'STORE_RECEIPT', side: 'RECEIVER', pointCode: 'LILLE' })).toBe('FORBIDDEN');
    expect(refusal(carrier, 1, { kind: 'STORE_RECEIPT', side: 'giver', pointCode: 'LILLE' })).toBeNull();
  });

  it('someone who corrects what another recorded', () => {
    const counter = new Counter();
    counter.record(clerk('LILLE'), 1, { kind: 'DROP_OFF', idempotencyKey: 'drop' });
    const correction = { kind: 'CORRECTION', correctsKey: 'drop' };
    expect(counter.refusal(clerk('ENGLOS'), 2, correction)).toBe('FORBIDDEN');
    expect(counter.refusal(merchant, 2, correction)).toBe('FORBIDDEN');
    expect(counter.record(clerk('LILLE'), 2, correction).state).toBe('ANNOUNCED');
    expect(counter.refusal(operator, 3, { ...correction, idempotencyKey: 'op' })).toBeNull();
  });

  it('someone who corrects what another recorded, and says that it was before', () => {
    const counter = new Counter();
    counter.record(clerk('LILLE'), 5, { kind: 'DROP_OFF', idempotencyKey: 'drop' });
    const correction = { kind: 'CORRECTION', correctsKey: 'drop', occurredAt: hour(1) };
    expect(counter.refusal(clerk('ENGLOS'), 6, correction, { online: false })).toBe('FORBIDDEN');
  });

  it('a carrier whose code happens to be a point’s', () => {
    const counter = new Counter();
    counter.record(clerk('MR'), 1, { kind: 'DROP_OFF', idempotencyKey: 'drop' });
    expect(counter.refusal(carrier, 2, { kind: 'CORRECTION', correctsKey: 'drop' })).toBe('FORBIDDEN');
  });
});

describe('someone who was entitled when it happened', () => {
  const loss = { kind: 'LOSS_REPORT', occurredAt: hour(2) };
  /** Awaited in Englos until the merchant booked Seclin instead. */
  const moved = () => {
    const counter = new Counter();
    counter.record(merchant, 1, { kind: 'ANNOUNCEMENT', bookedPointCode: 'ENGLOS' });
    counter.record(merchant, 4, { kind: 'REBOOKING', bookedPointCode: 'SECLIN' });
    return counter;
  };

  it('still is when it is told of later', () => {
    expect(moved().refusal(clerk('ENGLOS'), 6, loss, { online: false })).toBeNull();
  });

  it('is not entitled to it any more afterwards, nor to ask for it now', () => {
    expect(moved().refusal(clerk('ENGLOS'), 6, { ...loss, occurredAt: hour(5) }, { online: false })).toBe('FORBIDDEN');
    expect(moved().refusal(clerk('ENGLOS'), 6, loss)).toBe('FORBIDDEN');
  });

  it('is not where a clock that is behind says so', () => {
    const late = { online: false, clockOffsetMs: hour(2) - hour(5) };
    expect(moved().refusal(clerk('ENGLOS'), 6, loss, late)).toBe('FORBIDDEN');
  });
});
