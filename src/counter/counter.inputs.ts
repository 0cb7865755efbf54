import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { LATE_DAYS, type State } from '#libs/custody';
import { Custodian, ParcelStateName } from '../parcels/parcels.inputs.js';
import { enumOf } from '../platform/graphql/enum.js';
import { PageInfo } from '../platform/graphql/page.js';
import { DateTime } from '../platform/graphql/scalars.js';
import { LISTS } from './lists.js';

export const PointListName = enumOf(
  'PointList',
  LISTS,
  `A list of a point’s counter. HERE: all that lies there. DUE: waits there for its customer, and its time ends today or
tomorrow, by the point’s clock. OVERDUE: waits there although its time is over, or is on its way there and has been in
the same hands for more than ${LATE_DAYS} days. EXPECTED: bound for the point and not there yet, unless its booking has
lapsed. TO_RETURN: lies there and goes back to its merchant. TO_SEND_ON: lies there and is bound for another point.`.replaceAll(
    '\n',
    ' ',
  ),
);

@ObjectType({ description: 'A parcel as it is seen from a point’s counter.' })
export class ParcelAtPoint {
  @Field(() => ID)
  trackingNumber: string;

  @Field(() => ParcelStateName)
  state: State;

  @Field(() => String, { description: 'In the language of Accept-Language (fr or en).' })
  stateText: string;

  @Field(() => String, { nullable: true })
  shelf: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'For the point where it is collected, and for operators; null for others, and once erased.',
  })
  recipientName: string | null;

  @Field(() => Custodian)
  custodian: Custodian;

  @Field(() => DateTime, { description: 'Since when whoever holds it has it.' })
  since: Date;

  @Field(() => DateTime, { nullable: true, description: 'Until when the point keeps it for its customer.' })
  deadline: Date | null;

  @Field(() => ID, { description: 'Where it is to be collected.' })
  pickupPointCode: string;
}

@ObjectType()
export class ParcelAtPointEdge {
  @Field(() => String)
  cursor: string;

  @Field(() => ParcelAtPoint)
  node: ParcelAtPoint;
}

@ObjectType()
export class ParcelAtPointConnection {
  @Field(() => [ParcelAtPointEdge])
  edges: ParcelAtPointEdge[];

  @Field(() => PageInfo)
  pageInfo: PageInfo;

  @Field(() => Int, { description: 'How many there are on all pages together.' })
  totalCount: number;
}

@ObjectType({ description: 'How many parcels each list of a point has.' })
export class PointTotals {
  @Field(() => Int)
  here: number;

  @Field(() => Int)
  due: number;

  @Field(() => Int)
  overdue: number;

  @Field(() => Int)
  expected: number;

  @Field(() => Int)
  toReturn: number;

  @Field(() => Int)
  toSendOn: number;
}
