import { Jobs } from '../src/platform/jobs.js';
import { BOOKSHOP, registered, TOY_SHOP } from './support/merchants.js';
import { announced, CREATE, newParcel } from './support/parcels.js';
import { addPoint, LILLE } from './support/points.js';
import { Relais } from './support/relais.js';
import { openProgramme } from './support/waiting.js';

const FIELDS = `id state forecast failure rowCount parcelCount plannedAt committedAt withoutPoint withoutRoom
  planned { placed meanMetres farShare } nearestFirst { placed meanMetres }
  splits { splits splitsBefore gap } overflows { pointCode wanted room savedByOneMorePlaceMetres }
  rows(first: 100) { edges { node { row reference outcome detail pointCode distanceMetres trackingNumber } } }`;
const PLAN = `mutation ($input: PlanAssignmentInput!) { planAssignment(input: $input) { ${FIELDS} } }`;
const COMMIT = `mutation ($id: ID!) {
  commitAssignment(id: $id) { __typename ... on AssignmentPlan { state } ... on Refusal { code details } }
}`;
const CANCEL = `mutation ($id: ID!) {
  cancelAssignment(id: $id) { __typename ... on AssignmentPlan { state } ... on Refusal { code details } }
}`;
const SHOW = `query ($id: ID!) { assignmentPlan(id: $id) { ${FIELDS} } }`;

/** On a line to the east of Lille, some 350 m apart. */
const at = (steps: number) => ({ lat: LILLE.lat, lon: LILLE.lon + steps * 0.005 });

interface Row {
  reference: string;
  outcome: string;
  detail: string | null;
  pointCode: string | null;
  trackingNumber: string | null;
}

const parcel = (reference: string, steps: number, more = {}) => ({
  reference,
  near: { coordinates: at(steps) },
  measures: { weightGrams: 450, lengthMillimetres: 220, widthMillimetres: 150, heightMillimetres: 30 },
  recipient: { name: `Client ${reference}`, email: `${reference}@example.org` },
  ...more,
});

