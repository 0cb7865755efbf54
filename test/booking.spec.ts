import { seedProgrammes } from '../seeds/programmes.js';
import { registered, TOY_SHOP } from './support/merchants.js';
import { announced, CREATE, newParcel, scan } from './support/parcels.js';
import { addPoint, LILLE } from './support/points.js';
import { openLeclercExpress } from './support/programmes.js';
import { type GraphqlError, Relais } from './support/relais.js';
import { fillPoint, forgetPoints, reasonsOf, search } from './support/search.js';

const MR = { chain: 'AUCHAN', networks: ['MONDIAL_RELAY'] };
/** A search that leaves nothing out but what no point can take, and says why. */
const EVERYTHING = { near: { coordinates: LILLE }, cost: 'ANY', explain: true };
const REBOOK = `mutation ($input: RebookParcelInput!) {
  rebookParcel(input: $input) {
    __typename
    ... on Parcel { state programmeCode feeCents bookingLapsesAt pickupPoint { code } }
    ... on Refusal { code details }
  }
}`;
const CANCEL = `mutation ($trackingNumber: ID!) {
  cancelParcel(trackingNumber: $trackingNumber) { __typename ... on Parcel { state } ... on Refusal { code } }
}`;

describe('a booking', () => {
  let relais: Relais;
  let operator: string;
  /** Free at Mondial Relay's counters in Auchan stores, with seven booking days. */
  let toys: { id: string; token: string };

  beforeAll(async () => {
    relais = await Relais.start();
    operator = await relais.token('OPERATOR', { expiresInDays: 300 });
    await seedProgrammes(relais.service.app);
    toys = await registered(relais, TOY_SHOP);
  });
  afterAll(() => relais.stop());
  beforeEach(() => forgetPoints(relais));

  const create = async (input: Record<string, unknown>, token = toys.token) =>
    (await relais.data(CREATE, { token, variables: { input } })).createParcel;

  /** Parcels and capacity at a point, as an operator's search shows them: `2/40`. */
  const use = async (code: string) => {
    const { matches, nearestExcluded } = await search(relais, operator, EVERYTHING);
    const full = nearestExcluded.find(({ point }) => point.code === code);
    const free = matches.find(({ point }) => point.code === code);
    return full?.reasons.find((reason) => reason.code === 'FULL')?.detail ?? free?.freePlaces;
  };

  const clerkAt = (pointId: string) => relais.token('CLERK', { pointId, expiresInDays: 300 });

  describe('is made once', () => {
    it('for each key: the same request gives the same parcel, another one is refused', async () => {
      await addPoint(relais, { ...MR, code: 'A', capacityParcels: 10 });
      const input = newParcel('A');
      const first = await create(input);
      expect(first).toMatchObject({ __typename: 'Parcel', pickupPoint: { code: 'A' }, feeCents: 0 });
      const { measures, ...rest } = input;
      expect(await create({ measures, ...rest })).toEqual(first);
      expect(await create({ ...input, measures: { weightGrams: 451 } })).toMatchObject({
        __typename: 'Refusal',
        code: 'KEY_REUSED',
        details: { idempotencyKey: input.idempotencyKey },
      });
      expect(await create({ ...input, recipient: { name: 'Somebody Else' } })).toMatchObject({ code: 'KEY_REUSED' });
      expect(await use('A')).toBe(9);
    });

    it('even if the point is full, suspended or priced by the time that it is asked again', async () => {
      await addPoint(relais, { ...MR, code: 'A', capacityParcels: 1 });
      const input = newParcel('A');
      const first = await create(input);
      await relais.dataSource.query("UPDATE point SET state = 'SUSPENDED'");
      expect((await create(input)).trackingNumber).toBe(first.trackingNumber);
    });

    it('when the same request arrives several times at once', async () => {
      await addPoint(relais, { ...MR, code: 'A', capacityParcels: 10 });
      const input = newParcel('A');
      const answers = await Promise.all(Array.from({ length: 6 }, () => create(input)));
      expect(new Set(answers.map(({ trackingNumber }) => trackingNumber)).size).toBe(1);
      expect(answers[0].trackingNumber).toMatch(/^\d{18}$/);
      expect(await use('A')).toBe(9);
    });

    it('for each merchant: two merchants may use one key', async () => {
      await addPoint(relais, { ...MR, code: 'A' });
      const input = newParcel('A');
      const other = await registered(relais, TOY_SHOP);
      expect((await create(input, other.token)).id).not.toBe((await create(input)).id);
    });
  });

  describe('never gives a place twice', () => {
    it('when many ask for the last one at once', async () => {
      await addPoint(relais, { ...MR, code: 'A', capacityParcels: 5 });
      await fillPoint(relais, toys.id, 'A', 4);
      const answers = await Promise.all(Array.from({ length: 20 }, () => create(newParcel('A'))));
      const codes = answers.map(({ __typename, code }) => code ?? __typename).sort();
      expect(codes).toEqual([...Array(19).fill('FULL'), 'Parcel']);
      expect(answers.find(({ code }) => code === 'FULL').details.reasons).toEqual([{ code: 'FULL', detail: '5/5' }]);
      expect(await use('A')).toBe('5/5');
    });

    it('when 200 ask for the last 50 at once', async () => {
      await addPoint(relais, { ...MR, code: 'A', capacityParcels: 200 });
      await fillPoint(relais, toys.id, 'A', 150);
      const answers = await Promise.all(Array.from({ length: 200 }, () => create(newParcel('A'))));
      const booked = answers.filter(({ __typename }) => __typename === 'Parcel');
      expect([booked.length, answers.filter(({ code }) => code === 'FULL').length]).toEqual([50, 150]);
      expect(new Set(booked.map(({ trackingNumber }) => trackingNumber)).size).toBe(50);
      expect(await use('A')).toBe('200/200');
      expect(await relais.dataSource.query('SELECT 1 FROM parcel')).toHaveLength(200);
    });

    it('when bookings and rebookings meet', async () => {
      for (const code of ['A', 'B', 'C']) await addPoint(relais, { ...MR, code, capacityParcels: 6 });
      const parcels = [];
      for (let n = 0; n < 12; n += 1) parcels.push(await announced(relais, toys.token, n % 2 ? 'A' : 'B'));
      const moves = parcels.map(async ({ trackingNumber }, n) => {
        const input = { idempotencyKey: `move-${n}`, trackingNumber, pickupPointCode: ['B', 'A', 'C'][n % 3] };
        return (await relais.data(REBOOK, { token: toys.token, variables: { input } })).rebookParcel;
      });
      const bookings = Array.from({ length: 12 }, (_, n) => create(newParcel(['A', 'B', 'C'][n % 3] as string)));
      const answers = [...(await Promise.all(moves)), ...(await Promise.all(bookings))];
      const codes = new Set(answers.map(({ __typename, code }) => code ?? __typename));
      expect([...codes].filter((code) => !['Parcel', 'FULL', 'SAME_POINT'].includes(code))).toEqual([]);
      const over = await relais.dataSource.query(
        'SELECT code FROM point p WHERE point_use(p.id, $1) > capacity_parcels',
        [relais.clock.now()],
      );
      expect(over).toEqual([]);
    });
  });

  describe('ends', () => {
    it('when the parcel is not dropped off within the programme’s booking days', async () => {
      await addPoint(relais, { ...MR, code: 'A', capacityParcels: 1 });
      const parcel = await announced(relais, toys.token, 'A');
      const week = new Date(relais.clock.now().getTime() + 7 * 86_400_000);
      expect(parcel.bookingLapsesAt).toBe(week.toISOString());
      relais.clock.set(new Date(week.getTime() - 1));
      expect(await create(newParcel('A'))).toMatchObject({ code: 'FULL' });
      expect(await use('A')).toBe('1/1');
      relais.clock.set(week);
      expect(await use('A')).toBe(1);
      expect(await create(newParcel('A'))).toMatchObject({ __typename: 'Parcel' });
    });

    it('but the place is given back to a parcel that is dropped off after all, while there is one', async () => {
      const dropOff = await addPoint(relais, { ...MR, code: 'OTHER' });
      await addPoint(relais, { ...MR, code: 'A', capacityParcels: 1 });
      const { trackingNumber } = await announced(relais, toys.token, 'A');
      relais.clock.advance({ days: 8 });
      const late = await scan(relais, await clerkAt(dropOff), { kind: 'DROP_OFF', trackingNumber });
      expect(late).toMatchObject({ recorded: true, state: 'DROPPED_OFF', discrepancies: [] });
      expect(await use('A')).toBe('1/1');
      relais.clock.advance({ days: 30 });
      expect(await use('A')).toBe('1/1');
    });

    it('and a parcel that comes too late for its place is told to be booked again', async () => {
      const dropOff = await addPoint(relais, { ...MR, code: 'OTHER' });
      await addPoint(relais, { ...MR, code: 'A', capacityParcels: 1 });
      const { trackingNumber } = await announced(relais, toys.token, 'A');
      relais.clock.advance({ days: 8 });
      await announced(relais, toys.token, 'A');
      const late = await scan(relais, await clerkAt(dropOff), { kind: 'DROP_OFF', trackingNumber });
      expect(late).toMatchObject({ recorded: true, state: 'DROPPED_OFF', discrepancies: [{ code: 'POINT_CHANGED' }] });
      expect(late.discrepancies[0].instruction).toContain('BOOKING_LAPSED 1/1');
      expect(await use('A')).toBe('1/1');
    });

    it('when the parcel is cancelled', async () => {
      await addPoint(relais, { ...MR, code: 'A', capacityParcels: 1 });
      const { trackingNumber } = await announced(relais, toys.token, 'A');
      const { cancelParcel } = await relais.data(CANCEL, { token: toys.token, variables: { trackingNumber } });
      expect(cancelParcel).toEqual({ __typename: 'Parcel', state: 'CANCELLED' });
      expect(await use('A')).toBe(1);
    });
  });

  describe('moves to another point', () => {
    const rebook = async (trackingNumber: string, pickupPointCode: string, more = {}) => {
      const input = { idempotencyKey: `to-${pickupPointCode}`, trackingNumber, pickupPointCode, ...more };
      return (await relais.data(REBOOK, { token: toys.token, variables: { input } })).rebookParcel;
    };

    it('with its room, and its programme and fee are fixed anew', async () => {
      await addPoint(relais, { ...MR, code: 'A', capacityParcels: 5 });
      await addPoint(relais, { code: 'L', chain: 'LECLERC', capacityParcels: 5 });
      const { trackingNumber } = await announced(relais, toys.token, 'A');
      expect(await rebook(trackingNumber, 'L')).toMatchObject({ __typename: 'Refusal', code: 'NOT_FREE' });
      await openLeclercExpress(relais);
      const moved = await rebook(trackingNumber, 'L', { cost: 'ANY' });
      expect(moved).toMatchObject({ programmeCode: 'leclerc-express', feeCents: 250, pickupPoint: { code: 'L' } });
      expect([await use('A'), await use('L')]).toEqual([5, 4]);
      // Sent again, it is the same rebooking.
      expect(await rebook(trackingNumber, 'L', { cost: 'ANY' })).toEqual(moved);
    });

    it('and still ends if the parcel is not dropped off', async () => {
      for (const code of ['A', 'B']) await addPoint(relais, { ...MR, code, capacityParcels: 1 });
      const { trackingNumber } = await announced(relais, toys.token, 'A');
      relais.clock.advance({ days: 3 });
      const { bookingLapsesAt } = await rebook(trackingNumber, 'B');
      expect(bookingLapsesAt).toBe(new Date(relais.clock.now().getTime() + 7 * 86_400_000).toISOString());
      relais.clock.advance({ days: 7 });
      expect([await use('A'), await use('B')]).toEqual([1, 1]);
    });

    it('or is made anew at the same one once it has lapsed, while there is room', async () => {
      await addPoint(relais, { ...MR, code: 'A', capacityParcels: 1 });
      const { trackingNumber } = await announced(relais, toys.token, 'A');
      relais.clock.advance({ days: 8 });
      const { bookingLapsesAt } = await rebook(trackingNumber, 'A');
      expect(bookingLapsesAt).toBe(new Date(relais.clock.now().getTime() + 7 * 86_400_000).toISOString());
      expect(await use('A')).toBe('1/1');
    });

    it('unless it is there already, or there is no room', async () => {
      await addPoint(relais, { ...MR, code: 'A', capacityParcels: 1 });
      await addPoint(relais, { ...MR, code: 'B', capacityParcels: 0 });
      const { trackingNumber } = await announced(relais, toys.token, 'A');
      expect(await rebook(trackingNumber, 'A')).toMatchObject({ code: 'SAME_POINT' });
      const full = { code: 'FULL', details: { reasons: [{ code: 'FULL', detail: '0/0' }] } };
      expect(await rebook(trackingNumber, 'B')).toMatchObject(full);
      expect(await use('A')).toBe('1/1');
    });
  });

  describe('is not the only thing that takes room', () => {
    it('a parcel that lies there without one does too, so that use may exceed the capacity', async () => {
      const point = await addPoint(relais, { ...MR, code: 'A', capacityParcels: 40 });
      await addPoint(relais, { ...MR, code: 'B', lon: 3.2 });
      await fillPoint(relais, toys.id, 'A', 40);
      const { trackingNumber } = await announced(relais, toys.token, 'B');
      const left = await scan(relais, await clerkAt(point), { kind: 'DROP_OFF', trackingNumber });
      expect(left).toMatchObject({ recorded: true, state: 'DROPPED_OFF' });
      const found = await search(relais, toys.token, { near: { coordinates: LILLE } });
      expect(reasonsOf(found).A).toEqual(['FULL 41/40']);
    });
  });

  describe('is checked again', () => {
    const checksOf = async (id: string) => {
      const { parcel } = await relais.data('query ($id: ID!) { parcel(id: $id) { checks { code outcome detail } } }', {
        token: toys.token,
        variables: { id },
      });
      return Object.fromEntries(
        parcel.checks.map(({ code, outcome, detail }: Record<string, string>) => [code, `${outcome} ${detail}`.trim()]),
      );
    };
    const label = (trackingNumber: string) =>
      fetch(`${relais.url}/labels/${trackingNumber}.zpl`, { headers: { authorization: `Bearer ${toys.token}` } });

    it('at the label, which is refused when the point was suspended since', async () => {
      await addPoint(relais, { ...MR, code: 'A' });
      const { trackingNumber } = await announced(relais, toys.token, 'A');
      expect((await label(trackingNumber)).status).toBe(200);
      await relais.dataSource.query("UPDATE point SET state = 'SUSPENDED'");
      const refused = await label(trackingNumber);
      expect(refused.status).toBe(409);
      const { errors } = (await refused.json()) as { errors: GraphqlError[] };
      expect(errors[0]?.extensions).toMatchObject({
        code: 'POINT_CHANGED',
        details: { checks: [{ code: 'POINT_STATE', detail: 'POINT_SUSPENDED suspended' }] },
      });
    });

    it('at the drop-off, which is recorded whatever the checks say', async () => {
      const dropOff = await addPoint(relais, { ...MR, code: 'OTHER' });
      await addPoint(relais, { ...MR, code: 'A' });
      const { trackingNumber } = await announced(relais, toys.token, 'A');
      await relais.dataSource.query("UPDATE point SET state = 'CLOSED' WHERE code = 'A'");
      expect(await scan(relais, await clerkAt(dropOff), { kind: 'DROP_OFF', trackingNumber })).toMatchObject({
        recorded: true,
        discrepancies: [{ code: 'POINT_CHANGED', instruction: expect.stringContaining('POINT_CLOSED_FOR_GOOD') }],
      });
    });

    it('as far as can be: what cannot be checked is said to be unmade', async () => {
      await addPoint(relais, { ...MR, code: 'A', hours: null, capacityParcels: null });
      const { trackingNumber } = await announced(relais, toys.token, 'A', { measures: { weightGrams: 400 } });
      expect(await checksOf(trackingNumber)).toEqual({
        POINT_STATE: 'PASSED',
        LIMITS: 'PASSED',
        ROOM: 'PASSED',
        HOURS: 'UNMADE HOURS_UNKNOWN opening hours are not known',
      });
      await relais.dataSource.query('UPDATE point SET max_longest_side_millimetres = 600, max_weight_grams = 300');
      expect((await checksOf(trackingNumber)).LIMITS).toMatch(/^FAILED TOO_HEAVY 400 > 300; CHECK_NOT_MADE/);
      await relais.dataSource.query('UPDATE point SET max_weight_grams = NULL');
      expect((await checksOf(trackingNumber)).LIMITS).toMatch(/^UNMADE CHECK_NOT_MADE TOO_LONG/);
      relais.clock.advance({ days: 8 });
      expect((await checksOf(trackingNumber)).ROOM).toBe('UNMADE the capacity is not known');
    });
  });
});
