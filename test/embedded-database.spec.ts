import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { PGlite } from '@electric-sql/pglite';
import type pg from 'pg';
import { embeddedDriver } from '../src/platform/database/embedded-driver.js';
import { openInMemory } from '../src/platform/database/embedded-files.js';
import { lockFolder } from '../src/platform/database/folder-lock.js';

describe('the embedded database under several callers', () => {
  let database: PGlite;
  let pool: pg.Pool;
  let driver: typeof pg;

  beforeAll(async () => {
    database = await openInMemory();
    driver = embeddedDriver(database);
    pool = new driver.Pool();
    await pool.query('CREATE TABLE note (id int PRIMARY KEY, text text)');
  });
  beforeEach(() => pool.query('TRUNCATE note'));
  afterAll(async () => {
    await pool.end();
    await database.close();
  });

  const count = async () => (await pool.query('SELECT count(*)::int AS n FROM note')).rows[0].n;

  it('never mixes two overlapping transactions, not even those of clients outside the pool', async () => {
    const one = new driver.Client();
    const two = new driver.Client();
    await Promise.all([one.connect(), two.connect()]);
    const order: string[] = [];
    await one.query('BEGIN');
    await one.query('INSERT INTO note VALUES (1, $1)', ['one']);
    // The second begins while the first is open; it must wait, and the first's rollback must not touch its row.
    const second = (async () => {
      await two.query('BEGIN');
      order.push('two began');
      await two.query('INSERT INTO note VALUES (2, $1)', ['two']);
      await two.query('COMMIT');
    })();
    await new Promise((resolve) => setTimeout(resolve, 50));
    await one.query('SELECT 1');
    order.push('one ends');
    await one.query('ROLLBACK');
    await second;
    expect(order).toEqual(['one ends', 'two began']);
    expect((await pool.query('SELECT id FROM note')).rows).toEqual([{ id: 2 }]);
    await Promise.all([one.end(), two.end()]);
  });

  it('keeps nothing of a transaction that was rolled back, though others write meanwhile', async () => {
    const writers = Array.from({ length: 20 }, async (_, index) => {
      const client = await pool.connect();
      try {
        await client.query('BEGIN');
        await client.query('INSERT INTO note VALUES ($1, $2)', [index, 'x']);
        await new Promise((resolve) => setTimeout(resolve, index % 3));
        await client.query(index % 2 === 0 ? 'COMMIT' : 'ROLLBACK');
      } finally {
        client.release();
      }
    });
    await Promise.all(writers);
    const kept = (await pool.query('SELECT id FROM note ORDER BY id')).rows.map(({ id }) => id);
    expect(kept).toEqual([0, 2, 4, 6, 8, 10, 12, 14, 16, 18]);
  });

  it('frees the lock when a caller crashes in the middle of a transaction and gives its client back', async () => {
    const client = await pool.connect();
    await client.query('BEGIN');
    await client.query("INSERT INTO note VALUES (1, 'lost')");
    client.release();
    expect(await count()).toBe(0);
    await pool.query("INSERT INTO note VALUES (1, 'kept')");
    expect(await count()).toBe(1);
  });

  it('frees the lock when a client is thrown away in the middle of a transaction', async () => {
    const client = await pool.connect();
    await client.query('BEGIN');
    await client.query("INSERT INTO note VALUES (1, 'lost')");
    client.release(new Error('crashed'));
    expect(await count()).toBe(0);
    const lone = new driver.Client();
    await lone.connect();
    await lone.query('BEGIN');
    await lone.query("INSERT INTO note VALUES (1, 'lost')");
    await lone.end();
    expect(await count()).toBe(0);
  });

  it('goes on after an error inside a transaction as a server would', async () => {
    const client = await pool.connect();
    await client.query('BEGIN');
    await expect(client.query('SELECT 1/0')).rejects.toMatchObject({ code: '22012' });
    await expect(client.query('SELECT 1')).rejects.toMatchObject({ code: '25P02' });
    await client.query('ROLLBACK');
    client.release();
    expect((await pool.query('SELECT $1::bigint AS big, $2::timestamptz AS at', ['7', new Date(0)])).rows).toEqual([
      { big: '7', at: new Date(0) },
    ]);
  });

  it('keeps nothing of what it has answered', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    collect();
    const before = process.memoryUsage().heapUsed;
    // A hundred megabytes, in rows of a kilobyte.
    for (let time = 0; time < 50; time += 1) {
      await pool.query(`SELECT repeat('x', 1000) AS text FROM generate_series(1, 2000)`);
    }
    collect();
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(30_000_000);
  });
});

describe('a data folder', () => {
  it('belongs to one process, and is free again after that process is gone', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'relais-lock-'));
    const lock = await lockFolder(folder);
    await expect(lockFolder(folder)).rejects.toMatchObject({ code: 'FOLDER_IN_USE' });
    lock.release();
    const again = await lockFolder(folder);
    again.release();
    rmSync(folder, { recursive: true });
  });
});
