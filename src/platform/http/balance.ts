import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Worker } from '../workers.js';

/** How many more connections than its share a worker keeps: chance alone makes for some. */
const MOST_MORE = 2;

/**
 * Evens out who serves how many connections. The system gives a new one to whichever thread takes it first, so that those
 * that open many at once may find them all at one thread, where they would stay. Who has far more than its share closes
 * each after an answer, as HTTP allows at any time, and its client opens another.
 */
export function balanceConnections(server: Server, { number, workers, shared }: Worker): void {
  const open = new Int32Array(shared.connections);
  server.on('connection', (socket: Socket) => {
    Atomics.add(open, number - 1, 1);
    socket.once('close', () => Atomics.sub(open, number - 1, 1));
  });
  server.prependListener('request', (_: IncomingMessage, response: ServerResponse) => {
    const all = open.reduce((sum, each) => sum + each, 0);
    if ((open[number - 1] as number) > all / workers + MOST_MORE) response.shouldKeepAlive = false;
  });
}
