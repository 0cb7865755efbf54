// The client, in a process of its own: forked with nothing, told an address and how long, it answers with a rate.
import { questions } from './question.js';

export interface Load {
  url: string;
  headers: Record<string, string>;
  seconds: number;
  connections: number;
}

interface Outcome {
  requests: { average: number };
  latency: { p50: number; p99: number };
  non2xx: number;
  errors: number;
}

export interface Rate {
  perSecond: number;
  p99Milliseconds: number;
}

const load = (name: string): Promise<{ default: (options: object) => Promise<Outcome> }> => import(name);

const requests = questions().map((question) => ({ method: 'POST', path: '/graphql', body: JSON.stringify(question) }));

process.on('message', async ({ url, headers, seconds, connections }: Load) => {
  const { default: autocannon } = await load('autocannon');
  const outcome = await autocannon({ url, headers, requests, duration: seconds, connections });
  const failed = outcome.non2xx + outcome.errors;
  process.send?.(
    failed > 0 ? { failed } : { perSecond: outcome.requests.average, p99Milliseconds: outcome.latency.p99 },
  );
});
process.once('disconnect', () => process.exit(0));
