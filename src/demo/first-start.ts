import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { DEMO_OPERATOR, seedDemo } from '../../seeds/demo.js';
import { Mailer } from '../notifications/mailer.js';
import { CONFIG, type Config } from '../platform/config.js';
import { rows } from '../platform/database/database.js';
import {
  adoptOrigins,
  type DemoTokens,
  hasDemoTokens,
  issueDemoTokens,
  tokensPath,
  writeTokens,
} from './demo-tokens.js';

/**
 * The first minute: an embedded database in which nothing was ever put is filled with the demo, and its tokens are
 * printed once and left in the data folder. Every later start only lets the demo's page work where it listens now.
 *
 * A start that is cut short leaves a mark, by which the next one knows to finish.
 *
 * @param url - Where the service listens.
 */
export async function prepareFirstMinute(
  app: INestApplicationContext,
  url: string,
  tell: (line: string) => void,
): Promise<void> {
  const config = app.get<Config>(CONFIG);
  const mark = join(config.dataDir, 'demo.unfinished');
  const mayMake = config.databaseUrl === null && config.demo;
  if (!mayMake || !(existsSync(mark) || (await isUntouched(app)))) {
    return adoptOrigins(app, url);
  }
  writeFileSync(mark, '');
  tell('Making the demo network, which only the first start does…');
  const { points, merchants } = await seedDemo(app, tell);
  const tokens = await issueDemoTokens(app, merchants, url);
  writeTokens(config.dataDir, tokens);
  rmSync(mark);
  tell(`  done: ${points} points.`);
  for (const line of tokenLines(app, tokens)) tell(line);
}

export interface SeedOutcome {
  points: number;
  added: string[];
  /** Null where a set of tokens is valid and no new one was asked for. */
  tokens: DemoTokens | null;
}

/** What `relais seed` does, on any database: the same as the first start, as often as it is asked. */
export async function seedAndIssue(
  app: INestApplicationContext,
  { url, again, tell }: { url: string; again: boolean; tell: (line: string) => void },
): Promise<SeedOutcome> {
  const { dataDir } = app.get<Config>(CONFIG);
  const { points, added, merchants } = await seedDemo(app, tell);
  if (!again && (await hasDemoTokens(app))) return { points, added, tokens: null };
  const tokens = await issueDemoTokens(app, merchants, url);
  writeTokens(dataDir, tokens);
  return { points, added: [...added, 'tokens'], tokens };
}

async function isUntouched(app: INestApplicationContext): Promise<boolean> {
  const [found] = await rows<{ touched: boolean }>(
    app.get(DataSource).manager,
    `SELECT EXISTS (SELECT FROM point) OR EXISTS (SELECT FROM merchant) OR EXISTS (SELECT FROM access_token)
         OR EXISTS (SELECT FROM import_run) OR EXISTS (SELECT FROM operator) AS touched`,
  );
  return found?.touched === false;
}

/** The tokens for a terminal, each with what it is for, and how a person signs in without one. */
export function tokenLines(app: INestApplicationContext, tokens: DemoTokens): string[] {
  const { dataDir } = app.get<Config>(CONFIG);
  const { folder } = app.get(Mailer);
  const lines: [string, string][] = [
    ['operator', tokens.operator.token],
    ...tokens.merchants.map(({ name, token }): [string, string] => [name, token]),
    [`clerk at ${tokens.clerk.pointCode}`, tokens.clerk.token],
    [`carrier ${tokens.carrier.networkCode}`, tokens.carrier.token],
  ];
  const width = Math.max(...lines.map(([name]) => name.length));
  return [
    'Demo tokens, shown this once:',
    ...lines.map(([name, token]) => `  ${name.padEnd(width)}  ${token}`),
    `They are kept, with the pages' keys, in ${tokensPath(dataDir)} (readable by you only).`,
    ...(folder === null
      ? []
      : [
          `To sign in to the pages, give ${DEMO_OPERATOR.email} or bonjour@librairie.example at ${tokens.url}/sign-in:`,
          `  the message with the link is left in ${folder}.`,
        ]),
  ];
}
