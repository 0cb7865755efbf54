import { seedProgrammes } from '../seeds/programmes.js';
import { commands } from '../src/commands.js';
import { CheckpointService } from '../src/ledger/checkpoint.service.js';
import { relaisCommand } from './support/command.js';
import { APPEND_ONLY, forge, keepHistory, rewriteHistory } from './support/ledgers.js';
import { registered, TOY_SHOP } from './support/merchants.js';
import { announced, scan } from './support/parcels.js';
import { addPoint } from './support/points.js';
import { Relais } from './support/relais.js';

interface Announced {
  id: string;
  trackingNumber: string;
}

let relais: Relais;
let operator: string;
let clerk: string;
/** Sealed twice, with an entry that is not sealed yet; sealed once; never sealed. */
let twice: Announced;
let once: Announced;
let never: Announced;
let sealed: number[];

const makeDue = () => relais.service.app.get(CheckpointService).makeDue();
const verify = (...words: string[]) =>
  relaisCommand(relais.service.app, commands, relais.config.dataDir, ['verify', ...words]);

beforeAll(async () => {
  relais = await Relais.start();
  await seedProgrammes(relais.service.app);
  const pointId = await addPoint(relais, { code: 'LILLE', chain: 'AUCHAN', networks: ['MONDIAL_RELAY'] });
  clerk = await relais.token('CLERK', { pointId });
  operator = await relais.token('OPERATOR');
  const { token } = await registered(relais, TOY_SHOP);
  [twice, once] = [await announced(relais, token, 'LILLE'), await announced(relais, token, 'LILLE')];
  await scan(relais, clerk, { kind: 'DROP_OFF', trackingNumber: twice.trackingNumber });
  sealed = [await makeDue()];
  await scan(relais, clerk, { kind: 'SHELVED', trackingNumber: twice.trackingNumber, shelf: 'A\u2028 1' });
  sealed.push(await makeDue(), await makeDue());
  const occurredAt = '0000-06-01T00:00:00Z';
  await scan(relais, clerk, { kind: 'SHELVED', trackingNumber: twice.trackingNumber, shelf: 'B', occurredAt });
  never = await announced(relais, token, 'LILLE');
});
afterAll(() => relais.stop());

const QUERY = `query ($after: String, $most: Int!) {
  ledgerIntegrity(after: $after, most: $most) {
    checkpoints entries endCursor publicKey
    broken { reason parcelId trackingNumber sequence checkpoint message }
  }
}`;

/** All steps of the operator's query. */
async function ask(most: number, headers: Record<string, string> = {}) {
  const told = { steps: 0, checkpoints: 0, entries: 0, broken: [] as Record<string, unknown>[] };
  for (let after: string | null | undefined; after !== null; told.steps += 1) {
    const { ledgerIntegrity: step } = await relais.data(QUERY, {
      token: operator,
      variables: { after, most },
      headers,
    });
    told.checkpoints += step.checkpoints;
    told.entries += step.entries;
    if (step.broken) told.broken.push(step.broken);
    after = step.endCursor;
  }
  return told;
}

describe('the ledgers', () => {
  it('are sealed by checkpoints as far as they are new', () => {
    expect(sealed).toEqual([2, 1, 0]);
  });

  it('hold, by the command and by the query, in steps of any size', async () => {
    expect(await verify('--all')).toEqual({
      exit: 0,
      text: expect.stringMatching(/^Intact: 2 checkpoints and 6 entries/),
    });
    for (const { trackingNumber } of [twice, once, never]) {
      expect((await verify('--parcel', trackingNumber)).text).toMatch(/^Intact: 2 checkpoints and [14] entries/);
    }
    for (const most of [1, 2, 3, 4, 10_000]) {
      expect(await ask(most)).toMatchObject({ checkpoints: 2, entries: 6, broken: [] });
    }
    expect((await ask(1)).steps).toBeGreaterThan(6);
  });

  it('are asked about in bounds, and from where the step before ended', async () => {
    for (const [variables, field] of [
      [{ most: 10_001 }, 'most'],
      [{ most: 10, after: 'bm9ib2R5' }, 'after'],
    ] as const) {
      const { errors } = await relais.ask(QUERY, { token: operator, variables });
      expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_INPUT', field });
    }
    const chain = await relais.token('OPERATOR', { chainCode: 'AUCHAN' });
    const { errors } = await relais.ask(QUERY, { token: chain, variables: { most: 10 } });
    expect(errors[0]?.extensions.code).toBe('FORBIDDEN');
  });

  it('cannot be told to hold where there is nothing to look at', async () => {
    expect(await verify('--parcel', '095212340000000000')).toEqual({
      exit: 2,
      text: expect.stringContaining('NOT_FOUND'),
    });
    expect((await verify()).exit).toBe(2);
    expect((await verify('--all', '--parcel', '1')).exit).toBe(2);
  });
});

