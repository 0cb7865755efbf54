import { discrepancyText, instructionFor } from './discrepancies.js';
import { fold } from './fold.js';
import { instructionText, nextInstruction } from './instructions.js';
import { atOwnShop, codes, hour, ledger, parcel } from './ledger.fixture.js';
import type { Lang } from './state.js';
import { DISCREPANCY_CODES, INSTRUCTION_CODES } from './state.js';
import type { Custodian } from './words.js';

const englos: Custodian = { kind: 'POINT', id: 'ENGLOS' };
const carrierMr: Custodian = { kind: 'CARRIER', id: 'MR' };

describe('a scan that the table does not have', () => {
  it('moves custody, takes its row’s state, and says what it met', () => {
    const state = fold(parcel, ledger(['DROP_OFF', 1, { pointCode: 'LILLE' }], ['STORE_RECEIPT', 9, { to: englos }]));
    expect(state).toMatchObject({ state: 'AVAILABLE', custodian: englos });
    expect(state.discrepancies).toEqual([
      {
        code: 'UNEXPECTED_SCAN',
        instruction: 'SEND_EARLIER_SCANS',
        params: { kind: 'STORE_RECEIPT', state: 'DROPPED_OFF' },
        entryKey: 'STORE_RECEIPT-2',
      },
    ]);
  });

  it('is explained by a scan that arrives late', () => {
    const late = ledger(
      ['DROP_OFF', 1, { pointCode: 'LILLE' }],
      ['STORE_RECEIPT', 9, { to: englos }],
      ['CARRIER_PICKUP', 5, { to: carrierMr }],
    );
    expect(fold(parcel, late)).toMatchObject({ state: 'AVAILABLE', discrepancies: [] });
  });

  it('is a pickup of what waits where it is booked', () => {
    const state = fold(parcel, ledger(['DROP_OFF', 1, { to: englos }], ['CARRIER_PICKUP', 2, { to: carrierMr }]));
    expect(state).toMatchObject({ state: 'IN_TRANSIT', custodian: carrierMr });
    expect(codes(state)).toEqual(['UNEXPECTED_SCAN']);
  });

  it('leaves the parcel with the carrier that has it, when no other is named', () => {
    const lines = ledger(['CARRIER_PICKUP', 1, { to: { kind: 'CARRIER', id: 'DPD' } }], ['STORE_REFUSAL', 2]);
    expect(fold(parcel, lines).custodian).toEqual({ kind: 'CARRIER', id: 'DPD' });
  });

  it('keeps the way back when the carrier picks up twice', () => {
    const lines = ledger(
      ['DROP_OFF', 1, { pointCode: 'ENGLOS' }],
      ['RECALL', 2],
      ['CARRIER_PICKUP', 3],
      ['CARRIER_PICKUP', 4],
    );
    expect(fold(parcel, lines)).toMatchObject({ state: 'RETURNING', custodian: carrierMr });
  });

  it('does not come alive again through an act that came too late', () => {
    const lines = ledger(['DROP_OFF', 1, { pointCode: 'LILLE' }], ['CARRIER_PICKUP', 2], ['CANCELLATION', 3]);
    expect(fold(parcel, lines)).toMatchObject({ state: 'IN_TRANSIT', ignored: ['CANCELLATION-3'], discrepancies: [] });
  });
});

describe('after a final state', () => {
  it('only custody moves', () => {
    const lines = ledger(['CANCELLATION', 1], ['DROP_OFF', 2, { to: englos }], ['LOSS_REPORT', 3]);
    const state = fold(parcel, lines);
    expect(state).toMatchObject({ state: 'CANCELLED', custodian: englos, pointCode: 'ENGLOS', stateSince: hour(2) });
    expect(codes(state)).toEqual(['SCAN_AFTER_FINAL']);
    expect(nextInstruction(state).code).toBe('GIVE_BACK_TO_MERCHANT');
  });
});

describe('who gave it', () => {
  it('is a discrepancy when somebody else held it', () => {
    const lines = ledger(
      ['DROP_OFF', 1, { pointCode: 'LILLE' }],
      ['CARRIER_PICKUP', 2, { from: { kind: 'POINT', id: 'SECLIN' }, to: carrierMr }],
    );
    const state = fold(parcel, lines);
    expect(state.discrepancies).toMatchObject([
      { code: 'GIVER_MISMATCH', params: { giver: { id: 'SECLIN' }, holder: { id: 'LILLE' } } },
    ]);
    expect(state.custodian).toEqual(carrierMr);
  });

  it('is no discrepancy when the carrier was not known, or the shop is the merchant’s', () => {
    const unknown = ledger(
      ['CARRIER_PICKUP', 1],
      ['STORE_RECEIPT', 2, { from: { kind: 'CARRIER', id: 'DPD' }, to: englos }],
    );
    expect(fold({ ...parcel, carrierCode: null }, unknown).discrepancies).toEqual([]);
    const shop = ledger(['CARRIER_PICKUP', 1, { from: { kind: 'POINT', id: 'FURET' }, to: carrierMr }]);
    expect(fold(parcel, shop).discrepancies).toEqual([]);
  });

  it('is not asked of a parcel that was missing', () => {
    const lines = ledger(['LOSS_REPORT', 1], ['STORE_RECEIPT', 2, { from: carrierMr, to: englos }]);
    expect(fold(parcel, lines)).toMatchObject({ state: 'AVAILABLE', discrepancies: [] });
  });
});

