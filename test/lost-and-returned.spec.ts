import { registered, TOY_SHOP } from './support/merchants.js';
import { announced, scan } from './support/parcels.js';
import { addPoint, LILLE } from './support/points.js';
import { Relais } from './support/relais.js';
import { openProgramme, waiting } from './support/waiting.js';

const RETURN = `query ($trackingNumber: ID!, $near: CoordinatesInput) {
  customerReturn(trackingNumber: $trackingNumber, near: $near) { until instruction points { point { code } feeCents } }
}`;
const TRACK = `query ($trackingNumber: ID!, $token: String) {
  track(trackingNumber: $trackingNumber, token: $token) { state instruction pickupCode }
}`;

describe('what goes astray, and what comes back', () => {
  let relais: Relais;
  let merchant: { id: string; token: string };
  let carrier: string;
  const clerks: Record<string, string> = {};

  beforeEach(async () => {
    relais = await Relais.start();
    await openProgramme(relais, { code: 'auchan', chain: 'AUCHAN' });
    for (const [step, code] of ['LILLE', 'ROUBAIX', 'LOOS'].entries()) {
      const services = code === 'LOOS' ? ['PICKUP'] : ['PICKUP', 'DROP_OFF'];
      const position = { lat: LILLE.lat, lon: LILLE.lon + step * 0.01 };
      const pointId = await addPoint(relais, { code, chain: 'AUCHAN', services, capacityParcels: 2, ...position });
      clerks[code] = await relais.token('CLERK', { pointId });
    }
    merchant = await registered(relais, TOY_SHOP);
    await relais.dataSource.query("INSERT INTO network VALUES ('MR', 'MR')");
    carrier = await relais.token('CARRIER', { networkCode: 'MR' });
  });
  afterEach(() => relais.stop());

  const clerk = (code: string) => clerks[code] as string;
  const tokenOf = ({ customerLink }: { customerLink: string }) => customerLink.split('#')[1] as string;
  const told = async (parcel: { trackingNumber: string; customerLink: string }) => {
    const variables = { trackingNumber: parcel.trackingNumber, token: tokenOf(parcel) };
    return (await relais.data(TRACK, { variables })).track;
  };
  const freePlaces = async (code: string) => {
    const { pickupPoints } = await relais.data(
      `{ pickupPoints(search: { near: { coordinates: { lat: ${LILLE.lat}, lon: ${LILLE.lon} } } }) {
           matches { point { code } freePlaces } } }`,
      { token: merchant.token },
    );
    return pickupPoints.matches.find((m: { point: { code: string } }) => m.point.code === code)?.freePlaces ?? 0;
  };
  const events = async ({ trackingNumber }: { trackingNumber: string }) =>
    (
      (await relais.dataSource.query(
        `SELECT e.type FROM outbox_event e JOIN parcel c ON c.id = e.parcel_id
          WHERE c.tracking_number = $1 ORDER BY e.sequence`,
        [trackingNumber],
      )) as { type: string }[]
    ).map(({ type }) => type);
  const collected = async (more = {}) => {
    const parcel = await waiting(relais, merchant.token, clerk('LILLE'), 'LILLE', more);
    const { pickupCode } = await told(parcel);
    await scan(relais, clerk('LILLE'), { kind: 'COLLECTION', trackingNumber: parcel.trackingNumber, pickupCode });
    return parcel;
  };
  const returning = async (token: string, trackingNumber: string, more = {}) =>
    (await relais.data(RETURN, { token, variables: { trackingNumber, ...more } })).customerReturn;

  it('a parcel that is reported lost gives its room up, and any scan finds it again', async () => {
    const parcel = await announced(relais, merchant.token, 'LILLE');
    const { trackingNumber } = parcel;
    await scan(relais, carrier, { kind: 'CARRIER_PICKUP', trackingNumber });
    expect(await freePlaces('LILLE')).toBe(1);
    expect(await scan(relais, carrier, { kind: 'LOSS_REPORT', trackingNumber, reason: 'NOT_FOUND' })).toMatchObject({
      recorded: true,
      state: 'MISSING',
      custodian: { kind: 'CARRIER', id: 'MR' },
      instruction: expect.stringContaining('Search'),
    });
    expect(await freePlaces('LILLE')).toBe(2);
    expect(await told(parcel)).toMatchObject({
      state: 'MISSING',
      pickupCode: null,
      instruction: expect.stringContaining('searched for'),
    });
    // Somebody reports it once more: there is nothing to be said, and nothing is doubled.
    expect(await scan(relais, carrier, { kind: 'LOSS_REPORT', trackingNumber })).toMatchObject({
      recorded: false,
      refusal: { code: 'STATE_DOES_NOT_ALLOW' },
    });
    // A carrier’s depot has seen it: it is still missing, and whoever holds it is told to scan it in.
    const seen = await scan(relais, carrier, { kind: 'HUB_ARRIVAL', trackingNumber });
    expect(seen).toMatchObject({ state: 'MISSING', discrepancies: [{ code: 'SEEN_WHILE_MISSING' }] });
    expect(seen.discrepancies[0].instruction).toContain('scan it in');
    // It turns up on a shelf of another point, which is told what to do with it.
    const found = await scan(relais, clerk('ROUBAIX'), { kind: 'STORE_RECEIPT', trackingNumber });
    expect(found).toMatchObject({ state: 'MISROUTED', custodian: { kind: 'POINT', id: 'ROUBAIX' } });
    expect(found.instruction).toBe('Send the parcel on to point LILLE: it is awaited there.');
    expect(await freePlaces('LILLE')).toBe(1);
    await scan(relais, carrier, { kind: 'CARRIER_PICKUP', trackingNumber, pointCode: 'ROUBAIX' });
    await scan(relais, clerk('LILLE'), { kind: 'STORE_RECEIPT', trackingNumber });
    expect(await told(parcel)).toMatchObject({ state: 'AVAILABLE', pickupCode: expect.stringMatching(/^\d{6}$/) });
    expect(await events(parcel)).toEqual([
      'parcel.announced',
      'parcel.in_transit',
      'parcel.missing',
      'parcel.recorded',
      'parcel.misrouted',
      'parcel.in_transit',
      'parcel.available',
    ]);
  });

  it('a customer gives back at another point what they collected, and it goes to its merchant', async () => {
    const parcel = await collected();
    const { trackingNumber } = parcel;
    const customer = tokenOf(parcel);
    // LOOS takes nothing in over its counter.
    expect(await returning(customer, trackingNumber)).toEqual({
      until: '2026-12-08T23:00:00.000Z',
      instruction: expect.stringContaining('with its label'),
      points: [
        { point: { code: 'LILLE' }, feeCents: 0 },
        { point: { code: 'ROUBAIX' }, feeCents: 0 },
      ],
    });
    const near = { lat: LILLE.lat, lon: LILLE.lon + 0.011 };
    expect((await returning(customer, trackingNumber, { near })).points[0].point.code).toBe('ROUBAIX');

    expect(await scan(relais, clerk('ROUBAIX'), { kind: 'CUSTOMER_RETURN', trackingNumber })).toMatchObject({
      recorded: true,
      state: 'RETURN_DUE',
      custodian: { kind: 'POINT', id: 'ROUBAIX' },
      discrepancies: [],
      instruction: expect.stringContaining('goes back to its merchant'),
    });
    expect(await freePlaces('ROUBAIX')).toBe(1);
    expect(await returning(customer, trackingNumber)).toMatchObject({ until: null, points: [] });
    expect((await told(parcel)).instruction).toContain('goes back to the merchant');
    await scan(relais, carrier, { kind: 'CARRIER_PICKUP', trackingNumber, pointCode: 'ROUBAIX' });
    expect(await freePlaces('ROUBAIX')).toBe(2);
    expect(await scan(relais, merchant.token, { kind: 'RETURN_RECEIPT', trackingNumber })).toMatchObject({
      state: 'RETURNED',
      custodian: { kind: 'MERCHANT' },
      discrepancies: [],
    });
    expect((await events(parcel)).slice(-4)).toEqual([
      'parcel.collected',
      'parcel.return_due',
      'parcel.returning',
      'parcel.returned',
    ]);
  });

  it('is told until when, by the day and not by the hour, and not at all where the programme takes nothing back', async () => {
    const parcel = await collected();
    const other = await collected();
    relais.clock.set('2026-12-08T22:59:59Z');
    expect((await returning(tokenOf(parcel), parcel.trackingNumber)).points).not.toEqual([]);
    relais.clock.set('2026-12-08T23:00:00Z');
    expect(await returning(tokenOf(parcel), parcel.trackingNumber)).toEqual({
      until: null,
      instruction: expect.stringContaining('is over'),
      points: [],
    });
    // A clerk who is handed it takes it all the same: it lies on the counter.
    const { trackingNumber } = parcel;
    expect(await scan(relais, clerk('LILLE'), { kind: 'CUSTOMER_RETURN', trackingNumber })).toMatchObject({
      recorded: true,
      state: 'RETURN_DUE',
    });
    const { errors } = await relais.ask(RETURN, {
      token: tokenOf(parcel),
      variables: { trackingNumber: other.trackingNumber },
    });
    expect(errors[0]?.extensions.code).toBe('NOT_FOUND');
    const swapped = { trackingNumber: other.trackingNumber, near: { lat: 95, lon: 3 } };
    const { errors: bad } = await relais.ask(RETURN, { token: tokenOf(other), variables: swapped });
    expect(bad[0]?.extensions).toMatchObject({ code: 'BAD_INPUT', field: 'near.lat' });
    await openProgramme(relais, { code: 'auchan', chain: 'AUCHAN', customerReturnDays: 0 });
    expect(await returning(merchant.token, other.trackingNumber)).toMatchObject({
      until: null,
      instruction: expect.stringContaining('cannot be given back'),
    });
  });
});
