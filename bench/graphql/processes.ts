import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Load, Rate } from './load.js';

export const CONNECTIONS = 16;

export type Target = Pick<Load, 'url' | 'headers'>;

/** The processes of a bench. All end with it. */
export class Processes {
  private readonly children: ChildProcess[] = [];

  start(file: string, ...given: string[]): ChildProcess {
    const path = fileURLToPath(new URL(file, import.meta.url));
    const child = fork(path, given, {
      execArgv: ['--import', './tools/typescript.mjs'],
      // Express and graphql-js do more for developers.
      env: { ...process.env, NODE_ENV: 'production' },
      // The log is written, as in production, and read by nobody.
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.children.push(child);
    return child;
  }

  end(): void {
    for (const child of this.children) if (child.connected) child.disconnect();
  }
}

/** What a process says next. */
export async function message(child: ChildProcess): Promise<unknown> {
  const done = new AbortController();
  const gone = once(child, 'exit', done).then(() => Promise.reject(new Error('A server of the bench has ended.')));
  try {
    const [told] = await Promise.race([once(child, 'message', done), gone]);
    return told;
  } finally {
    gone.catch(() => {});
    done.abort();
  }
}

/** What a server answers to the client. @throws Error where a request failed. */
export async function loaded(client: ChildProcess, target: Target, seconds: number): Promise<Rate> {
  client.send({ ...target, seconds, connections: CONNECTIONS } satisfies Load);
  const rate = (await message(client)) as Rate & { failed?: number };
  if (rate.failed) throw new Error(`${rate.failed} requests failed at ${target.url}.`);
  return rate;
}
