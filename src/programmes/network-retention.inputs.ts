import { Field, Int, ObjectType } from '@nestjs/graphql';
import { DateTime } from '../platform/graphql/scalars.js';

@ObjectType({ description: 'How long a point keeps a parcel, in days on which it is open.' })
export class RetentionRule {
  @Field(() => Int, { description: 'After the day of arrival.' })
  days: number;

  @Field(() => [Int], { description: 'Open days after arrival on whose morning the customer is reminded.' })
  reminderDays: readonly number[];

  @Field(() => Int, { description: 'Open days that one extension adds.' })
  extensionDays: number;

  @Field(() => Int, { description: 'How often the time may be extended.' })
  extensions: number;
}

@ObjectType()
export class DatedRetention {
  @Field(() => DateTime, { description: 'For parcels that arrive from then on.' })
  fromAt: Date;

  @Field(() => RetentionRule, { nullable: true, description: 'Null where the network has no rule from then on.' })
  rule: RetentionRule | null;
}
