import type { Entry } from '#libs/custody';
import { ledger, told } from './ledgers.fixture.js';

const POINT = { kind: 'POINT', id: 'ENGLOS' } as const;
const receipt = { to: POINT, pointCode: 'ENGLOS', actor: { role: 'CLERK', id: 'ENGLOS' } } satisfies Partial<Entry>;
const corrects = (correctsKey: string) => ({ correctsKey });

describe('a correction as EPCIS events', () => {
  const begun = ledger(['ANNOUNCEMENT', 0], ['STORE_RECEIPT', 1, receipt]);
  const [, arrived, accepted] = told(begun);

  it('tells the events again, with their ids and the declaration that they did not occur', () => {
    const entries = ledger(
      ['ANNOUNCEMENT', 0],
      ['STORE_RECEIPT', 1, receipt],
      ['CORRECTION', 2, corrects('STORE_RECEIPT-2')],
    );
    const errorDeclaration = { declarationTime: '2020-11-09T10:00:00.000Z', reason: 'did_not_occur' };
    const recordTime = '2020-11-09T10:00:00.000Z';
    expect(told(entries).slice(1)).toEqual([
      arrived,
      accepted,
      { ...arrived, recordTime, errorDeclaration },
      { ...accepted, recordTime, errorDeclaration },
    ]);
  });

  it('says that the data was incorrect where the same sender said it again, and how it should have read', () => {
    const again = { ...receipt, pointCode: 'FURET', to: { kind: 'POINT', id: 'FURET' } } as const;
    const entries = ledger(
      ['ANNOUNCEMENT', 0],
      ['STORE_RECEIPT', 1, receipt],
      ['CORRECTION', 2, corrects('STORE_RECEIPT-2')],
      ['STORE_RECEIPT', 3, again],
    );
    const events = told(entries);
    const ids = events.slice(5).map(({ eventID }) => eventID);
    expect(ids).toHaveLength(2);
    expect(events[3]?.errorDeclaration).toEqual({
      declarationTime: '2020-11-09T10:00:00.000Z',
      reason: 'incorrect_data',
      correctiveEventIDs: ids,
    });
  });

  it('takes no other scan for what was meant', () => {
    const others: Partial<Entry>[] = [
      { happenedAt: Date.UTC(2020, 10, 11) },
      { actor: { role: 'CLERK', id: 'FURET' } },
      { side: 'GIVER' },
      { kind: 'DROP_OFF' },
    ];
    for (const other of others) {
      const entries = ledger(
        ['STORE_RECEIPT', 1, receipt],
        ['CORRECTION', 2, corrects('STORE_RECEIPT-1')],
        ['STORE_RECEIPT', 3, { ...receipt, ...other }],
      );
      expect(told(entries)[2]?.errorDeclaration?.reason).toBe('did_not_occur');
    }
    const corrected = ledger(
      ['STORE_RECEIPT', 1, receipt],
      ['CORRECTION', 2, corrects('STORE_RECEIPT-1')],
      ['STORE_RECEIPT', 3, receipt],
      ['CORRECTION', 4, corrects('STORE_RECEIPT-3')],
    );
    expect(told(corrected).map((event) => event.errorDeclaration?.reason)).toEqual([
      ...[undefined, undefined, 'did_not_occur', 'did_not_occur'],
      ...[undefined, undefined, 'did_not_occur', 'did_not_occur'],
    ]);
  });

  it('states anew what a correction of the correction gives back, and takes that back in its turn', () => {
    const entries = ledger(
      ['SHELVED', 1, { pointCode: 'ENGLOS' }],
      ['CORRECTION', 2, corrects('SHELVED-1')],
      ['CORRECTION', 3, corrects('CORRECTION-2')],
      ['CORRECTION', 4, corrects('CORRECTION-3')],
    );
    const [shelved, taken, given, takenAgain] = told(entries);
    expect(given?.eventID).not.toBe(shelved?.eventID);
    expect(given).toEqual({
      ...shelved,
      eventID: given?.eventID,
      recordTime: '2020-11-09T11:00:00.000Z',
      'relais:sequence': 3,
    });
    expect(taken).toMatchObject({
      eventID: shelved?.eventID,
      errorDeclaration: { reason: 'incorrect_data', correctiveEventIDs: [given?.eventID] },
    });
    expect(takenAgain).toMatchObject({ eventID: given?.eventID, errorDeclaration: { reason: 'did_not_occur' } });
  });

  it('is silent where it names nothing, a beginning, what is still to come, or what is taken back already', () => {
    const entries = ledger(
      ['ANNOUNCEMENT', 0],
      ['CORRECTION', 1, corrects('nothing')],
      ['CORRECTION', 2, corrects('ANNOUNCEMENT-1')],
      ['CORRECTION', 3, corrects('SHELVED-5')],
      ['SHELVED', 4],
      ['CORRECTION', 5, corrects('SHELVED-5')],
      ['CORRECTION', 6, corrects('SHELVED-5')],
      // The one before still takes it back.
      ['CORRECTION', 7, corrects('CORRECTION-6')],
    );
    expect(told(entries).map(({ bizStep, errorDeclaration }) => [bizStep, errorDeclaration?.reason])).toEqual([
      ['commissioning', undefined],
      ['storing', undefined],
      ['storing', 'did_not_occur'],
    ]);
  });
});
