import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { NewToken } from '../../src/access/tokens.service.js';
import type { Database } from '../support/ledger-proof.js';

const SERVICE = fileURLToPath(new URL('service.mjs', import.meta.url));
const START_MS = 120_000;
/** How much of what it printed is kept, to be shown where something went wrong. */
const KEPT_CHARACTERS = 4000;

interface Told {
  url?: string;
  id?: number;
  answer?: unknown;
  failure?: string;
}

/** The service in a process of its own, and what can be asked of it past its API. */
export class Child implements Database {
  output = '';
  readonly ended: Promise<unknown>;
  private readonly child: ChildProcess;
  private readonly waiting = new Map<number, (told: Told) => void>();
  private readonly listening: Promise<string>;
  private last = 0;

  constructor(environment: Record<string, string>) {
    const { PATH = '', HOME = '', RELAIS_CACHE_DIR, XDG_CACHE_HOME } = process.env;
    const given = Object.entries({ RELAIS_CACHE_DIR, XDG_CACHE_HOME }).filter(([, value]) => value !== undefined);
    this.child = fork(SERVICE, [], {
      env: { PATH, HOME, ...Object.fromEntries(given), ...environment },
      // Buffers and dates come over as they are.
      serialization: 'advanced',
      execArgv: ['--enable-source-maps'],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.output = (this.output + text).slice(-KEPT_CHARACTERS);
      });
    }
    this.ended = once(this.child, 'exit');
    this.listening = new Promise((resolve) => {
      this.child.on('message', (told: Told) => {
        if (told.url !== undefined) resolve(told.url);
        else this.waiting.get(told.id as number)?.(told);
      });
    });
  }

  /** Where it listens, once it does. */
  async url(): Promise<string> {
    const late = new Promise<never>((_, reject) => {
      setTimeout(() => reject(new Error(`The service did not start in time: ${this.output}`)), START_MS).unref();
    });
    const gone = this.ended.then(() => Promise.reject(new Error(`The service did not start: ${this.output}`)));
    gone.catch(() => {});
    return Promise.race([this.listening, gone, late]);
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }

  query(sql: string, values: unknown[] = []): Promise<unknown> {
    return this.ask({ ask: 'query', sql, values });
  }

  /** Does a recurring job's work here and now. */
  async job(name: string): Promise<void> {
    await this.ask({ ask: 'job', name });
  }

  async seed(): Promise<void> {
    await this.ask({ ask: 'seed' });
  }

  async now(): Promise<Date> {
    return (await this.ask({ ask: 'now' })) as Date;
  }

  async token(role: NewToken['role'], more: Partial<NewToken> = {}): Promise<string> {
    const input = { role, label: 'crash', createdBy: 'crash', expiresInDays: 365, ...more };
    return (await this.ask({ ask: 'token', input })) as string;
  }

  private async ask(question: Record<string, unknown>): Promise<unknown> {
    this.last += 1;
    const id = this.last;
    const answered = new Promise<Told>((resolve) => this.waiting.set(id, resolve));
    this.child.send({ id, ...question });
    const gone = this.ended.then((): Told => ({ failure: 'The service has ended.' }));
    const { answer, failure } = await Promise.race([answered, gone]);
    this.waiting.delete(id);
    if (failure !== undefined) throw new Error(failure);
    return answer;
  }
}
