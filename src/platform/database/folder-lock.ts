import { createHash, randomUUID } from 'node:crypto';
import { accessSync, constants, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CodedError } from '#libs/refusals';

interface Holder {
  token: string;
  pid: number;
  /** The start of the process in clock ticks since boot, where /proc tells: process ids are used again. */
  started: string | null;
}

export interface FolderLock {
  /** Frees the folder. Safe to call twice. */
  release(): void;
}

/**
 * Where the process that holds a data folder listens for the command line.
 *
 * A socket's path may have only about 100 characters, so a deep folder gets a short name in the temporary folder.
 */
export function controlSocketPath(dataDir: string): string {
  const name = createHash('sha256').update(dataDir).digest('hex').slice(0, 16);
  if (process.platform === 'win32') return `\\\\.\\pipe\\relais-${name}`;
  const path = join(dataDir, 'relais.sock');
  return path.length < 100 ? path : join(tmpdir(), `relais-${name}.sock`);
}

/**
 * Takes a data folder for this process alone: two processes on one embedded database lose each other's rows without
 * an error.
 *
 * @throws CodedError FOLDER_IN_USE with the other process's id, FOLDER_READ_ONLY when the folder cannot be written.
 */
export async function lockFolder(dataDir: string): Promise<FolderLock> {
  makePrivateFolder(dataDir);
  const path = join(dataDir, 'lock');
  const mine: Holder = { token: randomUUID(), pid: process.pid, started: startOf(process.pid) };
  for (let attempt = 0; attempt < 20; attempt += 1) {
    if (place(path, mine)) return { release: () => release(path, mine) };
    const other = read(path);
    if (other !== null && (await isAlive(other, dataDir))) {
      throw new CodedError(
        'FOLDER_IN_USE',
        { dataDir, pid: other.pid },
        {
          message: `The data folder ${dataDir} is in use by process ${other.pid}. Stop that process, or set RELAIS_DATA_DIR to another folder.`,
        },
      );
    }
    takeAway(path, other);
  }
  throw new CodedError(
    'FOLDER_IN_USE',
    { dataDir },
    { message: `The data folder ${dataDir} is being taken by another process. Try again.` },
  );
}

/** A folder that only its owner may enter, since it holds the secret and the tokens. */
function makePrivateFolder(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    accessSync(dataDir, constants.W_OK | constants.R_OK | constants.X_OK);
    const probe = join(dataDir, `.probe-${randomUUID()}`);
    writeFileSync(probe, '');
    rmSync(probe);
  } catch (error) {
    const cause = (error as NodeJS.ErrnoException).code ?? 'unknown';
    throw new CodedError(
      'FOLDER_READ_ONLY',
      { dataDir, cause },
      {
        message: `The data folder ${dataDir} cannot be written (${cause}). Give this user the right to write there, or set RELAIS_DATA_DIR to another folder.`,
      },
    );
  }
}

/** Puts the lock file in place in one step with its content, so that nobody ever reads half of it. */
function place(path: string, mine: Holder): boolean {
  const draft = `${path}.${mine.token}`;
  writeFileSync(draft, JSON.stringify(mine), { mode: 0o600 });
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function read(path: string): Holder | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Holder;
  } catch {
    return null;
  }
}

/** Moves a dead process's lock aside. Only one of several that try gets the file; a live one taken by mistake is put back. */
function takeAway(path: string, dead: Holder | null): void {
  const aside = `${path}.dead-${randomUUID()}`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  const moved = read(aside);
  if (moved?.token !== dead?.token) {
    try {
      linkSync(aside, path);
    } catch {
      // Somebody else has taken the folder meanwhile; the next look finds them alive.
    }
  }
  rmSync(aside, { force: true });
}

function release(path: string, mine: Holder): void {
  if (read(path)?.token === mine.token) rmSync(path, { force: true });
}

async function isAlive(holder: Holder, dataDir: string): Promise<boolean> {
  if (await answers(controlSocketPath(dataDir))) return true;
  // In a fresh container the new process has the number of the one that crashed; that is no sign of life.
  if (holder.pid === process.pid && holder.started !== startOf(process.pid)) return false;
  if (holder.started !== null) return startOf(holder.pid) === holder.started;
  try {
    process.kill(holder.pid, 0);
    return holder.pid !== process.pid;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const finish = (alive: boolean) => {
      socket.destroy();
      resolve(alive);
    };
    socket.setTimeout(1000, () => finish(false));
    socket.once('connect', () => finish(true));
    socket.once('error', () => finish(false));
  });
}

function startOf(pid: number): string | null {
  try {
    // The command name, in brackets, may hold spaces; the start time is the 20th field after it.
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}
