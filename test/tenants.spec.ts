import { CREATE, newParcel, SCAN, scan, track } from './support/parcels.js';
import { type GraphqlError, Relais } from './support/relais.js';
import { linkToken, makeWorld, type World } from './support/world.js';

let relais: Relais;
let world: World;

beforeAll(async () => {
  relais = await Relais.start();
  world = await makeWorld(relais);
});
afterAll(() => relais.stop());

const PARCEL = `query ($id: ID!) {
  parcel(id: $id) { trackingNumber recipient { name email phone } customerLink }
}`;
const PARCELS = `query ($filter: ParcelsFilter) {
  parcels(filter: $filter) { edges { node { trackingNumber recipient { name } } } }
}`;
const CANCEL = 'mutation ($id: ID!) { cancelParcel(trackingNumber: $id) { __typename } }';
const REBOOK = 'mutation ($input: RebookParcelInput!) { rebookParcel(input: $input) { __typename } }';
const TRACK = 'query ($id: ID!, $token: String) { track(trackingNumber: $id, token: $token) { state } }';

/** The code of what came back, or the data. */
async function answer(token: string | undefined, query: string, variables: Record<string, unknown>) {
  const { data, errors } = await relais.ask(query, { token, variables });
  return errors[0]?.extensions.code ?? data;
}

async function parcelsOf(token: string | undefined, filter: Record<string, unknown> = {}): Promise<string[]> {
  const { parcels } = await relais.data(PARCELS, { token, variables: { filter } });
  return parcels.edges.map(({ node }: { node: { trackingNumber: string } }) => node.trackingNumber);
}

async function label(token: string | undefined, trackingNumber: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(`${relais.url}/labels/${trackingNumber}.zpl`, { headers });
  await response.arrayBuffer();
  return response.status;
}

async function scanned(token: string, input: Record<string, unknown>) {
  const inputs = [{ idempotencyKey: `tried-${JSON.stringify(input)}`.slice(0, 90), ...input }];
  const { recordHandovers } = await relais.data(SCAN, { token, variables: { inputs } });
  return recordHandovers[0].refusal?.code ?? recordHandovers[0].state;
}

const NOBODYS = '095212349999999999';

/** Everything that can be asked about one parcel is answered as if the parcel were not there. */
async function expectUnseen(token: string, id: string): Promise<void> {
  expect(await answer(token, PARCEL, { id })).toBe('NOT_FOUND');
  expect(await parcelsOf(token)).not.toContain(id);
  expect(await answer(token, TRACK, { id })).toBe('LINK_INVALID');
}

async function expectUntouchable(token: string, id: string): Promise<void> {
  expect(await answer(token, CANCEL, { id })).toBe('NOT_FOUND');
  const input = { idempotencyKey: 'theirs', trackingNumber: id, pickupPointCode: 'AU-LILLE' };
  expect(await answer(token, REBOOK, { input })).toBe('NOT_FOUND');
  expect(await label(token, id)).toBe(404);
  expect(await scanned(token, { kind: 'MERCHANT_TAKE_BACK', trackingNumber: id })).toBe('UNKNOWN_LABEL');
}