describe('what was recorded', () => {
  it.each(APPEND_ONLY)('cannot be rewritten in %s, not even by whoever owns the table', async (table) => {
    const column = { audit_line: 'target', ledger_checkpoint: 'root' }[table as string] ?? 'hash';
    for (const write of [`UPDATE ${table} SET ${column} = ${column}`, `DELETE FROM ${table}`, `TRUNCATE ${table}`]) {
      const granted = `GRANT UPDATE, DELETE, TRUNCATE ON ${table} TO CURRENT_USER; ${write}`;
      await expect(relais.dataSource.query(granted)).rejects.toMatchObject({
        driverError: { code: '23001', message: expect.stringContaining('append-only') },
      });
    }
  });
});

type Fault = [name: string, rewrite: () => Promise<unknown>, parcel: () => Announced | null, found: object];

const sql = (text: () => string) => () => rewriteHistory(relais, text());
const where = (sequence: number, parcel = twice) => `parcel_id = '${parcel.id}' AND sequence = ${sequence}`;

/** Everything that somebody may do who can write to the database, and what is then found first. */
const FAULTS: Fault[] = [
  [
    'a changed field',
    sql(() => `UPDATE ledger_entry SET actor_id = 'somebody else' WHERE ${where(2)}`),
    () => twice,
    { reason: 'CONTENT', sequence: 2 },
  ],
  [
    'a changed time, by less than is hashed',
    sql(() => `UPDATE ledger_entry SET happened_at = happened_at + interval '1 microsecond' WHERE ${where(1)}`),
    () => twice,
    { reason: 'CONTENT', sequence: 1 },
  ],
  [
    'a field that entries do not have',
    sql(() => `UPDATE ledger_entry SET body = body || '{"paid": true}' WHERE ${where(4)}`),
    () => twice,
    { reason: 'CONTENT', sequence: 4 },
  ],
  [
    'an entry taken out',
    sql(() => `DELETE FROM ledger_entry WHERE ${where(2)}`),
    () => twice,
    { reason: 'SEQUENCE', sequence: 2 },
  ],
  [
    'a ledger cut off',
    sql(() => `DELETE FROM ledger_entry WHERE ${where(4)}`),
    () => twice,
    { reason: 'HEAD', sequence: 4 },
  ],
  [
    'a ledger cut off, the parcel’s row with it',
    sql(
      () => `DELETE FROM ledger_entry WHERE parcel_id = '${twice.id}' AND sequence > 2;
        UPDATE parcel c SET sequence = 2, sealed_sequence = 2, ledger_head = e.hash
          FROM ledger_entry e WHERE e.parcel_id = c.id AND e.sequence = 2 AND c.id = '${twice.id}'`,
    ),
    () => twice,
    { reason: 'SEAL', sequence: 3, checkpoint: 2 },
  ],
  [
    'a ledger that is empty',
    sql(() => `DELETE FROM ledger_entry WHERE parcel_id = '${never.id}'`),
    () => never,
    { reason: 'HEAD', sequence: 1 },
  ],
  [
    'an entry replaced, and all hashes after it',
    () => forge(relais, twice.id, 2, { pointCode: 'ELSEWHERE' }),
    () => twice,
    { reason: 'SEAL', sequence: 2, checkpoint: 1 },
  ],
  [
    'a checkpoint of another time',
    sql(() => `UPDATE ledger_checkpoint SET made_at = made_at - interval '1 day' WHERE number = 1`),
    () => null,
    { reason: 'CHECKPOINT', checkpoint: 1 },
  ],
  [
    'a changed seal',
    sql(() => `UPDATE ledger_seal SET sequence = sequence + 1 WHERE checkpoint = 1 AND place = 0`),
    () => null,
    { reason: 'ROOT', checkpoint: 1 },
  ],
  [
    'a seal taken out',
    sql(() => 'DELETE FROM ledger_seal WHERE checkpoint = 1 AND place = 1'),
    () => null,
    { reason: 'ROOT', checkpoint: 1 },
  ],
  [
    'a checkpoint taken out',
    sql(() => 'DELETE FROM ledger_checkpoint WHERE number = 1'),
    () => null,
    { reason: 'CHECKPOINT', checkpoint: 1 },
  ],
  [
    'the last checkpoint taken out',
    sql(() => 'DELETE FROM ledger_checkpoint WHERE number = 2'),
    () => null,
    { reason: 'CHECKPOINT', checkpoint: 2 },
  ],
  [
    'the last checkpoint taken out with its seals',
    sql(() => 'DELETE FROM ledger_checkpoint WHERE number = 2; DELETE FROM ledger_seal WHERE checkpoint = 2'),
    () => twice,
    { reason: 'UNSEALED', sequence: 3 },
  ],
];

