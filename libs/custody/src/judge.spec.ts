import type { Caller } from './entitlement.js';
import type { HandoverInput } from './fingerprint.js';
import { contentFingerprint } from './fingerprint.js';
import type { Judgement } from './judge.js';
import {
  amongst,
  Counter,
  carrier,
  clerk,
  codes,
  HOUR_MS,
  hour,
  merchant,
  operator,
  parcel,
  system,
} from './ledger.fixture.js';
import type { Custodian } from './words.js';
import { REASONS } from './words.js';

function recorded(judgement: Judgement) {
  if (judgement.outcome !== 'RECORDED') throw new Error(judgement.outcome);
  return judgement;
}

describe('a collection', () => {
  function waiting(): Counter {
    const counter = new Counter();
    counter.record(clerk('ENGLOS'), 1, { kind: 'DROP_OFF' });
    return counter;
  }
  const collection = { kind: 'COLLECTION', idempotencyKey: 'c' };

  it('needs the right code while online', () => {
    const counter = waiting();
    expect(counter.refusal(clerk('ENGLOS'), 2, collection, { codeOutcome: 'ABSENT' })).toBe('CODE_REQUIRED');
    expect(counter.refusal(clerk('ENGLOS'), 2, collection, { codeOutcome: undefined })).toBe('CODE_REQUIRED');
    expect(counter.refusal(clerk('ENGLOS'), 2, collection, { codeOutcome: 'OFFLINE_UNCHECKED' })).toBe('CODE_REQUIRED');
    expect(counter.propose(clerk('ENGLOS'), 2, collection, { codeOutcome: 'WRONG', wrongTries: 1 })).toEqual({
      outcome: 'REFUSED',
      refusal: 'CODE_WRONG',
      details: { triesLeft: 3 },
    });
    expect(counter.entries).toHaveLength(1);
    expect(counter.record(clerk('ENGLOS'), 2, collection).state).toBe('COLLECTED');
  });

  it('is locked after five wrong tries, even with the right code, but for the operator', () => {
    const counter = waiting();
    expect(counter.refusal(clerk('ENGLOS'), 2, collection, { codeOutcome: 'WRONG', wrongTries: 4 })).toBe('CODE_WRONG');
    expect(counter.refusal(clerk('ENGLOS'), 2, collection, { wrongTries: 5 })).toBe('CODE_LOCKED');
    const asOperator = { ...collection, pointCode: 'ENGLOS' };
    expect(counter.refusal(operator, 2, asOperator, { codeOutcome: 'WRONG', wrongTries: 5 })).toBe('CODE_WRONG');
    expect(counter.refusal(operator, 2, asOperator, { wrongTries: 5 })).toBeNull();
  });

  it('that already happened offline is recorded, whatever its code', () => {
    const offline = { online: false, wrongTries: 9 };
    const outcomeOf = (codeOutcome: 'RIGHT' | 'WRONG' | 'ABSENT' | 'OFFLINE_UNCHECKED') =>
      codes(waiting().record(clerk('ENGLOS'), 2, collection, { ...offline, codeOutcome }));
    expect(outcomeOf('RIGHT')).toEqual([]);
    expect(outcomeOf('WRONG')).toEqual(['CODE_WRONG']);
    expect(outcomeOf('OFFLINE_UNCHECKED')).toEqual(['CODE_NOT_CHECKED']);
    expect(outcomeOf('ABSENT')).toEqual(['CODE_NOT_CHECKED']);
  });
});

