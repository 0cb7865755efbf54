import { Field, Float, ID, ObjectType } from '@nestjs/graphql';
import { PageInfo } from '../platform/graphql/page.js';
import { Refusal } from '../platform/graphql/refusal.type.js';
import { DateTime } from '../platform/graphql/scalars.js';

@ObjectType({ description: 'A scan that was sent with a token which had been revoked or had expired.' })
export class HeldScan {
  @Field(() => ID)
  id: string;

  @Field(() => ID, { description: 'The token it was sent with.' })
  tokenId: string;

  @Field(() => String)
  tokenLabel: string;

  @Field(() => ID, { nullable: true, description: 'The point of the clerk who had the token.' })
  senderPointCode: string | null;

  @Field(() => ID, { nullable: true, description: 'The network of the carrier that had the token.' })
  senderNetworkCode: string | null;

  @Field(() => DateTime, { description: 'When the token ended.' })
  tokenEndedAt: Date;

  @Field(() => DateTime)
  receivedAt: Date;

  @Field(() => DateTime, { nullable: true, description: 'What the device’s clock showed.' })
  occurredAt: Date | null;

  @Field(() => DateTime, { description: 'When it happened, the error of the device’s clock taken out.' })
  happenedAt: Date;

  @Field(() => Boolean, { description: 'Whether it happened after the token had ended.' })
  isAfterEnd: boolean;

  @Field(() => Float, { nullable: true, description: 'The device’s clock minus ours, where it said what it showed.' })
  clockOffsetMilliseconds: number | null;

  @Field(() => ID)
  trackingNumber: string;

  @Field(() => String)
  kind: string;

  @Field(() => ID, { nullable: true })
  pointCode: string | null;

  @Field(() => String, { nullable: true })
  reason: string | null;

  @Field(() => String, { description: 'What the pickup code was worth: RIGHT, WRONG or ABSENT.' })
  codeOutcome: string;
}

@ObjectType()
export class HeldScanEdge {
  @Field(() => String)
  cursor: string;

  @Field(() => HeldScan)
  node: HeldScan;
}

@ObjectType()
export class HeldScanConnection {
  @Field(() => [HeldScanEdge])
  edges: HeldScanEdge[];

  @Field(() => PageInfo)
  pageInfo: PageInfo;
}

@ObjectType({ description: 'What was decided on one scan, in the order in which they were sent.' })
export class HeldScanOutcome {
  @Field(() => ID)
  id: string;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether the scan is in the ledger; null while it still waits.',
  })
  accepted: boolean | null;

  @Field(() => Boolean, { description: 'Whether it had been decided before; what was decided then stands.' })
  decidedBefore: boolean;

  @Field(() => Refusal, { nullable: true, description: 'Why it cannot be recorded, and waits.' })
  refusal: Refusal | null;
}
