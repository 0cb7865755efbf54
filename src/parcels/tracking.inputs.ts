import { Field, ID, ObjectType } from '@nestjs/graphql';
import type { State } from '#libs/custody';
import { DateTime } from '../platform/graphql/scalars.js';
import { Point } from '../points/point.type.js';
import { LedgerLine, ParcelStateName } from './parcels.inputs.js';

@ObjectType({ description: 'What a customer sees of a parcel.' })
export class TrackedParcel {
  @Field(() => ID)
  trackingNumber: string;

  @Field(() => String, { description: 'Who sends it.' })
  merchantName: string;

  @Field(() => ParcelStateName)
  state: State;

  @Field(() => String)
  stateText: string;

  @Field(() => String, { description: 'What the customer has to know and do, in a sentence.' })
  instruction: string;

  @Field(() => Point)
  pickupPoint: Point;

  @Field(() => DateTime, { nullable: true })
  deadline: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'When it will be there; null while nobody knows.' })
  expectedAt: Date | null;

  @Field(() => String, {
    nullable: true,
    description: 'The six digits to say at the counter, once the parcel is there.',
  })
  pickupCode: string | null;

  @Field(() => String, { nullable: true, description: 'The text of the QR to show at the counter.' })
  pickupQr: string | null;

  @Field(() => [LedgerLine])
  history: LedgerLine[];
}
