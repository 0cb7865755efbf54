import { randomUUID } from 'node:crypto';
import pg from 'pg';

/** The server that the stories run on when they run on PostgreSQL, or null: then each has an embedded database. */
export function storiesServer(): string | null {
  return process.env.RELAIS_STORIES_ON === 'postgres' ? serverUrl() : null;
}

/** The server that DATABASE_URL names, on which the stories' role may create databases and roles. */
export function serverUrl(): string {
  const url = process.env.DATABASE_URL;
  if (url) return url;
  throw new Error('npm run test:postgres needs DATABASE_URL, as a role that may create databases.');
}

export function newDatabaseName(purpose: string): string {
  return `relais_${purpose}_${randomUUID().replaceAll('-', '')}`;
}

/** One statement, or several, as the stories' role on a database of its server. */
export async function onServer(sql: string, url: string = serverUrl()): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await client.query(sql);
  } finally {
    await client.end();
  }
}

export function urlOf(database: string, { user, password }: { user?: string; password?: string } = {}): string {
  const url = new URL(serverUrl());
  url.pathname = `/${database}`;
  if (user !== undefined) url.username = user;
  if (password !== undefined) url.password = password;
  return url.toString();
}

export interface StoryDatabase {
  name: string;
  url: string;
  drop(): Promise<void>;
}

/** A database of its own: a copy of the migrated template, or an empty one. */
export async function createDatabase({ from }: { from?: string } = {}): Promise<StoryDatabase> {
  const name = newDatabaseName('story');
  await onServer(`CREATE DATABASE ${name}${from ? ` TEMPLATE ${from}` : ''}`);
  return { name, url: urlOf(name), drop: () => dropDatabase(name) };
}

export async function dropDatabase(name: string): Promise<void> {
  await onServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
}
