import type { GraphQLField, GraphQLSchema } from 'graphql';
import type { RequestContext } from '../caller.js';

/**
 * Has every root field resolved once for a request, however often the request is executed: when a compiled operation
 * comes upon an error, Apollo executes the request from its beginning to tell of it, and finds what was done already.
 *
 * Answers are kept under the name that the field has in the answer, which stands for one call: validation sees to that.
 */
export function resolveRootsOnce(schema: GraphQLSchema): GraphQLSchema {
  for (const type of [schema.getQueryType(), schema.getMutationType()]) {
    for (const field of Object.values(type?.getFields() ?? {})) resolveOnce(field);
  }
  return schema;
}

function resolveOnce(field: GraphQLField<unknown, RequestContext>): void {
  const { resolve } = field;
  if (resolve === undefined) return;
  field.resolve = (source, args, context, info) => {
    const { settled } = context;
    if (settled === undefined) return resolve(source, args, context, info);
    const done = settled.get(info.path.key);
    if (done !== undefined) return done;
    const outcome = attempt(() => resolve(source, args, context, info));
    settled.set(info.path.key, outcome);
    return outcome;
  };
}

/** What a resolver returns or throws, as a promise of it. */
async function attempt(resolve: () => unknown): Promise<unknown> {
  return resolve();
}
