import { ENTRY_KINDS } from '#libs/custody';
import { ledger, SSCC, told } from './ledgers.fixture.js';

const POINT = { kind: 'POINT', id: 'ENGLOS' } as const;
const CARRIER = { kind: 'CARRIER', id: 'MR' } as const;
const CUSTOMER = { kind: 'CUSTOMER', id: 'parcel-1' } as const;
const at = 'https://relais.example/epcis/';

const words = (events: ReturnType<typeof told>) =>
  events.map(({ action, bizStep, disposition }) => `${action} ${bizStep} ${disposition?.replace(at, '~')}`);

describe('a ledger as EPCIS events', () => {
  const life = ledger(
    ['ANNOUNCEMENT', 0, { to: { kind: 'MERCHANT', id: 'furet' }, bookedPointCode: 'ENGLOS' }],
    ['CARRIER_PICKUP', 1, { side: 'RECEIVER', to: CARRIER }],
    ['HUB_ARRIVAL', 2],
    ['HUB_DEPARTURE', 3],
    ['STORE_RECEIPT', 4, { from: CARRIER, to: POINT, pointCode: 'ENGLOS', shelf: 'Delattre' }],
    ['SHELVED', 5, { pointCode: 'ENGLOS', shelf: 'Delattre' }],
    ['EXTENSION', 6, { deadline: 7 }],
    ['COLLECTION', 8, { from: POINT, to: CUSTOMER, pointCode: 'ENGLOS', codeChecked: true }],
  );

  it('tells a life in CBV’s words', () => {
    expect(words(told(life))).toEqual([
      'ADD commissioning active',
      'OBSERVE departing in_transit',
      'OBSERVE arriving in_transit',
      'OBSERVE departing in_transit',
      'OBSERVE arriving in_progress',
      'OBSERVE accepting in_progress',
      'OBSERVE storing ~awaiting_collection',
      'OBSERVE accepting ~collected',
    ]);
  });

  it('tells what the parcel is, when and where, and between whom', () => {
    const accepted = told(life)[5];
    expect(accepted).toEqual({
      type: 'ObjectEvent',
      eventID: expect.stringMatching(/^ni:\/\/\/sha-256;[0-9a-f]+\?ver=CBV2\.0$/),
      eventTime: '2020-11-09T12:00:00.000Z',
      eventTimeZoneOffset: '+01:00',
      recordTime: '2020-11-09T12:00:00.000Z',
      epcList: [`https://id.gs1.org/00/${SSCC}`],
      action: 'OBSERVE',
      bizStep: 'accepting',
      disposition: 'in_progress',
      readPoint: { id: `${at}point/ENGLOS` },
      bizLocation: { id: `${at}point/ENGLOS` },
      sourceList: [{ type: 'possessing_party', source: `${at}carrier/MR` }],
      destinationList: [{ type: 'possessing_party', destination: `${at}point/ENGLOS` }],
      'relais:kind': 'STORE_RECEIPT',
      'relais:sequence': 5,
    });
  });

  it('leaves out a party that nobody named, and knows the only merchant and customer', () => {
    const [, departed] = told(life);
    expect(departed).not.toHaveProperty('sourceList');
    expect(departed?.destinationList).toEqual([{ type: 'possessing_party', destination: `${at}carrier/MR` }]);
    const [returned] = told(ledger(['CUSTOMER_RETURN', 0, { to: POINT, pointCode: 'ENGLOS' }]));
    expect(returned?.sourceList).toEqual([{ type: 'possessing_party', source: `${at}customer-of/${SSCC}` }]);
    const unknown = { from: { kind: 'CARRIER', id: 'UNKNOWN' }, to: POINT } as const;
    expect(told(ledger(['STORE_RECEIPT', 0, unknown]))[1]).not.toHaveProperty('sourceList');
  });

  it('names the customer by nothing but the parcel’s own number', () => {
    expect(told(life).at(-1)?.destinationList).toEqual([
      { type: 'possessing_party', destination: `${at}customer-of/${SSCC}` },
    ]);
    expect(JSON.stringify(told(life))).not.toMatch(/parcel-1|Delattre/);
  });

  it('says nothing of possession when a merchant takes back what lies in its own shop', () => {
    const own = { kind: 'MERCHANT', id: 'furet' } as const;
    const [taken] = told(ledger(['MERCHANT_TAKE_BACK', 0, { from: own, to: own, pointCode: 'FURET' }]));
    expect(taken).toMatchObject({ bizStep: 'accepting', disposition: 'returned' });
    expect(taken).not.toHaveProperty('destinationList');
  });

  it('knows a return from the way there, also when the scan of the way there comes late', () => {
    const pickup = { to: CARRIER, pointCode: 'ENGLOS' };
    const back = ledger(
      ['ANNOUNCEMENT', 0],
      ['STORE_RECEIPT', 5, { from: CARRIER, to: POINT, pointCode: 'ENGLOS' }],
      ['RETENTION_OVER', 100],
      ['CARRIER_PICKUP', 101, pickup],
      ['CARRIER_TRANSFER', 102, { to: CARRIER }],
      ['RETURN_RECEIPT', 103, { from: CARRIER }],
      ['CARRIER_PICKUP', 1, { to: CARRIER }],
    );
    expect(words(told(back)).slice(3)).toEqual([
      'OBSERVE holding ~awaiting_return',
      'OBSERVE departing returned',
      'OBSERVE accepting returned',
      'OBSERVE accepting returned',
      'OBSERVE departing in_transit',
    ]);
    // The system's act names no place; the ledger knows where the parcel lay.
    expect(told(back)[3]).toMatchObject({ bizLocation: { id: `${at}point/ENGLOS` }, eventTimeZoneOffset: '+01:00' });
    expect(told(back)[4]).not.toHaveProperty('bizLocation');
  });

  it('tells a refusal at the store and damage by their reasons', () => {
    const reasons = ledger(
      ['STORE_REFUSAL', 0, { reason: 'FULL', pointCode: 'ENGLOS' }],
      ['STORE_REFUSAL', 1, { reason: 'DAMAGED', pointCode: 'ENGLOS' }],
      ['STORE_REFUSAL', 2, { reason: 'WRONG_PARCEL', pointCode: 'ENGLOS' }],
      ['DAMAGE_NOTED', 3],
      ['DAMAGE_NOTED', 4, { reason: 'WRONG_PARCEL' }],
    );
    expect(words(told(reasons))).toEqual([
      'OBSERVE arriving in_transit',
      'OBSERVE inspecting damaged',
      'OBSERVE inspecting mismatch_instance',
      'OBSERVE inspecting damaged',
      'OBSERVE inspecting mismatch_instance',
    ]);
    expect(told(reasons).map((event) => event['relais:reason'])).toEqual([
      ...['FULL', 'DAMAGED', 'WRONG_PARCEL'],
      ...[undefined, 'WRONG_PARCEL'],
    ]);
  });

  it('tells of being ready, lost and cancelled', () => {
    const rest = ledger(
      ['READY_AT_SHOP', 0, { pointCode: 'FURET' }],
      ['READY_AT_SHOP', 1],
      ['LOSS_REPORT', 2],
      ['CANCELLATION', 3],
    );
    expect(words(told(rest))).toEqual([
      'OBSERVE storing ~awaiting_collection',
      'OBSERVE storing in_progress',
      'OBSERVE other ~missing',
      'DELETE decommissioning inactive',
    ]);
  });

  it('has an event for every kind but plans and corrections', () => {
    const silent = ENTRY_KINDS.filter((kind) => told(ledger([kind, 0])).length === 0);
    expect(silent).toEqual(['REBOOKING', 'EXTENSION', 'EXPECTATION', 'CORRECTION']);
  });

  it('takes the offset of the point at that instant, in winter, in summer and overseas', () => {
    const offsets = told(
      ledger(
        ['SHELVED', 0, { pointCode: 'ENGLOS' }],
        ['SHELVED', 24 * 200, { pointCode: 'ENGLOS' }],
        ['SHELVED', 0, { pointCode: 'ST-DENIS' }],
        ['SHELVED', 0, { pointCode: 'NOWHERE' }],
        ['HUB_ARRIVAL', 0],
        ['SHELVED', 0, { pointCode: 'ENGLOS', happenedAt: Date.UTC(1, 0, 1) - 62_135_596_800_000 }],
      ),
    ).map(({ eventTimeZoneOffset }) => eventTimeZoneOffset);
    expect(offsets).toEqual(['+01:00', '+02:00', '+04:00', '+00:00', '+00:00', '+00:00']);
    const [odd] = told(ledger(['SHELVED', 0, { pointCode: 'X' }]), { timeZoneOf: () => 'America/St_Johns' });
    expect(odd?.eventTimeZoneOffset).toBe('-03:30');
  });

  it('writes the code of a point so that it is a segment of an address', () => {
    const [event] = told(ledger(['SHELVED', 0, { pointCode: 'é/ ?' }]));
    expect(event?.readPoint?.id).toBe(`${at}point/%C3%A9%2F%20%3F`);
  });
});
