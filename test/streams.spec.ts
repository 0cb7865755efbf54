import { Streams } from '../src/streams/streams.js';
import { startBeside } from './support/beside.js';
import { EventStream } from './support/event-stream.js';
import { announced, scan } from './support/parcels.js';
import { Relais } from './support/relais.js';
import { waitFor } from './support/webhooks.js';
import { type AnnouncedParcel, linkToken, makeWorld, type World } from './support/world.js';

let relais: Relais;
let world: World;
let beside: Awaited<ReturnType<typeof startBeside>>;
const opened: EventStream[] = [];
beforeAll(async () => {
  relais = await Relais.start();
  world = await makeWorld(relais);
});
afterEach(() => {
  for (const stream of opened.splice(0)) stream.close();
});
afterAll(async () => {
  await beside.stop();
  await relais.stop();
});

async function listen(
  path: string,
  token?: string,
  { after, url = relais.url }: { after?: string | null; url?: string } = {},
) {
  const stream = await EventStream.open(`${url}/events/${path}`, { token, after });
  opened.push(stream);
  return stream.ready();
}

const newParcel = (): Promise<AnnouncedParcel> =>
  announced(relais, world.merchant.token, 'AU-ROUBAIX', { dropOffPointCode: 'AU-LILLE' });

const pickUp = ({ trackingNumber }: AnnouncedParcel) =>
  scan(relais, world.credentials.CARRIER.token as string, { kind: 'CARRIER_PICKUP', trackingNumber });

const receive = ({ trackingNumber }: AnnouncedParcel) =>
  scan(relais, world.credentials.CLERK.token as string, {
    kind: 'STORE_RECEIPT',
    trackingNumber,
    pointCode: 'AU-ROUBAIX',
  });

describe('the stream of a parcel', () => {
  it('tells its merchant, its customer and an operator what happens, and nobody of another', async () => {
    const [parcel, other] = [await newParcel(), await newParcel()];
    const path = `parcels/${parcel.trackingNumber}`;
    const tokens = [world.merchant.token, linkToken(parcel), world.credentials.OPERATOR.token];
    const streams = await Promise.all(tokens.map((token) => listen(path, token)));
    await pickUp(other);
    await pickUp(parcel);
    await receive(parcel);
    for (const stream of streams) {
      await waitFor(() => stream.types.length === 2);
      expect(stream.types).toEqual(['parcel.in_transit', 'parcel.available']);
      expect(stream.events.map(({ id }) => id)).toEqual(['1', '2', '3']);
      expect(stream.events.at(-1)?.data).toMatchObject({
        type: 'parcel.available',
        data: { trackingNumber: parcel.trackingNumber, sequence: 3, state: 'AVAILABLE' },
      });
    }
  });

  it('is for nobody else', async () => {
    const { trackingNumber } = await newParcel();
    const status = async (token?: string) => (await listen(`parcels/${trackingNumber}`, token)).status;
    expect(await status()).toBe(401);
    expect(await status('rl_me_wrong')).toBe(401);
    expect(await status(world.otherMerchant.token)).toBe(404);
    expect(await status(world.otherClerk)).toBe(404);
    expect(await status(world.otherCarrier)).toBe(404);
    expect(await status(linkToken(world.otherParcel))).toBe(404);
    expect(await status(world.otherOperator)).toBe(404);
    expect((await listen('parcels/unknown', world.merchant.token)).status).toBe(404);
  });

  it('goes on where it was cut off', async () => {
    const parcel = await newParcel();
    const path = `parcels/${parcel.trackingNumber}`;
    const first = await listen(path, world.merchant.token);
    await pickUp(parcel);
    await waitFor(() => first.types.length === 1);
    const after = first.lastId;
    first.close();
    await receive(parcel);
    const second = await listen(path, world.merchant.token, { after });
    expect(second.types).toEqual(['parcel.available']);
    const whole = await listen(path, world.merchant.token, { after: '0' });
    expect(whole.types).toEqual(['parcel.announced', 'parcel.in_transit', 'parcel.available']);
    expect((await listen(path, world.merchant.token, { after: 'yesterday' })).status).toBe(400);
  });

  it('ends, before it tells so, for a clerk whose point has nothing to do with the parcel any more', async () => {
    const parcel = await newParcel();
    const clerk = await listen(`parcels/${parcel.trackingNumber}`, world.credentials.CLERK.token);
    const rebook = `mutation ($input: RebookParcelInput!) { rebookParcel(input: $input) { __typename } }`;
    const input = { idempotencyKey: 'elsewhere', trackingNumber: parcel.trackingNumber, pickupPointCode: 'AU-LILLE' };
    await relais.data(rebook, { token: world.merchant.token, variables: { input } });
    await waitFor(() => clerk.isOver);
    expect(clerk.types).toEqual([]);
  });
});

