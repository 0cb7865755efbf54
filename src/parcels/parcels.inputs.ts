import { createUnionType, Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { STATES, type State } from '#libs/custody';
import { enumOf } from '../platform/graphql/enum.js';
import { PageInfo } from '../platform/graphql/page.js';
import { Refusal } from '../platform/graphql/refusal.type.js';
import { DateTime } from '../platform/graphql/scalars.js';
import { Point } from '../points/point.type.js';
import { CostName, ParcelMeasuresInput, TemperatureName } from '../search/search.inputs.js';

export const ParcelStateName = enumOf('ParcelState', STATES, 'Where a parcel is in its life.');

@InputType()
export class RecipientInput {
  @Field(() => String, {
    description: 'At most 100 characters. Encrypted, and destroyed a set time after the parcel’s life.',
  })
  name: string;

  @Field(() => String, { nullable: true })
  email?: string | null;

  @Field(() => String, { nullable: true, description: 'Written to where there is no e-mail address.' })
  phone?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'In which messages are written: fr, or en; fr if it is left out.',
  })
  language?: string | null;
}

@InputType()
export class CreateParcelInput {
  @Field(() => String, {
    description: 'Unique for the merchant, at most 200 characters: sending it again returns the same parcel.',
  })
  idempotencyKey: string;

  @Field(() => ID, { nullable: true, description: 'For operators; a merchant’s own otherwise.' })
  merchantId?: string | null;

  @Field(() => RecipientInput)
  recipient: RecipientInput;

  @Field(() => ParcelMeasuresInput)
  measures: ParcelMeasuresInput;

  @Field(() => ID)
  pickupPointCode: string;

  @Field(() => ID, { nullable: true })
  dropOffPointCode?: string | null;

  @Field(() => CostName, { defaultValue: 'FREE_ONLY', description: 'ANY accepts a point with a fee.' })
  cost: 'FREE_ONLY' | 'ANY';
}

@InputType()
export class RebookParcelInput {
  @Field(() => String, { description: 'Unique for the parcel: sending it again books once.' })
  idempotencyKey: string;

  @Field(() => ID)
  trackingNumber: string;

  @Field(() => ID)
  pickupPointCode: string;

  @Field(() => CostName, {
    defaultValue: 'FREE_ONLY',
    description:
      'FREE_ONLY: at no more than what the parcel costs already. ANY is for whoever pays, not for customers.',
  })
  cost: 'FREE_ONLY' | 'ANY';
}

@InputType()
export class ParcelsFilter {
  @Field(() => [ParcelStateName], { nullable: true })
  states?: State[] | null;

  @Field(() => ID, { nullable: true, description: 'Parcels booked at this point or lying there.' })
  pointCode?: string | null;

  @Field(() => ID, { nullable: true })
  merchantId?: string | null;
}

@ObjectType()
export class Recipient {
  @Field(() => String)
  name: string;

  @Field(() => String, { nullable: true })
  email: string | null;

  @Field(() => String, { nullable: true })
  phone: string | null;
}

@ObjectType()
export class Measures {
  @Field(() => Int)
  weightGrams: number;

  @Field(() => Int, { nullable: true })
  lengthMillimetres: number | null;

  @Field(() => Int, { nullable: true })
  widthMillimetres: number | null;

  @Field(() => Int, { nullable: true })
  heightMillimetres: number | null;

  @Field(() => TemperatureName)
  temperature: string;
}

@ObjectType({ description: 'Who holds a parcel: a merchant’s id, a point’s code, a network’s code, or a pseudonym.' })
export class Custodian {
  @Field(() => String)
  kind: string;

  @Field(() => ID)
  id: string;
}

@ObjectType({ description: 'Something in which the ledger disagrees with itself, and what to do about it.' })
export class Discrepancy {
  @Field(() => ID)
  code: string;

  @Field(() => String, {
    description: 'What is wrong, and what whoever holds the parcel does about it, in the language of Accept-Language.',
  })
  instruction: string;
}

@ObjectType({ description: 'A check of the booked point, made now. What cannot be checked is UNMADE, never PASSED.' })
export class PointCheck {
  @Field(() => ID)
  code: string;

