import { createUnionType, Field, Float, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import type { PointKind } from '#libs/eligibility';
import type { PointState } from '#libs/matching';
import { PageInfo } from '../platform/graphql/page.js';
import { Refusal } from '../platform/graphql/refusal.type.js';
import { Point, PointKindName, PointStateName } from './point.type.js';

@InputType({ description: 'Everything that is given must hold.' })
export class PointsFilterInput {
  @Field(() => ID, { nullable: true, description: 'A chain’s code.' })
  chain?: string | null;

  @Field(() => PointStateName, { nullable: true })
  state?: PointState | null;

  @Field(() => ID, { nullable: true, description: 'The name of an import’s source.' })
  source?: string | null;

  @Field(() => [ID], { nullable: true, description: 'All of them are wanted.' })
  flags?: string[] | null;

  @Field(() => String, {
    nullable: true,
    description: 'Words that are all in the code, name, street, postcode or town; case and accents do not matter.',
  })
  text?: string | null;
}

@ObjectType()
export class PointEdge {
  @Field(() => String)
  cursor: string;

  @Field(() => Point)
  node: Point;
}

@ObjectType()
export class PointConnection {
  @Field(() => [PointEdge])
  edges: PointEdge[];

  @Field(() => PageInfo)
  pageInfo: PageInfo;
}

@InputType()
export class PointNetworkInput {
  @Field(() => ID)
  network: string;

  @Field(() => ID, { nullable: true, description: 'The carrier’s own number for the point.' })
  number?: string | null;
}

@InputType({
  description: 'What is not given is left as it is. Imports leave alone what is given, until it is released.',
})
export class UpdatePointInput {
  @Field(() => String, { nullable: true })
  name?: string | null;

  @Field(() => ID, { nullable: true, description: 'Null: of no chain.' })
  chain?: string | null;

  @Field(() => PointKindName, { nullable: true })
  kind?: PointKind | null;

  @Field(() => [ID], { nullable: true })
  services?: string[] | null;

  @Field(() => String, { nullable: true })
  street?: string | null;

  @Field(() => String, { nullable: true })
  postcode?: string | null;

  @Field(() => String, { nullable: true })
  city?: string | null;

  @Field(() => String, { nullable: true })
  country?: string | null;

  @Field(() => Float, { nullable: true })
  lat?: number | null;

  @Field(() => Float, { nullable: true })
  lon?: number | null;

  @Field(() => String, { nullable: true, description: 'Worked out from the address unless it is given.' })
  timeZone?: string | null;

  @Field(() => String, { nullable: true, description: 'OSM’s opening_hours syntax; null: not known.' })
  hours?: string | null;

  @Field(() => Int, { nullable: true, description: 'Null: no limit.' })
  maxWeightGrams?: number | null;

  @Field(() => Int, { nullable: true, description: 'Null: no limit.' })
  maxLongestSideMillimetres?: number | null;

  @Field(() => Int, { nullable: true, description: 'Null: no limit.' })
  maxSidesSumMillimetres?: number | null;

  @Field(() => Int, { nullable: true, description: 'Null: not known, so that it limits nothing.' })
  capacityParcels?: number | null;

  @Field(() => [PointNetworkInput], { nullable: true })
  networks?: PointNetworkInput[] | null;
}

/** An operator's mutation answers with the point or with an expected "no". */
export const PointResult = createUnionType({ name: 'PointResult', types: () => [Point, Refusal] as const });
