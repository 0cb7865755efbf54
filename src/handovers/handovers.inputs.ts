import { Field, ID, InputType, ObjectType } from '@nestjs/graphql';
import type { State } from '#libs/custody';
import { Custodian, Discrepancy } from '../parcels/parcels.inputs.js';
import { Refusal } from '../platform/graphql/refusal.type.js';
import { DateTime } from '../platform/graphql/scalars.js';

@InputType({
  description:
    'One scan. Every field is optional in the schema and checked item by item, so that one bad scan does not spoil the rest.',
})
export class HandoverInput {
  @Field(() => String, {
    nullable: true,
    description: 'Unique for the parcel: sending it again returns the first answer.',
  })
  idempotencyKey?: string | null;

  @Field(() => String, { nullable: true, description: 'DROP_OFF, CARRIER_PICKUP, STORE_RECEIPT, COLLECTION, …' })
  kind?: string | null;

  @Field(() => String, { nullable: true, description: 'GIVER or RECEIVER, where both sides record the same moment.' })
  side?: string | null;

  @Field(() => String, { nullable: true, description: 'The label as it was scanned or typed.' })
  trackingNumber?: string | null;

  @Field(() => String, { nullable: true, description: 'Where; a clerk’s own point otherwise.' })
  pointCode?: string | null;

  @Field(() => String, { nullable: true, description: 'The customer’s six digits or the text of their QR.' })
  pickupCode?: string | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When it happened, if it already has. Left out it happens now, and may be refused before it does.',
  })
  occurredAt?: Date | null;

  @Field(() => String, { nullable: true, description: 'For a CORRECTION: the key of the entry that no longer counts.' })
  correctsKey?: string | null;

  @Field(() => String, { nullable: true, description: 'At most 16 characters.' })
  shelf?: string | null;

  @Field(() => String, { nullable: true, description: 'FULL, CLOSED, DAMAGED, … ; anything else is kept as OTHER.' })
  reason?: string | null;
}

@ObjectType({ description: 'What became of one scan, in the order in which they were sent.' })
export class HandoverOutcome {
  @Field(() => ID, { nullable: true })
  idempotencyKey: string | null;

  @Field(() => ID, { nullable: true })
  trackingNumber: string | null;

  @Field(() => Boolean, { description: 'Whether the scan is in the ledger now.' })
  recorded: boolean;

  @Field(() => Boolean, { description: 'Whether it had been there before.' })
  duplicate: boolean;

  @Field(() => Refusal, { nullable: true })
  refusal: Refusal | null;

  @Field(() => [Discrepancy], { description: 'What does not agree, with what to do about it.' })
  discrepancies: Discrepancy[];

  @Field(() => String, { nullable: true })
  state: State | null;

  @Field(() => Custodian, { nullable: true })
  custodian: Custodian | null;

  @Field(() => String, { nullable: true, description: 'What whoever holds the parcel should do next.' })
  instruction: string | null;
}