  @Field(() => String, { description: 'PASSED, FAILED or UNMADE.' })
  outcome: string;

  @Field(() => String)
  detail: string;
}

@ObjectType({ description: 'One line of a parcel’s ledger.' })
export class LedgerLine {
  @Field(() => Int)
  sequence: number;

  @Field(() => String)
  kind: string;

  @Field(() => DateTime)
  happenedAt: Date;

  @Field(() => DateTime)
  recordedAt: Date;

  @Field(() => String)
  actorRole: string;

  @Field(() => ID, { nullable: true })
  pointCode: string | null;

  @Field(() => Custodian, { nullable: true })
  to: Custodian | null;

  @Field(() => String, { nullable: true })
  reason: string | null;

  @Field(() => Boolean, { description: 'Whether the sender’s clock could not be right.' })
  clockFlagged: boolean;
}

@ObjectType()
export class Parcel {
  @Field(() => ID)
  id: string;

  @Field(() => ID, { description: 'An SSCC of 18 digits.' })
  trackingNumber: string;

  @Field(() => ID)
  merchantId: string;

  @Field(() => ParcelStateName)
  state: State;

  @Field(() => Custodian)
  custodian: Custodian;

  @Field(() => DateTime)
  possessionSince: Date;

  @Field(() => Point)
  pickupPoint: Point;

  @Field(() => ID, { nullable: true })
  dropOffPointCode: string | null;

  @Field(() => ID, { nullable: true })
  programmeCode: string | null;

  @Field(() => Int)
  feeCents: number;

  @Field(() => String)
  currency: string;

  @Field(() => Measures)
  measures: Measures;

  @Field(() => Recipient, {
    nullable: true,
    description: 'For the merchant, operators and the point that hands it over; null once erased.',
  })
  recipient: Recipient | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When the recipient was erased: nobody can read them any more.',
  })
  recipientErasedAt: Date | null;

  @Field(() => String, { nullable: true })
  shelf: string | null;

  @Field(() => DateTime, { nullable: true, description: 'Until when the point keeps it.' })
  deadline: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'When the booking ends if the parcel is not dropped off.' })
  bookingLapsesAt: Date | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When its customer can have it, worked out anew at every scan; null while nobody knows.',
  })
  expectedAt: Date | null;

  @Field(() => ID, {
    nullable: true,
    description: `Why at that hour: ARRIVAL, it is there and sorted then; OPENING_HOURS, the point opens then; POINT_SUSPENDED, its
suspension ends then; ARRIVED, it is there.
Or why nobody knows: NO_DROP_OFF_POINT was named, NOT_SERVED by a carrier with a timetable, NO_LINE goes there,
NO_ROOM is left in any vehicle that does; the point is POINT_SUSPENDED without an end, POINT_CLOSED_FOR_GOOD or
POINT_NOT_OPEN yet; DROP_OFF_CLOSED, where its merchant was to hand it in.`,
  })
  expectedReason: string | null;

  @Field(() => DateTime, { nullable: true, description: 'Handed in until then it is there at that hour.' })
  handInBy: Date | null;

  @Field(() => [Discrepancy])
  discrepancies: Discrepancy[];

  @Field(() => String, { nullable: true, description: 'The link for the customer; for the merchant and operators.' })
  customerLink: string | null;

  @Field(() => DateTime)
  createdAt: Date;
}

@ObjectType()
export class ParcelEdge {
  @Field(() => String)
  cursor: string;

  @Field(() => Parcel)
  node: Parcel;
}

@ObjectType()
export class ParcelConnection {
  @Field(() => [ParcelEdge])
  edges: ParcelEdge[];

  @Field(() => PageInfo)
  pageInfo: PageInfo;
}

/** A mutation answers with the parcel or with an expected "no". */
const parcelOrRefusal = (name: string) => createUnionType({ name, types: () => [Parcel, Refusal] as const });
export const CreateParcelResult = parcelOrRefusal('CreateParcelResult');
export const CancelParcelResult = parcelOrRefusal('CancelParcelResult');
export const RebookParcelResult = parcelOrRefusal('RebookParcelResult');