describe('a plan for a batch', () => {
  let relais: Relais;
  let merchant: { id: string; token: string };
  let operator: string;

  beforeEach(async () => {
    relais = await Relais.start();
    await openProgramme(relais, { code: 'free', chain: 'AUCHAN' });
    await addPoint(relais, { code: 'WEST', chain: 'AUCHAN', ...at(0), capacityParcels: 3 });
    await addPoint(relais, { code: 'EAST', chain: 'AUCHAN', networks: ['MR'], ...at(4), capacityParcels: 2 });
    await addPoint(relais, { code: 'FAR', chain: 'AUCHAN', ...at(40), capacityParcels: 9 });
    merchant = await registered(relais, TOY_SHOP);
    operator = await relais.token('OPERATOR');
  });
  afterEach(() => relais.stop());

  const work = () => relais.service.app.get(Jobs).runEnqueued();
  const show = async (id: string, token = merchant.token) =>
    (await relais.data(SHOW, { token, variables: { id } })).assignmentPlan;
  const plan = async (
    parcels: unknown[],
    { token = merchant.token, ...more }: { token?: string; forecast?: boolean; splitMetres?: number } = {},
  ) => {
    const { planAssignment } = await relais.data(PLAN, { token, variables: { input: { parcels, ...more } } });
    expect(planAssignment.state).toBe('WAITING');
    await work();
    return show(planAssignment.id, token);
  };
  const rowsOf = (shown: { rows: { edges: { node: Row }[] } }) => shown.rows.edges.map(({ node }) => node);
  const commit = async (id: string, token = merchant.token) =>
    (await relais.data(COMMIT, { token, variables: { id } })).commitAssignment;
  const placesOf = (shown: Parameters<typeof rowsOf>[0]) =>
    Object.fromEntries(rowsOf(shown).map(({ reference, pointCode }) => [reference, pointCode]));

  it('is worked out, looked at, and made into parcels in one go', async () => {
    const four = [parcel('a', 2.1), parcel('b', 2.1), parcel('c', 4.1), parcel('d', 4.1)];
    const planned = await plan(four);
    expect(planned).toMatchObject({
      state: 'PLANNED',
      rowCount: 4,
      parcelCount: 4,
      planned: { placed: 4, farShare: 0 },
      withoutRoom: 0,
      withoutPoint: 0,
      overflows: [{ pointCode: 'EAST', wanted: 4, room: 2, savedByOneMorePlaceMetres: 71 }],
    });
    expect(placesOf(planned)).toEqual({ a: 'WEST', b: 'WEST', c: 'EAST', d: 'EAST' });
    expect(planned.nearestFirst.meanMetres).toBeGreaterThan(2 * planned.planned.meanMetres);
    expect(await relais.dataSource.query('SELECT count(*)::int AS count FROM parcel')).toEqual([{ count: 0 }]);
    // What was said of people can be read by nobody who reads the database.
    const [kept] = await relais.dataSource.query(
      "SELECT string_agg(encode(sealed, 'escape'), '') AS text FROM plan_row",
    );
    expect(kept.text).not.toContain('Client');

    expect(await commit(planned.id)).toMatchObject({ state: 'COMMITTING' });
    // Asked twice it is done once.
    expect(await commit(planned.id)).toMatchObject({ state: 'COMMITTING' });
    await work();
    const committed = await show(planned.id);
    expect(committed.state).toBe('COMMITTED');
    expect(rowsOf(committed).map(({ outcome }) => outcome)).toEqual(['CREATED', 'CREATED', 'CREATED', 'CREATED']);
    expect(await commit(planned.id)).toMatchObject({ state: 'COMMITTED' });
    const { parcel: made } = await relais.data(
      '{ parcel(id: "X") { state pickupPoint { code } recipient { name } programmeCode ledger { kind } } }'.replace(
        'X',
        rowsOf(committed)[3]?.trackingNumber as string,
      ),
      { token: merchant.token },
    );
    expect(made).toEqual({
      state: 'ANNOUNCED',
      pickupPoint: { code: 'EAST' },
      recipient: { name: 'Client d' },
      programmeCode: 'free',
      ledger: [{ kind: 'ANNOUNCEMENT' }],
    });
    expect(await relais.dataSource.query('SELECT count(sealed)::int AS kept FROM plan_row')).toEqual([{ kept: 0 }]);
    // The same request for one of them by itself answers with the parcel that there is.
    const { near: _near, reference, ...rest } = four[3] as ReturnType<typeof parcel>;
    const input = { ...newParcel('EAST'), ...rest, idempotencyKey: reference };
    const { createParcel } = await relais.data(CREATE, { token: merchant.token, variables: { input } });
    expect(createParcel.trackingNumber).toBe(rowsOf(committed)[3]?.trackingNumber);
  });

  it('spares a customer a second point where that is worth the way, and says how near to the best that is', async () => {
    const three = ['a', 'b', 'c'].map((reference) =>
      parcel(reference, 3, { recipient: { name: 'Jeanne', email: 'Jeanne@example.org' } }),
    );
    expect(await plan(three)).toMatchObject({ splits: null });
    const together = await plan(three, { splitMetres: 5000 });
    expect(placesOf(together)).toEqual({ a: 'WEST', b: 'WEST', c: 'WEST' });
    expect(together.splits).toMatchObject({ splits: 0, splitsBefore: 1 });
    expect(together.splits.gap).toBeGreaterThan(0);
    const apart = await plan([three[0], three[1], { ...three[2], customer: 'a neighbour' }], { splitMetres: 5000 });
    expect(placesOf(apart)).toMatchObject({ a: 'EAST', b: 'EAST', c: 'WEST' });
    expect(apart.splits).toEqual({ splits: 0, splitsBefore: expect.any(Number), gap: 0 });
  });

  it('is planned anew where somebody was faster or a point has closed, and says so', async () => {
    const planned = await plan([parcel('a', 0), parcel('b', 0), parcel('c', 4), parcel('d', 4), parcel('e', 0.1)]);
    expect(placesOf(planned)).toEqual({ a: 'WEST', b: 'WEST', c: 'EAST', d: 'EAST', e: 'WEST' });
    await announced(relais, merchant.token, 'WEST');
    await relais.data('mutation { suspendPoint(code: "EAST", reason: "works") { __typename } }', { token: operator });
    await announced(relais, merchant.token, 'FAR', { idempotencyKey: 'c' });
    await commit(planned.id);
    await work();
    const rows = rowsOf(await show(planned.id));
    expect(rows.map(({ reference, outcome, pointCode }) => [reference, outcome, pointCode])).toEqual([
      ['a', 'CREATED', 'WEST'],
      ['b', 'CREATED', 'WEST'],
      // Its merchant has a parcel of that reference already.
      ['c', 'KNOWN', null],
      ['d', 'MOVED', 'FAR'],
      ['e', 'MOVED', 'FAR'],
    ]);
    expect(rows[3]?.detail).toMatch(/^EAST: POINT_SUSPENDED/);
    expect(rows[4]?.detail).toMatch(/^WEST: FULL 3\/3/);
    const [use] = await relais.dataSource.query('SELECT json_object_agg(code, point_use(id, $1)) AS use FROM point', [
      relais.clock.now(),
    ]);
    expect(use.use).toEqual({ WEST: 3, EAST: 0, FAR: 3 });
  });

  it('makes no half of a batch: what has no room at all is said row by row', async () => {
    const many = Array.from({ length: 16 }, (_, n) => parcel(`p${n}`, n % 5, { priority: n < 14 ? 0 : 1 }));
    const planned = await plan(many);
    expect(planned).toMatchObject({ planned: { placed: 14 }, withoutRoom: 2 });
    expect(rowsOf(planned).slice(14)).toMatchObject([{ outcome: 'NO_ROOM' }, { outcome: 'NO_ROOM' }]);
    await relais.dataSource.query("UPDATE point SET capacity_parcels = 0, updated_at = now() WHERE code <> 'FAR'");
    await commit(planned.id);
    await work();
    const outcomes = rowsOf(await show(planned.id)).map(({ outcome }) => outcome);
    expect(outcomes.filter((outcome) => outcome === 'CREATED' || outcome === 'MOVED')).toHaveLength(9);
    expect(outcomes.filter((outcome) => outcome === 'NO_ROOM')).toHaveLength(7);
    expect(await relais.dataSource.query('SELECT count(*)::int AS count FROM parcel')).toEqual([{ count: 9 }]);
  });

  it('is a forecast for a carrier: which points overflow first, of its own network alone', async () => {
    const carrier = await relais.token('CARRIER', { networkCode: 'MR' });
    const forecast = await plan([{ near: { coordinates: at(0) }, count: 50 }], { token: carrier, forecast: true });
    expect(forecast).toMatchObject({
      forecast: true,
      parcelCount: 50,
      planned: { placed: 2 },
      withoutRoom: 48,
      overflows: [{ pointCode: 'EAST', wanted: 50, room: 2 }],
    });
    const { errors } = await relais.ask(COMMIT, { token: carrier, variables: { id: forecast.id } });
    expect(errors[0]?.extensions.code).toBe('FORBIDDEN');
    // Whose it is not, for them it is not there.
    const { errors: foreign } = await relais.ask(SHOW, { token: merchant.token, variables: { id: forecast.id } });
    expect(foreign[0]?.extensions.code).toBe('NOT_FOUND');
    const preview = await plan([{ near: { coordinates: at(0) }, count: 50, merchantId: merchant.id }], {
      token: operator,
      forecast: true,
    });
    expect(preview).toMatchObject({ planned: { placed: 14 }, overflows: [{ pointCode: 'WEST', wanted: 50, room: 3 }] });
    expect(await commit(preview.id, operator)).toMatchObject({ code: 'PLAN_IS_FORECAST' });
  });

  it('comes from a file too, and a bad row spoils no other', async () => {
    const body = [
      'reference;lat;lon;weightGrams;recipientName;count',
      `x;${at(0).lat};${at(0).lon};450;Jeanne;1`,
      'y;here;3;450;Jeanne;1',
      `z;${at(0).lat};${at(0).lon};450;Jeanne;2`,
      `w;${at(0).lat};${at(0).lon};450;;1`,
    ].join('\r\n');
    const response = await fetch(`${relais.url}/plans?closedMetres=0`, {
      method: 'POST',
      headers: { authorization: `Bearer ${merchant.token}` },
      body,
    });
    expect(response.status).toBe(202);
    const { id } = (await response.json()) as { id: string };
    await work();
    await commit(id);
    await work();
    expect(rowsOf(await show(id))).toMatchObject([
      { reference: 'x', outcome: 'CREATED', pointCode: 'WEST' },
      { reference: 'y', outcome: 'BAD_ROW', detail: expect.stringContaining('line 3: BAD_INPUT lat') },
      { reference: 'z', outcome: 'BAD_ROW', detail: expect.stringContaining('count') },
      { reference: 'w', outcome: 'BAD_ROW', detail: expect.stringContaining('recipientName') },
    ]);
    for (const [query, field] of [
      ['forecast=perhaps', 'forecast'],
      ['closedMetres=far', 'closedMetres'],
      ['openAt=noon', 'openAt'],
    ]) {
      const bad = await fetch(`${relais.url}/plans?${query}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${merchant.token}` },
        body,
      });
      expect([
        bad.status,
        ((await bad.json()) as { errors: { extensions: { field: string } }[] }).errors[0]?.extensions.field,
      ]).toEqual([400, field]);
    }
  });

  it('is given up while it is not committed, and gone after a day', async () => {
    const waiting = (
      await relais.data(PLAN, { token: merchant.token, variables: { input: { parcels: [parcel('a', 0)] } } })
    ).planAssignment;
    expect(
      (await relais.data(CANCEL, { token: merchant.token, variables: { id: waiting.id } })).cancelAssignment,
    ).toMatchObject({
      state: 'CANCELLED',
    });
    await work();
    expect(await show(waiting.id)).toMatchObject({ state: 'CANCELLED', planned: null });
    expect(await commit(waiting.id)).toMatchObject({ code: 'PLAN_NOT_READY', details: { state: 'CANCELLED' } });
    const planned = await plan([parcel('a', 0)]);
    await commit(planned.id);
    await work();
    expect(
      (await relais.data(CANCEL, { token: merchant.token, variables: { id: planned.id } })).cancelAssignment,
    ).toMatchObject({
      code: 'PLAN_NOT_READY',
    });
    relais.clock.advance({ hours: 25 });
    await relais.runJob('plans-upkeep');
    const { errors } = await relais.ask(SHOW, { token: merchant.token, variables: { id: planned.id } });
    expect(errors[0]?.extensions.code).toBe('NOT_FOUND');
    expect(await relais.dataSource.query('SELECT count(*)::int AS count FROM plan_row')).toEqual([{ count: 0 }]);
  });

  it('is never of another merchant’s parcels, unless an operator asks', async () => {
    const other = await registered(relais, BOOKSHOP);
    const rows = [parcel('a', 0, { merchantId: other.id })];
    const { errors } = await relais.ask(PLAN, { token: merchant.token, variables: { input: { parcels: rows } } });
    expect(errors[0]?.extensions.code).toBe('FORBIDDEN');
    const planned = await plan(rows, { token: operator });
    expect(planned).toMatchObject({ state: 'PLANNED', planned: { placed: 1 } });
    const nobody = await plan([parcel('a', 0, { merchantId: '019f0000-0000-7000-8000-000000000000' })], {
      token: operator,
    });
    expect(rowsOf(nobody)).toMatchObject([{ outcome: 'BAD_ROW', detail: expect.stringContaining('NOT_FOUND') }]);
  });
});
