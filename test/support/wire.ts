import { connect } from 'node:net';
import type { BadRequest } from './generated-http.js';
import type { Credentials } from './world.js';

/** What came back, if anything did. */
export interface WireAnswer {
  status: number | null;
  text: string;
  milliseconds: number;
}

const LONGEST_MS = 20_000;

/** Sends a request byte by byte as it is written, since no client would send most of it, and reads what comes. */
export function sendBytes(url: string, request: BadRequest, { token, headers = {} }: Credentials): Promise<WireAnswer> {
  const { hostname, port } = new URL(url);
  const startedAt = performance.now();
  const body = Buffer.from(request.body, request.encoding);
  const isGiven = (name: string) => request.headers.some(([given]) => given === name);
  const lines = [
    `${request.method} ${request.path} HTTP/1.1`,
    `host: ${hostname}`,
    'connection: close',
    ...(isGiven('content-length') || isGiven('transfer-encoding') ? [] : [`content-length: ${body.length}`]),
    ...(token && !isGiven('authorization') ? [`authorization: Bearer ${token}`] : []),
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...request.headers.map(([name, value]) => `${name}: ${value}`),
  ];
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname === 'localhost' ? '127.0.0.1' : hostname);
    const chunks: Buffer[] = [];
    const finish = () => {
      socket.destroy();
      const answer = Buffer.concat(chunks).toString();
      const status = /^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1];
      resolve({ status: status ? Number(status) : null, text: answer, milliseconds: performance.now() - startedAt });
    };
    socket.setTimeout(LONGEST_MS, finish);
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      // A stream of events has no end.
      if (chunk.includes('text/event-stream')) finish();
    });
    socket.once('close', finish);
    socket.once('error', finish);
    socket.write(`${lines.join('\r\n')}\r\n\r\n`, 'utf8');
    if (request.cutAt === null) socket.write(body);
    else socket.end(body.subarray(0, Math.floor(body.length * request.cutAt)));
  });
}
