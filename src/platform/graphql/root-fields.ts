import { type GraphQLField, type GraphQLSchema, getNamedType } from 'graphql';
import { CodedError, kindOf } from '#libs/refusals';
import type { RequestContext } from '../caller.js';
import { languageOf } from '../language.js';
import { Refusal } from './refusal.type.js';

type RootField = GraphQLField<unknown, RequestContext>;

/** What every root field does beside what its resolver does. */
export function prepareRoots(schema: GraphQLSchema): GraphQLSchema {
  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) refuseByValue(field);
  for (const type of [schema.getQueryType(), schema.getMutationType()]) {
    for (const field of Object.values(type?.getFields() ?? {})) resolveOnce(field);
  }
  return schema;
}

/** Turns an expected "no" into a value, where the schema has a place for it: in a mutation that returns a result. */
function refuseByValue(field: RootField): void {
  const { resolve } = field;
  if (resolve === undefined || !getNamedType(field.type).name.endsWith('Result')) return;
  field.resolve = async (source, args, context, info) => {
    try {
      return await resolve(source, args, context, info);
    } catch (error) {
      if (!(error instanceof CodedError) || kindOf(error.code) !== 'REFUSAL') throw error;
      return Refusal.from(error, languageOf(context.req));
    }
  };
}

/**
 * Has a root field resolved once for a request, however often the request is executed: when a compiled operation
 * comes upon an error, Apollo executes the request from its beginning to tell of it, and finds what was done already.
 *
 * Answers are kept under the name that the field has in the answer, which stands for one call: validation sees to that.
 */
function resolveOnce(field: RootField): void {
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
