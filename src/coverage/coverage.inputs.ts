import { Field, Float, ID, Int, ObjectType } from '@nestjs/graphql';
import type { PointState } from '#libs/matching';
import { PointStateName } from '../points/point.type.js';

@ObjectType({ description: 'A commune whose people have a long way to the nearest point.' })
export class FarCommune {
  @Field(() => ID, { description: 'Its code of INSEE.' })
  insee: string;

  @Field(() => String)
  name: string;

  @Field(() => String, { nullable: true, description: 'The département’s code.' })
  departement: string | null;

  @Field(() => Int)
  people: number;

  @Field(() => Float)
  lat: number;

  @Field(() => Float)
  lon: number;

  @Field(() => Float, { nullable: true, description: 'Null where there is no such point at all.' })
  distanceMetres: number | null;

  @Field(() => ID, { nullable: true })
  nearestPointCode: string | null;
}

@ObjectType({
  description: 'How far people live from the points of a programme, as the crow flies, commune by commune.',
})
export class Coverage {
  @Field(() => Int, { description: 'Communes whose people and position are known.' })
  communes: number;

  @Field(() => Int)
  people: number;

  @Field(() => Int)
  farCommunes: number;

  @Field(() => Int)
  farPeople: number;

  @Field(() => [FarCommune], { description: 'Those with the most people first; at most 500.' })
  far: FarCommune[];
}

@ObjectType({ description: 'Where a point is, and how full.' })
export class PointInUse {
  @Field(() => ID)
  code: string;

  @Field(() => String)
  name: string;

  @Field(() => String)
  city: string;

  @Field(() => Float)
  lat: number;

  @Field(() => Float)
  lon: number;

  @Field(() => PointStateName)
  state: PointState;

  @Field(() => Int, { nullable: true, description: 'Null where it is not known.' })
  capacityParcels: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Places that are booked or taken; null where the capacity is not known.',
  })
  usedParcels: number | null;
}
