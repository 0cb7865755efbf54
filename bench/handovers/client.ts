// The client, in a process of its own: forked with nothing, told what to post, it answers with what it took and came to.
import { Agent, request } from 'node:http';

export interface Post {
  url: string;
  token: string | null;
  body: string;
}

export interface Posted {
  milliseconds: number;
  status: number;
  text: string;
}

const agent = new Agent({ keepAlive: true });

function post({ url, token, body }: Post): Promise<Posted> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    };
    const sent = request(`${url}/graphql`, { method: 'POST', agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('end', () => {
        const milliseconds = performance.now() - started;
        resolve({ milliseconds, status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() });
      });
      response.once('error', reject);
    });
    sent.once('error', reject);
    sent.end(body);
  });
}

process.on('message', async (wanted: Post) => process.send?.(await post(wanted)));
process.once('disconnect', () => process.exit(0));
