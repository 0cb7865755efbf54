import { Field, Float, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import type { State } from '#libs/custody';
import { ParcelStateName, PointCheck } from '../parcels/parcels.inputs.js';
import { PageInfo } from '../platform/graphql/page.js';
import { Refusal } from '../platform/graphql/refusal.type.js';
import { DateTime } from '../platform/graphql/scalars.js';
import { Point } from '../points/point.type.js';

@ObjectType({ description: 'A point that would take a parcel, and what that costs its merchant.' })
export class ProposedPoint {
  @Field(() => Point)
  point: Point;

  @Field(() => Float, { description: 'From the point that is booked, or the place that was given.' })
  distanceMetres: number;

  @Field(() => ID)
  programmeCode: string;

  @Field(() => Int)
  feeCents: number;

  @Field(() => String)
  currency: string;

  @Field(() => Int, { nullable: true, description: 'Null where the capacity is not known.' })
  freePlaces: number | null;
}

@ObjectType()
export class ProposedPoints {
  @Field(() => [PointCheck], { description: 'What speaks against the point that is booked: checks that failed now.' })
  against: PointCheck[];

  @Field(() => String, {
    nullable: true,
    description: 'Why the booked point has refused the parcel, where it has: FULL, CLOSED, TOO_LARGE, …',
  })
  refusedFor: string | null;

  @Field(() => [ProposedPoint], {
    description: 'The nearest first; empty also where the parcel’s state allows no other point.',
  })
  points: ProposedPoint[];
}

@ObjectType({ description: 'How a customer gives back what they have collected.' })
export class CustomerReturn {
  @Field(() => DateTime, { nullable: true, description: 'Until when; null where it is not taken back at a point.' })
  until: Date | null;

  @Field(() => String, { description: 'What the customer does, in the language of Accept-Language.' })
  instruction: string;

  @Field(() => [ProposedPoint], { description: 'Points that take it, the nearest first.' })
  points: ProposedPoint[];
}

@ObjectType({ description: 'A parcel bound for a point, and another point for it.' })
export class ProposedMove {
  @Field(() => ID)
  trackingNumber: string;

  @Field(() => ID)
  merchantId: string;

  @Field(() => ParcelStateName)
  state: State;

  @Field(() => Boolean, { description: 'Whether it lies at the point already, and would have to be fetched.' })
  isThere: boolean;

  @Field(() => ProposedPoint, { nullable: true, description: 'Null where no point takes it under its conditions.' })
  to: ProposedPoint | null;
}

@ObjectType()
export class ProposedMoveEdge {
  @Field(() => String)
  cursor: string;

  @Field(() => ProposedMove)
  node: ProposedMove;
}

@ObjectType()
export class ProposedMoveConnection {
  @Field(() => [ProposedMoveEdge])
  edges: ProposedMoveEdge[];

  @Field(() => PageInfo)
  pageInfo: PageInfo;

  @Field(() => Int, { description: 'How many parcels are bound for the point.' })
  totalCount: number;
}

@InputType({
  description: 'One move. Every field is checked item by item, so that one bad move does not spoil the rest.',
})
export class MoveParcelInput {
  @Field(() => String, { nullable: true, description: 'Unique for the parcel: sending it again moves once.' })
  idempotencyKey?: string | null;

  @Field(() => ID, { nullable: true })
  trackingNumber?: string | null;

  @Field(() => ID, { nullable: true })
  pickupPointCode?: string | null;
}

@ObjectType({ description: 'What became of one move, in the order in which they were sent.' })
export class MoveOutcome {
  @Field(() => ID, { nullable: true })
  trackingNumber: string | null;

  @Field(() => Boolean, { description: 'Whether the parcel is booked there now.' })
  moved: boolean;

  @Field(() => Refusal, { nullable: true })
  refusal: Refusal | null;
}
