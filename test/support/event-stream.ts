import { waitFor } from './webhooks.js';

interface StreamEvent {
  id: string | null;
  event: string;
  data: { data?: Record<string, unknown> };
}

/** Somebody who listens to a stream of events. */
export class EventStream {
  readonly events: StreamEvent[] = [];
  beats = 0;
  isOver = false;
  private readonly ending = new AbortController();

  private constructor(readonly status: number) {}

  static async open(
    url: string,
    { token, after }: { token?: string; after?: string | null } = {},
  ): Promise<EventStream> {
    const ending = new AbortController();
    const response = await fetch(url, {
      headers: {
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(after ? { 'last-event-id': after } : {}),
      },
      signal: ending.signal,
    });
    const stream = new EventStream(response.status);
    ending.signal.addEventListener('abort', () => {
      stream.isOver = true;
    });
    Object.assign(stream, { ending });
    if (response.ok) void stream.read(response);
    else stream.isOver = true;
    return stream;
  }

  /** What happened, without what the stream says of itself. */
  get types(): string[] {
    return this.events.map(({ event }) => event).filter((event) => event.startsWith('parcel.'));
  }

  /** Where to go on. */
  get lastId(): string | null {
    return this.events.findLast(({ id }) => id !== null)?.id ?? null;
  }

  async ready(): Promise<this> {
    await waitFor(() => this.isOver || this.events.some(({ event }) => event === 'ready' || event === 'reset'));
    return this;
  }

  close(): void {
    this.ending.abort();
  }

  private async read(response: Response): Promise<void> {
    let text = '';
    try {
      for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
        text += Buffer.from(chunk).toString();
        const blocks = text.split('\n\n');
        text = blocks.pop() ?? '';
        for (const block of blocks) this.take(block);
      }
    } catch {
      // It was closed.
    }
    this.isOver = true;
  }

  private take(block: string): void {
    if (block.startsWith(':')) this.beats += 1;
    const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? null;
    const data = field('data');
    if (data !== null) this.events.push({ id: field('id'), event: field('event') ?? '', data: JSON.parse(data) });
  }
}
