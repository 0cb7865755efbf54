import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { postgis } from '@electric-sql/pglite-postgis';
import { CodedError } from '#libs/refusals';

/** The layout of the data folder. Raise it when an older Relais could no longer read what a newer one writes. */
const FOLDER_FORMAT = 1;
const POSTGRES_MAJOR = 18;

const EXTENSIONS = { postgis };

/** An embedded database in memory, for tests and for making snapshots. */
export function openInMemory(snapshot?: Blob): Promise<PGlite> {
  return PGlite.create({ extensions: EXTENSIONS, ...(snapshot ? { loadDataDir: snapshot } : {}) });
}

/**
 * Opens the embedded database of a data folder, from the snapshot if the folder is new and there is one.
 *
 * @throws CodedError FOLDER_NEWER if a newer Relais made the folder.
 */
export async function openInFolder(
  dataDir: string,
  snapshot: Blob | null,
): Promise<{ database: PGlite; isNew: boolean }> {
  const place = join(dataDir, 'postgres');
  // A first start that was killed leaves half a database, which would look like a whole one without this mark.
  const unfinished = join(dataDir, 'postgres.unfinished');
  if (existsSync(unfinished)) rmSync(place, { recursive: true, force: true });
  refuseNewerFolder(dataDir, place);
  const isNew = !existsSync(join(place, 'PG_VERSION'));
  if (!isNew) return { database: await PGlite.create({ dataDir: place, extensions: EXTENSIONS }), isNew };
  writeFileSync(unfinished, '');
  mkdirSync(place, { recursive: true, mode: 0o700 });
  const loaded = snapshot ? { loadDataDir: snapshot } : {};
  const database = await PGlite.create({ dataDir: place, extensions: EXTENSIONS, ...loaded });
  writeFileSync(join(dataDir, 'format'), `${FOLDER_FORMAT}\n`);
  rmSync(unfinished);
  return { database, isNew };
}

function refuseNewerFolder(dataDir: string, place: string): void {
  const format = readIfThere(join(dataDir, 'format'));
  const postgres = readIfThere(join(place, 'PG_VERSION'));
  const tooNew =
    (format !== null && Number(format) > FOLDER_FORMAT) || (postgres !== null && Number(postgres) > POSTGRES_MAJOR);
  if (!tooNew) return;
  throw newerFolder(dataDir, `format ${format ?? '?'}, PostgreSQL ${postgres ?? '?'}`);
}

/** The refusal of a database whose maker knew more than this Relais does. */
export function newerFolder(where: string, found: string): CodedError {
  return new CodedError(
    'FOLDER_NEWER',
    { where, found },
    {
      message: `${where} was made by a newer Relais (${found}). Install that version, or set RELAIS_DATA_DIR to another folder.`,
    },
  );
}

function readIfThere(path: string): string | null {
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : null;
}

/**
 * Prepared databases, made on this machine, that spare later starts the ten seconds of making one.
 *
 * The key names everything that the content depends on, so a stale snapshot is never found. The folder may be emptied
 * at any time.
 */
export class SnapshotCache {
  constructor(private readonly folder: string) {}

  read(key: string): Blob | null {
    try {
      return new Blob([readFileSync(this.pathOf(key))]);
    } catch {
      return null;
    }
  }

  /** Best effort: a machine whose cache cannot be written only starts more slowly. */
  async write(key: string, database: PGlite): Promise<void> {
    try {
      const dump = await database.dumpDataDir('none');
      const path = this.pathOf(key);
      mkdirSync(this.folder, { recursive: true });
      this.forgetOld();
      const draft = `${path}.${randomUUID()}`;
      writeFileSync(draft, Buffer.from(await dump.arrayBuffer()));
      renameSync(draft, path);
    } catch {
      // Nothing is lost but time.
    }
  }

  /** A snapshot is about 65 MB: only the few newest are kept. */
  private forgetOld(): void {
    const aged = readdirSync(this.folder)
      .filter((name) => name.startsWith('embedded-'))
      .map((name) => ({ path: join(this.folder, name), at: statSync(join(this.folder, name)).mtimeMs }))
      .sort((a, b) => b.at - a.at);
    for (const { path } of aged.slice(3)) rmSync(path, { force: true });
  }

  private pathOf(key: string): string {
    return join(this.folder, `embedded-${createHash('sha256').update(key).digest('hex').slice(0, 24)}.tar`);
  }
}
