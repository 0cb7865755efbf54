import { Agent, request } from 'node:http';

/** An answer as it came over the wire, but for what tells of the moment. */
export interface RawAnswer {
  status: number;
  /** Each header as `name: value`, in their order, without the date and the count of requests. */
  headers: string[];
  text: string;
}

/** The same address, of a form that only Express and Apollo answer. */
export const PAST_THE_DOOR = '/graphql?past=the-door';

const OF_THE_MOMENT = /^(date|ratelimit): .*$/i;

/** Sends a request to /graphql, and reads its answer with every header as it was written. */
export function sendRaw(
  { url }: { url: string },
  body: string | Buffer,
  { headers = {}, method = 'POST', path = '/graphql', agent }: RawRequest = {},
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const length =
      method === 'GET' ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const sent = request(`${url}${path}`, { method, agent, headers: { ...length, ...headers } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        const lines: string[] = [];
        for (let at = 0; at < response.rawHeaders.length; at += 2) {
          lines.push(`${response.rawHeaders[at]}: ${response.rawHeaders[at + 1]}`.replace(OF_THE_MOMENT, '$1: …'));
        }
        resolve({ status: response.statusCode ?? 0, headers: lines, text: Buffer.concat(chunks).toString() });
      });
    });
    sent.once('error', reject);
    sent.end(method === 'GET' ? undefined : body);
  });
}

interface RawRequest {
  headers?: Record<string, string>;
  method?: string;
  path?: string;
  agent?: Agent;
}

/** One connection that is kept. */
export function keptConnection(): Agent {
  return new Agent({ keepAlive: true, maxSockets: 1 });
}
