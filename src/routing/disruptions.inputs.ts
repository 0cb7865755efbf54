import { Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { enumOf } from '../platform/graphql/enum.js';
import { DateTime, Day } from '../platform/graphql/scalars.js';
import { DISRUPTION_KINDS, type DisruptionKind } from './disruption.queries.js';

const DisruptionKindName = enumOf(
  'DisruptionKind',
  DISRUPTION_KINDS,
  'CANCELLED: trips do not run. DELAYED: a trip is late. STOP_CLOSED: nothing gets on or off at a hub or depot.',
);

@InputType()
export class DisruptionInput {
  @Field(() => ID, { nullable: true, description: 'A carrier’s own if left out.' })
  networkCode?: string | null;

  @Field(() => DisruptionKindName)
  kind: DisruptionKind;

  @Field(() => ID, { nullable: true, description: 'Of CANCELLED: this trip; of DELAYED needed.' })
  tripId?: string | null;

  @Field(() => ID, {
    nullable: true,
    description: 'Of CANCELLED: all trips of this line. Without a trip or line it is everything, as on a strike day.',
  })
  lineId?: string | null;

  @Field(() => ID, {
    nullable: true,
    description: 'Of STOP_CLOSED needed; of DELAYED: from this stop on, else from the first.',
  })
  stopId?: string | null;

  @Field(() => Int, { nullable: true, description: 'Of DELAYED: 1 to 4320 minutes.' })
  lateMinutes?: number | null;

  @Field(() => Day, { description: 'A day of the timetable: a trip past midnight is of the day on which it begins.' })
  fromDate: string;

  @Field(() => Day, { nullable: true, description: 'Included; the same day if left out.' })
  untilDate?: string | null;
}

@ObjectType()
export class Disruption {
  @Field(() => ID)
  id: string;

  @Field(() => ID)
  networkCode: string;

  @Field(() => DisruptionKindName)
  kind: DisruptionKind;

  @Field(() => ID, { nullable: true })
  tripId: string | null;

  @Field(() => ID, { nullable: true })
  lineId: string | null;

  @Field(() => ID, { nullable: true })
  stopId: string | null;

  @Field(() => Int, { nullable: true })
  lateMinutes: number | null;

  @Field(() => Day)
  fromDate: string;

  @Field(() => Day)
  untilDate: string;

  @Field(() => DateTime)
  createdAt: Date;

  @Field(() => DateTime, { nullable: true, description: 'Null while it stands.' })
  liftedAt: Date | null;

  @Field(() => Int, { description: 'How many trips of how many days it is about, as far as days are laid out.' })
  affectedRuns: number;

  @Field(() => Int, {
    nullable: true,
    description:
      'How many parcels were to go by these, when it is reported: their ways are found anew, and delays told.',
  })
  affectedParcels: number | null;
}
