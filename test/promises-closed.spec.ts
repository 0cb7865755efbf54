import { seedProgrammes } from '../seeds/programmes.js';
import { registered, TOY_SHOP } from './support/merchants.js';
import { announced } from './support/parcels.js';
import { Relais } from './support/relais.js';
import { addCounters, FROM_LILLE, importTimetable } from './support/timetables.js';

const PARCEL = 'query ($id: ID!) { parcel(id: $id) { expectedAt expectedReason handInBy ledger { kind } } }';

describe('a promise, and a point that is closed', () => {
  let relais: Relais;
  let merchant: { id: string; token: string };
  let operator: string;
  let parcel: string;

  beforeAll(async () => {
    relais = await Relais.start();
    await seedProgrammes(relais.service.app);
    await addCounters(relais);
    merchant = await registered(relais, TOY_SHOP);
    operator = await relais.token('OPERATOR');
    await importTimetable(relais, FROM_LILLE);
  });
  afterAll(() => relais.stop());
  beforeEach(async () => {
    // Onwards, as clocks go: what is changed twice at one moment is changed once.
    relais.clock.advance({ minutes: 1 });
    ({ trackingNumber: parcel } = await announced(relais, merchant.token, 'AU-LYON', { dropOffPointCode: 'AU-LILLE' }));
    expect(await seen()).toMatchObject({ expected: '2026-11-25T07:30', why: 'OPENING_HOURS', delays: 0 });
  });
  afterEach(async () => {
    relais.clock.advance({ minutes: 1 });
    await edit('reopenPoint(code: "AU-LYON")');
    await edit('reopenPoint(code: "AU-LILLE")');
  });

  const edit = (what: string) => relais.ask(`mutation { done: ${what} { __typename } }`, { token: operator });
  const done = async (what: string) => {
    relais.clock.advance({ minutes: 1 });
    expect((await edit(what)).data).toEqual({ done: { __typename: 'Point' } });
  };
  const seen = async () => {
    await relais.runJob('promises');
    const { parcel: found } = await relais.data(PARCEL, { token: merchant.token, variables: { id: parcel } });
    const delays = found.ledger.filter(({ kind }: { kind: string }) => kind === 'EXPECTATION').length;
    const [expected, by] = [found.expectedAt, found.handInBy].map((at: string | null) => at?.slice(0, 16) ?? null);
    return { expected, by, why: found.expectedReason, delays };
  };

  it('is for when the suspension ends, and told once; and for its hour again when that is taken back', async () => {
    await done('suspendPoint(code: "AU-LYON", reason: "works", until: "2026-11-27T11:00:00Z")');
    const later = { expected: '2026-11-27T11:00', why: 'POINT_SUSPENDED', delays: 1 };
    expect(await seen()).toMatchObject(later);
    expect(await seen()).toMatchObject(later);
    await done('reopenPoint(code: "AU-LYON")');
    expect(await seen()).toMatchObject({ expected: '2026-11-25T07:30', why: 'OPENING_HOURS', delays: 1 });
  });

  it('is as before where a suspension is over by the time when it comes', async () => {
    await done('suspendPoint(code: "AU-LYON", reason: "works", until: "2026-11-24T18:00:00Z")');
    expect(await seen()).toMatchObject({ expected: '2026-11-25T07:30', why: 'OPENING_HOURS', delays: 0 });
  });

  it('is not known while nobody knows when the point opens again', async () => {
    await done('suspendPoint(code: "AU-LYON", reason: "fire")');
    expect(await seen()).toMatchObject({ expected: null, why: 'POINT_SUSPENDED', delays: 1 });
  });

  it('waits for the point where its merchant hands it in', async () => {
    await done('suspendPoint(code: "AU-LILLE", reason: "works", until: "2026-11-25T08:00:00Z")');
    expect(await seen()).toMatchObject({ expected: '2026-11-26T07:30', by: '2026-11-25T15:35', delays: 1 });
    await done('suspendPoint(code: "AU-LILLE", reason: "fire")');
    expect(await seen()).toMatchObject({ expected: null, why: 'DROP_OFF_CLOSED' });
  });

  it('follows whoever closes the point, and opens it', async () => {
    relais.clock.advance({ minutes: 1 });
    await relais.dataSource.query("UPDATE point SET state = 'CLOSED', updated_at = $1 WHERE code = 'AU-LYON'", [
      relais.clock.now(),
    ]);
    expect(await seen()).toMatchObject({ expected: null, why: 'POINT_CLOSED_FOR_GOOD', delays: 1 });
    relais.clock.advance({ minutes: 1 });
    await relais.dataSource.query("UPDATE point SET state = 'OPEN', updated_at = $1 WHERE code = 'AU-LYON'", [
      relais.clock.now(),
    ]);
    expect(await seen()).toMatchObject({ expected: '2026-11-25T07:30', delays: 1 });
  });
});
