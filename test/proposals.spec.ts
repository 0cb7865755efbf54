import { registered, TOY_SHOP } from './support/merchants.js';
import { announced, scan } from './support/parcels.js';
import { addPoint, LILLE } from './support/points.js';
import { Relais } from './support/relais.js';
import { openProgramme, waiting } from './support/waiting.js';

const PROPOSED = `query ($trackingNumber: ID!, $first: Int! = 5) {
  proposedPoints(trackingNumber: $trackingNumber, first: $first) {
    against { code detail } refusedFor points { point { code } distanceMetres programmeCode feeCents freePlaces }
  }
}`;
const MOVES = `query ($pointCode: ID!, $first: Int! = 20, $after: String) {
  movesProposed(pointCode: $pointCode, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor }
    edges { node { trackingNumber state isThere to { point { code } feeCents } } }
  }
}`;
const MOVE = `mutation ($inputs: [MoveParcelInput!]!) {
  moveParcels(inputs: $inputs) { trackingNumber moved refusal { code } }
}`;
const REBOOK = `mutation ($input: RebookParcelInput!) {
  rebookParcel(input: $input) {
    __typename ... on Parcel { state pickupPoint { code } feeCents programmeCode } ... on Refusal { code details }
  }
}`;

interface Announced {
  trackingNumber: string;
  customerLink: string;
}
interface Move {
  trackingNumber: string;
  state: string;
  isThere: boolean;
  to: { point: { code: string } } | null;
}

/** Points on a line to the east of Lille, some hundreds of metres apart. */
const at = (steps: number) => ({ lat: LILLE.lat, lon: LILLE.lon + steps * 0.005 });

