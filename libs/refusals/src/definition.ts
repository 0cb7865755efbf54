/**
 * How a boundary conveys a code. A REFUSAL is an expected answer and a value of the schema (`Thing | Refusal`); the
 * others are errors with a stable `extensions.code`. INTERNAL codes are for the operator's console and the start-up:
 * their text may be shown, because it was written for people, which is not true of an exception without a code.
 */
export const REFUSAL_KINDS = [
  'REFUSAL',
  'BAD_INPUT',
  'NOT_FOUND',
  'FORBIDDEN',
  'UNAUTHENTICATED',
  'RATE_LIMITED',
  'INTERNAL',
] as const;

export type RefusalKind = (typeof REFUSAL_KINDS)[number];

export type Language = 'en' | 'fr';

/** One line of the list: how it is conveyed, and the default text, which always says what to do next. */
export type RefusalDefinition = { readonly kind: RefusalKind; readonly en: string; readonly fr: string };

/** Keeps the literal keys of a table, so that `RefusalCode` is a union of names and not `string`. */
export function define<Code extends string>(table: Record<Code, RefusalDefinition>): Record<Code, RefusalDefinition> {
  return table;
}
