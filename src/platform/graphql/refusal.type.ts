import { Field, ID, ObjectType } from '@nestjs/graphql';
import { type CodedError, type Language, messageOf } from '#libs/refusals';
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

  /** A message that is the code's own is said in the reader's language; one that was written for the case stays. */
  static from({ code, message, details }: CodedError, language: Language = 'en'): Refusal {
    const told = message === messageOf(code) ? messageOf(code, language) : message;
    return Object.assign(new Refusal(), { code, message: told, details });
  }
}
