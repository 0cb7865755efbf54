import { Field, Float, InputType, Int, ObjectType } from '@nestjs/graphql';
import { DateTime } from '../platform/graphql/scalars.js';

const SHARES =
  'The share of parcels that is collected by the end of the day of arrival, of the day after, and so on; 0 to 1, none smaller than the one before. The last is for good.';
const CONFIDENCE =
  'How sure it has to be that a point holds what is there on its worst day: 0.5 to 0.9999. The surer, the fewer are booked.';
const LEAD =
  'How many days after it was booked a parcel comes at the soonest, 0 to 7: 1 where carriers bring it overnight, so that a point that is full today has room for tomorrow; 0 where parcels are handed in at the point itself or brought by their merchants.';

@InputType({ description: 'How soon parcels are collected.' })
export class DwellForecastInput {
  @Field(() => [Float], { description: SHARES })
  collectedShares: number[];

  @Field(() => Float, { description: CONFIDENCE, defaultValue: 0.99 })
  confidence: number;

  @Field(() => Int, { description: LEAD, defaultValue: 0 })
  leadDays: number;
}

@ObjectType({ description: 'How soon parcels are collected at the points of a network.' })
export class DwellForecast {
  @Field(() => DateTime, { description: 'From when on it is gone by.' })
  fromAt: Date;

  @Field(() => [Float], { nullable: true, description: `${SHARES} Null where nothing is known from then on.` })
  collectedShares: number[] | null;

  @Field(() => Float, { nullable: true, description: CONFIDENCE })
  confidence: number | null;

  @Field(() => Int, { nullable: true, description: LEAD })
  leadDays: number | null;
}
