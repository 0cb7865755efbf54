import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { EXCEPTION_KINDS, type ExceptionKind, LATE_DAYS, type State } from '#libs/custody';
import { Custodian, ParcelStateName } from '../parcels/parcels.inputs.js';
import { enumOf } from '../platform/graphql/enum.js';
import { PageInfo } from '../platform/graphql/page.js';
import { Refusal } from '../platform/graphql/refusal.type.js';
import { DateTime } from '../platform/graphql/scalars.js';

export const ExceptionKindName = enumOf(
  'ExceptionKind',
  EXCEPTION_KINDS,
  `MISSING: reported lost. MISROUTED: at a wrong point. NEEDS_POINT: its point has refused it. POINT_NOT_OPEN: bound for
a point that is suspended or closed. NO_WAY: no line leads to its point any more, or none that has room. CODE_LOCKED: five wrong pickup
codes. OVERDUE: its deadline is over, or it has waited for more than ${LATE_DAYS} days to go back. SILENT: on its way and in the same hands for more than ${LATE_DAYS}
days. DISCREPANCY: its ledger disagrees with itself.`,
);

@ObjectType({ description: 'One thing about a parcel that is not as it should be.' })
export class ExceptionProblem {
  @Field(() => ExceptionKindName)
  kind: ExceptionKind;

  @Field(() => ID, { nullable: true, description: 'Of a discrepancy: which.' })
  discrepancyCode: string | null;

  @Field(() => String, { description: 'What is wrong, in the language of Accept-Language.' })
  text: string;

  @Field(() => String, { description: 'What to do about it.' })
  instruction: string;
}

@ObjectType({ description: 'A parcel that an operator has to look at.' })
export class ParcelException {
  @Field(() => ID)
  trackingNumber: string;

  @Field(() => ID)
  merchantId: string;

  @Field(() => ParcelStateName)
  state: State;

  @Field(() => String)
  stateText: string;

  @Field(() => Custodian)
  custodian: Custodian;

  @Field(() => DateTime, { description: 'Since when its custodian has had it.' })
  since: Date;

  @Field(() => ID)
  pickupPointCode: string;

  @Field(() => DateTime, { nullable: true })
  deadline: Date | null;

  @Field(() => [ExceptionProblem], { description: 'The most urgent first.' })
  problems: ExceptionProblem[];
}

@ObjectType()
export class ParcelExceptionEdge {
  @Field(() => String)
  cursor: string;

  @Field(() => ParcelException)
  node: ParcelException;
}

@ObjectType()
export class ParcelExceptionConnection {
  @Field(() => [ParcelExceptionEdge])
  edges: ParcelExceptionEdge[];

  @Field(() => PageInfo)
  pageInfo: PageInfo;
}

@ObjectType()
export class ExceptionTotal {
  @Field(() => ExceptionKindName)
  kind: ExceptionKind;

  @Field(() => Int)
  count: number;
}

@ObjectType({ description: 'What became of one parcel that was to be settled, in the order in which they were sent.' })
export class SettledException {
  @Field(() => ID)
  trackingNumber: string;

  @Field(() => Boolean)
  settled: boolean;

  @Field(() => Refusal, { nullable: true })
  refusal: Refusal | null;
}
