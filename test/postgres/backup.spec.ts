import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '../../src/platform/database/database.js';
import { backedUp, command, contentOf, network, tornParcels, whileBusy } from '../support/backups.js';
import { EVERYTHING, Heard } from '../support/heard.js';
import { scan, track } from '../support/parcels.js';
import { Program } from '../support/program.js';
import { Relais, STORIES_SECRET } from '../support/relais.js';
import { createDatabase, newDatabaseName, onServer, urlOf } from '../support/server-databases.js';

const LEDGER =
  'query ($id: ID!) { parcel(id: $id) { state custodian { kind id } ledger { sequence kind pointCode } } }';

describe('a backup of one kind of database, taken while parcels are scanned', () => {
  const DIRECTIONS: [Database['kind'], Database['kind']][] = [
    ['EMBEDDED', 'POSTGRES'],
    ['POSTGRES', 'EMBEDDED'],
  ];

  it.each(DIRECTIONS)('is restored from %s into %s, and everything goes on there', async (from, to) => {
    const source = await Relais.start({ on: from });
    const working = await network(source);
    const busily = await whileBusy(source, working, () => backedUp(source, 'busy.backup'));
    const quiet = await backedUp(source, 'quiet.backup');

    const target = await Relais.start({ on: to, at: source.clock.now().toISOString() });
    const heard = await Heard.start(target.service.database);
    expect(await command(target, 'restore', busily, '--no-erasures')).toMatchObject({ exit: 0 });
    expect(await tornParcels(target)).toEqual([]);
    expect(await heard.look()).toEqual(EVERYTHING);
    expect(await command(target, 'restore', quiet, '--replace')).toMatchObject({ exit: 0 });
    expect(await contentOf(target)).toEqual(await contentOf(source));

    const carrier = await target.token('CARRIER', { networkCode: 'MONDIAL_RELAY' });
    for (const parcel of working.parcels) {
      const { trackingNumber } = parcel;
      const asked = { token: working.merchant.token, variables: { id: trackingNumber } };
      expect(await target.data(LEDGER, asked)).toEqual(await source.data(LEDGER, asked));
      await scan(target, carrier, { kind: 'CARRIER_PICKUP', trackingNumber, pointCode: 'AU-LILLE' });
      await scan(target, working.receiver, { kind: 'STORE_RECEIPT', trackingNumber });
      const { pickupCode } = await track(target, parcel);
      const collected = await scan(target, working.receiver, { kind: 'COLLECTION', trackingNumber, pickupCode });
      expect(collected).toMatchObject({ recorded: true, state: 'COLLECTED', discrepancies: [] });
    }
    await Promise.all([source.stop(), target.stop()]);
  });
});

// Each of these stories starts the command line or the service several times, each a program of its own.
const PROGRAMS_MS = 240_000;

describe('growing out of the embedded database', () => {
  it(
    'takes a backup of the running service, and a restore with the secret of its folder',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'relais-story-'));
      const database = await createDatabase();
      const role = newDatabaseName('role');
      const password = randomBytes(12).toString('hex');
      await onServer(`CREATE ROLE ${role} LOGIN PASSWORD '${password}'`);
      const embedded = { RELAIS_DATA_DIR: folder };
      const server = {
        DATABASE_URL: urlOf(database.name, { user: role, password }),
        DATABASE_MIGRATION_URL: database.url,
        RELAIS_DATA_DIR: join(folder, 'elsewhere'),
      };
      const run = async (environment: Record<string, string>, ...words: string[]) => {
        const program = Program.relais(words, environment);
        return { exit: await program.exit, text: program.output };
      };

      const service = Program.service(embedded);
      await service.url();
      const file = join(folder, 'grow.backup');
      const made = await run(embedded, 'token', '--role', 'OPERATOR', '--label', 'the first');
      expect(await run(embedded, 'backup', '-o', file)).toMatchObject({ exit: 0 });
      await service.stop();

      const other = await run({ ...server, RELAIS_SECRET: 'x'.repeat(40) }, 'restore', file, '--no-erasures');
      expect(other).toEqual({ exit: 1, text: expect.stringContaining('BACKUP_OTHER_SECRET') });
      const withSecret = { ...server, RELAIS_SECRET_FILE: join(folder, 'secret') };
      const restored = await run(withSecret, 'restore', file, '--no-erasures');
      expect(restored).toEqual({ exit: 0, text: expect.stringContaining('Restored') });

      // The service's own role has its rights, and the token works.
      const grown = Program.service({ ...withSecret, DATABASE_MIGRATION_URL: '' });
      const response = await fetch(`${await grown.url()}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${made.text.split('\n')[0]}` },
        body: JSON.stringify({ query: '{ merchants { edges { node { id } } } }' }),
      });
      expect(await response.json()).toEqual({ data: { merchants: { edges: [] } } });
      // That role alone may not restore, and is told which one may.
      const alone = await run({ ...withSecret, DATABASE_MIGRATION_URL: '' }, 'restore', file, '--replace');
      expect(alone).toEqual({ exit: 1, text: expect.stringContaining('DATABASE_OWNER_NEEDED') });
      await grown.stop();

      const fresh = join(folder, 'fresh');
      const without = await run({ RELAIS_DATA_DIR: fresh }, 'restore', file, '--no-erasures');
      expect(without.text).toContain(`in ${join(fresh, 'secret')}`);
      await database.drop();
      await onServer(`DROP ROLE ${role}`);
      rmSync(folder, { recursive: true, force: true });
    },
    PROGRAMS_MS,
  );
});

describe('a restore in place of what is there', () => {
  it(
    'is open to an owner of the tables who is no superuser, and leaves the ledgers closed to rewriting',
    async () => {
      const source = await Relais.start({ on: 'EMBEDDED' });
      await network(source);
      const file = await backedUp(source, 'again.backup');
      const folder = mkdtempSync(join(tmpdir(), 'relais-story-'));
      const database = await createDatabase();
      const owner = newDatabaseName('role');
      const password = randomBytes(12).toString('hex');
      await onServer(`CREATE ROLE ${owner} LOGIN PASSWORD '${password}'`);
      await onServer(`ALTER DATABASE ${database.name} OWNER TO ${owner}`);
      // Only a superuser may add these, and an operator's hoster has done so.
      await onServer('CREATE EXTENSION postgis', database.url);
      const url = urlOf(database.name, { user: owner, password });
      const environment = {
        DATABASE_URL: url,
        RELAIS_DATA_DIR: folder,
        RELAIS_SECRET: STORIES_SECRET,
      };
      const restore = async (...more: string[]) => {
        const program = Program.relais(['restore', file, ...more], environment);
        return { exit: await program.exit, text: program.output };
      };
      expect(await restore('--no-erasures')).toMatchObject({ exit: 0 });
      expect(await restore('--no-erasures')).toEqual({ exit: 1, text: expect.stringContaining('DATABASE_NOT_EMPTY') });
      expect(await restore('--replace')).toMatchObject({ exit: 0 });
      const { rows } = await onServer(
        `SELECT bool_or(has_table_privilege(t, 'TRUNCATE')) AS may FROM unnest(ARRAY['ledger_entry', 'audit_line']) t`,
        url,
      );
      expect(rows).toEqual([{ may: false }]);
      await source.stop();
      await database.drop();
      await onServer(`DROP ROLE ${owner}`);
      rmSync(folder, { recursive: true, force: true });
    },
    PROGRAMS_MS,
  );
});
