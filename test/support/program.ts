import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const START_MS = 90_000;

/** One of our programs in a process of its own, started as a person would start it. */
export class Program {
  /** Everything that it printed so far, on both streams. */
  output = '';
  readonly exit: Promise<number | null>;
  private readonly child: ChildProcess;

  private constructor(path: string, args: string[], environment: Record<string, string>) {
    const { PATH = '', HOME = '', RELAIS_CACHE_DIR, XDG_CACHE_HOME } = process.env;
    const given = Object.entries({ RELAIS_CACHE_DIR, XDG_CACHE_HOME }).filter(([, value]) => value !== undefined);
    this.child = spawn(process.execPath, ['--import', './tools/typescript.mjs', path, ...args], {
      cwd: ROOT,
      env: { PATH, HOME, ...Object.fromEntries(given), ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.output += text;
      });
    }
    this.exit = new Promise((resolve) => this.child.once('close', (code) => resolve(code)));
  }

  static service(environment: Record<string, string>): Program {
    return new Program('src/main.ts', [], { PORT: '0', RELAIS_DEMO: 'false', ...environment });
  }

  static relais(args: string[], environment: Record<string, string>): Program {
    return new Program('src/cli.ts', args, environment);
  }

  get pid(): number {
    return this.child.pid ?? -1;
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Where the service listens, once it does. */
  async url(): Promise<string> {
    const late = Date.now() + START_MS;
    while (Date.now() < late && this.child.exitCode === null && this.child.signalCode === null) {
      const url = /listens on (\S+)/.exec(this.output)?.[1];
      if (url) return url;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`The service did not start: ${this.output}`);
  }

  /** Asks it to stop, as an orchestrator does, and waits until it has. */
  async stop(): Promise<number | null> {
    this.kill('SIGTERM');
    return this.exit;
  }
}
