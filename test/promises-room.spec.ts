import { seedProgrammes } from '../seeds/programmes.js';
import { registered, TOY_SHOP } from './support/merchants.js';
import { announced } from './support/parcels.js';
import { Relais } from './support/relais.js';
import { addCounters, type CounterTokens, counterTokens, importTimetable, withRoom } from './support/timetables.js';

const PARCEL = 'query ($id: ID!) { parcel(id: $id) { expectedAt expectedReason } }';
const SCAN = `mutation ($inputs: [HandoverInput!]!) { recordHandovers(inputs: $inputs) { recorded refusal { code } } }`;
const REPORT = 'mutation ($input: DisruptionInput!) { reportDisruption(input: $input) { id affectedParcels } }';
const PLAN = `query ($input: RoutePlanInput!) { routePlan(input: $input) { journeys { availableAt } } }`;

const WEDNESDAY = '2026-11-25';
const THURSDAY = '2026-11-26';
const FRIDAY = '2026-11-27';

describe('room in vehicles', () => {
  let relais: Relais;
  let merchant: { id: string; token: string };
  let tokens: CounterTokens;
  let lastKey = 0;

  beforeAll(async () => {
    relais = await Relais.start();
    await seedProgrammes(relais.service.app);
    await addCounters(relais);
    await relais.dataSource.query('UPDATE point SET capacity_parcels = 100000');
    merchant = await registered(relais, TOY_SHOP);
    tokens = await counterTokens(relais);
  });
  afterAll(() => relais.stop());
  beforeEach(async () => {
    relais.clock.set('2026-11-24T09:00:00Z');
    await relais.dataSource.query('DELETE FROM disruption; DELETE FROM promise');
    await relais.dataSource.query("UPDATE parcel SET state = 'CANCELLED'");
    await importTimetable(relais, withRoom(2));
  });

  const newParcel = async () =>
    (await announced(relais, merchant.token, 'AU-LYON', { dropOffPointCode: 'AU-LILLE' })).trackingNumber;
  const worked = () => relais.runJob('promises');
  const promised = async () => {
    const parcel = await newParcel();
    await worked();
    relais.clock.advance({ minutes: 1 });
    return parcel;
  };
  const day = async (id: string) => {
    const { parcel } = await relais.data(PARCEL, { token: merchant.token, variables: { id } });
    return parcel.expectedAt?.slice(0, 10) ?? parcel.expectedReason;
  };
  const days = (ids: string[]) => Promise.all(ids.map(day));
  const scan = async (trackingNumber: string, kind: string, token: string, more: object = {}) => {
    lastKey += 1;
    const inputs = [{ idempotencyKey: `room-${lastKey}`, kind, trackingNumber, ...more }];
    const { recordHandovers } = await relais.data(SCAN, { token, variables: { inputs } });
    expect(recordHandovers[0]).toMatchObject({ recorded: true, refusal: null });
  };
  const loads = () =>
    relais.dataSource.query(
      "SELECT run_on AS on, parcels FROM run_load WHERE trip_id = 'paris-lyon' AND parcels > 0 ORDER BY 1",
    );

  it('is promised to no more than there is: those who come later go by the next way that has any', async () => {
    const parcels = [await promised(), await promised(), await promised(), await promised(), await promised()];
    expect(await days(parcels)).toEqual([WEDNESDAY, WEDNESDAY, THURSDAY, THURSDAY, FRIDAY]);
    expect(await loads()).toEqual([
      { on: '2026-11-24', parcels: 2 },
      { on: '2026-11-25', parcels: 2 },
      { on: '2026-11-26', parcels: 1 },
    ]);
  });

  it('is shared out alike among those who are worked out together', async () => {
    const parcels = [await newParcel(), await newParcel(), await newParcel(), await newParcel(), await newParcel()];
    await worked();
    expect((await days(parcels)).sort()).toEqual([WEDNESDAY, WEDNESDAY, THURSDAY, THURSDAY, FRIDAY]);
  });

  it('is kept by whoever was promised it, at a scan and when all is worked out anew', async () => {
    const parcels = [await promised(), await promised(), await promised()];
    await scan(parcels[0] as string, 'DROP_OFF', tokens.lille);
    await importTimetable(relais, withRoom(2));
    await worked();
    expect(await days(parcels)).toEqual([WEDNESDAY, WEDNESDAY, THURSDAY]);
  });

  it('is free again when a parcel goes its way no more', async () => {
    const [first = '', , third = ''] = [await promised(), await promised(), await promised()];
    await relais.data('mutation ($n: ID!) { cancelParcel(trackingNumber: $n) { __typename } }', {
      token: merchant.token,
      variables: { n: first },
    });
    await worked();
    await scan(third, 'DROP_OFF', tokens.lille);
    await worked();
    expect(await day(third)).toBe(WEDNESDAY);
  });

  it('that is promised to others is none for a parcel that is not made yet', async () => {
    const ask = async () => {
      const input = { dropOffPointCode: 'AU-LILLE', pickupPointCode: 'AU-LYON', weightGrams: 450 };
      const { routePlan } = await relais.data(PLAN, { token: tokens.operator, variables: { input } });
      return routePlan.journeys[0].availableAt.slice(0, 10);
    };
    await promised();
    expect(await ask()).toBe(WEDNESDAY);
    await promised();
    expect(await ask()).toBe(THURSDAY);
  });

  it('is taken by a parcel that is aboard, promised or not', async () => {
    await importTimetable(relais, withRoom(1));
    const parcels = [await promised(), await promised()];
    const scanned = async (at: string, kind: string, more: object = {}) => {
      relais.clock.set(at);
      const token = kind === 'DROP_OFF' ? tokens.lille : tokens.carrier;
      for (const parcel of parcels) await scan(parcel, kind, token, more);
      await worked();
    };
    await scanned('2026-11-24T14:00:00Z', 'DROP_OFF');
    await scanned('2026-11-24T16:03:00Z', 'CARRIER_PICKUP', { pointCode: 'AU-LILLE' });
    await scanned('2026-11-24T18:05:00Z', 'HUB_ARRIVAL');
    await scanned('2026-11-24T20:00:00Z', 'HUB_DEPARTURE');
    await scanned('2026-11-24T22:40:00Z', 'HUB_ARRIVAL');
    expect(await days(parcels)).toEqual([WEDNESDAY, THURSDAY]);
    await scanned('2026-11-25T00:31:00Z', 'HUB_DEPARTURE');
    expect(await days(parcels)).toEqual([WEDNESDAY, WEDNESDAY]);
    expect(await loads()).toEqual([{ on: '2026-11-24', parcels: 2 }]);
  });

  it('goes to those under way first, and then to the oldest promise, when a trip is cancelled', async () => {
    const parcels = [await promised(), await promised(), await promised()];
    await scan(parcels[1] as string, 'DROP_OFF', tokens.lille);
    await worked();
    const input = { networkCode: 'MONDIAL_RELAY', kind: 'CANCELLED', tripId: 'paris-lyon', fromDate: '2026-11-24' };
    const { reportDisruption } = await relais.data(REPORT, { token: tokens.operator, variables: { input } });
    expect(reportDisruption.affectedParcels).toBe(2);
    await worked();
    // One place was left on Thursday: the third keeps its own.
    expect(await days(parcels)).toEqual([FRIDAY, THURSDAY, THURSDAY]);
  });

  it('that is nowhere is why, and the operator is told', async () => {
    await importTimetable(relais, withRoom(1));
    await relais.dataSource.query("UPDATE carrier_calendar SET until_on = '2026-11-24' WHERE id = 'workdays'");
    await relais.dataSource.query('UPDATE timetable SET imported_at = now()');
    const parcels = [await promised(), await promised()];
    expect(await days(parcels)).toEqual([WEDNESDAY, 'NO_ROOM']);
    const { exceptions } = await relais.data(
      '{ exceptions(kinds: [NO_WAY], first: 50) { edges { node { trackingNumber } } } }',
      { token: tokens.operator },
    );
    expect(exceptions.edges).toEqual([{ node: { trackingNumber: parcels[1] } }]);
  });
});
