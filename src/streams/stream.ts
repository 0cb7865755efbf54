import type { ServerResponse } from 'node:http';
import { eventBody } from '../outbox/event-view.js';
import type { StreamedRow } from './streams.queries.js';

/** What a stream is about. */
export type Subject =
  | { kind: 'PARCEL'; parcelId: string; trackingNumber: string; after: number | null }
  | { kind: 'POINT'; code: string; after: string | null };

/** A receiver that reads so slowly is let go; it resumes where it was. */
const MOST_WAITING_BYTES = 262_144;

/** One open stream: Server-Sent Events on one answer. */
export class Stream {
  /** Whether it has had what it missed, and is told what happens from then on. */
  isLive = false;

  constructor(
    readonly subject: Subject,
    readonly callerId: string,
    /** @throws CodedError once the caller may see the subject no more. */
    readonly isStillAllowed: (thorough: boolean) => Promise<unknown>,
    private readonly response: ServerResponse,
  ) {}

  get isOpen(): boolean {
    return !this.response.writableEnded && !this.response.destroyed;
  }

  begin(): void {
    this.response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      // Proxies that collect answers would keep events back.
      'x-accel-buffering': 'no',
    });
    this.write('retry: 3000\n\n');
  }

  concerns(row: StreamedRow): boolean {
    const { subject } = this;
    if (subject.kind === 'PARCEL') return row.parcel_id === subject.parcelId;
    return [row.booked_point_code, row.point_code, row.left_point_code].includes(subject.code);
  }

  /**
   * Tells events, and where to go on after them. A parcel's are numbered. Of a point only the last of those that became
   * visible together says so: whoever is cut off before it gets the others again.
   */
  tell(events: readonly StreamedRow[], snapshot: string): void {
    for (const [place, event] of events.entries()) {
      const isLast = place === events.length - 1;
      const position = this.subject.kind === 'PARCEL' ? event.sequence : isLast ? snapshot : null;
      const id = position === null ? '' : `id: ${position}\n`;
      this.write(`${id}event: ${event.type}\ndata: ${eventBody(event)}\n\n`);
    }
  }

  /** Says something about the stream itself. */
  say(event: 'ready' | 'reset', position: string | number): void {
    this.write(`id: ${position}\nevent: ${event}\ndata: {}\n\n`);
  }

  /** Shows that the connection lives. */
  beat(): void {
    this.write(':\n\n');
  }

  end(): void {
    this.response.end();
  }

  private write(text: string): void {
    if (!this.isOpen) return;
    this.response.write(text);
    if (this.response.writableLength > MOST_WAITING_BYTES) this.response.destroy();
  }
}
