import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { GraphQLSchemaBuilderModule, GraphQLSchemaFactory } from '@nestjs/graphql';
import { type GraphQLSchema, lexicographicSortSchema, printSchema } from 'graphql';

type Part = Type | DynamicModule | { module?: Type };

/**
 * The schema of an application as text, read from its modules' decorators: nothing is built, no database is opened.
 */
export async function printSchemaOf(app: DynamicModule): Promise<string> {
  return `${printSchema(lexicographicSortSchema(await buildSchemaOf(app)))}\n`;
}

/** The schema itself: all but the operations resolve as they do in the service. */
export async function buildSchemaOf(app: DynamicModule): Promise<GraphQLSchema> {
  const builder = await NestFactory.createApplicationContext(GraphQLSchemaBuilderModule, { logger: false });
  const schema = await builder.get(GraphQLSchemaFactory).create([...classesOf(app)]);
  await builder.close();
  return schema;
}

/** Every provider class of a module and of those that it imports; the schema's factory picks the resolvers out. */
function classesOf(part: Part, seen = new Set<unknown>(), found = new Set<Type>()): Set<Type> {
  const module = typeof part === 'function' ? part : part.module;
  if (module === undefined || seen.has(module)) return found;
  seen.add(module);
  const declared = (name: 'imports' | 'providers'): unknown[] => [
    ...((Reflect.getMetadata(name, module) as unknown[] | undefined) ?? []),
    ...(((part as DynamicModule)[name] as unknown[] | undefined) ?? []),
  ];
  for (const provider of declared('providers')) if (typeof provider === 'function') found.add(provider as Type);
  for (const imported of declared('imports')) {
    if (imported !== null && !(imported instanceof Promise)) classesOf(imported as Part, seen, found);
  }
  return found;
}