describe('a merchant', () => {
  it('has no way to another’s parcel, and cannot tell it from one that is not there', async () => {
    const { token } = world.otherMerchant;
    const { id, trackingNumber } = world.parcel;
    await expectUnseen(token, trackingNumber);
    await expectUntouchable(token, trackingNumber);
    expect(await answer(token, PARCEL, { id })).toBe('NOT_FOUND');
    expect(await parcelsOf(token, { merchantId: world.merchant.id })).toEqual([]);
    const told = async (number: string) => {
      const { errors } = await relais.ask(PARCEL, { token, variables: { id: number } });
      return JSON.stringify(errors).replaceAll(number, '');
    };
    expect(await told(trackingNumber)).toBe(await told(NOBODYS));
  });

  it('has no way to another’s account', async () => {
    const { token } = world.otherMerchant;
    const merchantId = world.merchant.id;
    expect(await answer(token, 'query ($id: ID) { merchant(id: $id) { email } }', { id: merchantId })).toBe(
      'NOT_FOUND',
    );
    const programmes = 'query ($merchantId: ID) { programmes(merchantId: $merchantId) { free } }';
    expect(await answer(token, programmes, { merchantId })).toBe('NOT_FOUND');
    const update = 'mutation ($input: UpdateMerchantInput!) { updateMerchant(input: $input) { id } }';
    expect(await answer(token, update, { input: { merchantId, email: 'mine@example.org' } })).toBe('NOT_FOUND');
    const resend = 'mutation ($merchantId: ID) { resendEmailProof(merchantId: $merchantId) }';
    expect(await answer(token, resend, { merchantId })).toBe('NOT_FOUND');
    const input = { ...newParcel('AU-LILLE'), merchantId };
    expect(['NOT_FOUND', 'FORBIDDEN']).toContain(await answer(token, CREATE, { input }));
    const search = { near: { coordinates: { lat: 50, lon: 3 } }, merchantId };
    const asked = 'query ($search: PickupPointSearchInput!) { pickupPoints(search: $search) { matches { feeCents } } }';
    expect(['NOT_FOUND', 'FORBIDDEN']).toContain(await answer(token, asked, { search }));
  });
});

describe('a clerk', () => {
  it('sees what is booked at its point or lies there, and nothing of other points', async () => {
    const own = world.credentials.CLERK.token as string;
    expect(await parcelsOf(own)).toEqual([world.parcel.trackingNumber]);
    await expectUnseen(world.otherClerk, world.parcel.trackingNumber);
    expect(await parcelsOf(world.otherClerk, { pointCode: 'AU-ROUBAIX' })).toEqual([]);
  });

  it('cannot scan as another point, nor speak of the fate of a parcel that its point never saw', async () => {
    const { trackingNumber } = world.parcel;
    const scans = [
      { kind: 'STORE_RECEIPT', pointCode: 'AU-ROUBAIX' },
      { kind: 'DROP_OFF', pointCode: 'AU-LILLE' },
      { kind: 'COLLECTION', pointCode: 'AU-ROUBAIX', pickupCode: '000000' },
      { kind: 'LOSS_REPORT' },
      { kind: 'CANCELLATION' },
      { kind: 'RECALL' },
      { kind: 'EXTENSION' },
    ];
    for (const input of scans) {
      const code = await scanned(world.otherClerk, { ...input, trackingNumber });
      expect([input.kind, code]).toEqual([input.kind, 'NOT_ENTITLED']);
    }
  });

  it('cannot try out pickup codes, however it writes what it does', async () => {
    const clerk = world.credentials.CLERK.token as string;
    const { trackingNumber } = world.parcel;
    const kinds = ['COLLECTION', 'collection', ' Collection', 'cOLLECTION ', 'collection'];
    const wrong = [];
    for (const [index, kind] of kinds.entries()) {
      wrong.push((await scan(relais, clerk, { kind, trackingNumber, pickupCode: `00000${index}` })).refusal);
    }
    const left = wrong.map(({ code, details }) => [code, details.triesLeft]);
    expect(left).toEqual([4, 3, 2, 1, 0].map((tries) => ['CODE_WRONG', tries]));
    const locked = await scan(relais, clerk, { kind: 'collection', trackingNumber, pickupCode: '000009' });
    expect(locked.refusal.code).toBe('CODE_LOCKED');
    const replace = 'mutation ($id: ID!) { replacePickupCode(trackingNumber: $id) }';
    expect(await answer(world.otherOperator, replace, { id: trackingNumber })).toBe('NOT_FOUND');
    await relais.data(replace, { token: world.credentials.CHAIN_OPERATOR.token, variables: { id: trackingNumber } });
    const again = await scan(relais, clerk, { kind: 'COLLECTION', trackingNumber, pickupCode: '000000' });
    expect(again.refusal.details).toEqual({ triesLeft: 4 });
  });
});

