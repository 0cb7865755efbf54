import { randomBytes } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { contentFingerprint, judge } from '#libs/custody';
import { buildSscc } from '#libs/identifiers';
import { parseOsm } from '#libs/opening-hours';
import { seedProgrammes } from '../../seeds/programmes.js';
import { TokensService } from '../../src/access/tokens.service.js';
import { lockLedgers } from '../../src/parcels/ledger.js';
import { appendEntries } from '../../src/parcels/ledger-writes.js';
import { sealRecipient } from '../../src/parcels/recipient.js';
import type { Caller } from '../../src/platform/caller.js';
import { readConfig } from '../../src/platform/config.js';
import { type Database, openDatabase } from '../../src/platform/database/database.js';
import { Secrets, sha256 } from '../../src/platform/secrets.js';
import { type Service, startService } from '../../src/service.js';
import { benchEnvironment } from '../graphql/world.js';
import { BATCH } from './scans.js';

/** Points at which parcels are collected, beside the depot where all are dropped off. */
const POINTS = 500;
const DEPOT = 'DEPOT';
const CARRIER = 'MONDIAL_RELAY';
const PROGRAMME = 'auchan-relais';
const HOUR_MS = 3_600_000;

export interface BenchParcel {
  id: string;
  trackingNumber: string;
  pickupPointCode: string;
}

/** Those who scan. */
export interface Scanners {
  clerk: Caller;
  carrier: Caller;
}

export interface World {
  service: Service;
  scanners: Scanners;
  /** The secrets of tokens of the same two. */
  secrets: { clerk: string; carrier: string };
  customerToken(parcel: BenchParcel): string;
}

/** What names a database for `openDatabase`: that of a server, or the embedded one in a folder. */
export type Where = ({ DATABASE_URL: string } | { RELAIS_DATA_DIR: string }) & Record<string, string>;

export function open(where: Where): Promise<Database> {
  return openDatabase(readConfig(benchEnvironment({ ...where })));
}

/**
 * Fills an empty database: a depot, points in one chain, a merchant, and parcels that are announced, each booked at a
 * point, an hour ago.
 */
export async function fill(where: Where, count: number): Promise<BenchParcel[]> {
  const service = await startService(readConfig(benchEnvironment({ ...where })), { jobs: false });
  try {
    const { dataSource } = service.database;
    await seedProgrammes(service.app);
    await addPoints(dataSource);
    const merchantId = await addMerchant(dataSource);
    const secrets = service.app.get(Secrets);
    const parcels: BenchParcel[] = [];
    for (let from = 0; from < count; from += BATCH) {
      parcels.push(...(await announce(dataSource, secrets, merchantId, from, Math.min(BATCH, count - from))));
    }
    await dataSource.query('VACUUM ANALYZE');
    await dataSource.query('CHECKPOINT');
    return parcels;
  } finally {
    await service.stop();
  }
}

/** A whole Relais on a database that was filled, in this process. @param jobs - Whether it tells the world of events. */
export async function start(where: Where, { jobs }: { jobs: boolean }): Promise<World> {
  const service = await startService(readConfig(benchEnvironment({ ...where })), { jobs });
  const tokens = service.app.get(TokensService);
  const { dataSource } = service.database;
  const [{ id: pointId }] = await dataSource.query('SELECT id FROM point WHERE code = $1', [DEPOT]);
  const issue = (role: 'CLERK' | 'CARRIER', more: object) =>
    dataSource.transaction((tx) =>
      tokens.issue(tx, { role, label: 'bench', createdBy: 'bench', expiresInDays: 1, ...more }),
    );
  const clerk = await issue('CLERK', { pointId });
  const carrier = await issue('CARRIER', { networkCode: CARRIER });
  return {
    service,
    scanners: {
      clerk: { role: 'CLERK', id: clerk.id, pointId, pointCode: DEPOT },
      carrier: { role: 'CARRIER', id: carrier.id, networkCode: CARRIER },
    },
    secrets: { clerk: clerk.secret, carrier: carrier.secret },
    customerToken: ({ id, trackingNumber }) => tokens.customerToken(id, trackingNumber),
  };
}

async function addPoints(dataSource: DataSource): Promise<void> {
  const hours = parseOsm('Mo-Sa 08:30-20:00; Su 09:00-12:30; PH off');
  if (!hours.ok) throw new Error('These hours are not OSM syntax.');
  await dataSource.transaction(async (tx) => {
    await tx.query(`INSERT INTO chain (code, name) VALUES ('AUCHAN', 'Auchan')`);
    await tx.query(`INSERT INTO network (code, name) VALUES ($1, $1)`, [CARRIER]);
    await tx.query(
      `INSERT INTO point (code, name, chain_code, kind, services, street, postcode, city, country, lat, lon, time_zone,
                          holiday_region, hours, capacity_parcels, state, source, source_ref)
       SELECT CASE n WHEN 0 THEN '${DEPOT}' ELSE 'B-' || n END, 'Supermarché n° ' || n, 'AUCHAN', 'COUNTER',
              '{PICKUP,DROP_OFF}', n || ' rue du Marché', '59000', 'Lille', 'FR', 43 + random() * 7, -1 + random() * 7,
              'Europe/Paris', 'FR', $1::jsonb, 100000, 'OPEN', 'bench', n
         FROM generate_series(0, ${POINTS}) AS n`,
      [JSON.stringify(hours.hours)],
    );
    await tx.query('INSERT INTO point_network (point_id, network_code) SELECT id, $1 FROM point', [CARRIER]);
  });
}

