import { EXCEPTION_KINDS, exceptionsOf, STATES } from '#libs/custody';
import { shelveMany } from './support/many-parcels.js';
import { registered, TOY_SHOP } from './support/merchants.js';
import { announced, scan } from './support/parcels.js';
import { addPoint, LILLE } from './support/points.js';
import { Relais } from './support/relais.js';
import { openProgramme, waiting } from './support/waiting.js';

const LIST = `query ($kinds: [ExceptionKind!], $first: Int! = 20, $after: String) {
  exceptions(kinds: $kinds, first: $first, after: $after) {
    pageInfo { hasNextPage endCursor }
    edges { node { trackingNumber state custodian { kind id } pickupPointCode
                   problems { kind discrepancyCode text instruction } } }
  }
}`;
const TOTALS = '{ exceptionTotals { kind count } }';
const SETTLE = `mutation ($trackingNumbers: [ID!]!) {
  settleExceptions(trackingNumbers: $trackingNumbers) { trackingNumber settled refusal { code } }
}`;

interface Node {
  trackingNumber: string;
  problems: { kind: string; text: string; instruction: string }[];
}

describe('what an operator has to look at', () => {
  let relais: Relais;
  let merchant: { id: string; token: string };
  let operator: string;
  let carrier: string;
  const points: Record<string, string> = {};
  const clerks: Record<string, string> = {};

  beforeEach(async () => {
    relais = await Relais.start();
    const retention = { days: 5, reminderDays: [], extensionDays: 0 };
    await openProgramme(relais, { code: 'auchan', chain: 'AUCHAN', retention });
    await openProgramme(relais, { code: 'carrefour', chain: 'CARREFOUR' });
    for (const code of ['LILLE', 'ROUBAIX', 'CARREFOUR']) {
      const chain = code === 'CARREFOUR' ? 'CARREFOUR' : 'AUCHAN';
      points[code] = await addPoint(relais, { code, chain, networks: ['MR'], capacityParcels: null, ...LILLE });
      clerks[code] = await relais.token('CLERK', { pointId: points[code] });
    }
    merchant = await registered(relais, TOY_SHOP);
    operator = await relais.token('OPERATOR');
    carrier = await relais.token('CARRIER', { networkCode: 'MR' });
  });
  afterEach(() => relais.stop());

  const clerk = (code: string) => clerks[code] as string;
  const list = async (token = operator, variables = {}) => {
    const { exceptions } = await relais.data(LIST, { token, variables });
    const nodes: Node[] = exceptions.edges.map(({ node }: { node: Node }) => node);
    return { pageInfo: exceptions.pageInfo as { hasNextPage: boolean; endCursor: string }, nodes };
  };
  const kindsOf = async (token = operator, variables = {}) =>
    new Map((await list(token, variables)).nodes.map((n) => [n.trackingNumber, n.problems.map(({ kind }) => kind)]));
  const totals = async (token = operator): Promise<Record<string, number>> => {
    const { exceptionTotals } = await relais.data(TOTALS, { token });
    return Object.fromEntries(exceptionTotals.map(({ kind, count }: { kind: string; count: number }) => [kind, count]));
  };
  const carried = async (pointCode: string) => {
    const { trackingNumber } = await announced(relais, merchant.token, pointCode);
    await scan(relais, carrier, { kind: 'CARRIER_PICKUP', trackingNumber });
    return trackingNumber as string;
  };

  it('is every parcel that is not as it should be, with what is wrong and what to do, and no other', async () => {
    const fine = await carried('ROUBAIX');
    const lost = await carried('ROUBAIX');
    await scan(relais, carrier, { kind: 'LOSS_REPORT', trackingNumber: lost });
    const stray = await carried('ROUBAIX');
    await scan(relais, clerk('LILLE'), { kind: 'STORE_RECEIPT', trackingNumber: stray });
    const refused = await carried('ROUBAIX');
    await scan(relais, clerk('ROUBAIX'), { kind: 'STORE_REFUSAL', trackingNumber: refused, reason: 'FULL' });
    const bound = await carried('CARREFOUR');
    const here = (await waiting(relais, merchant.token, clerk('ROUBAIX'), 'ROUBAIX')).trackingNumber;
    const unchecked = (await waiting(relais, merchant.token, clerk('ROUBAIX'), 'ROUBAIX')).trackingNumber;
    const occurredAt = relais.clock.now().toISOString();
    await scan(relais, clerk('ROUBAIX'), { kind: 'COLLECTION', trackingNumber: unchecked, occurredAt });
    expect(await kindsOf()).toEqual(
      new Map([
        [lost, ['MISSING']],
        [stray, ['MISROUTED', 'DISCREPANCY']],
        [refused, ['NEEDS_POINT']],
        [unchecked, ['DISCREPANCY']],
      ]),
    );
    const { nodes } = await list(operator, { kinds: ['MISROUTED'] });
    expect(nodes).toMatchObject([
      {
        trackingNumber: stray,
        custodian: { kind: 'POINT', id: 'LILLE' },
        pickupPointCode: 'ROUBAIX',
        problems: [
          {
            kind: 'MISROUTED',
            text: expect.stringContaining('LILLE'),
            instruction: expect.stringContaining('sent on'),
          },
          { kind: 'DISCREPANCY', instruction: expect.stringContaining('ROUBAIX') },
        ],
      },
    ]);

    await relais.data('mutation { suspendPoint(code: "CARREFOUR", reason: "works") { __typename } }', {
      token: operator,
    });
    relais.clock.advance({ hours: 24 * 8 });
    const later = await kindsOf();
    expect(later.get(bound)).toEqual(['POINT_NOT_OPEN', 'SILENT']);
    expect(later.get(fine)).toEqual(['SILENT']);
    expect(later.get(refused)).toEqual(['NEEDS_POINT', 'SILENT']);
    // Its time is over, and the job that ends it has not come round yet.
    expect(later.get(here)).toEqual(['OVERDUE']);
    expect(await totals()).toEqual({
      MISSING: 1,
      MISROUTED: 1,
      NEEDS_POINT: 1,
      POINT_NOT_OPEN: 1,
      NO_WAY: 0,
      CODE_LOCKED: 0,
      OVERDUE: 1,
      SILENT: 4,
      DISCREPANCY: 2,
    });
    // A new point answers a refusal, and a scan finds what was lost.
    await relais.data(`mutation ($input: RebookParcelInput!) { rebookParcel(input: $input) { __typename } }`, {
      token: operator,
      variables: { input: { idempotencyKey: 'r', trackingNumber: refused, pickupPointCode: 'LILLE' } },
    });
    await scan(relais, clerk('ROUBAIX'), { kind: 'STORE_RECEIPT', trackingNumber: lost });
    const after = await kindsOf();
    expect(after.get(refused)).toEqual(['SILENT']);
    expect(after.has(lost)).toBe(false);
  });

  it('shows operators of a chain what is bound for that chain', async () => {
    const auchan = await carried('ROUBAIX');
    const carrefour = await carried('CARREFOUR');
    for (const trackingNumber of [auchan, carrefour])
      await scan(relais, carrier, { kind: 'LOSS_REPORT', trackingNumber });
    const chainOperator = await relais.token('OPERATOR', { chainCode: 'CARREFOUR' });
    expect([...(await kindsOf(chainOperator)).keys()]).toEqual([carrefour]);
    expect((await totals(chainOperator)).MISSING).toBe(1);
    const { settleExceptions } = await relais.data(SETTLE, {
      token: chainOperator,
      variables: { trackingNumbers: [auchan, carrefour, '0'] },
    });
    expect(settleExceptions).toEqual([
      { trackingNumber: auchan, settled: false, refusal: { code: 'NOT_FOUND' } },
      { trackingNumber: carrefour, settled: true, refusal: null },
      { trackingNumber: '0', settled: false, refusal: { code: 'NOT_FOUND' } },
    ]);
    expect([...(await kindsOf()).keys()]).toEqual([auchan]);
    // Settled is what was known then: what is recorded afterwards is looked at anew.
    await scan(relais, carrier, { kind: 'DAMAGE_NOTED', trackingNumber: carrefour });
    expect(await kindsOf(chainOperator)).toEqual(new Map([[carrefour, ['MISSING', 'DISCREPANCY']]]));
  });

  it('is found by the database as the rule says, whatever the parcels, and page by page', async () => {
    const now = relais.clock.now();
    await shelveMany(relais, {
      merchantId: merchant.id,
      pointId: points.ROUBAIX as string,
      count: 600,
      from: 0,
      nameOf: String,
      since: (index) => new Date(now.getTime() - (index % 150) * 3_600_000 * 2),
    });
    await relais.dataSource.query("UPDATE point SET state = 'SUSPENDED' WHERE code = 'CARREFOUR'");
    // Of every combination some, spread by numbers that share no factor.
    await relais.dataSource.query(
      `WITH numbered AS (SELECT id, row_number() OVER (ORDER BY id)::int AS n FROM parcel)
       UPDATE parcel c SET state = ($1::text[])[1 + n % 11], needs_point = n % 13 = 0 AND n % 11 = 2,
              wrong_codes = n % 7, sequence = 1 + n % 3, settled_sequence = n % 2,
              pickup_point_id = CASE WHEN n % 5 = 0 THEN $2::bigint ELSE pickup_point_id END,
              deadline = CASE WHEN n % 3 = 0 THEN NULL ELSE deadline END,
              discrepancies = CASE WHEN n % 17 = 0 THEN
                '[{"code":"CLOCK","instruction":"CHECK_DEVICE_CLOCK","params":{},"entryKey":"k"}]'::jsonb ELSE '[]' END
         FROM numbered WHERE numbered.id = c.id`,
      [STATES, points.CARREFOUR],
    );
    await relais.dataSource.query(
      `INSERT INTO promise (parcel_id, reason)
       SELECT id, (ARRAY['NO_LINE', 'ARRIVAL', 'NO_ROOM'])[1 + n % 3]
         FROM (SELECT id, row_number() OVER (ORDER BY id)::int AS n FROM parcel) numbered WHERE n % 19 < 3`,
    );
    const all = (await relais.dataSource.query(
      `SELECT c.*, p.state = 'OPEN' AS is_open, COALESCE(m.reason IN ('NO_LINE', 'NO_ROOM'), false) AS has_no_way
         FROM parcel c JOIN point p ON p.id = c.pickup_point_id LEFT JOIN promise m ON m.parcel_id = c.id
        ORDER BY possession_since, c.id`,
    )) as Record<string, never>[];
    const expected = all.flatMap((row): [string, string[]][] => {
      const kinds = exceptionsOf(
        {
          state: row.state as never,
          custodian: { kind: 'POINT', id: 'X' },
          pointCode: null,
          bookedPointCode: 'ROUBAIX',
          needsPoint: Boolean(row.needs_point),
          isBookedPointOpen: Boolean(row.is_open),
          isBooked: false,
          hasNoWay: Boolean(row.has_no_way),
          isCodeLocked: Number(row.wrong_codes) >= 5,
          possessionSince: (row.possession_since as unknown as Date).getTime(),
          deadline: row.deadline === null ? null : (row.deadline as unknown as Date).getTime(),
          discrepancies: row.discrepancies as never,
        },
        now.getTime(),
      );
      const isSettled = Number(row.sequence) <= Number(row.settled_sequence);
      return kinds.length === 0 || isSettled ? [] : [[row.tracking_number as unknown as string, kinds]];
    });
    expect(expected.length).toBeGreaterThan(100);
    const found: [string, string[]][] = [];
    for (let after: string | null = null; ; ) {
      const page = await list(operator, { first: 37, after });
      found.push(...page.nodes.map((n): [string, string[]] => [n.trackingNumber, n.problems.map(({ kind }) => kind)]));
      if (!page.pageInfo.hasNextPage) break;
      after = page.pageInfo.endCursor;
    }
    expect(found).toEqual(expected);
    const counts = await totals();
    for (const kind of EXCEPTION_KINDS) {
      expect([kind, counts[kind]]).toEqual([kind, expected.filter(([, kinds]) => kinds.includes(kind)).length]);
    }
    const { errors } = await relais.ask(LIST, { token: operator, variables: { after: 'eA' } });
    expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_INPUT', field: 'after' });
  });
});
