import type { lookup } from 'node:dns';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { publicLookup } from './addresses.js';
import { Sender } from './sender.js';

let server: Server;
let requests = 0;
let answer: (response: ServerResponse) => void;
beforeEach(async () => {
  requests = 0;
  server = createServer((_request, response) => {
    requests += 1;
    answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const NEVER = new AbortController().signal;
const { signal: NOW } = (() => {
  const one = new AbortController();
  one.abort();
  return one;
})();
const port = () => (server.address() as AddressInfo).port;
const outgoing = (host = '127.0.0.1', scheme = 'http') => ({
  url: `${scheme}://${host}:${port()}/`,
  headers: { 'content-type': 'application/json' },
  body: '{}',
});
const open = (answerMs?: number) => new Sender({ privateAddresses: true, answerMs });

/** Names that resolve to what a list says, one entry after another. */
function names(...answers: string[][]): typeof lookup {
  const left = [...answers];
  return ((_name: string, _options: unknown, done: (error: null, found: unknown) => void) => {
    const found = left.shift() ?? [];
    done(
      null,
      found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  }) as unknown as typeof lookup;
}

describe('sending', () => {
  it('succeeds with 2xx, and says what else came', async () => {
    for (const status of [200, 204, 299, 302, 404, 500]) {
      answer = (response) => response.writeHead(status, { 'retry-after': '7' }).end('fine');
      expect(await open().send(outgoing(), NEVER)).toEqual({
        status,
        failure: status < 300 ? null : status < 400 ? 'REDIRECT' : 'STATUS',
        retryAfter: '7',
      });
    }
  });

  it('waits so long for the whole of an answer, however lively its beginning', async () => {
    answer = () => {};
    expect(await open(150).send(outgoing(), NEVER)).toMatchObject({ status: null, failure: 'TIMEOUT' });
    answer = (response) => {
      response.writeHead(200);
      const dripping = setInterval(() => response.write('.'), 20);
      response.once('close', () => clearInterval(dripping));
    };
    const started = performance.now();
    expect(await open(150).send(outgoing(), NEVER)).toMatchObject({ failure: 'TIMEOUT' });
    expect(performance.now() - started).toBeLessThan(1000);
  });

  it('reads 64 KiB of an answer and no more', async () => {
    let written = 0;
    answer = (response) => {
      response.writeHead(200);
      const chunk = Buffer.alloc(16_384);
      const more = () => {
        if (response.destroyed) return;
        written += chunk.length;
        if (response.write(chunk)) setImmediate(more);
        else response.once('drain', more);
      };
      more();
    };
    expect(await open().send(outgoing(), NEVER)).toMatchObject({ status: 200, failure: null });
    await wait(50);
    // What lies in the buffers of the two sockets was sent, and never read.
    expect(written).toBeLessThan(16 * 1024 * 1024);
  });

  it('fails with an answer that breaks off, and with nobody there', async () => {
    answer = (response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half');
      setTimeout(() => response.destroy(), 20);
    };
    expect(await open().send(outgoing(), NEVER)).toMatchObject({ failure: 'CONNECTION' });
    server.closeAllConnections();
    const address = outgoing();
    await new Promise((resolve) => server.close(resolve));
    expect(await open().send(address, NEVER)).toMatchObject({ failure: 'CONNECTION' });
    server.listen(0, '127.0.0.1');
  });

  it('goes on a connection that is there, and on another where that one was closed meanwhile', async () => {
    let connections = 0;
    server.on('connection', () => (connections += 1));
    const sender = open();
    answer = (response) => response.end();
    for (const _ of [1, 2, 3]) expect(await sender.send(outgoing(), NEVER)).toMatchObject({ status: 200 });
    expect(connections).toBe(1);
    answer = (response) => {
      // Closed without a word, as by a proxy whose patience ended just then.
      if (connections === 1) response.socket?.resetAndDestroy();
      else response.end();
    };
    expect(await sender.send(outgoing(), NEVER)).toMatchObject({ status: 200, failure: null });
    expect(connections).toBe(2);
    answer = (response) => response.socket?.resetAndDestroy();
    expect(await open().send(outgoing(), NEVER)).toMatchObject({ failure: 'CONNECTION' });
  });

  it('stops when the service does', async () => {
    answer = () => {};
    const stopping = new AbortController();
    const sent = open().send(outgoing(), stopping.signal);
    await wait(30);
    stopping.abort();
    expect(await sent).toMatchObject({ failure: 'STOPPED' });
    expect(await open().send(outgoing(), NOW)).toMatchObject({ failure: 'STOPPED' });
  });
});

describe('where only public addresses are allowed', () => {
  const closed = (resolve?: typeof lookup) => new Sender({ privateAddresses: false, resolve });

  it('plain HTTP and private addresses are refused before anything is sent', async () => {
    answer = (response) => response.end();
    expect(await closed().send(outgoing(), NEVER)).toMatchObject({ failure: 'NOT_HTTPS' });
    for (const host of ['127.0.0.1', '2130706433', '0x7f.1', '[::1]', '[::ffff:127.0.0.1]', '169.254.169.254']) {
      expect(await closed().send(outgoing(host, 'https'), NEVER)).toMatchObject({ failure: 'PRIVATE_ADDRESS' });
    }
    expect(await closed().send(outgoing('localhost', 'https'), NEVER)).toMatchObject({ failure: 'PRIVATE_ADDRESS' });
    expect(requests).toBe(0);
  });

  it('a name is judged by the addresses that are connected to, whatever it said before', async () => {
    const connections: unknown[] = [];
    server.on('connection', (socket) => connections.push(socket));
    const resolve = names(['93.184.215.14'], ['127.0.0.1'], ['::ffff:7f00:1'], ['93.184.215.14', '10.0.0.1'], []);
    const first = await new Promise((found) => {
      publicLookup(resolve)('rebind.example', {}, (_error, address) => found(address));
    });
    expect(first).toBe('93.184.215.14');
    const rebinding = closed(resolve);
    for (let attempt = 0; attempt < 4; attempt += 1) {
      const { failure } = await rebinding.send(outgoing('rebind.example', 'https'), NEVER);
      expect(failure).toBe('PRIVATE_ADDRESS');
    }
    expect(connections).toEqual([]);
  });
});