describe('a carrier', () => {
  it('of another network sees nothing of a parcel', async () => {
    await expectUnseen(world.otherCarrier, world.parcel.trackingNumber);
  });

  it('cannot speak for another network or for the point that gives', async () => {
    const { trackingNumber } = world.parcel;
    for (const input of [{ kind: 'CARRIER_PICKUP', side: 'GIVER', pointCode: 'AU-LILLE' }, { kind: 'DROP_OFF' }]) {
      expect(await scanned(world.otherCarrier, { ...input, trackingNumber })).toBe('NOT_ENTITLED');
    }
  });
});

describe('an operator of one chain', () => {
  it('has no way to parcels bound for another chain', async () => {
    const { trackingNumber } = world.parcel;
    await expectUnseen(world.otherOperator, trackingNumber);
    await expectUntouchable(world.otherOperator, trackingNumber);
    expect(await parcelsOf(world.credentials.CHAIN_OPERATOR.token)).toContain(trackingNumber);
  });

  it('books at no point of another chain, where it could not see the parcel afterwards', async () => {
    const { token } = world.credentials.CHAIN_OPERATOR;
    const input = { ...newParcel('CA-LILLE'), merchantId: world.merchant.id, cost: 'ANY' };
    expect(await answer(token, CREATE, { input })).toBe('FORBIDDEN');
    const move = { idempotencyKey: 'away', trackingNumber: world.parcel.trackingNumber, pickupPointCode: 'CA-LILLE' };
    expect(await answer(token, REBOOK, { input: move })).toBe('FORBIDDEN');
  });

  it('edits no point of another chain, pairs no phone there, and ends no token there', async () => {
    const token = world.otherOperator;
    const clerk = await relais.token('CLERK', { pointId: world.points['AU-LILLE'] });
    const [{ id }] = await relais.dataSource.query(
      'SELECT id FROM access_token WHERE point_id = $1 ORDER BY id DESC LIMIT 1',
      [world.points['AU-LILLE']],
    );
    const code = 'AU-LILLE';
    for (const [query, expected] of [
      ['mutation ($code: ID!) { updatePoint(code: $code, input: { name: "Mine" }) { __typename } }', 'FORBIDDEN'],
      ['mutation ($code: ID!) { suspendPoint(code: $code, reason: "mine") { __typename } }', 'FORBIDDEN'],
      ['mutation ($code: ID!) { reopenPoint(code: $code) { __typename } }', 'FORBIDDEN'],
      ['mutation ($code: ID!) { closePoint(code: $code) { __typename } }', 'FORBIDDEN'],
      ['mutation ($code: ID!) { releasePointFields(code: $code, fields: [name]) { __typename } }', 'FORBIDDEN'],
      ['mutation ($code: ID!) { createPairingCode(pointCode: $code, label: "x") { code } }', 'NOT_FOUND'],
    ] as const) {
      expect([query, await answer(token, query, { code })]).toEqual([query, expected]);
    }
    expect(await answer(token, 'mutation ($id: ID!) { revokeToken(id: $id) }', { id })).toBe('NOT_FOUND');
    expect(await parcelsOf(clerk)).toContain(world.otherParcel.trackingNumber);
    const { point } = await relais.data('{ point(code: "AU-LILLE") { name origins { field } } }', { token });
    expect(point).toEqual({ name: 'Point AU-LILLE', origins: null });
  });

  it('reads no other chain’s lines of the audit log', async () => {
    const lines = async (token: string | undefined) =>
      (await relais.data('{ auditLog(first: 100) { operation actorId } }', { token })).auditLog;
    const [own, all] = [await lines(world.otherOperator), await lines(world.credentials.OPERATOR.token)];
    expect(own.length).toBeGreaterThan(0);
    expect(new Set(own.map(({ actorId }: { actorId: string }) => actorId)).size).toBe(1);
    expect(all.length).toBeGreaterThan(own.length);
  });
});

