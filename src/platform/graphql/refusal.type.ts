import { Field, ID, ObjectType } from '@nestjs/graphql';
import type { CodedError } from '#libs/refusals';
import { Json } from './scalars.js';

/** An expected "no": a value of the schema, so that a client must think of it. */
@ObjectType({ description: 'An expected "no", with what to do next.' })
export class Refusal {
  @Field(() => ID, { description: 'One of the codes listed in the documentation; it never changes its meaning.' })
  code: string;

  @Field(() => String, { description: 'For people, in the language of Accept-Language (fr or en).' })
  message: string;

  @Field(() => Json)
  details: unknown;

  static from(error: CodedError): Refusal {
    return Object.assign(new Refusal(), { code: error.code, message: error.message, details: error.details });
  }
}
