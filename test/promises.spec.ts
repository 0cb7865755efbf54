import { seedProgrammes } from '../seeds/programmes.js';
import { registered, TOY_SHOP } from './support/merchants.js';
import { announced } from './support/parcels.js';
import { Relais } from './support/relais.js';
import { addCounters, type CounterTokens, counterTokens, FROM_LILLE, importTimetable } from './support/timetables.js';
import { linkToken } from './support/world.js';

const PARCEL = `query ($id: ID!) {
  parcel(id: $id) { state expectedAt expectedReason handInBy ledger { kind } }
}`;
const SCAN = `mutation ($inputs: [HandoverInput!]!) {
  recordHandovers(inputs: $inputs) { recorded state refusal { code } }
}`;
const REPORT = `mutation ($input: DisruptionInput!) { reportDisruption(input: $input) { id affectedParcels } }`;

function paris(instant: string | null): string | null {
  if (instant === null) return null;
  const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Paris', dateStyle: 'short', timeStyle: 'short' });
  return clock.format(Date.parse(instant));
}

describe('a parcel’s promise', () => {
  let relais: Relais;
  let merchant: { id: string; token: string };
  let tokens: CounterTokens;
  let lastKey = 0;

  beforeAll(async () => {
    relais = await Relais.start();
    await seedProgrammes(relais.service.app);
    await addCounters(relais);
    merchant = await registered(relais, TOY_SHOP);
    tokens = await counterTokens(relais);
  });
  afterAll(() => relais.stop());
  beforeEach(async () => {
    relais.clock.set('2026-11-24T09:00:00Z');
    await relais.dataSource.query('DELETE FROM disruption');
    await importTimetable(relais, FROM_LILLE);
  });

  const newParcel = async (more: Record<string, unknown> = {}) =>
    (await announced(relais, merchant.token, 'AU-LYON', { dropOffPointCode: 'AU-LILLE', ...more })).trackingNumber;
  const at = async (instant: string, trackingNumber: string, kind: string, token: string, more: object = {}) => {
    relais.clock.set(instant);
    lastKey += 1;
    const inputs = [{ idempotencyKey: `scan-${lastKey}`, kind, trackingNumber, ...more }];
    const { recordHandovers } = await relais.data(SCAN, { token, variables: { inputs } });
    expect(recordHandovers[0]).toMatchObject({ recorded: true, refusal: null });
  };
  /** What the merchant sees, once everything that is due was worked out. */
  const seen = async (id: string) => {
    await relais.runJob('promises');
    const { parcel } = await relais.data(PARCEL, { token: merchant.token, variables: { id } });
    const { expectedAt, expectedReason, handInBy, state, ledger } = parcel;
    const delays = ledger.filter(({ kind }: { kind: string }) => kind === 'EXPECTATION').length;
    return { state, expected: paris(expectedAt), why: expectedReason, by: paris(handInBy), delays };
  };

  it('is there from the announcement on, with the hour and until when it has to be handed in', async () => {
    const parcel = await newParcel();
    expect(await seen(parcel)).toEqual({
      state: 'ANNOUNCED',
      expected: '2026-11-25 08:30',
      why: 'OPENING_HOURS',
      by: '2026-11-24 16:35',
      delays: 0,
    });
  });

  it('is what the customer sees behind the link', async () => {
    const parcel = await announced(relais, merchant.token, 'AU-LYON', { dropOffPointCode: 'AU-LILLE' });
    await seen(parcel.trackingNumber);
    const { track } = await relais.data(
      'query ($n: ID!, $t: String!) { track(trackingNumber: $n, token: $t) { expectedAt } }',
      {
        variables: { n: parcel.trackingNumber, t: linkToken(parcel) },
      },
    );
    expect(paris(track.expectedAt)).toBe('2026-11-25 08:30');
  });

  it('is kept at every scan of a parcel that is on time, and over when it is there', async () => {
    const parcel = await newParcel();
    await seen(parcel);
    await at('2026-11-24T14:00:00Z', parcel, 'DROP_OFF', tokens.lille);
    const kept = { expected: '2026-11-25 08:30', by: null, delays: 0 };
    expect(await seen(parcel)).toMatchObject({ state: 'DROPPED_OFF', ...kept });
    await at('2026-11-24T16:03:00Z', parcel, 'CARRIER_PICKUP', tokens.carrier, { pointCode: 'AU-LILLE' });
    expect(await seen(parcel)).toMatchObject({ state: 'IN_TRANSIT', ...kept });
    await at('2026-11-24T18:05:00Z', parcel, 'HUB_ARRIVAL', tokens.carrier);
    await at('2026-11-24T20:00:00Z', parcel, 'HUB_DEPARTURE', tokens.carrier);
    await at('2026-11-24T22:40:00Z', parcel, 'HUB_ARRIVAL', tokens.carrier);
    expect(await seen(parcel)).toMatchObject(kept);
    await at('2026-11-25T07:20:00Z', parcel, 'STORE_RECEIPT', tokens.lyon);
    expect(await seen(parcel)).toEqual({
      state: 'AVAILABLE',
      expected: '2026-11-25 08:20',
      why: 'ARRIVED',
      by: null,
      delays: 0,
    });
  });

  it('that slips is an entry of the ledger and an event, once for each time', async () => {
    const parcel = await newParcel();
    await seen(parcel);
    relais.clock.set('2026-11-24T15:36:00Z');
    expect(await seen(parcel)).toMatchObject({ expected: '2026-11-26 08:30', by: '2026-11-25 16:35', delays: 1 });
    expect(await seen(parcel)).toMatchObject({ delays: 1 });
    const [event] = await relais.dataSource.query(
      `SELECT e.type, e.data->>'expectedAt' AS "expectedAt", e.data->>'kind' AS kind
         FROM outbox_event e JOIN parcel c ON c.id = e.parcel_id
        WHERE c.tracking_number = $1 ORDER BY e.sequence DESC LIMIT 1`,
      [parcel],
    );
    expect(event).toEqual({ type: 'parcel.delayed', kind: 'EXPECTATION', expectedAt: '2026-11-26T07:30:00.000Z' });
    // Late at the depot, so that the line-haul has gone.
    await at('2026-11-25T15:00:00Z', parcel, 'DROP_OFF', tokens.lille);
    await at('2026-11-25T16:00:00Z', parcel, 'CARRIER_PICKUP', tokens.carrier, { pointCode: 'AU-LILLE' });
    expect(await seen(parcel)).toMatchObject({ expected: '2026-11-26 08:30', delays: 1 });
    await at('2026-11-25T19:30:00Z', parcel, 'HUB_ARRIVAL', tokens.carrier);
    expect(await seen(parcel)).toMatchObject({ expected: '2026-11-27 08:30', delays: 2 });
  });

  it('follows a disruption: who is concerned is counted, led around it, and told; and led back when it is over', async () => {
    const [one, other] = [await newParcel(), await newParcel({ pickupPointCode: 'AU-STRAS' })];
    await seen(one);
    await seen(other);
    const input = { networkCode: 'MONDIAL_RELAY', kind: 'CANCELLED', tripId: 'paris-lyon', fromDate: '2026-11-24' };
    const { reportDisruption } = await relais.data(REPORT, { token: tokens.operator, variables: { input } });
    expect(reportDisruption.affectedParcels).toBeGreaterThanOrEqual(1);
    expect(await seen(one)).toMatchObject({ expected: '2026-11-26 08:30', delays: 1 });
    expect(await seen(other)).toMatchObject({ expected: '2026-11-25 08:30', delays: 0 });
    await relais.data('mutation ($id: ID!) { liftDisruption(id: $id) { id } }', {
      token: tokens.operator,
      variables: { id: reportDisruption.id },
    });
    expect(await seen(one)).toMatchObject({ expected: '2026-11-25 08:30', delays: 1 });
  });

  it('is lost where nothing leads around a disruption, which an operator sees until a way is there again', async () => {
    const parcel = await newParcel();
    await seen(parcel);
    const days = { fromDate: '2026-11-24', untilDate: '2027-01-31' };
    const input = { networkCode: 'MONDIAL_RELAY', kind: 'CANCELLED', ...days };
    const { reportDisruption } = await relais.data(REPORT, { token: tokens.operator, variables: { input } });
    expect(await seen(parcel)).toMatchObject({ expected: null, why: 'NO_LINE', delays: 1 });
    const withoutWay = async () => {
      const { exceptions } = await relais.data(
        '{ exceptions(kinds: [NO_WAY], first: 50) { edges { node { trackingNumber problems { text } } } } }',
        { token: tokens.operator, headers: { 'accept-language': 'en' } },
      );
      const nodes = exceptions.edges.map(({ node }: { node: { trackingNumber: string } }) => node);
      return nodes.filter(({ trackingNumber }: { trackingNumber: string }) => trackingNumber === parcel);
    };
    expect(await withoutWay()).toMatchObject([{ problems: [{ text: expect.stringContaining('AU-LYON') }] }]);
    await relais.data('mutation ($id: ID!) { liftDisruption(id: $id) { id } }', {
      token: tokens.operator,
      variables: { id: reportDisruption.id },
    });
    expect(await seen(parcel)).toMatchObject({ expected: '2026-11-25 08:30' });
    expect(await withoutWay()).toEqual([]);
  });

  it('is that of the counter itself for a parcel that is collected where it is handed in, carrier or not', async () => {
    const parcel = await newParcel({ dropOffPointCode: 'AU-LYON' });
    expect(await seen(parcel)).toMatchObject({ expected: '2026-11-24 10:00', why: 'ARRIVAL' });
    relais.clock.set('2026-11-24T20:00:00Z');
    expect(await seen(parcel)).toMatchObject({ expected: '2026-11-25 08:30', delays: 1 });
  });

  it('is not made where nobody knows: without a drop-off point, or a line', async () => {
    expect(await seen(await newParcel({ dropOffPointCode: null }))).toMatchObject({
      expected: null,
      why: 'NO_DROP_OFF_POINT',
    });
    const unserved = await newParcel({ dropOffPointCode: 'AU-LYON', pickupPointCode: 'AU-LILLE' });
    expect(await seen(unserved)).toMatchObject({ expected: null, why: 'NO_LINE', delays: 0 });
  });

  it('ends with the parcel’s way', async () => {
    const parcel = await newParcel();
    await seen(parcel);
    await relais.data('mutation ($n: ID!) { cancelParcel(trackingNumber: $n) { __typename } }', {
      token: merchant.token,
      variables: { n: parcel },
    });
    expect(await seen(parcel)).toMatchObject({ state: 'CANCELLED', expected: null, why: null });
  });

  it('cannot be made, or broken, by anybody who scans', async () => {
    const parcel = await newParcel();
    const inputs = [{ idempotencyKey: 'mine', kind: 'EXPECTATION', trackingNumber: parcel }];
    const { recordHandovers } = await relais.data(SCAN, { token: tokens.carrier, variables: { inputs } });
    expect(recordHandovers[0]).toMatchObject({ recorded: false });
  });

  it('survives a timetable with other stops, which a parcel that is under way then goes on by', async () => {
    const parcel = await newParcel();
    await seen(parcel);
    await at('2026-11-24T14:00:00Z', parcel, 'DROP_OFF', tokens.lille);
    await at('2026-11-24T16:03:00Z', parcel, 'CARRIER_PICKUP', tokens.carrier, { pointCode: 'AU-LILLE' });
    expect(await seen(parcel)).toMatchObject({ expected: '2026-11-25 08:30', delays: 0 });
    const renamed = Object.entries(FROM_LILLE).map(([file, text]) => [file, text.replaceAll('HUB-PARIS', 'HUB-LENS')]);
    await importTimetable(relais, Object.fromEntries(renamed));
    await at('2026-11-24T18:05:00Z', parcel, 'HUB_ARRIVAL', tokens.carrier);
    expect(await seen(parcel)).toMatchObject({ expected: '2026-11-25 08:30', delays: 0 });
  });

  it('is made for what is on its way already when a timetable is imported', async () => {
    await relais.dataSource.query('DELETE FROM timetable');
    const parcel = await newParcel();
    expect(await seen(parcel)).toMatchObject({ expected: null, why: null });
    await importTimetable(relais, FROM_LILLE);
    expect(await seen(parcel)).toMatchObject({ expected: '2026-11-25 08:30' });
  });
});
