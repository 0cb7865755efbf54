import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { Tally } from '../src/backup/backup-file.js';
import { LEFT_OUT, savedTables } from '../src/backup/saved-tables.js';
import { stepTo } from '../src/backup/schema-level.js';
import { writeBackup } from '../src/backup/write-backup.js';
import { Secrets } from '../src/platform/secrets.js';
import {
  backedUp,
  command,
  contentOf,
  type Network,
  network,
  tornParcels,
  underWay,
  whileBusy,
} from './support/backups.js';
import { EVERYTHING, Heard } from './support/heard.js';
import { announced, scan, track } from './support/parcels.js';
import { Relais } from './support/relais.js';

/** The lines of a backup, changed by a hand that knows how they are sealed. */
function rewritten(file: string, name: string, change: (lines: string[]) => string[]): string {
  const lines = change(gunzipSync(readFileSync(file)).toString().trimEnd().split('\n').slice(0, -1));
  const tally = new Tally();
  for (const line of lines) {
    tally.add(`${line}\n`);
    if (line.startsWith('[')) tally.addRows(1);
    const { table } = JSON.parse(line) as { table?: string };
    if (table) tally.begin(table);
  }
  const path = `${file}.${name}`;
  writeFileSync(path, gzipSync(`${lines.join('\n')}\n${JSON.stringify(tally.end())}\n`));
  return path;
}

const withHead = (file: string, name: string, more: object) =>
  rewritten(file, name, ([head, ...lines]) => [
    JSON.stringify({ ...(JSON.parse(head as string) as object), ...more }),
    ...lines,
  ]);

