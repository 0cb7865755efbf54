import type { MessagePort, Worker } from 'node:worker_threads';
import { CodedError, type RefusalCode } from '#libs/refusals';

interface Call {
  kind: 'CALL';
  id: number;
  name: string;
  argument: unknown;
}

interface Answer {
  kind: 'ANSWER';
  id: number;
  value?: unknown;
  error?: { code: RefusalCode | null; message: string };
}

export type Handlers = Record<string, (argument: never) => unknown>;

/** Asks another thread for something, and answers what it asks. */
export class Calls {
  private readonly waiting = new Map<number, { resolve: (value: never) => void; reject: (error: unknown) => void }>();
  private lastId = 0;

  constructor(
    private readonly port: MessagePort | Worker,
    private readonly handlers: Handlers,
  ) {
    port.on('message', (message: Call | Answer) => {
      if (message.kind === 'CALL') void this.answer(message);
      else this.settle(message);
    });
  }

  /** @throws CodedError as the other thread has thrown it; Error for whatever else it has thrown, with its message. */
  call<Value>(name: string, argument?: unknown): Promise<Value> {
    return new Promise((resolve, reject) => {
      this.lastId += 1;
      this.waiting.set(this.lastId, { resolve, reject });
      this.post({ kind: 'CALL', id: this.lastId, name, argument });
    });
  }

  /** Fails whatever is waited for: the other thread has ended. */
  giveUp(error: Error): void {
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }

  private async answer({ id, name, argument }: Call): Promise<void> {
    try {
      const handler = this.handlers[name];
      if (handler === undefined) throw new Error(`Nobody answers ${name}.`);
      this.post({ kind: 'ANSWER', id, value: await handler(argument as never) });
    } catch (error) {
      const code = error instanceof CodedError ? error.code : null;
      this.post({ kind: 'ANSWER', id, error: { code, message: (error as Error).message } });
    }
  }

  private settle({ id, value, error }: Answer): void {
    const asker = this.waiting.get(id);
    this.waiting.delete(id);
    if (error === undefined) asker?.resolve(value as never);
    else asker?.reject(errorFrom(error));
  }

  private post(message: Call | Answer): void {
    this.port.postMessage(message);
  }
}

function errorFrom({ code, message }: NonNullable<Answer['error']>): Error {
  return code === null ? new Error(message) : new CodedError(code, {}, { message });
}
