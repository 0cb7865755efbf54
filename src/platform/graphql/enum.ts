import { registerEnumType } from '@nestjs/graphql';

/** A GraphQL enum of the words that a lib lists, so that the list is written once. */
export function enumOf<Word extends string>(
  name: string,
  words: readonly Word[],
  description: string,
): { readonly [Each in Word]: Each } {
  const type = Object.fromEntries(words.map((word) => [word, word])) as { readonly [Each in Word]: Each };
  registerEnumType(type, { name, description });
  return type;
}
