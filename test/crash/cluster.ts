import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const BINARIES = '/usr/lib/postgresql/15/bin';
const START_MS = 60_000;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A PostgreSQL server of our own, which may be killed. It refuses to run as root, and runs as postgres then. */
export class Cluster {
  private server: ChildProcess | null = null;

  private constructor(
    private readonly folder: string,
    private readonly port: number,
    private readonly user: { uid?: number; gid?: number },
  ) {}

  static async start(): Promise<Cluster> {
    const folder = mkdtempSync(join(tmpdir(), 'relais-cluster-'));
    const user = process.getuid?.() === 0 ? { uid: idOf('-u'), gid: idOf('-g') } : {};
    if (user.uid !== undefined) chownSync(folder, user.uid, user.gid);
    chmodSync(folder, 0o700);
    const cluster = new Cluster(folder, await freePort(), user);
    cluster.run('initdb', '-D', `${folder}/data`, '-U', 'relais', '--auth=trust', '--encoding=UTF8', '--locale=C');
    await cluster.restart();
    cluster.run('createdb', '-h', '127.0.0.1', '-p', String(cluster.port), '-U', 'relais', 'relais');
    return cluster;
  }

  get url(): string {
    return `postgresql://relais@127.0.0.1:${this.port}/relais`;
  }

  /** Starts the server, which recovers if it was killed, and waits until it answers. */
  async restart(): Promise<void> {
    const { folder, port, user } = this;
    const log = openSync(`${folder}/log`, 'a');
    const args = ['-D', `${folder}/data`, '-p', String(port), '-k', folder, '-c', 'listen_addresses=127.0.0.1'];
    this.server = spawn(`${BINARIES}/postgres`, args, { ...user, cwd: '/', stdio: ['ignore', log, log] });
    const late = performance.now() + START_MS;
    while (!this.answers()) {
      if (this.server.exitCode !== null || performance.now() > late)
        throw new Error(`PostgreSQL does not start: ${readFileSync(`${folder}/log`, 'utf8').slice(-2000)}`);
      await pause(20);
    }
  }

  /** Kills the server with all its processes at once, as a power cut would, but for what the disk has not written yet. */
  async kill(): Promise<void> {
    const server = this.server as ChildProcess;
    const pid = server.pid as number;
    const children = childrenOf(pid);
    const ended = once(server, 'exit');
    for (const one of [pid, ...children]) kill(one);
    await ended;
    // Their shared memory is free once all are gone.
    while (children.some(isAlive)) await pause(5);
  }

  async stop(): Promise<void> {
    if (this.server?.exitCode === null && this.server.signalCode === null) await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private answers(): boolean {
    try {
      this.run('pg_isready', '-q', '-h', '127.0.0.1', '-p', String(this.port));
      return true;
    } catch {
      return false;
    }
  }

  private run(program: string, ...args: string[]): void {
    execFileSync(`${BINARIES}/${program}`, args, { ...this.user, cwd: '/', stdio: ['ignore', 'ignore', 'pipe'] });
  }
}

function idOf(flag: '-u' | '-g'): number {
  return Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
}

function childrenOf(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return text === '' ? [] : text.split(' ').map(Number);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

/** A process that was killed is a zombie until somebody has heard of it. */
function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