describe('another point for a parcel', () => {
  let relais: Relais;
  let merchant: { id: string; token: string };
  let operator: string;
  let carrier: string;
  let clerk: string;

  beforeEach(async () => {
    relais = await Relais.start();
    await openProgramme(relais, { code: 'free', chain: 'AUCHAN' });
    await openProgramme(relais, { code: 'cheap', chain: 'CARREFOUR', feeCents: 200 });
    await openProgramme(relais, { code: 'dear', chain: 'LECLERC', feeCents: 450 });
    const home = await addPoint(relais, { code: 'HOME', chain: 'AUCHAN', networks: ['MR'], ...at(0) });
    await addPoint(relais, { code: 'FULL', chain: 'AUCHAN', ...at(1), capacityParcels: 0 });
    await addPoint(relais, { code: 'CHEAP', chain: 'CARREFOUR', ...at(2) });
    await addPoint(relais, { code: 'DEAR', chain: 'LECLERC', ...at(3) });
    await addPoint(relais, { code: 'SMALL', chain: 'AUCHAN', ...at(4), maxWeightGrams: 100 });
    await addPoint(relais, { code: 'NEAR', chain: 'AUCHAN', ...at(5), capacityParcels: 2 });
    await addPoint(relais, { code: 'FAR', chain: 'AUCHAN', networks: ['MR'], ...at(6), capacityParcels: 3 });
    merchant = await registered(relais, TOY_SHOP);
    operator = await relais.token('OPERATOR');
    carrier = await relais.token('CARRIER', { networkCode: 'MR' });
    clerk = await relais.token('CLERK', { pointId: home });
  });
  afterEach(() => relais.stop());

  const home = (more = {}) => announced(relais, merchant.token, 'HOME', more);
  const customerOf = ({ customerLink }: Announced) => customerLink.split('#')[1] as string;
  const proposed = async (token: string, { trackingNumber }: Announced) =>
    (await relais.data(PROPOSED, { token, variables: { trackingNumber } })).proposedPoints;
  const codes = async (token: string, parcel: Announced) =>
    (await proposed(token, parcel)).points.map(({ point }: { point: { code: string } }) => point.code);
  const moves = async (token: string, more = {}) =>
    (await relais.data(MOVES, { token, variables: { pointCode: 'HOME', ...more } })).movesProposed;
  const nodes = (page: { edges: { node: Move }[] }) => page.edges.map(({ node }) => node);
  let lastKey = 0;
  const rebook = async (token: string, { trackingNumber }: Announced, pickupPointCode: string, more = {}) => {
    lastKey += 1;
    const input = { idempotencyKey: `rebooking-${lastKey}`, trackingNumber, pickupPointCode, ...more };
    return (await relais.data(REBOOK, { token, variables: { input } })).rebookParcel;
  };
  const suspend = () =>
    relais.data('mutation { suspendPoint(code: "HOME", reason: "works") { __typename } }', { token: operator });

  it('is the nearest that takes it, has room, and costs no more than what was agreed', async () => {
    const parcel = await home();
    expect(await proposed(customerOf(parcel), parcel)).toMatchObject({
      against: [],
      refusedFor: null,
      points: [
        { point: { code: 'NEAR' }, programmeCode: 'free', feeCents: 0, freePlaces: 2 },
        { point: { code: 'FAR' }, programmeCode: 'free', feeCents: 0, freePlaces: 3 },
      ],
    });
    const priced = await announced(relais, merchant.token, 'CHEAP', { cost: 'ANY' });
    // From where it is booked: back to HOME is as far as on to SMALL, which cannot take it.
    expect(await codes(merchant.token, priced)).toEqual(['HOME', 'NEAR', 'FAR']);
    // FAR and HOME are as far, so that their codes decide.
    const dear = await announced(relais, merchant.token, 'DEAR', { cost: 'ANY' });
    expect(await codes(merchant.token, dear)).toEqual(['CHEAP', 'NEAR', 'FAR', 'HOME']);
    const auchan = await relais.token('OPERATOR', { chainCode: 'AUCHAN' });
    expect((await relais.ask(PROPOSED, { token: auchan, variables: dear })).errors[0]?.extensions.code).toBe(
      'NOT_FOUND',
    );
    await suspend();
    expect((await proposed(merchant.token, parcel)).against).toEqual([
      { code: 'POINT_STATE', detail: expect.any(String) },
    ]);
  });

  it('is of the network whose carrier holds it, once the booked one has refused it', async () => {
    const parcel = await home();
    const { trackingNumber } = parcel;
    await scan(relais, carrier, { kind: 'CARRIER_PICKUP', trackingNumber });
    await scan(relais, clerk, { kind: 'STORE_REFUSAL', trackingNumber, reason: 'FULL' });
    expect(await proposed(merchant.token, parcel)).toMatchObject({
      refusedFor: 'FULL',
      points: [{ point: { code: 'FAR' } }],
    });
  });

  it('is taken by the customer, while somebody carries it anyway or nobody pays for it', async () => {
    const parcel = await home();
    expect(await rebook(customerOf(parcel), parcel, 'NEAR')).toMatchObject({
      pickupPoint: { code: 'NEAR' },
      feeCents: 0,
    });
    // A customer does not spend the merchant's money; the merchant may.
    for (const cost of ['FREE_ONLY', 'ANY']) {
      expect(await rebook(customerOf(parcel), parcel, 'DEAR', { cost })).toMatchObject({ code: 'NOT_FREE' });
    }
    expect(await rebook(merchant.token, parcel, 'DEAR')).toMatchObject({ code: 'NOT_FREE' });
    expect(await rebook(merchant.token, parcel, 'DEAR', { cost: 'ANY' })).toMatchObject({ feeCents: 450 });
    expect(await rebook(customerOf(parcel), parcel, 'CHEAP')).toMatchObject({ feeCents: 200 });
    expect(await rebook(customerOf(parcel), parcel, 'DEAR')).toMatchObject({ code: 'NOT_FREE' });

    const free = await waiting(relais, merchant.token, clerk, 'HOME');
    expect(await rebook(customerOf(free), free, 'NEAR')).toMatchObject({ state: 'AVAILABLE' });
    const there = await relais.token('CLERK', {
      pointId: (await relais.dataSource.query("SELECT id FROM point WHERE code = 'CHEAP'"))[0].id,
    });
    const priced = await waiting(relais, merchant.token, there, 'CHEAP', { cost: 'ANY' });
    expect(await codes(customerOf(priced), priced)).toEqual([]);
    expect(await rebook(customerOf(priced), priced, 'NEAR')).toEqual({
      __typename: 'Refusal',
      code: 'STATE_DOES_NOT_ALLOW',
      details: { state: 'AVAILABLE', feeCents: 200 },
    });
    const { errors } = await relais.ask(REBOOK, {
      token: customerOf(free),
      variables: {
        input: { idempotencyKey: 'x', trackingNumber: priced.trackingNumber, pickupPointCode: 'NEAR' },
      },
    });
    expect(errors[0]?.extensions.code).toBe('NOT_FOUND');
  });

  it('is proposed for all that is bound for a suspended point, and no place twice, on whichever page', async () => {
    const parcels = [await waiting(relais, merchant.token, clerk, 'HOME')];
    for (let count = 1; count < 7; count += 1) parcels.push(await home());
    await suspend();
    const whole = await moves(operator);
    expect(whole.totalCount).toBe(7);
    expect(nodes(whole).map(({ to }) => to?.point.code ?? null)).toEqual([
      ...['NEAR', 'NEAR', 'FAR', 'FAR', 'FAR', null, null],
    ]);
    expect(nodes(whole)[0]).toMatchObject({ state: 'AVAILABLE', isThere: true });
    expect(nodes(whole)[1]).toMatchObject({ state: 'ANNOUNCED', isThere: false });
    const paged: Move[] = [];
    let after: string | null = null;
    do {
      const page = await moves(operator, { first: 3, after });
      paged.push(...nodes(page));
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after !== null);
    expect(paged).toEqual(nodes(whole));

    const inputs = nodes(whole).map(({ trackingNumber, to }) => ({
      idempotencyKey: 'move',
      trackingNumber,
      pickupPointCode: to?.point.code ?? 'NEAR',
    }));
    const send = async (token: string) => (await relais.data(MOVE, { token, variables: { inputs } })).moveParcels;
    const expected = parcels.map(({ trackingNumber }, index) => ({
      trackingNumber,
      moved: index < 5,
      refusal: index < 5 ? null : { code: 'FULL' },
    }));
    expect(await send(operator)).toEqual(expected);
    // Sent again it moves nothing twice.
    expect(await send(operator)).toEqual(expected);
    const used = await relais.dataSource.query(
      "SELECT code, point_use(id, now()) AS used FROM point WHERE code IN ('NEAR', 'FAR') ORDER BY code DESC",
    );
    expect(used).toEqual([
      { code: 'NEAR', used: 2 },
      { code: 'FAR', used: 3 },
    ]);
    expect(nodes(await moves(operator)).map(({ to }) => to)).toEqual([null, null]);
  });

  it('is moved to by operators of the chain, and a bad move spoils no other', async () => {
    const [good, other] = [await home(), await home()];
    const auchan = await relais.token('OPERATOR', { chainCode: 'AUCHAN' });
    const carrefour = await relais.token('OPERATOR', { chainCode: 'CARREFOUR' });
    const inputs = [
      { idempotencyKey: 'a', trackingNumber: '095212340000000000', pickupPointCode: 'NEAR' },
      {},
      { idempotencyKey: 'c', trackingNumber: other.trackingNumber, pickupPointCode: 'CHEAP' },
      { idempotencyKey: 'd', trackingNumber: good.trackingNumber, pickupPointCode: 'NEAR' },
      { idempotencyKey: 'e', trackingNumber: other.trackingNumber, pickupPointCode: 'NOWHERE' },
      { idempotencyKey: 'f', trackingNumber: good.trackingNumber, pickupPointCode: 'NEAR' },
    ];
    const outcome = async (token: string) =>
      (await relais.data(MOVE, { token, variables: { inputs } })).moveParcels.map(
        ({ refusal }: { refusal: { code: string } | null }) => refusal?.code ?? 'moved',
      );
    expect(await outcome(carrefour)).toEqual(Array.from(inputs, (_, i) => (i === 1 ? 'BAD_INPUT' : 'NOT_FOUND')));
    expect(await outcome(auchan)).toEqual(['NOT_FOUND', 'BAD_INPUT', 'FORBIDDEN', 'moved', 'NOT_FOUND', 'SAME_POINT']);
    const { errors } = await relais.ask(MOVES, { token: carrefour, variables: { pointCode: 'HOME' } });
    expect(errors[0]?.extensions.code).toBe('FORBIDDEN');
    const odd = ['a\u0000b', 'x'.repeat(3000), ' '].map((trackingNumber) => ({ idempotencyKey: 'g', trackingNumber }));
    const { moveParcels } = await relais.data(MOVE, { token: operator, variables: { inputs: odd } });
    expect(moveParcels).toEqual(
      [null, null, ' '].map((trackingNumber) => ({ trackingNumber, moved: false, refusal: { code: 'BAD_INPUT' } })),
    );
    const { errors: many } = await relais.ask(MOVE, {
      token: operator,
      variables: { inputs: Array.from({ length: 501 }, () => ({})) },
    });
    expect(many[0]?.extensions).toMatchObject({ code: 'BAD_INPUT', field: 'inputs' });
  });
});
