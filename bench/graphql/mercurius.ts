import { readFileSync } from 'node:fs';
import type { PickupPointSearchInput } from '../../src/search/search.inputs.js';
import type { Answer } from './world.js';

// The peers are typed here as far as they are used: the rest of the code is checked without them.
interface Fastify {
  register(plugin: unknown, options: object): Promise<void>;
  listen(options: { port: number; host: string }): Promise<string>;
}

interface GraphqlPackage {
  GraphQLScalarType: new (config: object) => unknown;
}

const load = (name: string): Promise<Record<string, unknown>> => import(name);

/** Mercurius on Fastify, every operation compiled when it first comes, on the same schema. @returns Its address. */
export async function startMercurius(answer: Answer): Promise<string> {
  const fastify = (await load('fastify')).default as () => Fastify;
  const { default: mercurius } = await load('mercurius');
  const { GraphQLScalarType } = (await load('graphql')) as unknown as GraphqlPackage;
  const app = fastify();
  const DateTime = new GraphQLScalarType({
    name: 'DateTime',
    serialize: (value: Date) => value.toISOString(),
    parseValue: (value: string) => new Date(value),
  });
  await app.register(mercurius, {
    schema: readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'),
    resolvers: {
      DateTime,
      Query: { pickupPoints: (_: unknown, { search }: { search: PickupPointSearchInput }) => answer(search) },
    },
    jit: 1,
  });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  return url;
}
