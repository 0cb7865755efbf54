import { announced, scan } from './support/parcels.js';
import { Relais } from './support/relais.js';
import { makeWorld, type World } from './support/world.js';

describe('the other side of a handover', () => {
  let relais: Relais;
  let world: World;
  let carrier: string;

  beforeAll(async () => {
    relais = await Relais.start();
    world = await makeWorld(relais);
    carrier = world.credentials.CARRIER.token as string;
  });
  afterAll(() => relais.stop());

  const discrepanciesOf = async (trackingNumber: string) => {
    const { parcel } = await relais.data(`{ parcel(id: "${trackingNumber}") { discrepancies { code } } }`, {
      token: world.credentials.OPERATOR.token as string,
    });
    return parcel.discrepancies.map(({ code }: { code: string }) => code);
  };

  const delivered = async () => {
    const { trackingNumber } = await announced(relais, world.otherMerchant.token, 'AU-ROUBAIX');
    await scan(relais, carrier, { kind: 'CARRIER_PICKUP', trackingNumber });
    const told = await scan(relais, carrier, { kind: 'STORE_RECEIPT', trackingNumber, pointCode: 'AU-ROUBAIX' });
    expect(told).toMatchObject({ recorded: true, state: 'AVAILABLE', discrepancies: [] });
    return trackingNumber;
  };

  it('has a day to say so, and is missing after that although nobody has sent anything', async () => {
    const trackingNumber = await delivered();
    relais.clock.advance({ hours: 23 });
    await relais.runJob('recheck');
    expect(await discrepanciesOf(trackingNumber)).toEqual([]);
    relais.clock.advance({ hours: 2 });
    await relais.runJob('recheck');
    expect(await discrepanciesOf(trackingNumber)).toEqual(['MISSING_SIDE']);
  });

  it('may still say so later, from a phone that was offline: then nothing is missing', async () => {
    const trackingNumber = await delivered();
    const occurredAt = relais.clock.now().toISOString();
    relais.clock.advance({ hours: 30 });
    await relais.runJob('recheck');
    expect(await discrepanciesOf(trackingNumber)).toEqual(['MISSING_SIDE']);
    const clerk = world.credentials.CLERK.token as string;
    await scan(relais, clerk, { kind: 'STORE_RECEIPT', trackingNumber, occurredAt });
    expect(await discrepanciesOf(trackingNumber)).toEqual([]);
  });

  it('is not waited for where nobody is set up to scan', async () => {
    const merchant = world.otherMerchant.token;
    const { trackingNumber } = await announced(relais, merchant, 'AU-SPARE');
    await scan(relais, carrier, { kind: 'CARRIER_PICKUP', trackingNumber });
    const told = await scan(relais, carrier, { kind: 'STORE_RECEIPT', trackingNumber, pointCode: 'AU-SPARE' });
    expect(told).toMatchObject({ recorded: true, state: 'AVAILABLE', discrepancies: [] });
    relais.clock.advance({ hours: 30 });
    await relais.runJob('recheck');
    expect(await discrepanciesOf(trackingNumber)).toEqual([]);
  });

  it('stays missing when somebody decides something about the parcel', async () => {
    const trackingNumber = await delivered();
    relais.clock.advance({ hours: 25 });
    await relais.runJob('recheck');
    const { rebookParcel } = await relais.data(
      'mutation ($input: RebookParcelInput!) { rebookParcel(input: $input) { __typename } }',
      {
        token: world.credentials.OPERATOR.token as string,
        variables: { input: { idempotencyKey: 'other', trackingNumber, pickupPointCode: 'AU-LILLE', cost: 'ANY' } },
      },
    );
    expect(rebookParcel.__typename).toBe('Parcel');
    expect(await discrepanciesOf(trackingNumber)).toEqual(['MISSING_SIDE']);
  });
});