describe('a customer', () => {
  it('opens one parcel with the link, and no other', async () => {
    const token = linkToken(world.parcel);
    const other = world.otherParcel.trackingNumber;
    await expectUnseenByCustomer(token, other);
    expect(await answer(undefined, TRACK, { id: other, token })).toBe('LINK_INVALID');
    expect(await answer(undefined, TRACK, { id: NOBODYS, token })).toBe('LINK_INVALID');
    const forged = linkToken(world.parcel).replace(world.parcel.trackingNumber, other);
    expect(await answer(undefined, TRACK, { id: other, token: forged })).toBe('LINK_INVALID');
    for (const notALink of [world.merchant.token, '', 'x', `${token}x`, token.slice(0, -1)]) {
      const id = world.parcel.trackingNumber;
      expect(await answer(undefined, TRACK, { id, token: notALink })).toBe('LINK_INVALID');
    }
    expect(await answer(token, PARCEL, { id: world.parcel.id })).toMatchObject({ parcel: { customerLink: null } });
  });

  async function expectUnseenByCustomer(token: string, id: string): Promise<void> {
    expect(await answer(token, PARCEL, { id })).toBe('NOT_FOUND');
    expect(await answer(token, TRACK, { id })).toBe('LINK_INVALID');
    expect(await scanned(token, { kind: 'CUSTOMER_REFUSAL', trackingNumber: id })).toBe('UNKNOWN_LABEL');
  }
});

describe('the recipient', () => {
  it('is shown to the sender and to operators, by name to the counter that hands over, and to nobody else', async () => {
    const recipient = { name: 'Amélie Dupont', email: 'amelie@example.org', phone: '+33 6 12 34 56 78' };
    const { createParcel: parcel } = await relais.data(CREATE, {
      token: world.merchant.token,
      variables: { input: newParcel('AU-ROUBAIX', { recipient, dropOffPointCode: 'AU-LILLE' }) },
    });
    const { trackingNumber } = parcel;
    const { OPERATOR, CHAIN_OPERATOR, CLERK, CARRIER } = world.credentials;
    const sender = await relais.token('CLERK', { pointId: world.points['AU-LILLE'] });
    await scan(relais, sender, { kind: 'DROP_OFF', trackingNumber });
    const seenBy = async (token: string | undefined) => (await answer(token, PARCEL, { id: trackingNumber })).parcel;
    for (const token of [world.merchant.token, OPERATOR.token, CHAIN_OPERATOR.token]) {
      expect((await seenBy(token)).recipient).toEqual(recipient);
    }
    expect(await seenBy(CLERK.token)).toMatchObject({
      recipient: { name: recipient.name, email: null, phone: null },
      customerLink: null,
    });
    expect(await seenBy(sender)).toMatchObject({ recipient: null, customerLink: null });
    await scan(relais, CARRIER.token as string, { kind: 'CARRIER_PICKUP', trackingNumber, pointCode: 'AU-LILLE' });
    expect(await seenBy(CARRIER.token)).toMatchObject({ recipient: null, customerLink: null });
    expect(await seenBy(linkToken(parcel))).toMatchObject({ recipient: null, customerLink: null });
    const told = await relais.ask(PARCEL, { token: world.otherMerchant.token, variables: { id: trackingNumber } });
    expect(JSON.stringify(told)).not.toMatch(/Am.lie|amelie|12 34/);
    expect(JSON.stringify(await track(relais, parcel))).not.toMatch(/Am.lie|amelie|12 34/);
  });

  it('is told in no error, whatever is wrong with it', async () => {
    const wrong: GraphqlError[] = [];
    const named = { name: 'Amélie Dupont', email: 'amelie@example.org', phone: '+33612345678' };
    for (const more of [{ email: 'amelie at example' }, { phone: 'amelie' }, { name: `Amélie${'x'.repeat(200)}` }]) {
      const input = newParcel('AU-ROUBAIX', { recipient: { ...named, ...more } });
      wrong.push(...(await relais.ask(CREATE, { token: world.merchant.token, variables: { input } })).errors);
    }
    expect(wrong).toHaveLength(3);
    expect(JSON.stringify(wrong)).not.toMatch(/Am.lie|amelie/);
  });
});
