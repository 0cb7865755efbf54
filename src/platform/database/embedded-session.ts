import { Duplex } from 'node:stream';
import type { PGlite } from '@electric-sql/pglite';

// Frontend messages of the PostgreSQL protocol after which the server answers; up to there bytes are only collected.
const QUERY = 0x51;
const SYNC = 0x53;
const TERMINATE = 0x58;
const READY_FOR_QUERY = 0x5a;
const IDLE = 0x49;

/** What a real server says after a password was accepted: authentication is fine, a few parameters, ready and idle. */
function greeting(): Buffer {
  const parameter = (name: string, value: string) => {
    const body = Buffer.from(`${name}\0${value}\0`);
    const head = Buffer.alloc(5);
    head[0] = 0x53;
    head.writeInt32BE(body.length + 4, 1);
    return Buffer.concat([head, body]);
  };
  return Buffer.concat([
    Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0]),
    parameter('server_encoding', 'UTF8'),
    parameter('client_encoding', 'UTF8'),
    parameter('standard_conforming_strings', 'on'),
    Buffer.from([READY_FOR_QUERY, 0, 0, 0, 5, IDLE]),
  ]);
}

/** A simple-query message, for what the session itself has to say (ROLLBACK, DISCARD ALL). */
function simpleQuery(sql: string): Buffer {
  const body = Buffer.from(`${sql}\0`);
  const head = Buffer.alloc(5);
  head[0] = QUERY;
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

interface Waiting {
  owner: EmbeddedStream;
  run: () => Promise<void>;
}

/**
 * The one session of an embedded database, shared by several clients.
 *
 * PGlite has a single session: statements of two clients that reach it in turn would land in one transaction. The
 * session therefore hands itself to one client at a time, first come first served, and takes itself back only when the
 * server reports that no transaction is open (the status byte of ReadyForQuery). A client that goes away in the middle
 * of a transaction is rolled back first, so the lock is always left free.
 */
export class EmbeddedSession {
  private holder: EmbeddedStream | null = null;
  private busy = false;
  private readonly queue: Waiting[] = [];

  constructor(private readonly database: PGlite) {}

  /** Runs one batch of protocol bytes for a client, once the session is its own. Resolves with the server's bytes. */
  submit(owner: EmbeddedStream, bytes: Uint8Array): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      this.queue.push({
        owner,
        run: async () => {
          try {
            resolve(await this.exchange(owner, bytes));
          } catch (error) {
            reject(error as Error);
          }
        },
      });
      this.pump();
    });
  }

  /** Ends whatever transaction a client left open, ahead of everybody who waits. */
  async abandon(owner: EmbeddedStream): Promise<void> {
    if (this.holder !== owner) return;
    await this.submit(owner, simpleQuery('ROLLBACK'));
  }

  /** Forgets the prepared statements and settings of a client that closed: the next one starts on a clean session. */
  async retire(owner: EmbeddedStream): Promise<void> {
    await this.abandon(owner);
    await this.submit(owner, simpleQuery('DISCARD ALL'));
  }

  private pump(): void {
    if (this.busy) return;
    const index = this.holder === null ? 0 : this.queue.findIndex((waiting) => waiting.owner === this.holder);
    const next = this.queue[index];
    if (next === undefined) return;
    this.queue.splice(index, 1);
    this.busy = true;
    void next.run().finally(() => {
      this.busy = false;
      this.pump();
    });
  }

  private async exchange(owner: EmbeddedStream, bytes: Uint8Array): Promise<Buffer> {
    this.holder = owner;
    try {
      const parts: Buffer[] = [];
      // As a stream, since what PGlite answers as a whole it parses too, and keeps every row of it for good.
      await this.database.execProtocolRawStream(bytes, { onRawData: (part) => parts.push(Buffer.from(part)) });
      const answer = Buffer.concat(parts);
      // ReadyForQuery is always the last message of an answer and its last byte is the state of the transaction.
      const ready = answer.length >= 6 && answer[answer.length - 6] === READY_FOR_QUERY;
      if (ready && answer[answer.length - 1] === IDLE) this.holder = null;
      return answer;
    } catch (error) {
      this.holder = null;
      throw error;
    }
  }
}

/**
 * What `pg` takes for a network socket: it speaks the PostgreSQL protocol with the embedded session.
 *
 * Using `pg` itself on both databases means that types, errors and prepared statements are the same on both.
 */
export class EmbeddedStream extends Duplex {
  private pending: Buffer = Buffer.alloc(0);
  private greeted = false;

  constructor(private readonly session: EmbeddedSession) {
    super({ allowHalfOpen: false });
  }

  connect(): this {
    process.nextTick(() => this.emit('connect'));
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }

  /** Rolls back what the client left open, if anything. */
  abandon(): Promise<void> {
    return this.session.abandon(this);
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.receive(chunk).then(() => done(), done);
  }

  override _writev(chunks: { chunk: Buffer }[], done: (error?: Error | null) => void): void {
    this.receive(Buffer.concat(chunks.map(({ chunk }) => chunk))).then(() => done(), done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.session.retire(this).then(
      () => done(error),
      () => done(error),
    );
  }

  private async receive(bytes: Buffer): Promise<void> {
    if (!this.greeted) {
      // The first message has no type byte: it is the start-up packet, and there is nobody to authenticate.
      this.greeted = true;
      this.push(greeting());
      return;
    }
    const all = this.pending.length === 0 ? bytes : Buffer.concat([this.pending, bytes]);
    const last = lastWholeMessage(all);
    if (last === TERMINATE) {
      this.push(null);
      return;
    }
    if (last !== QUERY && last !== SYNC) {
      this.pending = all;
      return;
    }
    this.pending = Buffer.alloc(0);
    this.push(await this.session.submit(this, all));
  }
}

/** The type of the last message if the bytes end exactly with it, else null. */
function lastWholeMessage(bytes: Buffer): number | null {
  let offset = 0;
  let type: number | null = null;
  while (offset + 5 <= bytes.length) {
    type = bytes[offset] as number;
    offset += bytes.readInt32BE(offset + 1) + 1;
  }
  return offset === bytes.length ? type : null;
}
