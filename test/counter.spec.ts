import { RetentionRunService } from '../src/retention/retention-run.service.js';
import { shelveMany } from './support/many-parcels.js';
import { registered, TOY_SHOP } from './support/merchants.js';
import { announced, scan } from './support/parcels.js';
import { addPoint } from './support/points.js';
import { Relais } from './support/relais.js';
import { openProgramme, waiting } from './support/waiting.js';

const LIST = `query ($pointCode: ID!, $list: PointList!, $search: String, $first: Int! = 20, $after: String) {
  parcelsAtPoint(pointCode: $pointCode, list: $list, search: $search, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor }
    edges { node { trackingNumber state stateText shelf recipientName custodian { kind id } since deadline pickupPointCode } }
  }
}`;
const TOTALS = 'query ($p: ID!) { pointTotals(pointCode: $p) { here due overdue expected toReturn toSendOn } }';

interface Node {
  trackingNumber: string;
  recipientName: string | null;
}

describe('a point’s counter', () => {
  let relais: Relais;
  let merchant: { id: string; token: string };
  let operator: string;
  let carrier: string;
  const clerks: Record<string, string> = {};
  const points: Record<string, string> = {};

  beforeAll(async () => {
    relais = await Relais.start();
    await openProgramme(relais, {
      code: 'auchan',
      chain: 'AUCHAN',
      retention: { days: 5, reminderDays: [], extensionDays: 0 },
    });
    await openProgramme(relais, { code: 'carrefour', chain: 'CARREFOUR' });
    for (const code of ['LILLE', 'ROUBAIX', 'CARREFOUR', 'LOOS', 'FULL']) {
      const chain = code === 'CARREFOUR' ? 'CARREFOUR' : 'AUCHAN';
      points[code] = await addPoint(relais, { code, chain, hours: 'Mo-Sa 09:00-19:00', capacityParcels: null });
      clerks[code] = await relais.token('CLERK', { pointId: points[code] });
    }
    merchant = await registered(relais, TOY_SHOP);
    operator = await relais.token('OPERATOR');
    await relais.dataSource.query("INSERT INTO network VALUES ('MR', 'MR')");
    carrier = await relais.token('CARRIER', { networkCode: 'MR' });
  });
  afterAll(() => relais.stop());

  const clerk = (code: string) => clerks[code] as string;
  const named = (name: string) => ({ recipient: { name } });
  const list = async (token: string, pointCode: string, name: string, more = {}) => {
    const { parcelsAtPoint } = await relais.data(LIST, { token, variables: { pointCode, list: name, ...more } });
    return { ...parcelsAtPoint, nodes: parcelsAtPoint.edges.map(({ node }: { node: Node }) => node) };
  };
  const numbers = async (pointCode: string, name: string, more = {}) =>
    (await list(clerk(pointCode), pointCode, name, more)).nodes.map((node: Node) => node.trackingNumber);
  const totals = async (p: string) => (await relais.data(TOTALS, { token: operator, variables: { p } })).pointTotals;

  it('says what is expected, what lies there and for how long, and what has to leave', async () => {
    const announcedOnly = await announced(relais, merchant.token, 'ROUBAIX', named('Anne Petit'));
    const moving = await announced(relais, merchant.token, 'ROUBAIX', named('Bruno Petit'));
    await scan(relais, clerk('LILLE'), { kind: 'DROP_OFF', trackingNumber: moving.trackingNumber, shelf: 'Z9' });
    const here = await waiting(relais, merchant.token, clerk('ROUBAIX'), 'ROUBAIX', named('Chloé Petit'));
    await scan(relais, clerk('ROUBAIX'), { kind: 'SHELVED', trackingNumber: here.trackingNumber, shelf: 'B12' });
    const back = await waiting(relais, merchant.token, clerk('ROUBAIX'), 'ROUBAIX', named('David Petit'));
    await scan(relais, clerk('ROUBAIX'), { kind: 'CUSTOMER_REFUSAL', trackingNumber: back.trackingNumber });

    expect(await list(clerk('ROUBAIX'), 'ROUBAIX', 'HERE')).toMatchObject({
      totalCount: 2,
      nodes: [
        {
          trackingNumber: here.trackingNumber,
          state: 'AVAILABLE',
          stateText: 'available',
          shelf: 'B12',
          recipientName: 'Chloé Petit',
          custodian: { kind: 'POINT', id: 'ROUBAIX' },
          deadline: '2026-11-30T23:00:00.000Z',
          pickupPointCode: 'ROUBAIX',
        },
        { trackingNumber: back.trackingNumber, state: 'RETURN_DUE', recipientName: 'David Petit', deadline: null },
      ],
    });
    expect(await numbers('ROUBAIX', 'EXPECTED')).toEqual([announcedOnly.trackingNumber, moving.trackingNumber]);
    expect(await numbers('ROUBAIX', 'TO_RETURN')).toEqual([back.trackingNumber]);
    // At the counter in Lille somebody’s name is nobody’s business.
    expect((await list(clerk('LILLE'), 'LILLE', 'TO_SEND_ON')).nodes).toMatchObject([
      { trackingNumber: moving.trackingNumber, shelf: 'Z9', recipientName: null, pickupPointCode: 'ROUBAIX' },
    ]);
    expect(await totals('LILLE')).toEqual({ here: 1, due: 0, overdue: 0, expected: 0, toReturn: 0, toSendOn: 1 });

    // By the point’s clock: the time is over with Monday, and Sunday begins at 23:00 in the notation of London.
    relais.clock.set('2026-11-28T22:59:00Z');
    expect(await numbers('ROUBAIX', 'DUE')).toEqual([]);
    relais.clock.set('2026-11-28T23:00:00Z');
    expect(await numbers('ROUBAIX', 'DUE')).toEqual([here.trackingNumber]);
    expect(await totals('ROUBAIX')).toEqual({ here: 2, due: 1, overdue: 0, expected: 2, toReturn: 1, toSendOn: 0 });
    relais.clock.set('2026-12-01T08:30:00Z');
    // Nobody has run what time does, and the clerk sees all the same whose time is over.
    expect(await numbers('ROUBAIX', 'OVERDUE')).toEqual([here.trackingNumber]);
    expect(await numbers('ROUBAIX', 'DUE')).toEqual([]);
    await relais.service.app.get(RetentionRunService).runDue();
    expect(await numbers('ROUBAIX', 'TO_RETURN')).toEqual([here.trackingNumber, back.trackingNumber]);
    relais.clock.set('2026-12-01T10:00:00Z');
    // The one that stayed with its merchant has lost its place; the other one has been in Lille for more than a week.
    expect(await numbers('ROUBAIX', 'EXPECTED')).toEqual([moving.trackingNumber]);
    expect(await numbers('ROUBAIX', 'OVERDUE')).toEqual([moving.trackingNumber]);
    await scan(relais, carrier, { kind: 'CARRIER_PICKUP', trackingNumber: moving.trackingNumber, pointCode: 'LILLE' });
    expect(await numbers('ROUBAIX', 'OVERDUE')).toEqual([]);
    expect(await numbers('LILLE', 'HERE')).toEqual([]);
  });

  it('is seen by its own clerks, and by operators of its chain without the customers of others', async () => {
    const foreign = await announced(relais, merchant.token, 'CARREFOUR', named('Émile Zola'));
    await scan(relais, clerk('LOOS'), { kind: 'DROP_OFF', trackingNumber: foreign.trackingNumber });
    const auchan = await relais.token('OPERATOR', { chainCode: 'AUCHAN' });
    const carrefour = await relais.token('OPERATOR', { chainCode: 'CARREFOUR' });
    expect((await list(auchan, 'LOOS', 'HERE')).nodes).toMatchObject([{ recipientName: null }]);
    expect((await list(operator, 'LOOS', 'HERE')).nodes).toMatchObject([{ recipientName: 'Émile Zola' }]);
    expect((await list(carrefour, 'CARREFOUR', 'EXPECTED')).nodes).toMatchObject([{ recipientName: 'Émile Zola' }]);
    for (const token of [carrefour, clerk('LILLE'), merchant.token]) {
      const { errors } = await relais.ask(LIST, { token, variables: { pointCode: 'LOOS', list: 'HERE' } });
      expect(errors[0]?.extensions.code).toBe('FORBIDDEN');
    }
    const { errors } = await relais.ask(TOTALS, { token: operator, variables: { p: 'NOWHERE' } });
    expect(errors[0]?.extensions).toMatchObject({ code: 'UNKNOWN_POINT', field: 'pointCode' });
    // A clerk finds nobody by a name that it may not see.
    expect(await numbers('LOOS', 'HERE', { search: 'zola' })).toEqual([]);
    expect((await list(operator, 'LOOS', 'HERE', { search: 'zola' })).totalCount).toBe(1);
  });

  it('finds one of ten thousand parcels by the last digits or by a part of the name, page by page', async () => {
    const COUNT = 10_000;
    const since = (index: number) => new Date(Date.parse('2026-11-20T08:00:00Z') + index * 1000);
    await shelveMany(relais, {
      merchantId: merchant.id,
      pointId: points.FULL as string,
      count: COUNT,
      from: 0,
      nameOf: (index) => (index % 2000 === 7 ? `Hélène d’Estrées ${index}` : `Client ${index}`),
      since,
    });
    const numberOf = (index: number) => `9${String(index).padStart(17, '0')}`;
    const timings: string[] = [];
    const timed = async <Answer>(what: string, ask: () => Promise<Answer>): Promise<Answer> => {
      await ask();
      const startedMs = performance.now();
      const answer = await ask();
      timings.push(`${what} ${(performance.now() - startedMs).toFixed(1)} ms`);
      return answer;
    };
    const token = clerk('FULL');
    const first = await timed('first page', () => list(token, 'FULL', 'HERE', { first: 50 }));
    expect(first.totalCount).toBe(COUNT);
    expect(first.nodes.map((node: Node) => node.trackingNumber)).toEqual(
      Array.from({ length: 50 }, (_, i) => numberOf(i)),
    );
    const { endCursor: after } = first.pageInfo;
    const second = await timed('second page', () => list(token, 'FULL', 'HERE', { first: 50, after }));
    expect(second.nodes[0].trackingNumber).toBe(numberOf(50));
    const byDigits = await timed('digits', () => list(token, 'FULL', 'HERE', { search: '09 123' }));
    expect(byDigits).toMatchObject({ totalCount: 1, nodes: [{ trackingNumber: numberOf(9123) }] });
    const byName = await timed('name', () => list(token, 'FULL', 'HERE', { search: 'ESTREES helene', first: 3 }));
    expect(byName.totalCount).toBe(5);
    expect(byName.nodes.map((node: Node) => node.trackingNumber)).toEqual([7, 2007, 4007].map(numberOf));
    const rest = { search: 'estrees', first: 3, after: byName.pageInfo.endCursor };
    expect(await numbers('FULL', 'HERE', rest)).toEqual([6007, 8007].map(numberOf));
    relais.clock.set('2026-11-30T09:00:00Z');
    expect(await timed('overdue', () => list(token, 'FULL', 'OVERDUE', { first: 50 }))).toMatchObject({
      // One a second has come to the end of its time since 08:00.
      totalCount: 3601,
    });
    await timed('totals', () => totals('FULL'));
    process.stdout.write(`${COUNT} parcels: ${timings.join(', ')}\n`);
    await shelveMany(relais, {
      merchantId: merchant.id,
      pointId: points.FULL as string,
      count: 1,
      from: COUNT,
      nameOf: String,
      since,
    });
    const { errors } = await relais.ask(LIST, {
      token,
      variables: { pointCode: 'FULL', list: 'HERE', search: 'client' },
    });
    expect(errors[0]?.extensions).toMatchObject({ code: 'TOO_MANY_ITEMS', field: 'search' });
    const { errors: bad } = await relais.ask(LIST, {
      token,
      variables: { pointCode: 'FULL', list: 'HERE', after: 'eA' },
    });
    expect(bad[0]?.extensions).toMatchObject({ code: 'BAD_INPUT', field: 'after' });
  });
});
