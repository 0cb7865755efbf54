import { once } from 'node:events';
import { Readable } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { buildSscc } from '#libs/identifiers';
import { EpcisService } from '../src/exports/epcis.service.js';
import { CONSOLE } from '../src/platform/caller.js';
import { announced, scan } from './support/parcels.js';
import { Relais } from './support/relais.js';
import { makeWorld, type World } from './support/world.js';

describe('a long export', () => {
  let relais: Relais;
  let world: World;

  const PARCELS = 4000;
  const ENTRIES = 5;

  /** Copies of one parcel that has been announced and seen at hubs, many of them recorded at one instant. */
  beforeAll(async () => {
    relais = await Relais.start();
    world = await makeWorld(relais);
    const { id, trackingNumber } = await announced(relais, world.otherMerchant.token, 'AU-LILLE');
    for (let seen = 1; seen < ENTRIES; seen += 1) {
      await scan(relais, world.credentials.CARRIER.token as string, { kind: 'HUB_ARRIVAL', trackingNumber });
    }
    const numbers = Array.from({ length: PARCELS }, (_, serial) => {
      const sscc = buildSscc({ extensionDigit: 3, companyPrefix: '9521234', serial });
      if (!sscc.ok) throw new Error(sscc.message);
      return sscc.value;
    });
    const db = relais.dataSource;
    await db.query(`CREATE TABLE copies AS SELECT gen_random_uuid() AS id, number FROM unnest($1::text[]) AS number`, [
      numbers,
    ]);
    await db.query(
      `INSERT INTO parcel SELECT (jsonb_populate_record(NULL::parcel, to_jsonb(c) || jsonb_build_object(
           'id', n.id, 'tracking_number', n.number, 'idempotency_key', n.number))).*
         FROM parcel c, copies n WHERE c.id = $1`,
      [id],
    );
    await db.query(
      `INSERT INTO ledger_entry SELECT (jsonb_populate_record(NULL::ledger_entry, to_jsonb(e) || jsonb_build_object(
           'parcel_id', n.id, 'recorded_at', timestamptz '2026-03-01 00:00:00Z' + e.sequence * interval '1 hour'))).*
         FROM ledger_entry e, copies n WHERE e.parcel_id = $1`,
      [id],
    );
    await db.query('DROP TABLE copies');
  }, 180_000);
  afterAll(() => relais.stop());

  const MARCH = { from: new Date('2026-03-01T00:00:00Z'), to: new Date('2026-03-31T00:00:00Z') };

  const ask = (token: string) =>
    fetch(`${relais.url}/exports/epcis?from=${MARCH.from.toISOString()}&to=${MARCH.to.toISOString()}`, {
      headers: { authorization: `Bearer ${token}` },
    });
  const eventsFor = async (token: string) => {
    const document = (await (await ask(token)).json()) as {
      epcisBody: { eventList: { eventID: string; recordTime: string; action: string }[] };
    };
    return document.epcisBody.eventList;
  };

  it('holds every entry once, in the order of recording', async () => {
    const events = await eventsFor(world.otherMerchant.token);
    expect(new Set(events.map(({ eventID }) => eventID)).size).toBe(PARCELS * ENTRIES);
    expect(events).toHaveLength(PARCELS * ENTRIES);
    const times = events.map(({ recordTime }) => recordTime);
    expect(times).toEqual(times.toSorted());
    expect(events.filter(({ action }) => action === 'ADD')).toHaveLength(PARCELS);
    expect(await eventsFor(world.merchant.token)).toEqual([]);
  }, 120_000);

  it('takes no more memory at its end than at its beginning', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const heap = () => {
      collect();
      return process.memoryUsage().heapUsed;
    };
    const parts = await relais.service.app.get(EpcisService).write(CONSOLE, MARCH);
    let bytes = 0;
    let longest = 0;
    let count = 0;
    const sizes: number[] = [];
    for await (const part of parts) {
      bytes += part.length;
      longest = Math.max(longest, part.length);
      count += 1;
      if (count % 20 === 0) sizes.push(heap());
    }
    expect(bytes).toBeGreaterThan(8_000_000);
    expect(longest).toBeLessThan(400_000);
    expect(sizes.length).toBeGreaterThanOrEqual(4);
    expect((sizes.at(-1) as number) - (sizes[0] as number)).toBeLessThan(4_000_000);
  }, 120_000);

  it('is read no further once its reader has gone', async () => {
    const db = relais.dataSource.manager;
    const original = db.query.bind(db);
    let asked = 0;
    db.query = ((...args: Parameters<typeof original>) => {
      if (String(args[0]).includes('ledger_entry')) asked += 1;
      return original(...args);
    }) as typeof db.query;
    try {
      // As it is piped to a connection, without its buffers: those of a fast machine hold most of the export.
      const parts = Readable.from(await relais.service.app.get(EpcisService).write(CONSOLE, MARCH));
      expect(await once(parts, 'data')).toHaveLength(1);
      parts.destroy();
      let before = -1;
      while (before !== asked) {
        before = asked;
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
      // The whole takes 162 questions.
      expect(asked).toBeLessThan(60);
    } finally {
      db.query = original;
    }
  }, 60_000);
});
