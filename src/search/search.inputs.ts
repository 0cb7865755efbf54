import { Field, Float, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import type { PointKind } from '#libs/eligibility';
import { TEMPERATURES, type Temperature } from '#libs/matching';
import { enumOf } from '../platform/graphql/enum.js';
import { DateTime } from '../platform/graphql/scalars.js';
import { OpenStateName, Point, PointKindName } from '../points/point.type.js';

export const TemperatureName = enumOf('Temperature', TEMPERATURES, 'What a parcel has to be kept at.');
export const CostName = enumOf(
  'Cost',
  ['FREE_ONLY', 'ANY'] as const,
  'FREE_ONLY: what costs the merchant nothing. ANY: priced points too.',
);

@InputType({ description: 'Degrees, WGS84.' })
export class CoordinatesInput {
  @Field(() => Float)
  lat: number;

  @Field(() => Float)
  lon: number;
}

@InputType()
export class PostcodeInput {
  @Field(() => String)
  code: string;

  @Field(() => String, { defaultValue: 'FR' })
  country: string;
}

@InputType()
export class CommuneInput {
  @Field(() => String)
  name: string;

  @Field(() => String, { defaultValue: 'FR' })
  country: string;
}

@InputType({ description: 'A line of 2 to 500 vertices, such as the way home.' })
export class LineInput {
  @Field(() => [CoordinatesInput])
  vertices: CoordinatesInput[];
}

@InputType({ description: 'A box; where west is greater than east it crosses the 180th meridian.' })
export class BoxInput {
  @Field(() => Float)
  south: number;

  @Field(() => Float)
  west: number;

  @Field(() => Float)
  north: number;

  @Field(() => Float)
  east: number;
}

@InputType({ description: 'Exactly one of these.' })
export class NearInput {
  @Field(() => CoordinatesInput, { nullable: true })
  coordinates?: CoordinatesInput | null;

  @Field(() => PostcodeInput, { nullable: true })
  postcode?: PostcodeInput | null;

  @Field(() => CommuneInput, { nullable: true })
  commune?: CommuneInput | null;

  @Field(() => LineInput, { nullable: true })
  along?: LineInput | null;

  @Field(() => BoxInput, { nullable: true })
  box?: BoxInput | null;
}

@InputType()
export class ParcelMeasuresInput {
  @Field(() => Int, { nullable: true, description: '1 to 1 000 000 g.' })
  weightGrams?: number | null;

  @Field(() => Int, { nullable: true, description: '1 to 10 000 mm.' })
  lengthMillimetres?: number | null;

  @Field(() => Int, { nullable: true })
  widthMillimetres?: number | null;

  @Field(() => Int, { nullable: true })
  heightMillimetres?: number | null;

  @Field(() => TemperatureName, { nullable: true })
  temperature?: Temperature | null;
}

@InputType()
export class PickupPointSearchInput {
  @Field(() => NearInput)
  near: NearInput;

  @Field(() => ID, { nullable: true, description: 'For operators and pages; a merchant’s own otherwise.' })
  merchantId?: string | null;

  @Field(() => ParcelMeasuresInput, { nullable: true })
  parcel?: ParcelMeasuresInput | null;

  @Field(() => DateTime, { nullable: true })
  openAt?: Date | null;

  @Field(() => [String], { nullable: true })
  services?: string[] | null;

  @Field(() => [PointKindName], { nullable: true })
  kinds?: PointKind[] | null;

  @Field(() => [ID], { nullable: true })
  chains?: string[] | null;

  @Field(() => Int, { nullable: true, description: 'At least 0; nothing further away is returned.' })
  maxDistanceMetres?: number | null;

  @Field(() => CostName, { defaultValue: 'FREE_ONLY' })
  cost: 'FREE_ONLY' | 'ANY';

  @Field(() => Int, { defaultValue: 10, description: '1 to 100.' })
  first: number;

  @Field(() => Boolean, { defaultValue: false, description: 'Count what was left out even when the list is full.' })
  explain: boolean;
}

@ObjectType()
export class MatchedProgramme {
  @Field(() => ID)
  code: string;

  @Field(() => String)
  name: string;
}

@ObjectType()
export class PickupPointMatch {
  @Field(() => Point)
  point: Point;

  @Field(() => Float)
  distanceMetres: number;

  @Field(() => MatchedProgramme, { nullable: true })
  programme: MatchedProgramme | null;

  @Field(() => Int, { nullable: true, description: 'Null where no merchant was named, so that no price is known.' })
  feeCents: number | null;

  @Field(() => String, { nullable: true })
  currency: string | null;

  @Field(() => Int, { nullable: true, description: 'Null where the capacity is not known.' })
  freePlaces: number | null;

  @Field(() => OpenStateName, { description: 'At openAt, or now.' })
  openState: string;

  @Field(() => DateTime, { nullable: true })
  nextChange: Date | null;
}

@ObjectType()
export class ExcludedCount {
  @Field(() => ID)
  reason: string;

  @Field(() => Int)
  count: number;
}

@ObjectType()
export class ExclusionReason {
  @Field(() => ID)
  code: string;

  @Field(() => String)
  detail: string;
}

@ObjectType()
export class ExcludedPoint {
  @Field(() => Point)
  point: Point;

  @Field(() => Float)
  distanceMetres: number;

  @Field(() => [ExclusionReason])
  reasons: ExclusionReason[];
}

@ObjectType({ description: 'Where the search was taken to start.' })
export class SearchOrigin {
  @Field(() => String)
  label: string;

  @Field(() => Float)
  lat: number;

  @Field(() => Float)
  lon: number;

  @Field(() => Boolean, { description: 'Whether the place is known only roughly.' })
  approximate: boolean;
}

@ObjectType()
export class PickupPointSearchResult {
  @Field(() => [PickupPointMatch])
  matches: PickupPointMatch[];

  @Field(() => [ExcludedCount], {
    description: 'How many points were left out for each reason; a point may have several.',
  })
  excluded: ExcludedCount[];

  @Field(() => [ExcludedPoint], { description: 'The nearest of those left out, each with every reason.' })
  nearestExcluded: ExcludedPoint[];

  @Field(() => SearchOrigin)
  resolvedPlace: SearchOrigin;
}
