import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EntityManager } from 'typeorm';
import { parseOsm } from '#libs/opening-hours';
import { TokensService } from '../../src/access/tokens.service.js';
import type { Caller } from '../../src/platform/caller.js';
import { readConfig } from '../../src/platform/config.js';
import { openDatabase, openTransient } from '../../src/platform/database/database.js';
import type { PickupPointSearchInput, PickupPointSearchResult } from '../../src/search/search.inputs.js';
import { SearchService } from '../../src/search/search.service.js';
import { type Service, startService } from '../../src/service.js';

const POINTS = 10_000;
const ORIGIN = 'https://shop.example';
const CALLER: Caller = { role: 'PUBLISHABLE', id: 'bench', merchantId: null };

/** The search, as every server of this bench calls it. */
export type Answer = (search: PickupPointSearchInput) => Promise<PickupPointSearchResult>;

export interface World {
  service: Service;
  /** A publishable key's secret, bound to ORIGIN. */
  token: string;
  answer: Answer;
}

/** What a request of the bench says beside its question. */
export function headersFor(token: string): Record<string, string> {
  return { 'content-type': 'application/json', authorization: `Bearer ${token}`, origin: ORIGIN };
}

/** An environment as in production, with a port and a folder of its own. */
export function benchEnvironment(more: Record<string, string> = {}): NodeJS.ProcessEnv {
  const folder = mkdtempSync(join(tmpdir(), 'relais-bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return {
    NODE_ENV: 'production',
    PORT: '0',
    RELAIS_DATA_DIR: folder,
    RELAIS_DEMO: 'false',
    RELAIS_LOG_LEVEL: 'info',
    RELAIS_RATE_PER_MINUTE: '1000000',
    RELAIS_SECRET: 'a secret that only the bench uses, long enough',
    RELAIS_CACHE_DIR: process.env.RELAIS_CACHE_DIR,
    XDG_CACHE_HOME: process.env.XDG_CACHE_HOME,
    ...more,
  };
}

/**
 * A whole Relais with generated points, in this process.
 *
 * @param databaseUrl - An empty database; without it there is an embedded one in memory.
 */
export async function makeWorld(databaseUrl: string | null = null): Promise<World> {
  const config = readConfig(benchEnvironment(databaseUrl === null ? {} : { DATABASE_URL: databaseUrl }));
  const database = await (databaseUrl === null ? openTransient(config.cacheDir) : openDatabase(config));
  await database.dataSource.transaction(addPoints);
  const service = await startService(config, { database });
  const tokens = service.app.get(TokensService);
  const { secret } = await database.dataSource.transaction((tx) =>
    tokens.issue(tx, {
      role: 'PUBLISHABLE',
      label: 'bench',
      createdBy: 'bench',
      expiresInDays: 1,
      origins: [ORIGIN],
    }),
  );
  const search = service.app.get(SearchService);
  return { service, token: secret, answer: (input) => search.search(CALLER, input, 'en') };
}

async function addPoints(tx: EntityManager): Promise<void> {
  await tx.query('SELECT setseed(0.5)');
  await tx.query(`INSERT INTO chain (code, name) VALUES ('AUCHAN', 'Auchan')`);
  const hours = parseOsm('Mo-Sa 08:30-20:00; Su 09:00-12:30; PH off');
  if (!hours.ok) throw new Error('These hours are not OSM syntax.');
  await tx.query(
    `INSERT INTO point (code, name, chain_code, kind, services, street, postcode, city, country, lat, lon, time_zone,
                        holiday_region, hours, capacity_parcels, state, source, source_ref)
     SELECT 'B-' || n, 'Supermarché n° ' || n, 'AUCHAN', 'COUNTER', '{PICKUP,DROP_OFF}', n || ' rue du Marché', '59000',
            'Lille', 'FR', 43 + random() * 7, -1 + random() * 7, 'Europe/Paris', 'FR', $1::jsonb, 40, 'OPEN', 'bench', n
       FROM generate_series(1, ${POINTS}) AS n`,
    [JSON.stringify(hours.hours)],
  );
  await tx.query('ANALYZE point');
}
