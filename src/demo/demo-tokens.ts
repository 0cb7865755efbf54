import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { z } from 'zod';
import type { DemoMerchant } from '../../seeds/merchants.js';
import { DEMO_NETWORK } from '../../seeds/network.js';
import { type NewToken, TokensService } from '../access/tokens.service.js';
import { Clock } from '../platform/clock.js';
import { CONFIG, type Config } from '../platform/config.js';
import { rows } from '../platform/database/database.js';

/** What the demo's tokens are made by, so that they can be told from all others. */
const MAKER = 'demo';
const DAYS = 365;
/** Where the demo's clerk stands. */
const CLERK_POINT = 'IM-59000-01';

const tokensShape = z.object({
  about: z.string(),
  url: z.string(),
  origins: z.array(z.string()),
  operator: z.object({ token: z.string() }),
  merchants: z.array(
    z.object({
      key: z.string(),
      id: z.string(),
      name: z.string(),
      token: z.string(),
      publishableKey: z.string(),
      publishableKeyId: z.string(),
    }),
  ),
  clerk: z.object({ token: z.string(), pointCode: z.string() }),
  carrier: z.object({ token: z.string(), networkCode: z.string() }),
});

/** The demo's tokens as `tokens.json` holds them. */
export type DemoTokens = z.infer<typeof tokensShape>;

export function tokensPath(dataDir: string): string {
  return join(dataDir, 'tokens.json');
}

/** The tokens of a data folder, or null where there are none or the file is not ours. */
export function readTokens(dataDir: string): DemoTokens | null {
  const path = tokensPath(dataDir);
  try {
    return existsSync(path) ? tokensShape.parse(JSON.parse(readFileSync(path, 'utf8'))) : null;
  } catch {
    return null;
  }
}

/** Readable by its owner only, and whole or not there at all. */
export function writeTokens(dataDir: string, tokens: DemoTokens): void {
  mkdirSync(dataDir, { recursive: true });
  const path = tokensPath(dataDir);
  const draft = `${path}.draft`;
  writeFileSync(draft, `${JSON.stringify(tokens, null, 2)}\n`, { mode: 0o600 });
  renameSync(draft, path);
}

/** Whether a set of demo tokens is valid, in this folder or in another machine's. */
export async function hasDemoTokens(app: INestApplicationContext): Promise<boolean> {
  const found = await rows(
    app.get(DataSource).manager,
    'SELECT 1 FROM access_token WHERE created_by = $1 AND revoked_at IS NULL AND expires_at > $2 LIMIT 1',
    [MAKER, app.get(Clock).now()],
  );
  return found.length > 0;
}

/**
 * Makes a token for every role of the demo, in the place of any made before.
 *
 * @param url - Where the service listens; the publishable keys work on its page, and under the public address.
 */
export async function issueDemoTokens(
  app: INestApplicationContext,
  merchants: readonly DemoMerchant[],
  url: string,
): Promise<DemoTokens> {
  const tokens = app.get(TokensService);
  const now = app.get(Clock).now();
  const origins = originsOf(app, url);
  return app.get(DataSource).transaction(async (tx) => {
    await tx.query('UPDATE access_token SET revoked_at = $2 WHERE created_by = $1 AND revoked_at IS NULL', [
      MAKER,
      now,
    ]);
    const issue = (role: NewToken['role'], label: string, more: Partial<NewToken> = {}) =>
      tokens.issue(tx, { role, label: `demo: ${label}`, createdBy: MAKER, expiresInDays: DAYS, ...more });
    const shops: DemoTokens['merchants'] = [];
    for (const { key, id, name } of merchants) {
      const { secret } = await issue('MERCHANT', name, { merchantId: id });
      const page = await issue('PUBLISHABLE', `${name}, page`, { merchantId: id, origins });
      shops.push({ key, id, name, token: secret, publishableKey: page.secret, publishableKeyId: page.id });
    }
    return {
      about: 'Tokens of the Relais demo. Whoever has them may act in it: keep this file to yourself.',
      url,
      origins,
      operator: { token: (await issue('OPERATOR', 'operator')).secret },
      merchants: shops,
      clerk: {
        token: (await issue('CLERK', 'clerk', { pointId: await pointId(tx, CLERK_POINT) })).secret,
        pointCode: CLERK_POINT,
      },
      carrier: {
        token: (await issue('CARRIER', DEMO_NETWORK.name, { networkCode: DEMO_NETWORK.code })).secret,
        networkCode: DEMO_NETWORK.code,
      },
    };
  });
}

async function pointId(tx: EntityManager, code: string): Promise<string> {
  const [point] = await rows<{ id: string }>(tx, 'SELECT id FROM point WHERE code = $1', [code]);
  if (point === undefined) throw new Error(`The demo network has no point ${code}.`);
  return point.id;
}

/** The page is the same under both names of this machine, and under the public address. */
function originsOf(app: INestApplicationContext, url: string): string[] {
  const { publicUrl } = app.get<Config>(CONFIG);
  const { origin } = new URL(url);
  const names = [origin, origin.replace('//localhost', '//127.0.0.1'), origin.replace('//127.0.0.1', '//localhost')];
  if (publicUrl !== null) names.push(new URL(publicUrl).origin);
  return [...new Set(names)];
}

/** Lets the demo's page work where the service listens now, if that is not where it did when the keys were made. */
export async function adoptOrigins(app: INestApplicationContext, url: string): Promise<void> {
  const { dataDir } = app.get<Config>(CONFIG);
  const tokens = readTokens(dataDir);
  const origins = originsOf(app, url);
  if (tokens === null || String(tokens.origins) === String(origins)) return;
  const ids = tokens.merchants.map(({ publishableKeyId }) => publishableKeyId);
  await app
    .get(DataSource)
    .query('UPDATE access_token SET origins = $2 WHERE id::text = ANY($1::text[]) AND created_by = $3', [
      ids,
      origins,
      MAKER,
    ]);
  writeTokens(dataDir, { ...tokens, url, origins });
}
