import type { ChildProcess } from 'node:child_process';
import type pg from 'pg';
import { message } from '../graphql/processes.js';
import type { Memory } from './server.js';

export interface Sample {
  seconds: number;
  handovers: number;
  rssMegabytes: number;
  heapMegabytes: number;
  /** Events whose receivers are not yet known, deliveries that wait, and jobs that are due or under way. */
  unaddressed: number;
  deliveries: number;
  jobs: number;
}

/** Stands between samples and what is announced: the service answers one question at a time. */
export type Ask = <Answer>(question: object) => Promise<Answer>;

export function asking(service: ChildProcess): Ask {
  let last: Promise<unknown> = Promise.resolve();
  return <Answer>(question: object) => {
    const answer = last.then(() => {
      service.send(question);
      return message(service) as Promise<Answer>;
    });
    last = answer.catch(() => {});
    return answer;
  };
}

export async function sample(ask: Ask, db: pg.Client, seconds: number, handovers: number): Promise<Sample> {
  const { rss, heapUsed } = await ask<Memory>({ ask: 'MEMORY' });
  const { rows } = await db.query<Pick<Sample, 'unaddressed' | 'deliveries' | 'jobs'>>(
    `SELECT (SELECT count(*)::int FROM outbox_event WHERE NOT is_addressed) AS unaddressed,
            (SELECT count(*)::int FROM webhook_delivery WHERE state = 'PENDING') AS deliveries,
            (SELECT count(*)::int FROM pgboss.job
              WHERE state = 'active' OR (state < 'active' AND start_after <= now())) AS jobs`,
  );
  const [queues] = rows;
  if (queues === undefined) throw new Error('The queues cannot be read.');
  return { seconds, handovers, rssMegabytes: rss / 1e6, heapMegabytes: heapUsed / 1e6, ...queues };
}

/** By how much a figure grows in a minute, by least squares, over the second half: the first one warms up. */
export function slopeAMinute(samples: readonly Sample[], figure: (sample: Sample) => number): number {
  const half = samples.slice(Math.floor(samples.length / 2));
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(half.map(({ seconds }) => seconds)), mean(half.map(figure))];
  const over = half.reduce((sum, one) => sum + (one.seconds - x) * (figure(one) - y), 0);
  const under = half.reduce((sum, { seconds }) => sum + (seconds - x) ** 2, 0);
  return (60 * over) / under;
}