describe('the stream of a point', () => {
  it('tells its clerks and operators of what is bound for it, lies there, or has left it', async () => {
    const clerk = await listen('points/AU-ROUBAIX', world.credentials.CLERK.token);
    const operator = await listen('points/AU-ROUBAIX', world.credentials.CHAIN_OPERATOR.token);
    const elsewhere = await listen('points/CA-LILLE', world.otherOperator);
    const parcel = await newParcel();
    await announced(relais, world.otherMerchant.token, 'AU-LILLE');
    await pickUp(parcel);
    const { trackingNumber } = parcel;
    const receipt = { kind: 'STORE_RECEIPT', trackingNumber, pointCode: 'CA-LILLE' };
    await scan(relais, world.otherClerk, receipt);
    for (const stream of [clerk, operator]) {
      await waitFor(() => stream.types.length === 3);
      expect(stream.types).toEqual(['parcel.announced', 'parcel.in_transit', 'parcel.misrouted']);
    }
    await pickUp(parcel);
    await waitFor(() => elsewhere.types.length === 2);
    expect(elsewhere.types).toEqual(['parcel.misrouted', 'parcel.in_transit']);
  });

  it('is for nobody else', async () => {
    const status = async (token?: string) => (await listen('points/AU-ROUBAIX', token)).status;
    expect(await status()).toBe(401);
    expect(await status(world.merchant.token)).toBe(403);
    expect(await status(world.otherClerk)).toBe(403);
    expect(await status(world.otherOperator)).toBe(403);
    expect((await listen('points/NONE', world.credentials.OPERATOR.token)).status).toBe(404);
  });

  it('goes on where it was cut off, without a gap and in the order of each parcel', async () => {
    const token = world.credentials.CLERK.token;
    const whole = await listen('points/AU-ROUBAIX', token);
    const begun = whole.lastId;
    const parcels = [];
    for (let turn = 0; turn < 6; turn += 1) {
      const parcel = await newParcel();
      parcels.push(parcel);
      await pickUp(parcel);
    }
    await waitFor(() => whole.types.length === 12);
    const half = whole.events[6];
    for (const after of [begun, half?.id ?? begun]) {
      const resumed = await listen('points/AU-ROUBAIX', token, { after });
      const seen = (events: typeof whole.events) =>
        events.flatMap(({ data }) => (data.data ? [`${data.data.trackingNumber} ${data.data.sequence}`] : []));
      const expected = seen(whole.events);
      const got = seen(resumed.events);
      expect(got).toEqual(expected.slice(expected.length - got.length));
      expect(got.length).toBe(after === begun ? 12 : 6);
    }
    expect((await listen('points/AU-ROUBAIX', token, { after: '1;DROP' })).status).toBe(400);
    // The position of another database, or of one that was restored since.
    const lost = await listen('points/AU-ROUBAIX', token, { after: '999999999:999999999:' });
    expect(lost.events.map(({ event }) => event)).toEqual(['reset']);
  });
});

describe('streams', () => {
  it('end within seconds after the token was revoked', async () => {
    const { createToken } = await relais.data(
      `mutation { createToken(input: { role: CLERK, label: "desk", pointCode: "AU-ROUBAIX" }) { id secret } }`,
      { token: world.credentials.OPERATOR.token },
    );
    const stream = await listen('points/AU-ROUBAIX', createToken.secret);
    expect(stream.status).toBe(200);
    const variables = { id: createToken.id };
    const revoke = 'mutation ($id: ID!) { revokeToken(id: $id) }';
    await relais.data(revoke, { token: world.credentials.OPERATOR.token, variables });
    const started = performance.now();
    await waitFor(() => stream.isOver);
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it('are at most ten for each caller, and make room when they are closed', async () => {
    const { token } = world.credentials.CHAIN_OPERATOR;
    const streams = await Promise.all(Array.from({ length: 10 }, () => listen('points/AU-LILLE', token)));
    expect(new Set(streams.map(({ status }) => status))).toEqual(new Set([200]));
    expect((await listen('points/AU-LILLE', token)).status).toBe(429);
    expect((await listen('points/AU-ROUBAIX', world.credentials.CLERK.token)).status).toBe(200);
    streams[0]?.close();
    await waitFor(async () => (await listen('points/AU-LILLE', token)).status === 200);
  });

  it('tell what another instance has recorded, and end when theirs stops', async () => {
    beside = await startBeside(relais, {});
    const parcel = await newParcel();
    const path = `parcels/${parcel.trackingNumber}`;
    const stream = await listen(path, world.merchant.token, { url: beside.url });
    await pickUp(parcel);
    await waitFor(() => stream.types.length === 1);
    // A service that waited for its streams to end would never stop.
    beside.app.get(Streams).beforeApplicationShutdown();
    await waitFor(() => stream.isOver);
  });
});