describe('somebody who rewrites the database is found by', () => {
  let putBack: () => Promise<void>;
  beforeAll(async () => {
    putBack = await keepHistory(relais);
  });
  afterEach(() => putBack());

  it.each(FAULTS)('%s', async (_, rewrite, parcelOf, found) => {
    expect((await verify('--all')).exit).toBe(0);
    await rewrite();
    const parcel = parcelOf();
    const { broken } = await ask(10_000);
    const expected = { trackingNumber: parcel?.trackingNumber ?? null, parcelId: parcel?.id ?? null, ...found };
    expect(broken[0]).toMatchObject(expected);
    expect((await ask(2)).broken).toContainEqual(expect.objectContaining(expected));
    const { sequence, checkpoint } = found as { sequence?: number; checkpoint?: number };
    const place = parcel ? `Parcel ${parcel.trackingNumber}, entry ${sequence}` : `Checkpoint ${checkpoint}`;
    expect(await verify('--all')).toEqual({ exit: 1, text: expect.stringContaining(place) });
    if (parcel) {
      expect(await verify('--parcel', parcel.trackingNumber)).toEqual({
        exit: 1,
        text: expect.stringContaining(place),
      });
    }
  });

  it('and it is said in the reader’s language', async () => {
    await rewriteHistory(relais, `UPDATE ledger_entry SET actor_id = 'x' WHERE ${where(2)}`);
    const english = await ask(10_000);
    const french = await ask(10_000, { 'accept-language': 'fr' });
    expect(english.broken[0]?.message).toMatch(/^The entry is not what was recorded\. Keep the database/);
    expect(french.broken[0]?.message).toMatch(/^L’écriture n’est pas celle/);
  });

  it('a key that nobody has given, which is not called broken', async () => {
    await rewriteHistory(relais, `UPDATE ledger_checkpoint SET key_hash = decode(repeat('00', 32), 'hex')`);
    expect(await verify('--all')).toEqual({
      exit: 2,
      text: expect.stringContaining('Checkpoint 1: the checkpoint is signed with a key'),
    });
  });
});

describe('a parcel that was removed', () => {
  it('is missed by the checkpoint that sealed it', async () => {
    await rewriteHistory(
      relais,
      `DELETE FROM ledger_entry WHERE parcel_id = '${once.id}'; DELETE FROM booking WHERE parcel_id = '${once.id}';
       DELETE FROM recipient WHERE parcel_id = '${once.id}'; DELETE FROM parcel WHERE id = '${once.id}'`,
    );
    const { broken } = await ask(10_000);
    expect(broken).toMatchObject([
      { reason: 'SEAL', parcelId: once.id, trackingNumber: null, sequence: 1, checkpoint: 1 },
    ]);
    expect(await verify('--parcel', once.id)).toEqual({
      exit: 1,
      text: expect.stringContaining('is not there any more'),
    });
  });
});