describe('the other discrepancies', () => {
  it('a collection without its code checked, and one against a wrong code', () => {
    const handed = (codeChecked: boolean | null) =>
      codes(fold(parcel, ledger(['DROP_OFF', 1, { pointCode: 'ENGLOS' }], ['COLLECTION', 2, { codeChecked }])));
    expect(handed(true)).toEqual([]);
    expect(handed(null)).toEqual(['CODE_NOT_CHECKED']);
    expect(handed(false)).toEqual(['CODE_WRONG']);
  });

  it('a clock that was clamped', () => {
    expect(codes(fold(parcel, ledger(['DROP_OFF', 1, { to: englos, clockFlagged: true }])))).toEqual(['CLOCK']);
  });

  it('a receipt of a parcel that is booked nowhere', () => {
    const state = fold({ ...parcel, bookedPointCode: null }, ledger(['CARRIER_PICKUP', 1], ['STORE_RECEIPT', 2]));
    expect(state.discrepancies).toMatchObject([{ code: 'RECEIPT_AT_UNBOOKED_POINT', instruction: 'ASK_FOR_POINT' }]);
    expect(nextInstruction(state).code).toBe('ASK_FOR_POINT');
  });

  it('made ready at a shop where it is not booked: nobody is told that it waits', () => {
    const state = fold(parcel, ledger(['READY_AT_SHOP', 1, { pointCode: 'FURET' }]));
    expect(state).toMatchObject({ state: 'ANNOUNCED', pointCode: null });
    expect(codes(state)).toEqual(['NOT_OWN_SHOP']);
    expect(codes(fold(atOwnShop, ledger(['READY_AT_SHOP', 1, { pointCode: 'OTHER' }])))).toEqual(['NOT_OWN_SHOP']);
    expect(fold(atOwnShop, ledger(['READY_AT_SHOP', 1]))).toMatchObject({ state: 'AVAILABLE', discrepancies: [] });
  });

  it('a missing parcel that was seen, but not scanned in', () => {
    const state = fold(parcel, ledger(['LOSS_REPORT', 1], ['DAMAGE_NOTED', 2, { pointCode: 'ENGLOS' }]));
    expect(state).toMatchObject({ state: 'MISSING', damaged: false });
    expect(state.discrepancies).toMatchObject([{ code: 'SEEN_WHILE_MISSING', instruction: 'SCAN_IT_IN' }]);
  });

  it('a parcel shelved where it is not, and one in a hub that no carrier took', () => {
    const lines = ledger(
      ['DROP_OFF', 1, { pointCode: 'LILLE' }],
      ['SHELVED', 2, { pointCode: 'ENGLOS', shelf: 'A1' }],
      ['HUB_ARRIVAL', 3],
      ['DAMAGE_NOTED', 4],
    );
    const state = fold(parcel, lines);
    expect(codes(state)).toEqual(['UNEXPECTED_OBSERVATION', 'UNEXPECTED_OBSERVATION']);
    expect(state).toMatchObject({ state: 'DROPPED_OFF', shelf: null, damaged: true });
  });

  it('acts that lack their object are ignored', () => {
    const lines = ledger(['DROP_OFF', 1, { pointCode: 'ENGLOS' }], ['REBOOKING', 2], ['EXTENSION', 3]);
    expect(fold(parcel, lines)).toMatchObject({ bookedPointCode: 'ENGLOS', ignored: ['REBOOKING-2', 'EXTENSION-3'] });
  });

  it('a second announcement is ignored, and the first one books', () => {
    const lines = ledger(
      ['ANNOUNCEMENT', 0, { bookedPointCode: 'SECLIN' }],
      ['ANNOUNCEMENT', 1, { bookedPointCode: 'LILLE' }],
    );
    expect(fold(parcel, lines)).toMatchObject({ bookedPointCode: 'SECLIN', ignored: ['ANNOUNCEMENT-2'] });
  });
});

describe('what people read', () => {
  const languages: Lang[] = ['fr', 'en'];
  const params = {
    state: 'AVAILABLE',
    kind: 'DROP_OFF',
    giver: englos,
    holder: carrierMr,
    party: { kind: 'CUSTOMER', id: 'x' },
    pointCode: 'P1',
    bookedPointCode: 'P2',
  } as const;

  it.each(languages)('has a full text for every code (%s)', (lang) => {
    const sentences = [
      ...DISCREPANCY_CODES.map((code) => discrepancyText(code, lang, params)),
      ...INSTRUCTION_CODES.map((code) => instructionText(code, lang, params)),
    ];
    for (const sentence of sentences) expect(sentence).toMatch(/^\p{Lu}|^[“«]/u);
    for (const sentence of sentences) expect(sentence).not.toMatch(/[{}?]/);
    expect(new Set(sentences).size).toBe(sentences.length);
  });

  it('differs between French and English', () => {
    for (const code of DISCREPANCY_CODES) {
      expect(discrepancyText(code, 'fr', params)).not.toBe(discrepancyText(code, 'en', params));
    }
  });

  it('puts codes and parties into words', () => {
    expect(discrepancyText('UNEXPECTED_SCAN', 'en', { kind: 'STORE_RECEIPT', state: 'DROPPED_OFF' })).toBe(
      'The scan “store receipt” does not follow from the state “dropped off”.',
    );
    expect(discrepancyText('GIVER_MISMATCH', 'fr', { giver: englos, holder: carrierMr })).toBe(
      'Le scan désigne le point ENGLOS comme remettant, mais le transporteur MR détenait le colis.',
    );
    expect(instructionText('SEND_TO_BOOKED_POINT', 'en')).toContain('point ?');
  });

  it('has an instruction for every discrepancy', () => {
    expect(Object.keys(instructionFor).sort()).toEqual([...DISCREPANCY_CODES].sort());
  });
});