async function addMerchant(dataSource: DataSource): Promise<string> {
  const id = uuid();
  await dataSource.query(
    `INSERT INTO merchant (id, siret, name, email, naf_code, naf_nomenclature, sector, carrier_accounts, state, postcode,
                           city, country, created_at)
     VALUES ($1, '00000000000000', 'Le Petit Train', 'train@shop.example', '47.65Z', 'NAF_REV2', 'TOYS', $2, 'APPROVED',
             '59000', 'Lille', 'FR', now())`,
    [id, [CARRIER]],
  );
  return id;
}

/** As createParcel leaves parcels, many at once: rows, sealed recipients, bookings, and announcements in the ledger. */
export async function announce(
  dataSource: DataSource,
  secrets: Secrets,
  merchantId: string,
  from: number,
  count: number,
): Promise<BenchParcel[]> {
  const at = new Date(Date.now() - HOUR_MS);
  const parcels = Array.from({ length: count }, (_, index): BenchParcel => {
    const sscc = buildSscc({ extensionDigit: 1, companyPrefix: '0000000', serial: BigInt(from + index) });
    if (!sscc.ok) throw new Error(sscc.message);
    return { id: uuid(), trackingNumber: sscc.value, pickupPointCode: `B-${((from + index) % POINTS) + 1}` };
  });
  await dataSource.transaction(async (tx) => {
    await tx.query(
      `INSERT INTO parcel (id, tracking_number, merchant_id, idempotency_key, fingerprint, weight_grams, temperature,
                           pickup_point_id, drop_off_point_id, programme_code, fee_cents, currency, state,
                           custodian_kind, custodian_id, possession_since, created_at)
       SELECT g.id, g.number, $4::uuid, g.number, $6, 450, 'AMBIENT', p.id, d.id, '${PROGRAMME}', 0, 'EUR', 'ANNOUNCED',
              'MERCHANT', $4, $5, $5
         FROM unnest($1::uuid[], $2::text[], $3::text[]) g (id, number, code)
         JOIN point p ON p.code = g.code JOIN point d ON d.code = '${DEPOT}'`,
      [
        parcels.map(({ id }) => id),
        parcels.map(({ trackingNumber }) => trackingNumber),
        parcels.map(({ pickupPointCode }) => pickupPointCode),
        merchantId,
        at,
        randomBytes(32),
      ],
    );
    const sealed = parcels.map(({ id }) =>
      sealRecipient(secrets, id, { name: 'Jeanne Delattre', email: 'jeanne@shop.example', phone: null }),
    );
    await tx.query(
      `INSERT INTO recipient (parcel_id, wrapped_key, sealed)
       SELECT id, decode(key, 'hex'), decode(sealed, 'hex') FROM unnest($1::uuid[], $2::text[], $3::text[]) g (id, key, sealed)`,
      [
        parcels.map(({ id }) => id),
        sealed.map(({ wrappedKey }) => wrappedKey.toString('hex')),
        sealed.map((one) => one.sealed.toString('hex')),
      ],
    );
    await tx.query(
      `INSERT INTO booking (parcel_id, point_id, from_at, lapses_at)
       SELECT id, pickup_point_id, $2::timestamptz, $2::timestamptz + interval '7 days' FROM parcel WHERE id = ANY($1)`,
      [parcels.map(({ id }) => id), at],
    );
    await announceIn(tx, parcels, at);
  });
  return parcels;
}

/** Their first entries, and what follows from those. */
async function announceIn(tx: EntityManager, parcels: readonly BenchParcel[], at: Date): Promise<void> {
  const ledgers = await lockLedgers(
    tx,
    parcels.map(({ trackingNumber }) => trackingNumber),
  );
  const additions = [...ledgers.values()].map((ledger) => {
    const input = { idempotencyKey: 'announcement', kind: 'ANNOUNCEMENT', bookedPointCode: ledger.pickupPointCode };
    const fingerprint = sha256(contentFingerprint(input)).toString('hex');
    const proposed = { input, recordedAt: at.getTime(), online: true, fingerprint };
    const judged = judge(ledger.facts, [], proposed, { role: 'SYSTEM' });
    if (judged.outcome !== 'RECORDED') throw new Error('An announcement was not recorded.');
    const { entry, before, state } = judged;
    return { ledger, entry, before, state, sender: { role: 'MERCHANT', id: 'bench' }, clockOffsetMs: null };
  });
  await appendEntries(tx, additions, at);
}