describe('a key', () => {
  const drop = { kind: 'DROP_OFF', idempotencyKey: 'k', occurredAt: hour(1), reason: null };

  it('that comes again with the same content adds nothing', () => {
    const counter = new Counter();
    counter.record(clerk('LILLE'), 1, drop);
    const again = counter.propose(clerk('LILLE'), 5, { ...drop, shelf: '  ', kind: 'drop_off', reason: undefined });
    expect(again).toMatchObject({
      outcome: 'DUPLICATE',
      entry: { recordedAt: hour(1) },
      state: { state: 'DROPPED_OFF' },
    });
    expect(counter.entries).toHaveLength(1);
  });

  it('that comes again with other content is refused', () => {
    const counter = new Counter();
    counter.record(clerk('LILLE'), 1, drop);
    expect(counter.refusal(clerk('LILLE'), 5, { ...drop, occurredAt: hour(2) })).toBe('KEY_REUSED');
    expect(counter.refusal(clerk('LILLE'), 5, { ...drop, kind: 'SHELVED', shelf: 'A' })).toBe('KEY_REUSED');
  });

  it('may be compared by the caller’s own hash', () => {
    const counter = new Counter();
    counter.record(clerk('LILLE'), 1, drop, { fingerprint: 'h1' });
    expect(counter.entries[0]?.fingerprint).toBe('h1');
    expect(counter.propose(clerk('LILLE'), 5, drop, { fingerprint: 'h1' }).outcome).toBe('DUPLICATE');
    expect(counter.refusal(clerk('LILLE'), 5, drop, { fingerprint: 'h2' })).toBe('KEY_REUSED');
  });

  it('has a fingerprint that is the same for the same meaning', () => {
    expect(contentFingerprint({ kind: ' collection', pointCode: 'A ', occurredAt: 5 })).toBe(
      '{"kind":"COLLECTION","occurredAt":5,"pointCode":"A"}',
    );
    expect(contentFingerprint({ shelf: 'x', kind: 'SHELVED' })).toBe(
      contentFingerprint({ kind: 'SHELVED', shelf: 'x ' }),
    );
  });
});

