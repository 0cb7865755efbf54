import { ApolloArmor } from '@escape.tech/graphql-armor';
import { type GraphQLSchema, NoSchemaIntrospectionCustomRule, parse, specifiedRules, validate } from 'graphql';
import type { Config } from '../config.js';

/** Limits on a document, checked before anything runs. */
export const DOCUMENT_LIMITS = { depth: 10, aliases: 30, tokens: 2000, directives: 20, cost: 10_000 } as const;

/** The limits as rules of validation and as plugins of Apollo. */
export function armorOf({ mode }: Pick<Config, 'mode'>) {
  return new ApolloArmor({
    maxDepth: { n: DOCUMENT_LIMITS.depth, flattenFragments: true, ignoreIntrospection: true },
    maxAliases: { n: DOCUMENT_LIMITS.aliases },
    // The parser counts by itself: Armor's way answers every syntax error with a 500.
    maxTokens: { enabled: false },
    maxDirectives: { n: DOCUMENT_LIMITS.directives },
    costLimit: { maxCost: DOCUMENT_LIMITS.cost },
    blockFieldSuggestion: { enabled: mode === 'production' },
  }).protect();
}

/** What Apollo would find wrong with a document, by the same rules and limits; nothing if it would execute it. */
export function faultsOf(schema: GraphQLSchema, text: string, config: Pick<Config, 'mode'>): string[] {
  const rules = [...specifiedRules, ...armorOf(config).validationRules];
  if (config.mode === 'production') rules.push(NoSchemaIntrospectionCustomRule);
  try {
    return validate(schema, parse(text, { maxTokens: DOCUMENT_LIMITS.tokens }), rules).map(({ message }) => message);
  } catch (error) {
    // Thrown by the parser, and by a limit that a document goes far beyond.
    return [(error as Error).message];
  }
}
