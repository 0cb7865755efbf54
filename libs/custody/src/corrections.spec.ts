import { fold } from './fold.js';
import { codes, hour, ledger, parcel } from './ledger.fixture.js';
import { compareBytes } from './order.js';

describe('a correction', () => {
  const wrong = ledger(
    ['DROP_OFF', 1, { pointCode: 'ENGLOS' }],
    ['COLLECTION', 2],
    ['CORRECTION', 3, { correctsKey: 'COLLECTION-2' }],
    ['CORRECTION', 4, { correctsKey: 'CORRECTION-3' }],
  );

  it('takes one earlier entry out', () => {
    const state = fold(parcel, wrong.slice(0, 3));
    expect(state).toMatchObject({ state: 'AVAILABLE', voided: ['COLLECTION-2'], discrepancies: [] });
  });

  it('can be corrected itself, and the entry counts again', () => {
    expect(fold(parcel, wrong)).toMatchObject({ state: 'COLLECTED', voided: ['CORRECTION-3'], discrepancies: [] });
  });

  it('leaves an entry out while another correction still names it', () => {
    const twice = [
      ...wrong,
      ...ledger(['CORRECTION', 5, { sequence: 5, idempotencyKey: 'again', correctsKey: 'COLLECTION-2' }]),
    ];
    expect(fold(parcel, twice)).toMatchObject({ state: 'AVAILABLE', voided: ['COLLECTION-2', 'CORRECTION-3'] });
  });

  it('counts whatever time it claims', () => {
    const early = ledger(
      ['DROP_OFF', 1, { pointCode: 'ENGLOS' }],
      ['COLLECTION', 2],
      ['CORRECTION', -9, { correctsKey: 'COLLECTION-2' }],
    );
    expect(fold(parcel, early).state).toBe('AVAILABLE');
  });

  it.each([
    ['an unknown key', 'nowhere'],
    ['no key', null],
    ['itself', 'CORRECTION-2'],
    ['a later entry', 'COLLECTION-3'],
  ])('that names %s is a discrepancy', (_, correctsKey) => {
    const lines = ledger(
      ['DROP_OFF', 1, { pointCode: 'ENGLOS' }],
      ['CORRECTION', 2, { correctsKey }],
      ['COLLECTION', 3],
    );
    const state = fold(parcel, lines);
    expect(codes(state)).toEqual(['CORRECTION_NAMES_NOTHING']);
    expect(state).toMatchObject({ state: 'COLLECTED', voided: [] });
  });

  it('does not undo the announcement', () => {
    const lines = ledger(['ANNOUNCEMENT', 0], ['CORRECTION', 1, { correctsKey: 'ANNOUNCEMENT-1' }]);
    expect(codes(fold(parcel, lines))).toEqual(['CORRECTION_NAMES_NOTHING']);
  });
});

describe('equal instants', () => {
  it('follow the table’s order', () => {
    const lines = ledger(
      ['SHELVED', 1, { pointCode: 'ENGLOS', shelf: 'A1' }],
      ['STORE_RECEIPT', 1, { pointCode: 'ENGLOS' }],
      ['CARRIER_PICKUP', 1],
    );
    expect(fold(parcel, lines)).toMatchObject({ state: 'AVAILABLE', shelf: 'A1', discrepancies: [] });
  });

  it('then the key’s bytes, where an emoji comes after every letter', () => {
    const two = (first: string, second: string) =>
      fold(
        parcel,
        ledger(
          ['DROP_OFF', 1, { pointCode: 'FIRST', idempotencyKey: first }],
          ['DROP_OFF', 1, { pointCode: 'SECOND', idempotencyKey: second }],
        ),
      ).pointCode;
    expect(two('a', 'b')).toBe('SECOND');
    expect(two('b', 'a')).toBe('FIRST');
    expect(two('\u{1F4E6}', '\uFF21')).toBe('FIRST');
    expect(compareBytes('ab', 'a')).toBeGreaterThan(0);
  });
});

describe('time', () => {
  it('rules over the order of recording', () => {
    const offline = ledger(['STORE_RECEIPT', 9, { pointCode: 'ENGLOS' }], ['COLLECTION', 12], ['CARRIER_PICKUP', 3]);
    expect(fold(parcel, offline)).toMatchObject({ state: 'COLLECTED', possessionSince: hour(12), discrepancies: [] });
  });

  it('keeps the possession of a custodian who scans twice', () => {
    const lines = ledger(
      ['DROP_OFF', 1, { pointCode: 'ENGLOS', shelf: 'A1' }],
      ['DROP_OFF', 4, { pointCode: 'ENGLOS' }],
    );
    expect(fold(parcel, lines)).toMatchObject({ possessionSince: hour(1), stateSince: hour(1), shelf: 'A1' });
  });

  it('lets an extension end with the stay that it extended', () => {
    const lines = ledger(
      ['DROP_OFF', 1, { pointCode: 'ENGLOS' }],
      ['EXTENSION', 2, { deadline: hour(99) }],
      ['REBOOKING', 3, { bookedPointCode: 'SECLIN' }],
      ['CARRIER_PICKUP', 4],
      ['STORE_RECEIPT', 5, { pointCode: 'SECLIN' }],
    );
    expect(fold(parcel, lines.slice(0, 3)).deadline).toBe(hour(99));
    expect(fold(parcel, lines)).toMatchObject({ state: 'AVAILABLE', deadline: null, stateSince: hour(5) });
  });
});
