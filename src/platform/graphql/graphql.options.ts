import type { ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { ApolloArmor } from '@escape.tech/graphql-armor';
import type { ApolloDriverConfig } from '@nestjs/apollo';
import { ApolloDriver } from '@nestjs/apollo';
import { ANONYMOUS, type RequestContext } from '../caller.js';
import type { Config } from '../config.js';
import type { Arrival } from '../http/arrivals.js';
import type { Metrics } from '../http/metrics.js';
import type { Logger } from '../log.js';
import { errorsInLanguage, formatError } from './errors.js';
import type { KnownDocuments } from './known-documents.js';
import { resolveRootsOnce } from './root-fields.js';

/** Limits on a document, checked before anything runs. */
export const DOCUMENT_LIMITS = { depth: 10, aliases: 30, tokens: 2000, directives: 20, cost: 10_000 } as const;

export function graphqlOptions(
  config: Config,
  log: Logger,
  metrics: Metrics,
  known: KnownDocuments,
): ApolloDriverConfig {
  const armor = new ApolloArmor({
    maxDepth: { n: DOCUMENT_LIMITS.depth, flattenFragments: true, ignoreIntrospection: true },
    maxAliases: { n: DOCUMENT_LIMITS.aliases },
    // The parser counts by itself: Armor's way answers every syntax error with a 500.
    maxTokens: { enabled: false },
    maxDirectives: { n: DOCUMENT_LIMITS.directives },
    costLimit: { maxCost: DOCUMENT_LIMITS.cost },
    blockFieldSuggestion: { enabled: config.mode === 'production' },
  }).protect();
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
    transformSchema: resolveRootsOnce,
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
