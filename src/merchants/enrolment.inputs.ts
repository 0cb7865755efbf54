import { createUnionType, Field, ID, InputType, ObjectType } from '@nestjs/graphql';
import { Refusal } from '../platform/graphql/refusal.type.js';
import { Day } from '../platform/graphql/scalars.js';
import { Programme } from '../programmes/programmes.inputs.js';

@ObjectType({ description: 'One merchant inside one programme.' })
export class Enrolment {
  @Field(() => ID)
  id: string;

  @Field(() => ID)
  programmeCode: string;

  @Field(() => Day)
  fromDay: string;

  @Field(() => Day, { nullable: true, description: 'Still inside on this day; null while the programme sets no end.' })
  lastDay: string | null;
}

@InputType()
export class EnrolMerchantInput {
  @Field(() => ID, { nullable: true, description: 'For operators; a merchant’s own otherwise.' })
  merchantId?: string | null;

  @Field(() => ID)
  programmeCode: string;

  @Field(() => Day, {
    nullable: true,
    description: 'Today if it is left out; within a year, and for a merchant not in the past.',
  })
  fromDay?: string | null;
}

export const EnrolMerchantResult = createUnionType({
  name: 'EnrolMerchantResult',
  types: () => [Enrolment, Refusal] as const,
});

@ObjectType()
export class ProgrammeReason {
  @Field(() => ID, { description: 'One of the codes of refusals.' })
  code: string;

  @Field(() => String, { description: 'For people, in the language of Accept-Language (fr or en).' })
  text: string;
}

@ObjectType({
  description:
    'What a programme says to a merchant on a day, whatever the point. Where no merchant is asked about, all but the programme is null.',
})
export class ProgrammeVerdict {
  @Field(() => Programme)
  programme: Programme;

  @Field(() => [ProgrammeReason], {
    nullable: true,
    description: 'Why it does not apply; empty exactly where it does.',
  })
  reasons: ProgrammeReason[] | null;

  @Field(() => Boolean, { nullable: true, description: 'It applies, and costs nothing.' })
  free: boolean | null;

  @Field(() => Enrolment, { nullable: true, description: 'The enrolment of that day, else the next one to come.' })
  enrolment: Enrolment | null;

  @Field(() => Day, { nullable: true, description: 'The last day of that enrolment.' })
  enrolledUntil: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether enrolMerchant would take that day.' })
  canEnrol: boolean | null;

  @Field(() => [ProgrammeReason], { nullable: true, description: 'Why not; empty exactly where it can.' })
  enrolReasons: ProgrammeReason[] | null;
}
