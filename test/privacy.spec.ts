import { existsSync, readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { commands } from '../src/commands.js';
import { relaisCommand } from './support/command.js';
import { announced, scan, track } from './support/parcels.js';
import { Relais } from './support/relais.js';
import { makeWorld, type World } from './support/world.js';

const DATA = 'query ($contact: String!) { personData(contact: $contact) }';
const ERASE = 'mutation ($contact: String!) { erasePerson(contact: $contact) { erased underWay } }';
const ERASE_ONE = `mutation ($trackingNumber: ID!) {
  eraseRecipient(trackingNumber: $trackingNumber) {
    __typename ... on Parcel { recipient { name } recipientErasedAt } ... on Refusal { code }
  }
}`;

describe('a person', () => {
  let relais: Relais;
  let world: World;
  let operator: string;

  beforeAll(async () => {
    relais = await Relais.start();
    world = await makeWorld(relais);
    // Some stories wait for months.
    operator = await relais.token('OPERATOR', { expiresInDays: 1000 });
  });
  afterAll(() => relais.stop());

  const parcelFor = (recipient: Record<string, unknown>, shop = world.merchant) =>
    announced(relais, shop.token, 'AU-ROUBAIX', { recipient });
  const collected = async (parcel: Awaited<ReturnType<typeof parcelFor>>) => {
    const { trackingNumber } = parcel;
    await scan(relais, world.credentials.CARRIER.token as string, { kind: 'CARRIER_PICKUP', trackingNumber });
    const clerk = world.credentials.CLERK.token as string;
    await scan(relais, clerk, { kind: 'STORE_RECEIPT', trackingNumber });
    const { pickupCode } = await track(relais, parcel);
    expect(await scan(relais, clerk, { kind: 'COLLECTION', trackingNumber, pickupCode })).toMatchObject({
      recorded: true,
    });
    return parcel;
  };
  const dataOf = async (contact: string) =>
    (await relais.data(DATA, { token: operator, variables: { contact } })).personData;
  const numbersOf = async (contact: string) =>
    (await dataOf(contact)).parcels.map(({ trackingNumber }: { trackingNumber: string }) => trackingNumber);
  const erase = async (contact: string) =>
    (await relais.data(ERASE, { token: operator, variables: { contact } })).erasePerson;
  const eraseOne = async ({ trackingNumber }: { trackingNumber: string }, token = operator) =>
    (await relais.data(ERASE_ONE, { token, variables: { trackingNumber } })).eraseRecipient;
  const rowOf = async ({ id }: { id: string }) =>
    (
      await relais.dataSource.query('SELECT wrapped_key, sealed, contact_index FROM recipient WHERE parcel_id = $1', [
        id,
      ])
    )[0];

  it('is told all that is held about them, by whichever contact they give, and nothing of others', async () => {
    const mine = await collected(
      await parcelFor({ name: 'Alma Roche', email: 'Alma@Example.org', phone: '+33 6 11 22 33 44' }),
    );
    const also = await parcelFor({ name: 'A. Roche', phone: '06 11 22 33 44' }, world.otherMerchant);
    await parcelFor({ name: 'Somebody', email: 'else@example.org', phone: '+32 6 11 22 33 44' });
    expect(await numbersOf('alma@example.org')).toEqual([mine.trackingNumber]);
    expect((await numbersOf('0033611223344')).sort()).toEqual([mine.trackingNumber, also.trackingNumber].sort());
    const { parcels } = await dataOf('alma@example.org');
    expect(parcels[0]).toMatchObject({
      recipient: { name: 'Alma Roche', email: 'Alma@Example.org', phone: '+33 6 11 22 33 44' },
      state: 'COLLECTED',
      merchant: 'Le Petit Train',
      ledger: [{ kind: 'ANNOUNCEMENT' }, { kind: 'CARRIER_PICKUP' }, { kind: 'STORE_RECEIPT' }, { kind: 'COLLECTION' }],
    });
  });

  it('is erased where their parcels have ended, and is told where one is under way', async () => {
    const ended = await collected(await parcelFor({ name: 'Bo Lind', email: 'bo@example.org' }));
    const underWay = await parcelFor({ name: 'Bo Lind', email: 'bo@example.org' });
    expect(await erase('bo@example.org')).toEqual({
      erased: [ended.trackingNumber],
      underWay: [underWay.trackingNumber],
    });
    expect(await rowOf(ended)).toEqual({ wrapped_key: null, sealed: Buffer.alloc(0), contact_index: [] });
    expect(await numbersOf('bo@example.org')).toEqual([underWay.trackingNumber]);
    const { parcel } = await relais.data(
      `{ parcel(id: "${ended.trackingNumber}") { recipient { name } recipientErasedAt ledger { kind } } }`,
      { token: operator },
    );
    expect(parcel).toMatchObject({ recipient: null, recipientErasedAt: relais.clock.now().toISOString() });
    expect(parcel.ledger).toHaveLength(4);
    const run = await relaisCommand(relais.service.app, commands, relais.config.dataDir, ['verify', '--all']);
    expect(run.exit).toBe(0);
  });

  it('is erased by the merchant of the parcel alone, and only after its end', async () => {
    const parcel = await parcelFor({ name: 'Cy Marin', email: 'cy@example.org' });
    expect(await eraseOne(parcel, world.merchant.token)).toMatchObject({ code: 'PARCEL_UNDER_WAY' });
    await collected(parcel);
    const { errors } = await relais.ask(ERASE_ONE, {
      token: world.otherMerchant.token,
      variables: { trackingNumber: parcel.trackingNumber },
    });
    expect(errors[0]?.extensions.code).toBe('NOT_FOUND');
    const now = relais.clock.now().toISOString();
    expect(await eraseOne(parcel, world.merchant.token)).toMatchObject({ recipient: null, recipientErasedAt: now });
    relais.clock.advance({ hours: 1 });
    expect(await eraseOne(parcel, world.merchant.token)).toMatchObject({ recipientErasedAt: now });
  });

  it('is found, too, where a parcel was announced before contacts were indexed', async () => {
    const parcel = await parcelFor({ name: 'Eve Petit', email: 'eve@example.org' });
    await relais.dataSource.query('UPDATE recipient SET contact_index = NULL WHERE parcel_id = $1', [parcel.id]);
    expect(await numbersOf('eve@example.org')).toEqual([]);
    await relais.runJob('erasures');
    expect(await numbersOf('eve@example.org')).toEqual([parcel.trackingNumber]);
  });

  it('is asked for by a contact, and by the operator of the installation', async () => {
    for (const contact of ['Jeanne', '12', '', 'x'.repeat(300)]) {
      const { errors } = await relais.ask(DATA, { token: operator, variables: { contact } });
      expect([contact, errors[0]?.extensions.code, errors[0]?.extensions.field]).toEqual([
        contact,
        'BAD_INPUT',
        'contact',
      ]);
    }
    const chain = world.credentials.CHAIN_OPERATOR.token as string;
    const { errors } = await relais.ask(DATA, { token: chain, variables: { contact: 'di@example.org' } });
    expect(errors[0]?.extensions.code).toBe('FORBIDDEN');
  });

  it('has no contact in the audit log, nor in the clear anywhere in the database', async () => {
    await parcelFor({ name: 'Gil Unseen', email: 'gil-unseen@example.org', phone: '+33 7 98 76 54 32' });
    await erase('gil-unseen@example.org');
    const tables: { name: string }[] = await relais.dataSource.query(
      "SELECT tablename AS name FROM pg_tables WHERE schemaname IN ('public', 'pgboss')",
    );
    for (const { name } of tables.filter((table) => table.name !== 'spatial_ref_sys')) {
      const schema = (await relais.dataSource.query('SELECT to_regclass($1) AS found', [`public.${name}`]))[0].found;
      const from = schema === null ? `pgboss."${name}"` : `public."${name}"`;
      const found = await relais.dataSource.query(
        `SELECT 1 FROM ${from} t WHERE t::text ILIKE '%gil-unseen%' OR t::text LIKE '%98765432%' OR t::text LIKE '%98 76 54 32%'`,
      );
      expect([name, found.length]).toEqual([name, 0]);
    }
  });

  it('leaves no letter behind that nobody carried, after a month', async () => {
    for (const name of ['Hal Noiret', 'Ida Noiret']) await parcelFor({ name, email: 'noiret@example.org' });
    await relais.runJob('messages');
    const folder = join(relais.config.dataDir, 'mail');
    const letters = () => readdirSync(folder);
    expect(letters().length).toBeGreaterThan(1);
    const now = relais.clock.now();
    const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000);
    const [old, ...others] = letters().map((name) => join(folder, name));
    for (const path of others) utimesSync(path, now, daysAgo(29));
    utimesSync(old as string, now, daysAgo(31));
    await relais.runJob('erasures');
    expect(existsSync(old as string)).toBe(false);
    expect(letters().map((name) => join(folder, name))).toEqual(others);
  });

  it('is erased without being asked, some time after the end', async () => {
    const parcel = await collected(await parcelFor({ name: 'Di Faure', email: 'di@example.org' }));
    const waiting = await parcelFor({ name: 'Di Faure', email: 'di@example.org' });
    relais.clock.advance({ days: 89 });
    await relais.runJob('erasures');
    expect((await rowOf(parcel)).wrapped_key).not.toBeNull();
    relais.clock.advance({ days: 2 });
    await relais.runJob('erasures');
    expect((await rowOf(parcel)).wrapped_key).toBeNull();
    expect((await rowOf(waiting)).wrapped_key).not.toBeNull();
  });
});
