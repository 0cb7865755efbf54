import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import formatsOfAjv from 'ajv-formats';
import fc from 'fast-check';
import { type Custodian, ENTRY_KINDS, type Entry, REASONS } from '#libs/custody';
import { documentFrame, type EpcisEvent, eventsOf } from '#libs/epcis';
import { announced, scan } from '../support/parcels.js';
import { Relais } from '../support/relais.js';
import { makeWorld, type World } from '../support/world.js';

const SCHEMA = join(process.env.RELAIS_TEST_DATA as string, 'epcis/EPCIS-JSON-Schema.json');

// Both modules are CommonJS: what is imported is the module's own default.
const addFormats = formatsOfAjv as unknown as (ajv: Ajv) => Ajv;
const validate = addFormats(new Ajv({ strict: false, allErrors: true })).compile(
  JSON.parse(readFileSync(SCHEMA, 'utf8')),
);

/** What GS1's schema finds wrong with a document. */
function faultsOf(text: string): string[] {
  validate(JSON.parse(text));
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

const BASE = 'https://relais.example/network';
const ZONES = ['Europe/Paris', 'Indian/Reunion', 'America/Cayenne', 'Pacific/Kiritimati', 'America/St_Johns'];
const POINTS = ZONES.map((_, place) => `POINT ${place}/é`);

const setting = {
  baseUrl: BASE,
  sha256Hex: (text: string) => createHash('sha256').update(text).digest('hex'),
  timeZoneOf: (code: string) => ZONES[POINTS.indexOf(code)] ?? null,
};
const parcel = {
  sscc: '095212340000000013',
  facts: {
    parcelId: 'p',
    merchantId: 'm',
    bookedPointCode: POINTS[0] as string,
    ownShopPointCodes: [POINTS[1] as string],
  },
};

function documentOf(events: EpcisEvent[]): string {
  const { head, between, tail } = documentFrame(Date.UTC(2026, 10, 24), BASE);
  return head + events.map((event) => JSON.stringify(event)).join(between) + tail;
}

const custodian: fc.Arbitrary<Custodian> = fc.record({
  kind: fc.constantFrom('MERCHANT', 'POINT', 'CARRIER', 'CUSTOMER'),
  id: fc.constantFrom(...POINTS, 'UNKNOWN', 'MR'),
});
const ledger: fc.Arbitrary<Entry[]> = fc
  .array(
    fc.record({
      kind: fc.oneof(
        { weight: 3, arbitrary: fc.constantFrom(...ENTRY_KINDS) },
        { weight: 1, arbitrary: fc.constant('CORRECTION' as const) },
      ),
      side: fc.constantFrom('GIVER' as const, 'RECEIVER' as const, null),
      // From a clock that was never set on.
      happenedAt: fc.integer({ min: -2_000_000_000_000, max: Date.UTC(2030, 0, 1) }),
      clockFlagged: fc.boolean(),
      from: fc.option(custodian),
      to: fc.option(custodian),
      pointCode: fc.option(fc.constantFrom(...POINTS, 'elsewhere')),
      reason: fc.constantFrom(...REASONS, null),
      correctsKey: fc.option(fc.integer({ min: 0, max: 8 }).map((place) => `key-${place}`)),
      bookedPointCode: fc.option(fc.constantFrom(...POINTS)),
    }),
    { maxLength: 16, size: 'max' },
  )
  .map((list) =>
    list.map((line, place) => ({
      ...line,
      sequence: place + 1,
      idempotencyKey: `key-${place}`,
      recordedAt: Date.UTC(2030, 0, 1) + place,
    })),
  );

describe('under GS1’s schema for EPCIS 2.0', () => {
  it('every document is valid, whatever its ledger holds', () => {
    const kinds = new Set<string>();
    let declarations = 0;
    fc.assert(
      fc.property(ledger, (entries) => {
        const events = [...eventsOf(parcel, entries, setting).values()].flat();
        for (const event of events) {
          kinds.add(event['relais:kind'] as string);
          declarations += event.errorDeclaration ? 1 : 0;
        }
        expect(faultsOf(documentOf(events))).toEqual([]);
      }),
      { numRuns: 500 },
    );
    expect(ENTRY_KINDS.filter((kind) => !kinds.has(kind))).toEqual([
      'REBOOKING',
      'EXTENSION',
      'EXPECTATION',
      'CORRECTION',
    ]);
    expect(declarations).toBeGreaterThan(20);
  }, 120_000);

  it('a wrong document is not', () => {
    const entry: Entry = {
      sequence: 1,
      kind: 'SHELVED',
      idempotencyKey: 'key',
      happenedAt: 0,
      recordedAt: 0,
      clockFlagged: false,
      pointCode: POINTS[0],
    };
    const [shelved] = [...eventsOf(parcel, [entry], setting).values()].flat() as [EpcisEvent];
    expect(faultsOf(documentOf([shelved]))).toEqual([]);
    const spoilt: Record<string, unknown>[] = [
      { bizStep: 'shelving' },
      { disposition: 'awaiting_collection' },
      { eventTimeZoneOffset: 'Z' },
      { eventTime: '2026-11-24' },
      { kind: 'SHELVED' },
      { errorDeclaration: { reason: 'did_not_occur' } },
      { epcList: [parcel.sscc] },
    ];
    for (const change of spoilt) {
      expect([change, faultsOf(documentOf([{ ...shelved, ...change } as EpcisEvent])).length > 0]).toEqual([
        change,
        true,
      ]);
    }
  });
});

describe('what a service exports', () => {
  let relais: Relais;
  let world: World;

  // An address as people type it, which is no URI as it stands.
  beforeAll(async () => {
    relais = await Relais.start({ env: { RELAIS_PUBLIC_URL: 'https://réseau.example/un réseau/' } });
    world = await makeWorld(relais);
  });
  afterAll(() => relais.stop());

  it('is valid, full and empty', async () => {
    const { merchant, credentials } = world;
    const { trackingNumber } = await announced(relais, merchant.token, 'AU-ROUBAIX');
    const clerk = credentials.CLERK.token as string;
    await scan(relais, clerk, { kind: 'DROP_OFF', trackingNumber, idempotencyKey: 'dropped' });
    await scan(relais, clerk, { kind: 'CORRECTION', trackingNumber, correctsKey: 'dropped' });
    await scan(relais, clerk, { kind: 'DROP_OFF', trackingNumber });
    const day = relais.clock.now().toISOString().slice(0, 10);
    for (const [query, least] of [
      [`trackingNumber=${trackingNumber}`, 7],
      [`from=${day}T00:00:00Z&to=${day}T23:59:59Z`, 8],
      ['from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z', 0],
    ] as const) {
      const response = await fetch(`${relais.url}/exports/epcis?${query}`, {
        headers: { authorization: `Bearer ${merchant.token}` },
      });
      const text = await response.text();
      expect(faultsOf(text)).toEqual([]);
      expect(JSON.parse(text).epcisBody.eventList.length).toBeGreaterThanOrEqual(least);
    }
  });
});
