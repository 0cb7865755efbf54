import { announced, SCAN, scan, track } from './support/parcels.js';
import { Relais } from './support/relais.js';
import { makeWorld, type World } from './support/world.js';

const HELD = `query ($tokenId: ID, $first: Int! = 50, $after: String) {
  heldScans(tokenId: $tokenId, first: $first, after: $after) {
    edges { node {
      id tokenId tokenLabel senderPointCode senderNetworkCode tokenEndedAt receivedAt occurredAt happenedAt isAfterEnd
      clockOffsetMilliseconds trackingNumber kind pointCode codeOutcome
    } }
    pageInfo { hasNextPage endCursor }
  }
}`;
const DECIDE = `mutation ($ids: [ID!]!, $accept: Boolean!) {
  decideHeldScans(ids: $ids, accept: $accept) { id accepted decidedBefore refusal { code } }
}`;
const REVOKE = 'mutation ($id: ID!) { revokeToken(id: $id) }';

type Phone = Record<'id' | 'token', string>;

describe('scans that are sent after a revocation', () => {
  let relais: Relais;
  let world: World;
  let operator: string;
  let carrier: string;
  let phones = 0;

  beforeAll(async () => {
    relais = await Relais.start();
    world = await makeWorld(relais);
    operator = world.credentials.OPERATOR.token as string;
    carrier = world.credentials.CARRIER.token as string;
  });
  afterAll(() => relais.stop());

  const newPhone = async (): Promise<Phone> => {
    phones += 1;
    const label = `phone ${phones}`;
    const token = await relais.token('CLERK', { pointId: world.points['AU-ROUBAIX'], label });
    const [row] = await relais.dataSource.query('SELECT id FROM access_token WHERE label = $1', [label]);
    return { id: row.id, token };
  };
  const revoke = ({ id }: Phone) => relais.data(REVOKE, { token: operator, variables: { id } });
  const arriving = async () => {
    const parcel = await announced(relais, world.otherMerchant.token, 'AU-ROUBAIX');
    await scan(relais, carrier, { kind: 'CARRIER_PICKUP', trackingNumber: parcel.trackingNumber });
    return parcel;
  };
  const send = async (token: string, inputs: Record<string, unknown>[], sentAt?: Date) => {
    const variables = { inputs, ...(sentAt && { sentAt: sentAt.toISOString() }) };
    return (await relais.data(SCAN, { token, variables })).recordHandovers;
  };
  const codesOf = (outcomes: { refusal: { code: string } | null }[]) =>
    outcomes.map(({ refusal }) => refusal?.code ?? null);
  const held = async ({ id: tokenId }: Phone, token = operator) =>
    (await relais.data(HELD, { token, variables: { tokenId } })).heldScans.edges.map(
      ({ node }: { node: Record<string, unknown> }) => node,
    );
  const decide = async (ids: string[], accept: boolean, token = operator) =>
    (await relais.data(DECIDE, { token, variables: { ids, accept } })).decideHeldScans;
  const parcelOf = async (trackingNumber: string) => {
    const query = `{ parcel(id: "${trackingNumber}") { state custodian { kind id } ledger { kind happenedAt actorRole } } }`;
    return (await relais.data(query, { token: operator })).parcel;
  };

  it('wait, and once they are accepted everything is as if they had come in time', async () => {
    const phone = await newPhone();
    const [late, inTime] = [await arriving(), await arriving()];
    const happenedAt = relais.clock.now();
    const receipt = (of: { trackingNumber: string }) => ({
      idempotencyKey: 'receipt',
      kind: 'STORE_RECEIPT',
      trackingNumber: of.trackingNumber,
      occurredAt: happenedAt.toISOString(),
    });
    await send(phone.token, [receipt(inTime)]);
    relais.clock.advance({ hours: 2 });
    await revoke(phone);
    relais.clock.advance({ hours: 3 });
    expect(await send(phone.token, [receipt(late)])).toEqual([
      expect.objectContaining({
        recorded: false,
        state: null,
        refusal: expect.objectContaining({ code: 'WAITS_FOR_OPERATOR' }),
      }),
    ]);
    expect((await parcelOf(late.trackingNumber)).state).toBe('IN_TRANSIT');

    const waiting = await held(phone);
    expect(waiting).toMatchObject([
      {
        ...{ tokenId: phone.id, senderPointCode: 'AU-ROUBAIX', kind: 'STORE_RECEIPT' },
        ...{ trackingNumber: late.trackingNumber, happenedAt: happenedAt.toISOString(), isAfterEnd: false },
      },
    ]);
    relais.clock.advance({ hours: 20 });
    const id = waiting[0].id as string;
    expect(await decide([id], true)).toEqual([{ id, accepted: true, decidedBefore: false, refusal: null }]);
    expect(await held(phone)).toEqual([]);
    const [a, b] = [await parcelOf(late.trackingNumber), await parcelOf(inTime.trackingNumber)];
    expect(a).toMatchObject({ state: 'AVAILABLE', custodian: { kind: 'POINT', id: 'AU-ROUBAIX' } });
    expect(a.ledger.at(-1)).toEqual(b.ledger.at(-1));
    expect((await track(relais, late)).deadline).toBe((await track(relais, inTime)).deadline);
  });

  it('are kept once, and are told apart from what had been recorded before, what was rejected and what reuses a key', async () => {
    const phone = await newPhone();
    const [known, fresh] = [await arriving(), await arriving()];
    const input = (of: { trackingNumber: string }, more = {}) => ({
      idempotencyKey: 'k',
      kind: 'STORE_RECEIPT',
      trackingNumber: of.trackingNumber,
      ...more,
    });
    await send(phone.token, [input(known)]);
    await revoke(phone);
    const answers = await send(phone.token, [
      input(known),
      input(fresh),
      input(fresh),
      input(fresh, { shelf: 'B2' }),
      input({ trackingNumber: '095212340000999993' }, { idempotencyKey: 'other' }),
      input(fresh, { idempotencyKey: 'odd', kind: 'TELEPORTED' }),
      input(fresh, { idempotencyKey: 'where', pointCode: 'NOWHERE' }),
    ]);
    expect(codesOf(answers)).toEqual([
      null,
      'WAITS_FOR_OPERATOR',
      'WAITS_FOR_OPERATOR',
      'KEY_REUSED',
      'UNKNOWN_LABEL',
      'BAD_INPUT',
      'UNKNOWN_POINT',
    ]);
    expect(answers[0]).toMatchObject({ recorded: true, duplicate: true, state: null });
    expect(codesOf(await send(phone.token, [input(fresh)]))).toEqual(['WAITS_FOR_OPERATOR']);
    const [one, ...others] = await held(phone);
    expect(others).toEqual([]);
    expect(await decide([one.id], false)).toEqual([
      { id: one.id, accepted: false, decidedBefore: false, refusal: null },
    ]);
    expect(codesOf(await send(phone.token, [input(fresh)]))).toEqual(['HELD_SCAN_REJECTED']);
    // What was decided stands.
    expect(await decide([one.id], true)).toEqual([{ id: one.id, accepted: false, decidedBefore: true, refusal: null }]);
    expect((await parcelOf(fresh.trackingNumber)).state).toBe('IN_TRANSIT');
  });

  it('do no harm when the phone, paired anew, sends them too', async () => {
    const phone = await newPhone();
    const parcel = await arriving();
    const occurredAt = relais.clock.now().toISOString();
    const input = { idempotencyKey: 'both', kind: 'STORE_RECEIPT', trackingNumber: parcel.trackingNumber, occurredAt };
    await revoke(phone);
    await send(phone.token, [input]);
    const again = await newPhone();
    expect(await send(again.token, [input])).toEqual([expect.objectContaining({ recorded: true, duplicate: false })]);
    const [one] = await held(phone);
    expect(await decide([one.id], true)).toEqual([{ id: one.id, accepted: true, decidedBefore: false, refusal: null }]);
    const { ledger } = await parcelOf(parcel.trackingNumber);
    expect(ledger.map(({ kind }: { kind: string }) => kind)).toEqual([
      'ANNOUNCEMENT',
      'CARRIER_PICKUP',
      'STORE_RECEIPT',
    ]);
  });

  it('say nothing about pickup codes, which count all the same and are not kept', async () => {
    const phone = await newPhone();
    const parcel = await arriving();
    await send(phone.token, [{ idempotencyKey: 'r', kind: 'STORE_RECEIPT', trackingNumber: parcel.trackingNumber }]);
    const { pickupCode } = await track(relais, parcel);
    await revoke(phone);
    const tries = ['000001', '000002', '000003', '000004', '000005', pickupCode].map((code, place) => ({
      idempotencyKey: `try-${place}`,
      kind: ' collection',
      trackingNumber: parcel.trackingNumber,
      pickupCode: code,
    }));
    expect(new Set(codesOf(await send(phone.token, tries)))).toEqual(new Set(['WAITS_FOR_OPERATOR']));
    const kept = await relais.dataSource.query('SELECT h::text AS row FROM held_scan h WHERE token_id = $1', [
      phone.id,
    ]);
    expect(JSON.stringify(kept)).not.toContain(pickupCode);
    expect((await held(phone)).map(({ codeOutcome }: { codeOutcome: string }) => codeOutcome)).toEqual([
      ...Array.from({ length: 5 }, () => 'WRONG'),
      'RIGHT',
    ]);
    const clerk = world.credentials.CLERK.token as string;
    const refused = await scan(relais, clerk, {
      kind: 'COLLECTION',
      trackingNumber: parcel.trackingNumber,
      pickupCode,
    });
    expect(refused.refusal.code).toBe('CODE_LOCKED');
  });

  it('take out the error of the phone’s clock, and happened no later than they were received', async () => {
    const phone = await newPhone();
    const [early, future] = [await arriving(), await arriving()];
    await revoke(phone);
    const now = relais.clock.now().getTime();
    const shown = (ms: number) => new Date(now + ms);
    const input = ({ trackingNumber }: { trackingNumber: string }, at: Date) => ({
      idempotencyKey: 'c',
      kind: 'STORE_RECEIPT',
      trackingNumber,
      occurredAt: at.toISOString(),
    });
    // A clock that is an hour ahead, as it says itself, and one that does not.
    await send(phone.token, [input(early, shown(1_800_000))], shown(3_600_000));
    await send(phone.token, [input(future, shown(5 * 3_600_000))]);
    relais.clock.advance({ days: 2 });
    const [first, second] = await held(phone);
    expect(first).toMatchObject({ happenedAt: shown(-1_800_000).toISOString(), clockOffsetMilliseconds: 3_600_000 });
    await decide([first.id, second.id], true);
    const happened = async (of: { trackingNumber: string }) =>
      (await parcelOf(of.trackingNumber)).ledger.at(-1).happenedAt;
    expect(await happened(early)).toBe(shown(-1_800_000).toISOString());
    expect(await happened(future)).toBe(shown(0).toISOString());
  });

  it('come from an expired carrier’s token too, and from nobody else', async () => {
    const label = 'a driver';
    const token = await relais.token('CARRIER', { networkCode: 'MONDIAL_RELAY', label, expiresInDays: 1 });
    const { trackingNumber } = await announced(relais, world.otherMerchant.token, 'AU-ROUBAIX');
    const input = {
      idempotencyKey: 'p',
      kind: 'CARRIER_PICKUP',
      trackingNumber,
      occurredAt: relais.clock.now().toISOString(),
    };
    const merchantToken = await relais.token('MERCHANT', { merchantId: world.otherMerchant.id, expiresInDays: 1 });
    relais.clock.advance({ days: 1, minutes: 1 });
    expect(codesOf(await send(token, [input]))).toEqual(['WAITS_FOR_OPERATOR']);
    for (const nobody of [merchantToken, `rl_cl_${'A'.repeat(43)}`]) {
      const { status, errors } = await relais.ask(SCAN, { token: nobody, variables: { inputs: [input] } });
      expect([status, errors[0]?.extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
    }
    const [row] = await relais.dataSource.query('SELECT id FROM access_token WHERE label = $1', [label]);
    const [one] = await held({ id: row.id, token });
    expect(one).toMatchObject({ senderNetworkCode: 'MONDIAL_RELAY', senderPointCode: null, isAfterEnd: false });
    await decide([one.id], true);
    expect(await parcelOf(trackingNumber)).toMatchObject({ custodian: { kind: 'CARRIER', id: 'MONDIAL_RELAY' } });
  });

  it('wait on where their sender had no part in it, and are for the operators of the parcel’s chain', async () => {
    const phone = await newPhone();
    const parcel = await arriving();
    await revoke(phone);
    await send(phone.token, [{ idempotencyKey: 'x', kind: 'CANCELLATION', trackingNumber: parcel.trackingNumber }]);
    const [one] = await held(phone);
    const stranger = await decide([one.id], false, world.otherOperator);
    expect(stranger).toMatchObject([{ accepted: null, refusal: { code: 'NOT_FOUND' } }]);
    expect(await held(phone, world.otherOperator)).toEqual([]);
    expect(await decide([one.id, 'nothing'], true)).toMatchObject([
      { accepted: null, refusal: { code: 'NOT_ENTITLED' } },
      { accepted: null, refusal: { code: 'NOT_FOUND' } },
    ]);
    expect(await held(phone)).toHaveLength(1);
    expect(await decide([one.id], false, world.credentials.CHAIN_OPERATOR.token as string)).toMatchObject([
      { accepted: false },
    ]);
  });

  it('are decided once by two operators at the same time', async () => {
    const phone = await newPhone();
    const parcels = [await arriving(), await arriving(), await arriving()];
    await revoke(phone);
    await send(
      phone.token,
      parcels.map(({ trackingNumber }) => ({ idempotencyKey: 'twice', kind: 'STORE_RECEIPT', trackingNumber })),
    );
    const ids = (await held(phone)).map(({ id }: { id: string }) => id);
    const decisions = await Promise.all([decide(ids, true), decide([...ids].reverse(), false)]);
    const [accepted, rejected] = decisions.map((outcomes) =>
      outcomes.filter(({ decidedBefore }: { decidedBefore: boolean }) => !decidedBefore),
    );
    expect(accepted.length + rejected.length).toBe(ids.length);
    const states = await Promise.all(parcels.map(async ({ trackingNumber }) => (await parcelOf(trackingNumber)).state));
    expect(states.filter((state) => state === 'AVAILABLE')).toHaveLength(accepted.length);
  });

  it('are bounded for each token', async () => {
    const phone = await newPhone();
    const parcel = await arriving();
    await revoke(phone);
    await relais.dataSource.query(
      `INSERT INTO held_scan (id, token_id, received_at, parcel_id, idempotency_key, fingerprint, scan, code_outcome)
       SELECT gen_random_uuid(), $1, $2, $3, 'many-' || n, '', '{"kind":"SHELVED"}', 'ABSENT' FROM generate_series(1, 4999) n`,
      [phone.id, relais.clock.now(), parcel.id],
    );
    const inputs = ['a', 'b'].map((idempotencyKey) => ({
      idempotencyKey,
      kind: 'STORE_RECEIPT',
      trackingNumber: parcel.trackingNumber,
    }));
    expect(codesOf(await send(phone.token, inputs))).toEqual(['WAITS_FOR_OPERATOR', 'TOO_MANY_HELD_SCANS']);
  });
});
