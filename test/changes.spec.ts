import { TokensService } from '../src/access/tokens.service.js';
import { CONSOLE } from '../src/platform/caller.js';
import { Changes } from '../src/platform/changes.js';
import { pruneChanges, readChanges } from '../src/platform/changes.queries.js';
import { createLog } from '../src/platform/log.js';
import { BY_HAND, EVERYTHING, Heard, untilSettled } from './support/heard.js';
import { WRITES } from './support/heard-writes.js';
import { registered, TOY_SHOP } from './support/merchants.js';
import { addPoint } from './support/points.js';
import { Relais } from './support/relais.js';

let relais: Relais;
beforeAll(async () => {
  relais = await Relais.start();
});
afterAll(() => relais.stop());

const query = (sql: string, values?: unknown[]) => relais.dataSource.query(sql, values);
const addNetwork = (code: string) => query('INSERT INTO network VALUES ($1, $1)', [code]);

/** Tables whose rows nobody keeps in memory. */
const NOT_WATCHED = [
  ...['audit_line', 'change_horizon', 'change_log', 'erasure', 'import_run', 'ledger_entry', 'message', 'migration'],
  ...['held_scan', 'ledger_checkpoint', 'ledger_seal', 'operator', 'outbox_event', 'sign_in_link'],
  ...['pairing_code', 'recipient', 'spatial_ref_sys', 'webhook', 'webhook_delivery'],
  // Whoever writes to these writes to timetable in the same transaction.
  ...['carrier_calendar', 'carrier_line', 'carrier_stop', 'carrier_trip', 'promise', 'promise_run'],
  ...['calendar_change', 'plan', 'plan_row', 'point_suspension', 'reminder', 'retention_rule', 'stay'],
];

describe('whoever writes', () => {
  let heard: Heard;
  let ids: Record<'a' | 'b' | 'merchant' | 'parcel', string>;
  beforeAll(async () => {
    const { id: merchant } = await registered(relais, TOY_SHOP);
    const [a, b] = [await addPoint(relais, { code: 'A' }), await addPoint(relais, { code: 'B' })];
    const parcel = '019f0000-0000-7000-8000-000000000001';
    ids = { a, b, merchant, parcel };
    heard = await Heard.start(relais.service.database);
  });

  const filled = (text: string) => text.replaceAll(/\$(a|b|merchant|parcel)\b/g, (_, name: 'a') => ids[name]);

  it.each(WRITES)('is heard: %s', async (sql, expected) => {
    await query(filled(sql));
    const wanted = Object.entries(expected).map(([topic, keys]) => [
      topic,
      keys === 'ALL' ? keys : keys.map(filled).sort(),
    ]);
    expect(await heard.look()).toEqual(Object.fromEntries(wanted));
    expect(await heard.look()).toEqual({});
  });

  it('can write to no table unheard but those that nobody keeps in memory', async () => {
    const tables = await query(
      `SELECT c.relname AS name, bit_or(t.tgtype::int & 60) AS events
         FROM pg_class c LEFT JOIN pg_trigger t ON t.tgrelid = c.oid AND t.tgname LIKE '%is_noted' AND t.tgenabled = 'O'
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' GROUP BY 1`,
    );
    // INSERT 4, DELETE 8, UPDATE 16 and TRUNCATE 32, in pg_trigger's bits.
    const unheard = tables.filter(({ events }: { events: number | null }) => events !== 60);
    expect(unheard.map(({ name }: { name: string }) => name).sort()).toEqual(NOT_WATCHED.sort());
  });

  it('is heard once it is committed, and not at all when it is rolled back', async () => {
    const runner = relais.dataSource.createQueryRunner();
    for (const end of ['rollbackTransaction', 'commitTransaction'] as const) {
      await runner.startTransaction();
      await runner.query(`INSERT INTO network VALUES ('${end}', '')`);
      await runner[end]();
    }
    await runner.release();
    expect(await heard.look()).toEqual({ network: ['commitTransaction'] });
  });

  it('is counted before it is told that it is done', async () => {
    const { commits } = relais.service.database;
    const counted = async (write: () => Promise<unknown>) => {
      const before = commits.count;
      await write();
      return commits.count - before;
    };
    expect(await counted(() => addNetwork('COUNTED'))).toBe(1);
    expect(await counted(() => query("UPDATE network SET name = 'x'; SELECT 1"))).toBe(1);
    expect(
      await counted(() => query('WITH w AS (DELETE FROM network RETURNING 1) DELETE FROM chain WHERE false')),
    ).toBe(1);
    expect(await counted(() => relais.dataSource.transaction((tx) => tx.query('SELECT 1')))).toBe(1);
    expect(await counted(() => query('SELECT 1'))).toBe(0);
  });
});

describe('the log of changes', () => {
  it('cannot be read on from nowhere, nor from a snapshot of the future', async () => {
    const db = relais.dataSource.manager;
    const { snapshot, isLost } = await readChanges(db, null);
    expect(isLost).toBe(true);
    expect(await readChanges(db, snapshot)).toMatchObject({ isLost: false, changes: [] });
    expect((await readChanges(db, '9999999999:9999999999:')).isLost).toBe(true);
  });

  it('makes whoever has not looked since lines were deleted begin anew, and nobody else', async () => {
    const [stopped, awake] = [await Heard.start(relais.service.database), await Heard.start(relais.service.database)];
    await addNetwork('MISSED');
    expect(await awake.look()).toEqual({ network: ['MISSED'] });
    await untilSettled(relais.dataSource);
    await awake.look();
    expect(await pruneChanges(relais.dataSource, 600)).toBe(0);
    expect(await pruneChanges(relais.dataSource, 0)).toBeGreaterThan(0);
    expect(await pruneChanges(relais.dataSource, 0)).toBe(0);
    expect(await awake.look()).toEqual({});
    expect(await stopped.look()).toEqual(EVERYTHING);
    await addNetwork('HEARD');
    for (const one of [stopped, awake]) expect(await one.look()).toEqual({ network: ['HEARD'] });
  });
});

