import { Field, Float, ID, Int, ObjectType } from '@nestjs/graphql';
import { POINT_KINDS, type PointKind } from '#libs/eligibility';
import { POINT_STATES, type PointState } from '#libs/matching';
import { type HoursContext, type OpeningHours, type OpenState, openState, printOsm } from '#libs/opening-hours';
import { FIELD_NAMES, type FieldName, type NetworkNumber } from '#libs/point-records';
import { enumOf } from '../platform/graphql/enum.js';
import { DateTime } from '../platform/graphql/scalars.js';

export const PointKindName = enumOf('PointKind', POINT_KINDS, 'What a point is; SHOP is a merchant’s own.');
export const PointStateName = enumOf('PointState', POINT_STATES, 'Where a point is in its life.');
export const OpenStateName = enumOf(
  'OpenState',
  ['OPEN', 'CLOSED', 'UNKNOWN'] as const,
  'What is not known is shown neither as open nor as closed.',
);
export const PointFieldName = enumOf('PointField', FIELD_NAMES, 'A field of a point that has an origin of its own.');

@ObjectType()
export class PointAddress {
  @Field(() => String)
  street: string;

  @Field(() => String, { description: 'Empty where it is not known.' })
  postcode: string;

  @Field(() => String)
  city: string;

  @Field(() => ID, { description: 'Two letters; FR for France overseas too.' })
  country: string;
}

@ObjectType({ description: 'The largest parcel that a point takes; null where it states no limit.' })
export class PointLimits {
  @Field(() => Int, { nullable: true })
  maxWeightGrams: number | null;

  @Field(() => Int, { nullable: true })
  maxLongestSideMillimetres: number | null;

  @Field(() => Int, { nullable: true })
  maxSidesSumMillimetres: number | null;
}

@ObjectType({ description: 'A carrier’s network that a point belongs to.' })
export class PointNetwork {
  @Field(() => ID)
  network: string;

  @Field(() => ID, { nullable: true, description: 'The carrier’s own number for the point.' })
  number: string | null;
}

@ObjectType({ description: 'Where a field’s value came from.' })
export class PointOrigin {
  @Field(() => PointFieldName)
  field: FieldName;

  @Field(() => String, { description: 'The name of an import’s source, or "operator".' })
  source: string;

  @Field(() => DateTime)
  at: Date;
}

/**
 * A place where parcels are dropped off or collected.
 *
 * Fields are plain, and what has to be worked out (hours as text, open or not) is worked out when it is read, so that
 * a list that does not ask for it does not pay for it.
 */
@ObjectType({ description: 'A place where parcels are dropped off or collected.' })
export class Point {
  /** The row's id, for joining in the service; not shown. */
  id: string;
  hoursModel: OpeningHours | null;
  hoursContext: HoursContext;
  /** The instant, in milliseconds since 1970, at which "now" is answered. */
  atMs: number;

  @Field(() => ID, { description: 'Stable: it never changes and is never given to another point.' })
  code: string;

  @Field(() => String)
  name: string;

  @Field(() => ID, { nullable: true, description: 'The chain’s code; null for a point of no chain.' })
  chain: string | null;

  @Field(() => String, { nullable: true })
  chainName: string | null;

  @Field(() => PointKindName)
  kind: PointKind;

  @Field(() => [String], { description: 'DROP_OFF, PICKUP, CHILLED, FROZEN, WHEELCHAIR, LABEL_PRINTING.' })
  services: string[];

  @Field(() => PointAddress)
  address: PointAddress;

  @Field(() => Float, { description: 'Degrees, WGS84.' })
  lat: number;

  @Field(() => Float, { description: 'Degrees, WGS84.' })
  lon: number;

  @Field(() => String, { description: 'The IANA time zone in which its hours are given.' })
  timeZone: string;

  @Field(() => PointLimits)
  limits: PointLimits;

  @Field(() => Int, { nullable: true, description: 'Null where it is not known: then it limits nothing.' })
  capacityParcels: number | null;

  @Field(() => PointStateName)
  state: PointState;

  @Field(() => String, { nullable: true })
  stateReason: string | null;

  @Field(() => ID, { nullable: true, description: 'The code of the point that replaces one closed for good.' })
  replacedBy: string | null;

  @Field(() => [PointNetwork])
  networks: NetworkNumber[];

  @Field(() => [String], { description: 'What its import found odd: NEAR_TWIN, HOURS_UNKNOWN, ENCODING_REPAIRED …' })
  flags: string[];

  @Field(() => String, { description: 'The import that it came by.' })
  source: string;

  @Field(() => [PointOrigin], { nullable: true, description: 'For operators: where each field came from, and when.' })
  origins: PointOrigin[] | null;

  @Field(() => String, { nullable: true, description: 'OSM’s opening_hours syntax; null where nothing is known.' })
  get hours(): string | null {
    return this.hoursModel === null ? null : printOsm(this.hoursModel);
  }

  @Field(() => OpenStateName, { description: 'Now.' })
  get openState(): OpenState['state'] {
    return this.opening().state;
  }

  @Field(() => DateTime, { nullable: true, description: 'When that changes; null if not within 14 days, or unknown.' })
  get nextChange(): Date | null {
    const { nextChange } = this.opening();
    return nextChange === null ? null : new Date(nextChange);
  }

  #opening: OpenState | null = null;

  private opening(): OpenState {
    this.#opening ??= openState(this.hoursModel, this.hoursContext, this.atMs);
    return this.#opening;
  }
}
