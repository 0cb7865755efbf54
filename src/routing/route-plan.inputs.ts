import { Field, ID, InputType, Int, ObjectType, PickType } from '@nestjs/graphql';
import { enumOf } from '../platform/graphql/enum.js';
import { DateTime, Day } from '../platform/graphql/scalars.js';
import {
  CoordinatesInput,
  PickupPointMatch,
  PickupPointSearchInput,
  PickupPointSearchResult,
} from '../search/search.inputs.js';

export const OWN_VEHICLES = ['VAN', 'BICYCLE'] as const;
export type OwnVehicle = (typeof OWN_VEHICLES)[number];
export const OwnVehicleName = enumOf('OwnVehicle', OWN_VEHICLES, 'What a merchant brings its parcels with.');

@InputType({ description: 'Exactly one of dropOffPointCode and from.' })
export class RoutePlanInput {
  @Field(() => ID, { nullable: true, description: 'Where the merchant hands the parcel in; its own shop, too.' })
  dropOffPointCode?: string | null;

  @Field(() => CoordinatesInput, { nullable: true, description: 'Where the merchant’s own vehicle starts.' })
  from?: CoordinatesInput | null;

  @Field(() => ID, { description: 'Where the customer collects it.' })
  pickupPointCode: string;

  @Field(() => Int, {
    nullable: true,
    description: '1 to 1 000 000 g. Left out it is not known: only lines without a limit are then taken.',
  })
  weightGrams?: number | null;

  @Field(() => DateTime, { nullable: true, description: 'When it is brought; now if left out. 14 days ahead at most.' })
  dropOffAt?: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'By when the customer should have it.' })
  arriveBy?: Date | null;

  @Field(() => OwnVehicleName, { nullable: true, description: 'Also the way on which the merchant brings it itself.' })
  ownVehicle?: OwnVehicle | null;
}

@ObjectType({ description: 'Where a parcel gets on or off.' })
export class RouteStop {
  @Field(() => ID, { nullable: true, description: 'The carrier’s own; null where no carrier stops there.' })
  id: string | null;

  @Field(() => String)
  name: string;

  @Field(() => ID, { nullable: true, description: 'Null for a hub, a depot, or an address.' })
  pointCode: string | null;
}

@ObjectType({ description: 'One movement.' })
export class RouteLeg {
  @Field(() => ID, { nullable: true, description: 'Null where the merchant drives.' })
  networkCode: string | null;

  @Field(() => String, { nullable: true })
  lineName: string | null;

  @Field(() => ID, { nullable: true })
  tripId: string | null;

  @Field(() => Day, { nullable: true, description: 'The day that the trip belongs to.' })
  date: string | null;

  @Field(() => RouteStop)
  from: RouteStop;

  @Field(() => RouteStop)
  to: RouteStop;

  @Field(() => DateTime)
  departsAt: Date;

  @Field(() => DateTime)
  arrivesAt: Date;
}

@ObjectType({ description: 'A way from the merchant to the customer.' })
export class RouteJourney {
  @Field(() => ID, { nullable: true, description: 'Whose way it is; null where no carrier has a part in it.' })
  networkCode: string | null;

  @Field(() => DateTime)
  dropOffAt: Date;

  @Field(() => DateTime, { description: 'The cut-off: handed in until then it still goes this way.' })
  dropOffBy: Date;

  @Field(() => DateTime)
  arrivesAt: Date;

  @Field(() => DateTime, { description: 'When the customer can have it: sorted, and the point is open.' })
  availableAt: Date;

  @Field(() => Boolean, {
    description: 'False where the hours of the pickup point are not known: then it may be closed.',
  })
  isHourKnown: boolean;

  @Field(() => Int, { description: 'What the carrier asks of the network for its legs.' })
  priceCents: number;

  @Field(() => [RouteLeg])
  legs: RouteLeg[];
}

@ObjectType({ description: 'One reason why a parcel cannot be there in time.' })
export class NoRouteReason {
  @Field(() => ID, {
    description:
      'AFTER_CUT_OFF, NO_LINE_ON_DAY, NO_LINE, TOO_HEAVY, WEIGHT_NOT_SAID, NO_ROOM, CANCELLED, STOP_CLOSED, DROP_OFF_CLOSED, COLLECTION_CLOSED, POINT_NOT_OPEN, POINT_SUSPENDED, POINT_CLOSED_FOR_GOOD, NO_SERVICE, NOT_SERVED, TOO_FAR.',
  })
  code: string;

  @Field(() => ID, { nullable: true, description: 'Whose; null where it concerns the points and no carrier.' })
  networkCode: string | null;

  @Field(() => String)
  detail: string;
}

@ObjectType()
export class RoutePlan {
  @Field(() => [RouteJourney], {
    description: 'Those of which none is as good as another in all: time, number of legs, price. The earliest first.',
  })
  journeys: RouteJourney[];

  @Field(() => RouteJourney, { nullable: true, description: 'With arriveBy: the way that may begin last.' })
  latest: RouteJourney | null;

  @Field(() => [NoRouteReason], { description: 'Where there is no journey, or none in time: why.' })
  reasons: NoRouteReason[];

  @Field(() => RouteJourney, { nullable: true, description: 'Where there is none in time: the first that there is.' })
  first: RouteJourney | null;
}

@InputType()
export class DropOffPointSearchInput extends PickType(PickupPointSearchInput, [
  'near',
  'parcel',
  'maxDistanceMetres',
  'cost',
] as const) {
  @Field(() => ID)
  pickupPointCode: string;

  @Field(() => ID, { nullable: true, description: 'For operators; a merchant’s own otherwise.' })
  merchantId?: string | null;

  @Field(() => DateTime, { nullable: true, description: 'When it is brought; now if left out. 14 days ahead at most.' })
  dropOffAt?: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'Only points from which the customer has it by then.' })
  arriveBy?: Date | null;

  @Field(() => Int, { defaultValue: 10, description: '1 to 20.' })
  first: number;
}

@ObjectType()
export class DropOffPointMatch extends PickType(PickupPointMatch, [
  'point',
  'distanceMetres',
  'programme',
  'feeCents',
  'currency',
] as const) {
  @Field(() => RouteJourney, { description: 'The way on which the customer has it first.' })
  journey: RouteJourney;
}

@ObjectType({
  description:
    'NO_ROUTE and TOO_LATE are counted among the points that are near enough to be looked at, and other reasons among all.',
})
export class DropOffPointSearchResult extends PickType(PickupPointSearchResult, [
  'excluded',
  'nearestExcluded',
  'resolvedPlace',
] as const) {
  @Field(() => [DropOffPointMatch], { description: 'The nearest first.' })
  matches: DropOffPointMatch[];
}
