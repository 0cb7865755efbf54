import {
  buildClientSchema,
  type GraphQLField,
  type GraphQLOutputType,
  type GraphQLSchema,
  getIntrospectionQuery,
  getNamedType,
  isCompositeType,
  isObjectType,
  isRequiredArgument,
  isUnionType,
} from 'graphql';
import type { GraphqlError, Relais } from './relais.js';
import type { Credentials } from './world.js';

export type Root = 'Query' | 'Mutation';

/** The schema that runs, as a client sees it. */
export async function schemaOf(relais: Relais): Promise<GraphQLSchema> {
  return buildClientSchema(await relais.data(getIntrospectionQuery()));
}

export function fieldsOf(schema: GraphQLSchema, root: Root): Record<string, GraphQLField<unknown, unknown>> {
  const type = root === 'Query' ? schema.getQueryType() : schema.getMutationType();
  return type?.getFields() ?? {};
}

const DEEPEST = 4;

/** A document that calls one operation with the arguments that are given, and asks for all that it can answer. */
export function documentOf(schema: GraphQLSchema, root: Root, name: string, given: readonly string[]): string {
  const field = fieldsOf(schema, root)[name];
  if (field === undefined) throw new Error(`there is no ${root}.${name}`);
  const args = field.args.filter((arg) => given.includes(arg.name));
  const declared = args.map((arg) => `$${arg.name}: ${arg.type}`).join(', ');
  const passed = args.map((arg) => `${arg.name}: $${arg.name}`).join(', ');
  const [signature, call] = args.length === 0 ? ['', ''] : [`(${declared})`, `(${passed})`];
  return `${root.toLowerCase()} ${signature} { ${name}${call} ${selectionOf(field.type, DEEPEST)} }`;
}

function selectionOf(type: GraphQLOutputType, depth: number): string {
  const named = getNamedType(type);
  if (isUnionType(named)) {
    const members = named.getTypes().map((member) => `... on ${member.name} ${selectionOf(member, depth)}`);
    return `{ __typename ${members.join(' ')} }`;
  }
  if (!isObjectType(named)) return '';
  const fields = Object.values(named.getFields())
    .filter((field) => !field.args.some(isRequiredArgument))
    .filter((field) => depth > 1 || !isCompositeType(getNamedType(field.type)))
    .map((field) => `${field.name} ${selectionOf(field.type, depth - 1)}`);
  return `{ __typename ${fields.join(' ')} }`;
}

export interface Answer {
  status: number;
  errors: GraphqlError[];
  /** The code of each error, and of each refusal among the data. */
  codes: string[];
  text: string;
  milliseconds: number;
}

/** Calls one operation over HTTP. What comes back is read as text first: it may be anything. */
export async function call(
  relais: { url: string },
  query: string,
  variables: Record<string, unknown>,
  { token, headers = {} }: Credentials = {},
): Promise<Answer> {
  const startedAt = performance.now();
  const response = await fetch(`${relais.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...headers,
    },
    body: JSON.stringify({ query, variables }),
  });
  const text = await response.text();
  const { errors = [] } = readJson(text) as { errors?: GraphqlError[] };
  return {
    status: response.status,
    errors,
    codes: errors.map(({ extensions }) => extensions?.code ?? 'NONE'),
    text,
    milliseconds: performance.now() - startedAt,
  };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
