import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { enumOf } from '../platform/graphql/enum.js';
import { REASONS, type Reason } from './findings.js';

const BrokenLedgerReason = enumOf(
  'BrokenLedgerReason',
  REASONS,
  'In which way a ledger or a checkpoint does not hold. KEY: it cannot be checked, for want of the public key.',
);

@ObjectType({ description: 'A place at which what is stored is not what was recorded.' })
export class BrokenLedger {
  @Field(() => BrokenLedgerReason)
  reason: Reason;

  @Field(() => ID, { nullable: true, description: 'Null for a checkpoint.' })
  parcelId: string | null;

  @Field(() => ID, { nullable: true, description: 'Null also where the parcel itself is not there any more.' })
  trackingNumber: string | null;

  @Field(() => Int, { nullable: true, description: 'The number of the entry.' })
  sequence: number | null;

  @Field(() => Int, { nullable: true, description: 'The number of the checkpoint.' })
  checkpoint: number | null;

  @Field(() => String, { description: 'What is wrong, and what to do.' })
  message: string;
}

@ObjectType({ description: 'One bounded step of a check of all checkpoints, then of all ledgers.' })
export class LedgerIntegrity {
  @Field(() => Int, { description: 'Checkpoints that this step has looked at, with all their seals.' })
  checkpoints: number;

  @Field(() => Int, { description: 'Ledger entries that this step has looked at.' })
  entries: number;

  @Field(() => BrokenLedger, { nullable: true, description: 'The first that this step found; null where all hold.' })
  broken: BrokenLedger | null;

  @Field(() => String, { nullable: true, description: 'Where to go on; null where everything has been looked at.' })
  endCursor: string | null;

  @Field(() => String, { description: 'The Ed25519 public key (PEM) with which the checkpoints are signed.' })
  publicKey: string;
}
