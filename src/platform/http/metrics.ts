import type { ApolloServerPlugin } from '@apollo/server';
import { Injectable } from '@nestjs/common';
import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';

/** Numbers for Prometheus. Labels are operation types and outcomes only: what a client names is not a safe label. */
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

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  print(): Promise<string> {
    return this.registry.metrics();
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
