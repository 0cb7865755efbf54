import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Args, GraphQLModule, Query, Resolver } from '@nestjs/graphql';
import { PickupPointSearchInput, PickupPointSearchResult } from '../../src/search/search.inputs.js';
import type { Answer } from './world.js';

let answer: Answer;

@Resolver()
class StockResolver {
  @Query(() => PickupPointSearchResult)
  pickupPoints(@Args('search') search: PickupPointSearchInput): Promise<PickupPointSearchResult> {
    return answer(search);
  }
}

@Module({
  imports: [GraphQLModule.forRoot<ApolloDriverConfig>({ driver: ApolloDriver, autoSchemaFile: true, graphiql: false })],
  providers: [StockResolver],
})
class StockModule {}

/** Nest, Apollo Server and Express as their documentation sets them up, with the same types. @returns Its address. */
export async function startStock(given: Answer): Promise<string> {
  answer = given;
  const app = await NestFactory.create(StockModule, { logger: false });
  await app.listen(0, '127.0.0.1');
  return (await app.getUrl()).replace('[::1]', 'localhost');
}
