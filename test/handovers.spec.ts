import { seedProgrammes } from '../seeds/programmes.js';
import { registered, TOY_SHOP } from './support/merchants.js';
import { announced, SCAN, scan, track } from './support/parcels.js';
import { addPoint } from './support/points.js';
import { Relais } from './support/relais.js';

describe('handovers', () => {
  let relais: Relais;
  let merchant: { id: string; token: string };
  let carrier: string;
  let operator: string;
  const clerks: Record<string, string> = {};

  beforeAll(async () => {
    relais = await Relais.start();
    await seedProgrammes(relais.service.app);
    for (const code of ['LILLE', 'ROUBAIX', 'TOURCOING']) {
      const pointId = await addPoint(relais, { code, chain: 'AUCHAN', networks: ['MONDIAL_RELAY'] });
      clerks[code] = await relais.token('CLERK', { pointId });
    }
    merchant = await registered(relais, TOY_SHOP);
    carrier = await relais.token('CARRIER', { networkCode: 'MONDIAL_RELAY' });
    operator = await relais.token('OPERATOR');
  });
  afterAll(() => relais.stop());

  const clerk = (code: string) => clerks[code] as string;
  const toRoubaix = () => announced(relais, merchant.token, 'ROUBAIX');

  const sendAll = async (token: string, inputs: Record<string, unknown>[], sentAt?: string) =>
    (await relais.data(SCAN, { token, variables: { inputs, sentAt } })).recordHandovers;

  /** A parcel that waits in Roubaix for its customer. */
  const waiting = async () => {
    const parcel = await toRoubaix();
    const { trackingNumber } = parcel;
    await scan(relais, clerk('LILLE'), { kind: 'DROP_OFF', trackingNumber });
    await scan(relais, carrier, { kind: 'CARRIER_PICKUP', trackingNumber, pointCode: 'LILLE' });
    await scan(relais, clerk('ROUBAIX'), { kind: 'STORE_RECEIPT', trackingNumber });
    return { ...parcel, ...(await track(relais, parcel)) };
  };

  const wrongCode = (code: string) => (code === '000000' ? '111111' : '000000');

  it('are answered in the order sent, and a bad one does not spoil the rest', async () => {
    const { trackingNumber } = await toRoubaix();
    const outcomes = await sendAll(clerk('LILLE'), [
      { idempotencyKey: 'a', kind: 'DROP_OFF', trackingNumber: '095212340000000000' },
      { idempotencyKey: 'b', kind: 'DROP_OFF' },
      { idempotencyKey: 'c', kind: 'TELEPORTATION', trackingNumber },
      { idempotencyKey: 'd', kind: 'DROP_OFF', trackingNumber, pointCode: 'ROUBAIX' },
      { idempotencyKey: 'e', kind: 'DROP_OFF', trackingNumber },
      {},
    ]);
    expect(outcomes.map(({ refusal }: { refusal: { code: string } | null }) => refusal?.code ?? 'recorded')).toEqual([
      'UNKNOWN_LABEL',
      'BAD_INPUT',
      'BAD_INPUT',
      'NOT_ENTITLED',
      'recorded',
      'BAD_INPUT',
    ]);
    expect(outcomes[4]).toMatchObject({ idempotencyKey: 'e', state: 'DROPPED_OFF', duplicate: false });
  });

  it('are recorded once: sent again they answer the same, and a key with other content is refused', async () => {
    const { trackingNumber } = await toRoubaix();
    const input = { idempotencyKey: 'once', kind: 'DROP_OFF', trackingNumber };
    expect((await sendAll(clerk('LILLE'), [input]))[0]).toMatchObject({ recorded: true, duplicate: false });
    expect((await sendAll(clerk('LILLE'), [input, input]))[1]).toMatchObject({ recorded: true, duplicate: true });
    const other = await sendAll(clerk('LILLE'), [{ ...input, shelf: 'A1' }]);
    expect(other[0]).toMatchObject({ recorded: false, refusal: { code: 'KEY_REUSED' } });
    const { parcel } = await relais.data(`{ parcel(id: "${trackingNumber}") { ledger { kind } } }`, {
      token: merchant.token,
    });
    expect(parcel.ledger).toHaveLength(2);
  });

  it('lock a code after five wrong tries, until the operator gives the customer a new one', async () => {
    const { trackingNumber, pickupCode, customerLink } = await waiting();
    const tryCode = (code: string) =>
      scan(relais, clerk('ROUBAIX'), { kind: 'COLLECTION', trackingNumber, pickupCode: code });
    for (const triesLeft of [4, 3, 2, 1, 0]) {
      expect(await tryCode(wrongCode(pickupCode))).toMatchObject({
        refusal: { code: 'CODE_WRONG', details: { triesLeft } },
      });
    }
    expect(await tryCode(pickupCode)).toMatchObject({ recorded: false, refusal: { code: 'CODE_LOCKED' } });
    await relais.data('mutation ($id: ID!) { replacePickupCode(trackingNumber: $id) }', {
      token: operator,
      variables: { id: trackingNumber },
    });
    const renewed = await track(relais, { trackingNumber, customerLink });
    expect(renewed.pickupCode).not.toBe(pickupCode);
    expect(await tryCode(renewed.pickupCode)).toMatchObject({ recorded: true, state: 'COLLECTED' });
  });

  it('keep a collection that happened with no network, and say so where its code does not check', async () => {
    const good = await waiting();
    const bad = await waiting();
    const occurredAt = relais.clock.now().toISOString();
    relais.clock.advance({ hours: 3 });
    const right = { kind: 'COLLECTION', trackingNumber: good.trackingNumber, pickupCode: good.pickupQr, occurredAt };
    expect(await scan(relais, clerk('ROUBAIX'), right)).toMatchObject({ state: 'COLLECTED', discrepancies: [] });
    const wrong = { ...right, trackingNumber: bad.trackingNumber };
    expect(await scan(relais, clerk('ROUBAIX'), wrong)).toMatchObject({
      recorded: true,
      state: 'COLLECTED',
      discrepancies: [{ code: 'CODE_WRONG' }],
    });
  });

  it('give the same state whatever the order of arrival', async () => {
    const early = await toRoubaix();
    const late = await toRoubaix();
    const at = (minutes: number) => new Date(relais.clock.now().getTime() + minutes * 60_000).toISOString();
    const life = (trackingNumber: string) => [
      { token: clerk('LILLE'), kind: 'DROP_OFF', trackingNumber, occurredAt: at(1) },
      { token: carrier, kind: 'CARRIER_PICKUP', pointCode: 'LILLE', trackingNumber, occurredAt: at(2) },
      { token: clerk('ROUBAIX'), kind: 'STORE_RECEIPT', trackingNumber, occurredAt: at(3) },
    ];
    const [first, last] = [life(early.trackingNumber), life(late.trackingNumber).reverse()];
    relais.clock.advance({ minutes: 10 });
    for (const { token, ...input } of [...first, ...last]) {
      expect(await scan(relais, token, input)).toMatchObject({ recorded: true });
    }
    const stateOf = async (trackingNumber: string) =>
      (
        await relais.data(
          `{ parcel(id: "${trackingNumber}") { state custodian { kind id } possessionSince discrepancies { code } } }`,
          { token: merchant.token },
        )
      ).parcel;
    expect(await stateOf(late.trackingNumber)).toEqual(await stateOf(early.trackingNumber));
    expect(await stateOf(late.trackingNumber)).toMatchObject({ state: 'AVAILABLE', discrepancies: [] });
  });

  it('take out what a phone’s clock is wrong by, and flag what cannot be', async () => {
    const { trackingNumber } = await toRoubaix();
    const ahead = new Date(relais.clock.now().getTime() + 2 * 3_600_000);
    const scanned = { idempotencyKey: 'fast', kind: 'DROP_OFF', trackingNumber, occurredAt: ahead.toISOString() };
    // The phone is two hours ahead, and says so when it sends.
    const [told] = await sendAll(clerk('LILLE'), [scanned], ahead.toISOString());
    expect(told).toMatchObject({ recorded: true, discrepancies: [] });
    const nextWeek = new Date(relais.clock.now().getTime() + 7 * 86_400_000).toISOString();
    const pickup = { kind: 'CARRIER_PICKUP', pointCode: 'LILLE', trackingNumber, occurredAt: nextWeek };
    const clamped = await scan(relais, carrier, pickup);
    expect(clamped).toMatchObject({ state: 'IN_TRANSIT', discrepancies: [{ code: 'CLOCK' }] });
  });

  it('never throw a physical fact away: a parcel at the wrong point is there, with the way on', async () => {
    const { trackingNumber } = await toRoubaix();
    await scan(relais, clerk('LILLE'), { kind: 'DROP_OFF', trackingNumber });
    await scan(relais, carrier, { kind: 'CARRIER_PICKUP', trackingNumber, pointCode: 'LILLE' });
    const stray = await scan(relais, clerk('TOURCOING'), { kind: 'STORE_RECEIPT', trackingNumber });
    expect(stray).toMatchObject({
      recorded: true,
      state: 'MISROUTED',
      custodian: { kind: 'POINT', id: 'TOURCOING' },
      discrepancies: [{ code: 'MISROUTED' }],
    });
    expect(stray.instruction).toContain('ROUBAIX');
    // A clerk who scans it in without any pickup on record holds it all the same.
    const unexpected = await scan(relais, clerk('ROUBAIX'), { kind: 'STORE_RECEIPT', trackingNumber });
    expect(unexpected).toMatchObject({ recorded: true, state: 'AVAILABLE', custodian: { id: 'ROUBAIX' } });
    expect(unexpected.discrepancies).toEqual([expect.objectContaining({ code: 'UNEXPECTED_SCAN' })]);
    // The missing pickup comes late and settles it.
    const { happenedAt } = (
      await relais.data(`{ parcel(id: "${trackingNumber}") { ledger { happenedAt } } }`, { token: merchant.token })
    ).parcel.ledger.at(-1);
    const before = new Date(new Date(happenedAt).getTime() - 1000).toISOString();
    const settled = await scan(relais, carrier, {
      kind: 'CARRIER_PICKUP',
      pointCode: 'TOURCOING',
      trackingNumber,
      occurredAt: before,
    });
    expect(settled).toMatchObject({ state: 'AVAILABLE', discrepancies: [] });
  });

  it('can be corrected by who made them, and both lines stay', async () => {
    const { trackingNumber } = await toRoubaix();
    await sendAll(clerk('LILLE'), [{ idempotencyKey: 'mistake', kind: 'DROP_OFF', trackingNumber }]);
    const foreign = await scan(relais, clerk('ROUBAIX'), {
      kind: 'CORRECTION',
      trackingNumber,
      correctsKey: 'mistake',
    });
    expect(foreign).toMatchObject({ refusal: { code: 'NOT_ENTITLED' } });
    const corrected = await scan(relais, clerk('LILLE'), {
      kind: 'CORRECTION',
      trackingNumber,
      correctsKey: 'mistake',
    });
    expect(corrected).toMatchObject({ recorded: true, state: 'ANNOUNCED', custodian: { kind: 'MERCHANT' } });
    const { parcel } = await relais.data(`{ parcel(id: "${trackingNumber}") { ledger { kind } } }`, {
      token: merchant.token,
    });
    expect(parcel.ledger.map(({ kind }: { kind: string }) => kind)).toEqual(['ANNOUNCEMENT', 'DROP_OFF', 'CORRECTION']);
  });

  it('free the room when the customer has the parcel, and the point keeps it no longer than it should', async () => {
    const { trackingNumber, pickupCode, deadline } = await waiting();
    // Seven days on which the point is open, none of them the day of arrival, in the point's own time.
    const days = (new Date(deadline).getTime() - relais.clock.now().getTime()) / 86_400_000;
    expect(days).toBeGreaterThan(6);
    expect(days).toBeLessThan(9);
    const used = async () =>
      (await relais.dataSource.query('SELECT point_use(id, now()) AS used FROM point WHERE code = $1', ['ROUBAIX']))[0]
        .used;
    const before = await used();
    await scan(relais, clerk('ROUBAIX'), { kind: 'COLLECTION', trackingNumber, pickupCode });
    expect(await used()).toBe(before - 1);
  });

  it('are at most five hundred at once, and at least one', async () => {
    for (const count of [0, 501]) {
      const inputs = Array.from({ length: count }, () => ({}));
      const { errors } = await relais.ask(SCAN, { token: operator, variables: { inputs } });
      expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_INPUT', field: 'inputs' });
    }
  });
});
