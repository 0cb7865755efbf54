import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { Where } from './world.js';

/** Where the databases of a bench are made: each peer has a copy of ours, so that all can write the same rows. */
export interface Place {
  name: 'PostgreSQL' | 'embedded';
  /** Empty at first. */
  ours: Where;
  /** A copy of ours, which must not be open. */
  copy(name: string): Promise<Where>;
  drop(): Promise<void>;
}

/** Databases of the bench's own on the server that a URL names. */
export async function onServer(url: string, prefix: string): Promise<Place> {
  const server = new pg.Client({ connectionString: url });
  await server.connect();
  const made: string[] = [];
  const make = async (name: string, how: string): Promise<Where> => {
    await server.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await server.query(`CREATE DATABASE ${name} ${how}`);
    made.push(name);
    const its = new URL(url);
    its.pathname = `/${name}`;
    return { DATABASE_URL: its.toString() };
  };
  return {
    name: 'PostgreSQL',
    ours: await make(prefix, ''),
    copy: (name) => make(`${prefix}_${name}`, `TEMPLATE ${prefix}`),
    drop: async () => {
      for (const name of made) await server.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await server.end();
    },
  };
}

/** Embedded databases, each in a folder. */
export async function inFolders(): Promise<Place> {
  const root = mkdtempSync(join(tmpdir(), 'relais-bench-embedded-'));
  const ours = join(root, 'ours');
  return {
    name: 'embedded',
    ours: { RELAIS_DATA_DIR: ours },
    copy: async (name) => {
      cpSync(ours, join(root, name), { recursive: true });
      return { RELAIS_DATA_DIR: join(root, name) };
    },
    drop: async () => rmSync(root, { recursive: true, force: true }),
  };
}
