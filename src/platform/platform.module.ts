import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { GraphQLModule } from '@nestjs/graphql';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Changes } from './changes.js';
import { Clock } from './clock.js';
import { CONFIG, type Config } from './config.js';
import { Commits } from './database/commits.js';
import type { Database } from './database/database.js';
import { Documents } from './graphql/documents.js';
import { graphqlOptions } from './graphql/graphql.options.js';
import { OperationGuard } from './graphql/guards.js';
import { KnownDocuments } from './graphql/known-documents.js';
import { HealthController } from './http/health.controller.js';
import { Metrics } from './http/metrics.js';
import { PlaygroundController } from './http/playground.controller.js';
import { Jobs } from './jobs.js';
import type { Logger } from './log.js';
import { loadSecrets, Secrets } from './secrets.js';
import { THREAD, type Thread } from './workers.js';

export interface Platform {
  config: Config;
  database: Database;
  log: Logger;
  clock?: Clock;
  /** Null, or left out, where the process has but one. */
  thread?: Thread | null;
}

/** The token under which Nest hands out the log. */
export const LOG = Symbol('LOG');

/** The machinery that every feature stands on: database, GraphQL, who calls, the clock, the keys. */
@Global()
@Module({})
// biome-ignore lint/complexity/noStaticOnlyClass: Nest's modules are classes.
export class PlatformModule {
  static with({ config, database, log, clock, thread = null }: Platform): DynamicModule {
    return {
      module: PlatformModule,
      imports: [
        // The database is opened before Nest starts, so that its errors are told plainly, and closed after it.
        TypeOrmModule.forRootAsync({
          useFactory: () => database.dataSource.options,
          dataSourceFactory: async () => database.dataSource,
        }),
        GraphQLModule.forRootAsync<ApolloDriverConfig>({
          driver: ApolloDriver,
          inject: [Metrics, KnownDocuments],
          useFactory: (metrics: Metrics, known: KnownDocuments) => graphqlOptions(config, log, metrics, known),
        }),
      ],
      controllers: [HealthController, PlaygroundController],
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: LOG, useValue: log },
        { provide: THREAD, useValue: thread },
        {
          provide: Changes,
          useFactory: () => new Changes(database, log, undefined, thread?.kind === 'MAIN' ? thread.seen : null),
        },
        { provide: Commits, useValue: database.commits },
        { provide: Jobs, useFactory: () => new Jobs(database, log) },
        { provide: Clock, useValue: clock ?? new Clock() },
        { provide: Secrets, useFactory: () => loadSecrets(config) },
        { provide: APP_GUARD, useClass: OperationGuard },
        { provide: KnownDocuments, useFactory: () => new KnownDocuments() },
        { provide: Documents, useFactory: () => new Documents() },
        { provide: Metrics, useFactory: () => new Metrics(thread?.kind === 'WORKER' ? thread : null) },
      ],
      exports: [CONFIG, LOG, THREAD, Changes, Commits, Jobs, Clock, Secrets, Metrics, Documents, KnownDocuments],
    };
  }
}