/** A service of its own on the story's database whose network handler is the story's. */
function listening(handle: (keys: string[]) => void | Promise<void>, timing = {}): Changes {
  const changes = new Changes(relais.service.database, createLog('silent'), { ...BY_HAND, ...timing });
  changes.subscribe('network', (keys) => handle(keys === 'ALL' ? ['ALL'] : [...keys]));
  return changes;
}

describe('whoever asks for the present state', () => {
  it('waits for nothing unless this process has written', async () => {
    const told: string[] = [];
    const changes = listening((keys) => void told.push(...keys));
    expect(changes.current()).toBeInstanceOf(Promise);
    await changes.current();
    expect(changes.current()).toBeUndefined();
    await addNetwork('OWN');
    await changes.current();
    expect(told).toEqual(['ALL', 'OWN']);
    expect(changes.current()).toBeUndefined();
  });

  it('gets another look if the one under way may be from before its commit', async () => {
    const told: string[] = [];
    let release = () => {};
    const changes = listening(async (keys) => {
      told.push(...keys);
      if (keys.includes('SLOW')) await new Promise<void>((resolve) => (release = resolve));
    });
    await changes.current();
    await addNetwork('SLOW');
    const first = changes.current();
    while (!told.includes('SLOW')) await new Promise((resolve) => setTimeout(resolve, 5));
    await addNetwork('AFTER');
    const others = Promise.all([changes.current(), changes.current(), changes.current()]);
    expect(told).not.toContain('AFTER');
    release();
    await Promise.all([first, others]);
    expect(told).toEqual(['ALL', 'SLOW', 'AFTER']);
  });

  it('is told the same again, and refused meanwhile, when somebody who listens fails', async () => {
    const told: string[][] = [];
    let isBroken = false;
    const changes = listening((keys) => {
      if (isBroken) throw new Error('broken');
      told.push(keys.sort());
    });
    await changes.current();
    isBroken = true;
    await addNetwork('ONCE');
    await expect(changes.current()).rejects.toMatchObject({ code: 'NOT_UP_TO_DATE' });
    await addNetwork('TWICE');
    await expect(changes.current()).rejects.toMatchObject({ code: 'NOT_UP_TO_DATE' });
    isBroken = false;
    await changes.current();
    expect(told).toEqual([['ALL'], ['ONCE', 'TWICE']]);
  });

  it('has to listen before the first look', async () => {
    const changes = listening(() => {});
    await changes.current();
    expect(() => changes.subscribe('chain', () => {})).toThrow(/before/);
  });

  it('is answered by looks that are taken by themselves', async () => {
    const told: string[] = [];
    const changes = listening((keys) => void told.push(...keys), { pollMs: 10, pruneMs: 10 });
    await changes.start();
    await addNetwork('BY-ITSELF');
    while (!told.includes('BY-ITSELF')) await new Promise((resolve) => setTimeout(resolve, 5));
    await changes.stop();
    await addNetwork('STOPPED');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(told).not.toContain('STOPPED');
  });
});

describe('a token that is remembered', () => {
  const identify = (token: string, origin: string | null = null) =>
    relais.service.app.get(TokensService).identify(token, origin);
  /** A token that was used, so that the next use needs no look at the database. */
  async function used(...args: Parameters<Relais['token']>): Promise<{ token: string; id: string }> {
    const token = await relais.token(...args);
    const { id } = await identify(token, 'https://shop.example');
    return { token, id };
  }

  it('is known at once, and refused from the moment of its revocation', async () => {
    const { token, id } = await used('OPERATOR');
    expect(identify(token)).toEqual({ role: 'OPERATOR', id, chainCode: null });
    await relais.service.app.get(TokensService).revoke(CONSOLE, id);
    await expect(identify(token)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await expect((async () => identify(token))()).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('expires, and works from its own pages only', async () => {
    const { token } = await used('PUBLISHABLE', { origins: ['https://shop.example'], expiresInDays: 1 });
    expect(identify(token, 'https://shop.example')).toMatchObject({ role: 'PUBLISHABLE' });
    for (const origin of ['https://thief.example', null]) {
      expect(() => identify(token, origin)).toThrow(expect.objectContaining({ code: 'FORBIDDEN' }));
    }
    relais.clock.advance({ days: 1 });
    expect(() => identify(token, 'https://shop.example')).toThrow(expect.objectContaining({ code: 'UNAUTHENTICATED' }));
  });

  it('names the point by its present code', async () => {
    const pointId = await addPoint(relais, { code: 'BEFORE' });
    const { token } = await used('CLERK', { pointId });
    expect(identify(token)).toMatchObject({ pointCode: 'BEFORE' });
    await query("UPDATE point SET code = 'AFTER' WHERE id = $1", [pointId]);
    expect(await identify(token)).toMatchObject({ pointCode: 'AFTER' });
  });

  it('is nobody for a guess, every time', async () => {
    for (let count = 0; count < 2; count += 1) {
      await expect(identify('rl_op_guess')).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    }
  });
});
