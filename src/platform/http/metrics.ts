import type { ApolloServerPlugin } from '@apollo/server';
import { Injectable } from '@nestjs/common';
import {
  AggregatorRegistry,
  Counter,
  collectDefaultMetrics,
  Gauge,
  Histogram,
  type MetricObject,
  Registry,
} from 'prom-client';
import type { Worker } from '../workers.js';

/**
 * Numbers for Prometheus. Labels are operation types and outcomes only: what a client names is not a safe label.
 *
 * Where a process has several workers, each counts by itself under its own label, and whichever is asked prints all of
 * them. What is said of the process as a whole has no such label, and comes from the main thread.
 */
@Injectable()
export class Metrics {
  private readonly registry = new Registry();
  private readonly requests = new Histogram({
    name: 'relais_graphql_request_seconds',
    help: 'How long GraphQL requests take.',
    labelNames: ['operation', 'outcome'],
    buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [this.registry],
  });
  private readonly ahead = new Counter({
    name: 'relais_graphql_known_total',
    help: 'GraphQL requests for known documents that were answered ahead of Apollo.',
    registers: [this.registry],
  });

  constructor(private readonly worker: Worker | null = null) {
    if (worker === null) collectDefaultMetrics({ register: this.registry });
    else this.registry.setDefaultLabels({ worker: String(worker.number) });
  }

  async print(): Promise<string> {
    if (this.worker === null) return this.registry.metrics();
    return joined(await this.worker.main.call<MetricObject[][]>('METRICS'));
  }

  /** Those of this thread, as they can be sent to another. */
  own(): Promise<MetricObject[]> {
    return this.registry.getMetricsAsJSON() as unknown as Promise<MetricObject[]>;
  }

  /** Prints, whenever it is asked, a number that somebody else keeps. */
  gauge(name: string, help: string, value: () => number): void {
    const gauge: Gauge = new Gauge({
      name,
      help,
      registers: [this.registry],
      collect: () => gauge.set(value()),
    });
  }

  /** Counts a request that was answered ahead of Apollo. */
  observe(operation: string, seconds: number): void {
    this.requests.observe({ operation, outcome: 'ok' }, seconds);
    this.ahead.inc();
  }

  /** Times every request as a whole; nothing is measured per field. */
  plugin(): ApolloServerPlugin {
    return {
      requestDidStart: async () => {
        const stop = this.requests.startTimer();
        return {
          willSendResponse: async ({ operation, errors }) => {
            stop({ operation: operation?.operation ?? 'none', outcome: errors?.length ? 'error' : 'ok' });
          },
        };
      },
    };
  }
}

/** What several threads count, as one text. */
function joined(threads: MetricObject[][]): Promise<string> {
  return AggregatorRegistry.aggregate(threads as never).metrics();
}