describe('a physical fact', () => {
  it('is recorded whatever the system expected, with what it opened', () => {
    const judgement = recorded(new Counter().propose(clerk('ENGLOS'), 1, { kind: 'STORE_RECEIPT' }));
    expect(codes({ discrepancies: judgement.opened })).toEqual(['UNEXPECTED_SCAN']);
    expect(judgement.state).toMatchObject({ state: 'AVAILABLE', custodian: { kind: 'POINT', id: 'ENGLOS' } });
  });

  it('that arrives late closes what it explains', () => {
    const counter = new Counter();
    counter.record(clerk('ENGLOS'), 9, { kind: 'STORE_RECEIPT' });
    const late = recorded(
      counter.propose(carrier, 12, { kind: 'CARRIER_PICKUP', occurredAt: hour(3) }, { online: false }),
    );
    expect(late.closed).toMatchObject([{ code: 'UNEXPECTED_SCAN', entryKey: 'key-1' }]);
    expect(late).toMatchObject({ opened: [], state: { state: 'AVAILABLE' } });
  });

  it('keeps the device’s time, corrected, beside the one it claimed', () => {
    const counter = new Counter();
    const input = { kind: 'DROP_OFF', occurredAt: hour(5) };
    const { entry } = recorded(counter.propose(clerk('LILLE'), 6, input, { clockOffsetMs: 2 * HOUR_MS }));
    expect(entry).toMatchObject({ occurredAt: hour(5), happenedAt: hour(3), recordedAt: hour(6), clockFlagged: false });
    const ahead = recorded(counter.propose(clerk('LILLE'), 7, { kind: 'DROP_OFF', occurredAt: hour(9) }));
    expect(ahead.entry).toMatchObject({ happenedAt: hour(7), clockFlagged: true });
    expect(codes(ahead.state)).toContain('CLOCK');
  });

  it('is numbered, signed by its role, survives JSON and holds no free text', () => {
    const counter = new Counter();
    counter.record(system, 0, { kind: 'ANNOUNCEMENT' });
    const { entry } = recorded(
      counter.propose(clerk('LILLE'), 1, { kind: 'DROP_OFF', reason: 'madame Durand', shelf: 'x'.repeat(99) }),
    );
    expect(entry).toMatchObject({
      sequence: 2,
      actor: { role: 'CLERK', id: 'LILLE' },
      reason: 'OTHER',
      pointCode: 'LILLE',
    });
    expect(entry.shelf).toHaveLength(16);
    expect(REASONS).toContain(entry.reason);
    expect(JSON.parse(JSON.stringify(entry))).toEqual(entry);
  });

  const lille: Custodian = { kind: 'POINT', id: 'LILLE' };
  const bookshop: Custodian = { kind: 'MERCHANT', id: 'furet' };
  const mondialRelay: Custodian = { kind: 'CARRIER', id: 'MR' };
  const recipient: Custodian = { kind: 'CUSTOMER', id: 'parcel-1' };
  it.each<[string, Caller, HandoverInput, Custodian | null, Custodian | null]>([
    ['the merchant', clerk('LILLE'), { kind: 'DROP_OFF' }, bookshop, lille],
    ['the shop', merchant, { kind: 'READY_AT_SHOP' }, bookshop, bookshop],
    ['the merchant', merchant, { kind: 'CARRIER_PICKUP', carrierCode: 'MR' }, bookshop, mondialRelay],
    ['the merchant’s shop', carrier, { kind: 'CARRIER_PICKUP', pointCode: 'FURET' }, bookshop, mondialRelay],
    ['whoever it was', carrier, { kind: 'CARRIER_PICKUP' }, null, mondialRelay],
    ['the point', clerk('LILLE'), { kind: 'CARRIER_PICKUP' }, lille, null],
    ['whoever it was', carrier, { kind: 'CARRIER_TRANSFER' }, null, mondialRelay],
    ['the carrier', carrier, { kind: 'CARRIER_TRANSFER', side: 'GIVER' }, mondialRelay, null],
    ['the carrier', carrier, { kind: 'STORE_RECEIPT', pointCode: 'LILLE' }, mondialRelay, lille],
    ['whoever it was', clerk('LILLE'), { kind: 'STORE_RECEIPT' }, null, lille],
    ['the carrier', carrier, { kind: 'STORE_REFUSAL', pointCode: 'LILLE' }, mondialRelay, mondialRelay],
    ['the point', clerk('LILLE'), { kind: 'COLLECTION' }, lille, recipient],
    ['the point', clerk('LILLE'), { kind: 'MERCHANT_TAKE_BACK' }, lille, bookshop],
    ['the carrier', carrier, { kind: 'RETURN_RECEIPT' }, mondialRelay, bookshop],
    ['the customer', clerk('LILLE'), { kind: 'CUSTOMER_RETURN' }, recipient, lille],
    ['nobody', clerk('LILLE'), { kind: 'DAMAGE_NOTED' }, null, null],
  ])('given by %s names the parties that its sender knows (%#)', (_, caller, input, from, to) => {
    expect(recorded(new Counter().propose(caller, 1, input)).entry).toMatchObject({ from, to });
  });

  it('stands on the side of whoever sends it', () => {
    const counter = new Counter(parcel, { scans: amongst({ kind: 'CARRIER', id: 'MR' }) });
    counter.record(clerk('LILLE'), 1, { kind: 'DROP_OFF' });
    expect(codes(counter.record(clerk('LILLE'), 2, { kind: 'CARRIER_PICKUP' }))).toEqual(['MISSING_SIDE']);
    const both = counter.record(carrier, 3, { kind: 'CARRIER_PICKUP', pointCode: 'LILLE' });
    expect(both).toMatchObject({ discrepancies: [], possessionSince: hour(2) });
    expect(counter.entries.map(({ side }) => side)).toEqual([null, 'GIVER', 'RECEIVER']);
    const taken = counter.propose({ role: 'CARRIER', networkCode: 'DPD' }, 4, { kind: 'CARRIER_TRANSFER' });
    expect(recorded(taken).entry.side).toBe('RECEIVER');
    const passed = counter.record(carrier, 5, { kind: 'CARRIER_TRANSFER', side: 'GIVER' });
    expect(passed).toMatchObject({ custodian: { kind: 'CARRIER', id: 'DPD' }, possessionSince: hour(4) });
  });
});

