import { RetentionRunService } from '../src/retention/retention-run.service.js';
import { rewriteHistory } from './support/ledgers.js';
import { registered, TOY_SHOP } from './support/merchants.js';
import { scan, track } from './support/parcels.js';
import { addPoint } from './support/points.js';
import { Relais } from './support/relais.js';
import { deadlineAt, openProgramme, waiting } from './support/waiting.js';

const RULE = { days: 5, reminderDays: [2, 4], extensionDays: 3, extensions: 1 };

const EXTEND = `mutation ($trackingNumber: ID!, $idempotencyKey: String!) {
  extendRetention(trackingNumber: $trackingNumber, idempotencyKey: $idempotencyKey) {
    __typename ... on Parcel { deadline } ... on Refusal { code details }
  }
}`;

const SAVE_NETWORK = `mutation ($networkCode: ID!, $retention: JSON, $from: DateTime) {
  saveNetworkRetention(networkCode: $networkCode, retention: $retention, from: $from) { fromAt rule { days extensions } }
}`;

describe('a parcel that waits', () => {
  let relais: Relais;
  let merchant: { id: string; token: string };
  let operator: string;
  const clerks: Record<string, string> = {};

  beforeAll(async () => {
    relais = await Relais.start();
    await openProgramme(relais, { code: 'auchan', chain: 'AUCHAN', retention: RULE });
    for (const code of ['LILLE', 'ROUBAIX', 'WORKS', 'HOURS']) {
      const pointId = await addPoint(relais, { code, chain: 'AUCHAN', hours: 'Mo-Sa 09:00-19:00; PH off' });
      clerks[code] = await relais.token('CLERK', { pointId });
    }
    merchant = await registered(relais, TOY_SHOP);
    operator = await relais.token('OPERATOR');
  });
  afterAll(() => relais.stop());
  beforeEach(async () => {
    relais.clock.set('2026-11-24T09:00:00Z');
    // Each story has its own days, so that the parcels of the one before would be due in the middle of it.
    await rewriteHistory(
      relais,
      'DELETE FROM ledger_entry; DELETE FROM booking; DELETE FROM recipient; DELETE FROM parcel',
    );
  });

  const clerk = (code: string) => clerks[code] as string;
  const run = () => relais.service.app.get(RetentionRunService).runDue();
  const at = (code: string) => waiting(relais, merchant.token, clerk(code), code);
  const atLille = () => at('LILLE');
  const deadline = ({ trackingNumber }: { trackingNumber: string }) =>
    deadlineAt(relais, merchant.token, trackingNumber);
  const extend = async (token: string, trackingNumber: string, idempotencyKey: string) =>
    (await relais.data(EXTEND, { token, variables: { trackingNumber, idempotencyKey } })).extendRetention;
  const edit = (mutation: string) => relais.data(`mutation { ${mutation} { __typename } }`, { token: operator });
  const reminders = (parcel: { id: string }) =>
    relais.dataSource.query('SELECT number, noted_at FROM reminder WHERE parcel_id = $1 ORDER BY number', [parcel.id]);

  it('is reminded twice and then goes back, on days on which its point is open', async () => {
    const parcel = await atLille();
    // Arrived on a Tuesday: Wednesday, Thursday, Friday, Saturday, and Monday, since Sunday is closed.
    expect(await deadline(parcel)).toBe('2026-11-30T23:00:00.000Z');
    expect(await run()).toEqual({ recounted: 0, ended: 0, reminded: 0 });
    relais.clock.set('2026-11-26T07:59:00Z');
    expect(await run()).toMatchObject({ reminded: 0 });
    relais.clock.set('2026-11-26T08:00:00Z');
    expect(await run()).toMatchObject({ reminded: 1 });
    expect(await run()).toMatchObject({ reminded: 0 });
    relais.clock.set('2026-11-28T12:00:00Z');
    expect(await run()).toMatchObject({ reminded: 1, ended: 0 });
    expect(await reminders(parcel)).toEqual([
      { number: 1, noted_at: new Date('2026-11-26T08:00:00Z') },
      { number: 2, noted_at: new Date('2026-11-28T12:00:00Z') },
    ]);
    relais.clock.set('2026-11-30T22:59:00Z');
    expect(await run()).toMatchObject({ ended: 0 });
    relais.clock.set('2026-11-30T23:00:00Z');
    expect(await run()).toEqual({ recounted: 0, ended: 1, reminded: 0 });
    expect(await run()).toEqual({ recounted: 0, ended: 0, reminded: 0 });
    const { parcel: after } = await relais.data(
      `{ parcel(id: "${parcel.trackingNumber}") { state deadline ledger { kind actorRole } } }`,
      { token: merchant.token },
    );
    expect(after).toMatchObject({ state: 'RETURN_DUE', deadline: null });
    expect(after.ledger.at(-1)).toEqual({ kind: 'RETENTION_OVER', actorRole: 'SYSTEM' });
  });

  it('is reminded of the last one only, where nobody ran for days, and of nothing once it is collected', async () => {
    const parcel = await atLille();
    const collected = await atLille();
    const { pickupCode } = await track(relais, collected);
    await scan(relais, clerk('LILLE'), { kind: 'COLLECTION', trackingNumber: collected.trackingNumber, pickupCode });
    relais.clock.set('2026-11-28T12:00:00Z');
    expect(await run()).toEqual({ recounted: 0, ended: 0, reminded: 1 });
    expect(await reminders(parcel)).toMatchObject([{ number: 2 }]);
    expect(await reminders(collected)).toEqual([]);
    const [{ due }] = await relais.dataSource.query(
      'SELECT count(next_reminder_at)::int AS due FROM stay WHERE next_reminder_at <= $1',
      [relais.clock.now()],
    );
    expect(due).toBe(0);
  });

  it('is ended once by several instances that run at once', async () => {
    const parcels = [await atLille(), await atLille(), await atLille()];
    relais.clock.set('2026-11-28T12:00:00Z');
    expect((await Promise.all([run(), run(), run()])).reduce((sum, { reminded }) => sum + reminded, 0)).toBe(3);
    relais.clock.set('2026-12-02T12:00:00Z');
    expect((await Promise.all([run(), run(), run()])).reduce((sum, { ended }) => sum + ended, 0)).toBe(3);
    const [{ over }] = await relais.dataSource.query(
      "SELECT count(*)::int AS over FROM ledger_entry WHERE kind = 'RETENTION_OVER' AND parcel_id = ANY($1::uuid[])",
      [parcels.map(({ id }) => id)],
    );
    expect(over).toBe(3);
  });

  it('is extended by its customer, within the rule, and then by nobody', async () => {
    const parcel = await atLille();
    const { trackingNumber } = parcel;
    const customer = parcel.customerLink.split('#')[1];
    const later = '2026-12-03T23:00:00.000Z';
    expect(await extend(customer, trackingNumber, 'more')).toEqual({ __typename: 'Parcel', deadline: later });
    relais.clock.advance({ days: 1 });
    expect(await extend(customer, trackingNumber, 'more')).toEqual({ __typename: 'Parcel', deadline: later });
    for (const token of [customer, merchant.token, clerk('LILLE'), operator]) {
      expect(await extend(token, trackingNumber, 'still more')).toEqual({
        __typename: 'Refusal',
        code: 'EXTENSION_NOT_ALLOWED',
        details: { extensions: 1, mostExtensions: 1, cause: 'LIMIT' },
      });
    }
    relais.clock.set('2026-12-01T10:00:00Z');
    expect(await run()).toMatchObject({ ended: 0 });
    relais.clock.set(later);
    expect(await run()).toMatchObject({ ended: 1 });
  });

  it('is extended neither by a clerk of another point, nor before it is there, nor by another customer', async () => {
    const [parcel, other] = [await atLille(), await atLille()];
    const { trackingNumber } = parcel;
    expect(await extend(clerk('ROUBAIX'), trackingNumber, 'k')).toMatchObject({ code: 'NOT_ENTITLED' });
    const { errors } = await relais.ask(EXTEND, {
      token: other.customerLink.split('#')[1],
      variables: { trackingNumber, idempotencyKey: 'k' },
    });
    expect(errors[0]?.extensions.code).toBe('NOT_FOUND');
    await scan(relais, operator, { kind: 'CUSTOMER_REFUSAL', trackingNumber });
    expect(await extend(operator, trackingNumber, 'k')).toMatchObject({
      code: 'STATE_DOES_NOT_ALLOW',
      details: { state: 'RETURN_DUE' },
    });
    expect(await extend(operator, other.trackingNumber, 'announcement')).toMatchObject({ code: 'KEY_REUSED' });
  });

  it('does not lose the days on which its point is suspended', async () => {
    const parcel = await at('WORKS');
    relais.clock.set('2026-11-26T15:00:00Z');
    await edit('suspendPoint(code: "WORKS", reason: "works")');
    expect(await run()).toMatchObject({ recounted: 1 });
    // Nobody knows how long the works will take.
    expect(await deadline(parcel)).toBeNull();
    expect(await extend(operator, parcel.trackingNumber, 'k')).toMatchObject({
      code: 'EXTENSION_NOT_ALLOWED',
      details: { cause: 'POINT_SUSPENDED' },
    });
    await edit('suspendPoint(code: "WORKS", reason: "works", until: "2026-11-28T08:00:00Z")');
    await run();
    expect(await deadline(parcel)).toBe('2026-12-03T23:00:00.000Z');
    relais.clock.set('2026-12-01T10:00:00Z');
    await edit('suspendPoint(code: "WORKS", reason: "more works")');
    relais.clock.set('2026-12-02T10:00:00Z');
    await edit('reopenPoint(code: "WORKS")');
    expect(await run()).toMatchObject({ ended: 0 });
    // Only Wednesday the 25th had counted: from Thursday the 26th it was shut until the morning of 2 December.
    expect(await deadline(parcel)).toBe('2026-12-07T23:00:00.000Z');
  });

  it('is not ended by a deadline that nobody has counted anew yet, nor sooner because its point opens more', async () => {
    const parcel = await at('HOURS');
    await edit('updatePoint(code: "HOURS", input: { hours: "24/7" })');
    await run();
    expect(await deadline(parcel)).toBe('2026-11-30T23:00:00.000Z');
    // What was heard of the change is lost, and yet the day decides by the calendar of that day.
    await edit('updatePoint(code: "HOURS", input: { hours: "Tu 09:00-12:00; PH off" })');
    await relais.dataSource.query('DELETE FROM calendar_change');
    relais.clock.set('2026-12-01T10:00:00Z');
    expect(await run()).toMatchObject({ ended: 0 });
    expect(await deadline(parcel)).toBe('2026-12-29T23:00:00.000Z');
  });

  it('is given back its time by an operator who takes the end back, until another deadline passes', async () => {
    const parcel = await atLille();
    const { trackingNumber } = parcel;
    relais.clock.set('2026-12-01T10:00:00Z');
    await run();
    const { parcel: over } = await relais.data(`{ parcel(id: "${trackingNumber}") { state } }`, { token: operator });
    expect(over.state).toBe('RETURN_DUE');
    const correctsKey = `retention-over-${Date.parse('2026-11-30T23:00:00Z')}`;
    const corrected = await scan(relais, operator, { kind: 'CORRECTION', trackingNumber, correctsKey });
    expect(corrected).toMatchObject({ recorded: true, state: 'AVAILABLE' });
    expect(await run()).toMatchObject({ ended: 0 });
    expect(await extend(operator, trackingNumber, 'k')).toEqual({
      __typename: 'Parcel',
      deadline: '2026-12-03T23:00:00.000Z',
    });
    relais.clock.set('2026-12-04T10:00:00Z');
    expect(await run()).toMatchObject({ ended: 1 });
  });

  it('waits for nobody once it is rebooked elsewhere', async () => {
    const { trackingNumber } = await atLille();
    const { rebookParcel } = await relais.data(
      `mutation ($input: RebookParcelInput!) { rebookParcel(input: $input) { ... on Parcel { state deadline } } }`,
      {
        token: merchant.token,
        variables: { input: { idempotencyKey: 'r', trackingNumber, pickupPointCode: 'ROUBAIX' } },
      },
    );
    expect(rebookParcel).toEqual({ state: 'AVAILABLE', deadline: null });
    relais.clock.set('2026-12-24T10:00:00Z');
    expect(await run()).toEqual({ recounted: 0, ended: 0, reminded: 0 });
  });

  it('keeps the rule under which it came, also that of a network without a programme’s', async () => {
    const before = await atLille();
    relais.clock.advance({ minutes: 5 });
    await openProgramme(relais, { code: 'auchan', chain: 'AUCHAN', retention: { ...RULE, days: 2, reminderDays: [] } });
    relais.clock.advance({ minutes: 5 });
    const after = await atLille();
    expect(await deadline(after)).toBe('2026-11-26T23:00:00.000Z');
    // Whatever is recorded of it later counts its days again.
    await scan(relais, clerk('LILLE'), { kind: 'SHELVED', trackingNumber: before.trackingNumber, shelf: 'A1' });
    expect(await deadline(before)).toBe('2026-11-30T23:00:00.000Z');

    await openProgramme(relais, { code: 'auchan', chain: 'AUCHAN' });
    await relais.dataSource.query("INSERT INTO network VALUES ('MR', 'MR'), ('DPD', 'DPD')");
    await relais.dataSource.query(
      "INSERT INTO point_network SELECT p.id, n.code FROM point p, network n WHERE p.code = 'LILLE'",
    );
    const save = (networkCode: string, days: number, from?: string) =>
      relais.data(SAVE_NETWORK, {
        token: operator,
        variables: { networkCode, retention: { days, reminderDays: [], extensionDays: 0 }, from },
      });
    relais.clock.advance({ minutes: 5 });
    const common = await atLille();
    expect(await deadline(common)).toBe('2026-12-02T23:00:00.000Z');
    await save('MR', 1);
    await save('DPD', 3);
    const { saveNetworkRetention } = await save('MR', 4, '2026-11-25T00:00:00+01:00');
    expect(saveNetworkRetention).toMatchObject([{ rule: { days: 4 } }, { rule: { days: 1, extensions: 0 } }]);
    expect(await deadline(await atLille())).toBe('2026-11-27T23:00:00.000Z');
    relais.clock.set('2026-11-25T09:00:00Z');
    expect(await deadline(await atLille())).toBe('2026-11-30T23:00:00.000Z');
    const { errors } = await relais.ask(SAVE_NETWORK, {
      token: operator,
      variables: { networkCode: 'MR', retention: { days: 0 }, from: '2026-11-24T00:00:00Z' },
    });
    expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_INPUT', field: 'from' });
  });
});
