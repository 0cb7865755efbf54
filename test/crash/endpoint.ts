import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Long enough that something is often being delivered when its sender is killed. */
const LONGEST_ANSWER_MS = 200;

/** Somebody's endpoint, which takes whatever comes after a moment, and looks whether it comes in order. */
export class Endpoint {
  received = 0;
  /** Requests that were not answered yet. */
  underWay = 0;
  readonly complaints: string[] = [];
  private readonly last = new Map<string, number>();
  private readonly bodies = new Map<string, string>();

  private constructor(private readonly server: Server) {}

  static async start(): Promise<Endpoint> {
    const server = createServer();
    const endpoint = new Endpoint(server);
    server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      // Cut off in the middle: nobody would count that as received.
      request.once('error', () => {});
      request.once('end', () => {
        endpoint.take(Buffer.concat(chunks).toString());
        endpoint.underWay += 1;
        setTimeout(() => {
          endpoint.underWay -= 1;
          response.writeHead(204).end();
        }, Math.random() * LONGEST_ANSWER_MS);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return endpoint;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/relais`;
  }

  /** The last event of a parcel that came; 0 if none did. */
  lastOf(parcelId: string): number {
    return this.last.get(parcelId) ?? 0;
  }

  /** How many events came more than once. */
  get repeated(): number {
    return this.received - this.bodies.size;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  /** An event comes after the one before it, or once more. */
  private take(body: string): void {
    this.received += 1;
    const { id, data } = JSON.parse(body) as { id: string; data: { parcelId: string; sequence: number } };
    const { parcelId, sequence } = data;
    const last = this.lastOf(parcelId);
    if (sequence !== last && sequence !== last + 1) this.complaints.push(`${parcelId}: ${sequence} came after ${last}`);
    if ((this.bodies.get(id) ?? body) !== body) this.complaints.push(`${id} came with two bodies`);
    this.bodies.set(id, body);
    this.last.set(parcelId, Math.max(last, sequence));
  }
}