describe('an act', () => {
  it('that the state does not allow is refused online, and recorded but ignored when it comes late', () => {
    const counter = new Counter();
    counter.record(clerk('LILLE'), 1, { kind: 'DROP_OFF' });
    counter.record(carrier, 2, { kind: 'CARRIER_PICKUP', pointCode: 'LILLE' });
    expect(counter.propose(merchant, 3, { kind: 'CANCELLATION' })).toEqual({
      outcome: 'REFUSED',
      refusal: 'STATE_DOES_NOT_ALLOW',
      details: { state: 'IN_TRANSIT' },
    });
    const ignored = counter.record(operator, 3, { kind: 'CANCELLATION' }, { online: false });
    expect(ignored).toMatchObject({ state: 'IN_TRANSIT', ignored: ['key-3'] });
  });

  it('asked for online takes effect now, and cannot rewrite the past', () => {
    const counter = new Counter();
    counter.record(clerk('LILLE'), 2, { kind: 'DROP_OFF' });
    expect(counter.refusal(merchant, 3, { kind: 'CANCELLATION', occurredAt: hour(1) })).toBe('STATE_DOES_NOT_ALLOW');
  });

  it('of announcing happens once', () => {
    const counter = new Counter();
    counter.record(merchant, 0, { kind: 'ANNOUNCEMENT' });
    expect(counter.refusal(merchant, 1, { kind: 'ANNOUNCEMENT' })).toBe('STATE_DOES_NOT_ALLOW');
  });

  it('of correcting nothing is refused online, and a discrepancy offline', () => {
    const counter = new Counter();
    const correction = { kind: 'CORRECTION', correctsKey: 'nowhere' };
    expect(counter.refusal(operator, 1, correction)).toBe('STATE_DOES_NOT_ALLOW');
    expect(codes(counter.record(operator, 1, correction, { online: false }))).toEqual(['CORRECTION_NAMES_NOTHING']);
  });
});

describe('bad input', () => {
  it.each([
    ['kind', { kind: 'TELEPORT' }],
    ['kind', {}],
    ['side', { kind: 'CARRIER_PICKUP', side: 'LEFT' }],
    ['idempotencyKey', { kind: 'DROP_OFF', pointCode: 'A', idempotencyKey: ' ' }],
    ['occurredAt', { kind: 'DROP_OFF', pointCode: 'A', occurredAt: Number.NaN }],
    ['pointCode', { kind: 'DROP_OFF' }],
    ['bookedPointCode', { kind: 'REBOOKING' }],
    ['deadline', { kind: 'EXTENSION' }],
    ['correctsKey', { kind: 'CORRECTION' }],
    ['shelf', { kind: 'SHELVED', pointCode: 'A' }],
  ])('names its field: %s', (field, input) => {
    expect(new Counter().propose(operator, 1, input)).toEqual({
      outcome: 'REFUSED',
      refusal: 'BAD_INPUT',
      details: { field },
    });
  });
});

describe('what has waited before it is judged', () => {
  const input = { kind: 'DROP_OFF', occurredAt: hour(1) };

  it('is as old as it was when it came', () => {
    const waited = { online: false, receivedAt: hour(3) };
    const { entry } = recorded(new Counter().propose(clerk('ENGLOS'), 24 * 60, input, waited));
    expect(entry).toMatchObject({ happenedAt: hour(1), recordedAt: hour(24 * 60), clockFlagged: false });
  });

  it('happened by then, whatever its clock said', () => {
    const waited = { online: false, receivedAt: hour(3) };
    const late = { ...input, occurredAt: hour(10) };
    const { entry } = recorded(new Counter().propose(clerk('ENGLOS'), 24 * 60, late, waited));
    expect(entry).toMatchObject({ happenedAt: hour(3), clockFlagged: true });
  });
});
