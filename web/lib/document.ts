import type { initGraphQLTada, ResultOf, VariablesOf } from 'gql.tada';
import type { introspection } from '../schema.js';

interface Scalars {
  introspection: introspection;
  scalars: { DateTime: string; Day: string; JSON: unknown };
  disableMasking: true;
}
type Typed = initGraphQLTada<Scalars>;

/**
 * A GraphQL document, with the types of its answer and its variables inferred from the schema. It is its own text at run
 * time: a parser would weigh more than the picker. Fragments that it names are given behind it.
 */
export const document = ((text: string, fragments: readonly string[] = []) =>
  [text, ...fragments].join('\n')) as unknown as Typed;

export type { ResultOf, VariablesOf };
