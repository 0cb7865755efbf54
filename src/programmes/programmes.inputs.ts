import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import {
  APPROVALS,
  type Approval,
  COLLECTIONS,
  COVERS,
  type Collection,
  type Cover,
  ENROLMENT_MODES,
  type EnrolmentMode,
  type Programme as ProgrammeDefinition,
} from '#libs/eligibility';
import type { Language } from '#libs/refusals';
import { enumOf } from '../platform/graphql/enum.js';
import { Day } from '../platform/graphql/scalars.js';

const covers = enumOf('ProgrammeCover', COVERS, 'What a programme gives.');
const collections = enumOf('CollectionPlace', COLLECTIONS, 'Where the customer collects.');
const approvals = enumOf('MerchantApproval', APPROVALS, 'What lifts a merchant’s pending state for a programme.');
const modes = enumOf(
  'EnrolmentMode',
  ENROLMENT_MODES,
  'AUTOMATIC takes in whoever meets the rule, with no enrolment to make.',
);

@ObjectType({ description: 'A dated rule that makes points free, or priced, for some merchants.' })
export class Programme {
  @Field(() => ID)
  code: string;

  @Field(() => String, { description: 'In the language of Accept-Language (fr or en).' })
  name: string;

  @Field(() => String, { description: 'Who runs it.' })
  operator: string;

  @Field(() => Day)
  validFrom: string;

  @Field(() => Day, { nullable: true, description: 'The last day, still inside; null if open.' })
  validTo: string | null;

  @Field(() => String, { description: 'The IANA time zone of its days.' })
  timeZone: string;

  @Field(() => Int, { description: 'For each parcel; 0 is free.' })
  feeCents: number;

  @Field(() => String)
  currency: string;

  @Field(() => [covers])
  covers: readonly Cover[];

  @Field(() => [collections])
  collection: readonly Collection[];

  @Field(() => approvals)
  approval: Approval;

  @Field(() => modes)
  enrolment: EnrolmentMode;

  @Field(() => Int, {
    nullable: true,
    description: 'Calendar months from enrolment; null if it lasts as long as the programme.',
  })
  grantMonths: number | null;

  @Field(() => Int, { description: 'Days after which a booking without a drop-off lapses.' })
  bookingDays: number;

  @Field(() => Int, {
    description:
      'Days after the collection within which a customer may give a parcel back at a point; 0: they may not.',
  })
  customerReturnDays: number;
}

/** What the API shows of a definition. Its rule stays inside: it may list merchants, who are nobody else's business. */
export function programmeShown(definition: ProgrammeDefinition, language: Language): Programme {
  const { names, merchantRule: _merchantRule, pointRule: _pointRule, retention: _retention, ...shown } = definition;
  return { ...shown, name: names[language] };
}
