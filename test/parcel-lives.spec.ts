import { seedProgrammes } from '../seeds/programmes.js';
import { BOOKSHOP, GROCER, registered, TOY_SHOP } from './support/merchants.js';
import { announced, scan, track } from './support/parcels.js';
import { addPoint, LILLE } from './support/points.js';
import { Relais } from './support/relais.js';

const ENROL = `mutation ($input: EnrolMerchantInput!) {
  enrolMerchant(input: $input) { __typename ... on Refusal { code details } }
}`;

describe('one parcel’s whole life in each of the three schemes', () => {
  let relais: Relais;

  beforeAll(async () => {
    relais = await Relais.start();
    await seedProgrammes(relais.service.app);
  });
  afterAll(() => relais.stop());

  const enrolled = async (shop: Record<string, unknown>, programmeCode: string) => {
    const merchant = await registered(relais, shop);
    const { enrolMerchant } = await relais.data(ENROL, {
      token: merchant.token,
      variables: { input: { merchantId: merchant.id, programmeCode } },
    });
    expect(enrolMerchant.__typename).toBe('Enrolment');
    return merchant;
  };

  const clerkAt = (pointId: string) => relais.token('CLERK', { pointId });

  const ledgerOf = async (token: string, trackingNumber: string) => {
    const { parcel } = await relais.data(
      '{ parcel(id: "X") { state discrepancies { code } ledger { sequence kind } } }'.replace('X', trackingNumber),
      { token },
    );
    return { ...parcel, ledger: parcel.ledger.map(({ kind }: { kind: string }) => kind) };
  };

  it('Drive Solidaire: a book waits in the bookshop itself and is collected there against a code', async () => {
    const merchant = await enrolled(BOOKSHOP, 'drive-solidaire');
    await addPoint(relais, { code: 'LIBRAIRIE', kind: 'SHOP', chain: null, ownerMerchantId: merchant.id });
    const parcel = await announced(relais, merchant.token, 'LIBRAIRIE');
    expect(parcel).toMatchObject({ state: 'ANNOUNCED', programmeCode: 'drive-solidaire', feeCents: 0 });
    expect((await track(relais, parcel)).pickupCode).toBeNull();

    const { trackingNumber } = parcel;
    const ready = await scan(relais, merchant.token, { kind: 'READY_AT_SHOP', trackingNumber });
    expect(ready).toMatchObject({ recorded: true, state: 'AVAILABLE', custodian: { kind: 'MERCHANT' } });

    const { pickupCode } = await track(relais, parcel);
    const collected = await scan(relais, merchant.token, { kind: 'COLLECTION', trackingNumber, pickupCode });
    expect(collected).toMatchObject({ recorded: true, state: 'COLLECTED', discrepancies: [] });
    expect(await ledgerOf(merchant.token, trackingNumber)).toEqual({
      state: 'COLLECTED',
      discrepancies: [],
      ledger: ['ANNOUNCEMENT', 'READY_AT_SHOP', 'COLLECTION'],
    });
  });

  it('Auchan: a toy goes by Mondial Relay from a counter in Lille to one in Roubaix', async () => {
    const dropOff = await addPoint(relais, { code: 'AU-LILLE', chain: 'AUCHAN', networks: ['MONDIAL_RELAY'] });
    const pickup = await addPoint(relais, {
      code: 'AU-ROUBAIX',
      chain: 'AUCHAN',
      networks: ['MONDIAL_RELAY'],
      lat: 50.69,
      lon: 3.17,
    });
    const merchant = await registered(relais, TOY_SHOP);
    const carrier = await relais.token('CARRIER', { networkCode: 'MONDIAL_RELAY' });
    const [sender, receiver] = [await clerkAt(dropOff), await clerkAt(pickup)];
    const parcel = await announced(relais, merchant.token, 'AU-ROUBAIX', { dropOffPointCode: 'AU-LILLE' });
    const { trackingNumber } = parcel;
    expect(parcel).toMatchObject({ programmeCode: 'auchan-relais', feeCents: 0 });

    expect(await scan(relais, sender, { kind: 'DROP_OFF', trackingNumber })).toMatchObject({
      state: 'DROPPED_OFF',
      custodian: { kind: 'POINT', id: 'AU-LILLE' },
      discrepancies: [],
    });
    expect(
      await scan(relais, carrier, { kind: 'CARRIER_PICKUP', trackingNumber, pointCode: 'AU-LILLE' }),
    ).toMatchObject({ state: 'IN_TRANSIT', custodian: { kind: 'CARRIER', id: 'MONDIAL_RELAY' }, discrepancies: [] });
    expect(await scan(relais, carrier, { kind: 'HUB_ARRIVAL', trackingNumber })).toMatchObject({ state: 'IN_TRANSIT' });
    expect(await scan(relais, receiver, { kind: 'STORE_RECEIPT', trackingNumber })).toMatchObject({
      state: 'AVAILABLE',
      custodian: { kind: 'POINT', id: 'AU-ROUBAIX' },
      discrepancies: [],
    });

    const { pickupCode, pickupQr, deadline } = await track(relais, parcel);
    expect(pickupCode).toMatch(/^\d{6}$/);
    expect(new Date(deadline).getTime()).toBeGreaterThan(relais.clock.now().getTime());
    const wrong = pickupCode === '000000' ? '111111' : '000000';
    expect(await scan(relais, receiver, { kind: 'COLLECTION', trackingNumber, pickupCode: wrong })).toMatchObject({
      recorded: false,
      refusal: { code: 'CODE_WRONG', details: { triesLeft: 4 } },
    });
    expect(await scan(relais, receiver, { kind: 'COLLECTION', trackingNumber })).toMatchObject({
      refusal: { code: 'CODE_REQUIRED' },
    });
    expect(await scan(relais, receiver, { kind: 'COLLECTION', trackingNumber, pickupCode: pickupQr })).toMatchObject({
      recorded: true,
      state: 'COLLECTED',
      custodian: { kind: 'CUSTOMER' },
      discrepancies: [],
    });
    expect((await ledgerOf(merchant.token, trackingNumber)).ledger).toEqual([
      'ANNOUNCEMENT',
      'DROP_OFF',
      'CARRIER_PICKUP',
      'HUB_ARRIVAL',
      'STORE_RECEIPT',
      'COLLECTION',
    ]);
  });

  it('Carrefour marketplace: a cheese is dropped off at the very store where it is collected', async () => {
    const point = await addPoint(relais, {
      code: 'CA-LILLE',
      chain: 'CARREFOUR',
      services: ['PICKUP', 'DROP_OFF', 'CHILLED'],
    });
    const merchant = await enrolled(GROCER, 'carrefour-marketplace');
    const clerk = await clerkAt(point);
    const { pickupPoints } = await relais.data(
      `{ pickupPoints(search: { near: { coordinates: { lat: ${LILLE.lat}, lon: ${LILLE.lon} } },
          parcel: { weightGrams: 800, temperature: CHILLED } }) {
          matches { point { code } programme { code name } feeCents currency freePlaces openState } excluded { reason } } }`,
      { token: merchant.token },
    );
    expect(pickupPoints.matches).toEqual([
      {
        point: { code: 'CA-LILLE' },
        programme: { code: 'carrefour-marketplace', name: 'Carrefour marketplace' },
        feeCents: 0,
        currency: 'EUR',
        freePlaces: 40,
        openState: 'OPEN',
      },
    ]);
    const parcel = await announced(relais, merchant.token, 'CA-LILLE', {
      measures: { weightGrams: 800, temperature: 'CHILLED' },
    });
    const { trackingNumber } = parcel;
    const dropped = await scan(relais, clerk, { kind: 'DROP_OFF', trackingNumber, shelf: 'B12' });
    expect(dropped).toMatchObject({ state: 'AVAILABLE', custodian: { kind: 'POINT', id: 'CA-LILLE' } });
    const { pickupCode } = await track(relais, parcel);
    const collected = await scan(relais, clerk, { kind: 'COLLECTION', trackingNumber, pickupCode });
    expect(collected).toMatchObject({ state: 'COLLECTED', discrepancies: [] });
  });
});