describe('a backup', () => {
  let source: Relais;
  let working: Network;
  let file: string;

  beforeAll(async () => {
    source = await Relais.start();
    working = await network(source);
    for (let count = 0; count < 3; count += 1) await underWay(source, working);
    await announced(source, working.merchant.token, 'AU-LILLE');
    file = await backedUp(source);
  });
  afterAll(() => source.stop());

  it('holds every table but those that are named with a reason', async () => {
    const tables = (await source.dataSource.query(
      `SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname !~ '^(pg_|information_schema|pgboss)'
          AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')`,
    )) as { name: string }[];
    const saved = (await savedTables(source.dataSource.manager)).map(({ name }) => name);
    expect([...saved, ...Object.keys(LEFT_OUT)].sort()).toEqual(tables.map(({ name }) => name).sort());
  });

  it('is a file that only its owner can read, and says that the secret is not in it', async () => {
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const { text } = await command(source, 'backup');
    expect(text).toContain('does not hold the secret (RELAIS_SECRET)');
    expect(text).toContain(join(source.config.dataDir, 'relais-2026-11-24T0'));
    const content = gunzipSync(readFileSync(file)).toString();
    expect(content).not.toContain('the stories use');
    expect(content).not.toMatch(/Jeanne|jeanne@/);
  });

  it('makes the same database again, in which everything goes on', async () => {
    const target = await Relais.start({ at: source.clock.now().toISOString() });
    const heard = await Heard.start(target.service.database);
    const restored = await command(target, 'restore', file, '--no-erasures');
    expect(restored).toEqual({ exit: 0, text: expect.stringContaining('Restored') });
    expect(await heard.look()).toEqual(EVERYTHING);
    expect(await contentOf(target)).toEqual(await contentOf(source));

    const [parcel] = working.parcels;
    const { trackingNumber } = parcel;
    const carrier = await target.token('CARRIER', { networkCode: 'MONDIAL_RELAY' });
    const picked = await scan(target, carrier, { kind: 'CARRIER_PICKUP', trackingNumber, pointCode: 'AU-LILLE' });
    expect(picked).toMatchObject({ recorded: true, state: 'IN_TRANSIT', discrepancies: [] });
    // The clerk's token, the customer's link and the code that it shows are those of before.
    const received = await scan(target, working.receiver, { kind: 'STORE_RECEIPT', trackingNumber });
    expect(received).toMatchObject({ state: 'AVAILABLE' });
    const { pickupCode } = await track(target, parcel);
    const collected = await scan(target, working.receiver, { kind: 'COLLECTION', trackingNumber, pickupCode });
    expect(collected).toMatchObject({ recorded: true, state: 'COLLECTED' });

    const next = await announced(target, working.merchant.token, 'AU-ROUBAIX');
    expect(next.recipient).toEqual({ name: 'Jeanne Delattre', email: 'jeanne@example.org' });
    const also = await announced(source, working.merchant.token, 'AU-ROUBAIX');
    expect(next.trackingNumber).toBe(also.trackingNumber);
    await target.stop();
  });

  it('is of one instant, though parcels are announced and scanned meanwhile', async () => {
    const before = working.parcels.length;
    const busily = await whileBusy(source, working, () => backedUp(source, 'busy.backup'));
    const target = await Relais.start({ at: source.clock.now().toISOString() });
    expect(await command(target, 'restore', busily, '--no-erasures')).toMatchObject({ exit: 0 });
    expect(await tornParcels(target)).toEqual([]);
    const [{ count }] = await target.dataSource.query('SELECT count(*)::int AS count FROM parcel');
    expect(count).toBeGreaterThanOrEqual(before + 3);
    // The next scan of every parcel that it holds is recorded under the next number.
    const numbers = await target.dataSource.query(`SELECT tracking_number FROM parcel WHERE state = 'DROPPED_OFF'`);
    const carrier = await target.token('CARRIER', { networkCode: 'MONDIAL_RELAY' });
    for (const { tracking_number: trackingNumber } of numbers) {
      const scanned = await scan(target, carrier, { kind: 'CARRIER_PICKUP', trackingNumber, pointCode: 'AU-LILLE' });
      expect(scanned).toMatchObject({ recorded: true, state: 'IN_TRANSIT', discrepancies: [] });
    }
    await target.stop();
  });

  describe('that must not be restored', () => {
    let target: Relais;
    beforeAll(async () => {
      target = await Relais.start();
    });
    afterAll(() => target.stop());

    const refused = async (path: string, code: string) => {
      const before = await contentOf(target);
      const { exit, text } = await command(target, 'restore', path, '--no-erasures');
      expect([exit, text.split(':')[0]]).toEqual([1, code]);
      expect(await contentOf(target)).toEqual(before);
      return text;
    };
    const saved = (name: string, bytes: Buffer) => {
      const path = `${file}.${name}`;
      writeFileSync(path, bytes);
      return path;
    };

    it('is refused where it is cut, wherever that is', async () => {
      const bytes = readFileSync(file);
      for (const share of [0.1, 0.5, 0.99]) {
        await refused(saved('cut', bytes.subarray(0, Math.floor(bytes.length * share))), 'BACKUP_DAMAGED');
      }
      // Whole lines, and a whole gzip, but not all of them.
      const lines = gunzipSync(bytes).toString().trimEnd().split('\n');
      await refused(saved('short', gzipSync(`${lines.slice(0, -1).join('\n')}\n`)), 'BACKUP_DAMAGED');
      await refused(saved('gap', gzipSync(`${lines.toSpliced(5, 1).join('\n')}\n`)), 'BACKUP_DAMAGED');
      await refused(saved('more', gzipSync(`${lines.join('\n')}\n${lines.at(-1)}\n`)), 'BACKUP_DAMAGED');
    });

    it('is refused where a byte of it was altered', async () => {
      const bytes = Buffer.from(readFileSync(file));
      const middle = Math.floor(bytes.length / 2);
      bytes[middle] = (bytes[middle] as number) ^ 1;
      await refused(saved('bit', bytes), 'BACKUP_DAMAGED');
      const text = gunzipSync(readFileSync(file)).toString().replace('ANNOUNCED', 'COLLECTED');
      await refused(saved('word', gzipSync(text)), 'BACKUP_DAMAGED');
    });

    it('is refused where it is something else, or not there', async () => {
      await refused(saved('text', Buffer.from('hello')), 'BACKUP_DAMAGED');
      await refused(saved('json', gzipSync('{"format":"other"}\n')), 'BACKUP_DAMAGED');
      await refused(saved('empty', gzipSync('')), 'BACKUP_DAMAGED');
      await refused(`${file}.nowhere`, 'BAD_INPUT');
    });

    it('is refused where it came from a newer Relais', async () => {
      await refused(withHead(file, 'version', { version: 2 }), 'BACKUP_NEWER');
      await refused(withHead(file, 'migration', { migrations: ['Far1705000000001'] }), 'BACKUP_NEWER');
    });

    it('is refused beside another secret, and says where the right one goes', async () => {
      const text = await refused(
        withHead(file, 'secret', { secretFingerprint: new Secrets('x'.repeat(40)).fingerprint() }),
        'BACKUP_OTHER_SECRET',
      );
      expect(text).toContain('Put the secret of the installation that wrote it in RELAIS_SECRET');
    });

    it('is refused as a whole where its last row does not fit, whoever sealed it', async () => {
      const path = rewritten(file, 'row', (lines) => {
        const last = lines.findLastIndex((line) => line.startsWith('['));
        return lines.with(last, (lines[last] as string).replace(/"[^"]*"/, '"no such value"'));
      });
      const before = await contentOf(target);
      expect((await command(target, 'restore', path, '--no-erasures')).exit).toBe(1);
      expect(await contentOf(target)).toEqual(before);
      await refused(
        rewritten(file, 'table', (lines) => lines.map((line) => line.replace('"table":"chain"', '"table":"chain; x"'))),
        'BACKUP_DAMAGED',
      );
    });

    it('is refused by a database with rows in it, unless those are given up', async () => {
      await network(target);
      await refused(file, 'DATABASE_NOT_EMPTY');
      expect(await command(target, 'restore', file, '--replace')).toMatchObject({ exit: 0 });
      const { sequences: _, ...content } = await contentOf(target);
      expect(content).toEqual(await contentAt(file));
      // No trigger was left off.
      const off = await target.dataSource.query(`SELECT tgname FROM pg_trigger WHERE tgenabled = 'D'`);
      expect(off).toEqual([]);
    });

    async function contentAt(path: string) {
      const other = await Relais.start();
      await command(other, 'restore', path, '--no-erasures');
      const { sequences: _, ...content } = await contentOf(other);
      await other.stop();
      return content;
    }
  });

  it('that an older Relais wrote is brought up to date on its way', async () => {
    const old = await Relais.start();
    const runner = old.dataSource.createQueryRunner();
    const level = old.dataSource.migrations.slice(0, 3).map(({ name }) => name as string);
    await stepTo(runner, level);
    await runner.release();
    await old.dataSource.query(`INSERT INTO chain VALUES ('OLD', 'older')`);
    const path = join(source.config.dataDir, 'old.backup');
    const about = { from: 'EMBEDDED', secretFingerprint: source.service.app.get(Secrets).fingerprint() } as const;
    await writeBackup(path, {
      dataSource: old.dataSource,
      about: { ...about, writtenAt: source.clock.now() },
      progress: () => {},
    });
    const head = JSON.parse(gunzipSync(readFileSync(path)).toString().split('\n')[0] as string);
    expect(head.migrations).toEqual(level);

    const target = await Relais.start();
    expect(await command(target, 'restore', path, '--no-erasures')).toMatchObject({ exit: 0 });
    expect(await target.dataSource.query('SELECT code, name FROM chain')).toEqual([{ code: 'OLD', name: 'older' }]);
    expect(await target.dataSource.showMigrations()).toBe(false);
    const schema = `SELECT table_name, column_name, data_type FROM information_schema.columns
                     WHERE table_schema = 'public' ORDER BY 1, 2`;
    expect(await target.dataSource.query(schema)).toEqual(await source.dataSource.query(schema));
    const working = await network(target);
    await underWay(target, working);
    await Promise.all([old.stop(), target.stop()]);
  });
});
