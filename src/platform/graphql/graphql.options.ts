import type { ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { ApolloDriverConfig } from '@nestjs/apollo';
import { ApolloDriver } from '@nestjs/apollo';
import { ANONYMOUS, type RequestContext } from '../caller.js';
import type { Config } from '../config.js';
import type { Arrival } from '../http/arrivals.js';
import type { Metrics } from '../http/metrics.js';
import type { Logger } from '../log.js';
import { errorsInLanguage, formatError } from './errors.js';
import type { KnownDocuments } from './known-documents.js';
import { armorOf, DOCUMENT_LIMITS } from './limits.js';
import { prepareRoots } from './root-fields.js';

export function graphqlOptions(
  config: Config,
  log: Logger,
  metrics: Metrics,
  known: KnownDocuments,
): ApolloDriverConfig {
  const armor = armorOf(config);
  return {
    driver: ApolloDriver,
    path: '/graphql',
    autoSchemaFile: true,
    sortSchema: true,
    graphiql: false,
    introspection: config.mode !== 'production',
    includeStacktraceInErrorResponses: false,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    // A list of documents is the only one that answers to identifiers.
    ...(config.documentsFile === null ? {} : { persistedQueries: false as const }),
    stopOnTerminationSignals: false,
    preserveHttpStatusForExecutionErrors: false,
    parseOptions: { maxTokens: DOCUMENT_LIMITS.tokens },
    validationRules: armor.validationRules,
    // A fresh object for every request: Nest writes into it.
    context: ({ req }: { req: Arrival }): RequestContext => ({
      req,
      caller: req.caller ?? ANONYMOUS,
      settled: req.settled,
    }),
    transformSchema: prepareRoots,
    formatError: formatError(log),
    plugins: [
      ...armor.plugins,
      metrics.plugin(),
      errorsInLanguage(),
      learning(known),
      // It instruments every field of every answer, for caching that nobody here does.
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      // The cast: Nest's types name the CommonJS half of Apollo's, which are the same but for the module system.
    ] as ApolloDriverConfig['plugins'],
  };
}

/** Remembers the documents that have passed every rule, when they are about to be executed. */
function learning(known: KnownDocuments): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: async () => ({
      executionDidStart: async ({ schema, source }) => {
        known.learn(schema, source);
      },
    }),
  };
}
