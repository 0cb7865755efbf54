import { Field, ID, InputType, ObjectType } from '@nestjs/graphql';
import { DateTime } from '../platform/graphql/scalars.js';

@InputType()
export class InviteOperatorInput {
  @Field(() => String)
  email: string;

  @Field(() => String, { description: 'What colleagues know the person by, at most 100 characters.' })
  name: string;

  @Field(() => ID, {
    nullable: true,
    description: 'For an operator of one chain; without it, of what the caller operates.',
  })
  chainCode?: string | null;
}

@ObjectType({ description: 'A person who operates the whole installation, or one chain.' })
export class Operator {
  @Field(() => ID)
  id: string;

  @Field(() => String)
  email: string;

  @Field(() => String)
  name: string;

  @Field(() => ID, { nullable: true, description: 'Null for the whole installation.' })
  chainCode: string | null;

  @Field(() => DateTime)
  createdAt: Date;
}
