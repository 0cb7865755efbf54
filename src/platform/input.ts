import { z } from 'zod';
import { CodedError } from '#libs/refusals';

/** The most rows that one page of a list holds. */
export const MOST_ROWS = 100;

/** @throws CodedError BAD_INPUT naming the field, when `holds` is false. */
export function check(holds: boolean, field: string, message: string): asserts holds {
  if (!holds) throw new CodedError('BAD_INPUT', { field }, { field, message });
}

/** The longest text that any argument of any operation may be; most are held to much less. */
const MOST_CHARACTERS = 2000;
const MOST_LEVELS = 30;

/**
 * What holds for every argument of every operation, whatever else is asked of it: no NUL, which PostgreSQL has no text
 * for; no half of a character, which UTF-8 has no form for; no text and no nesting without an end.
 *
 * @param field - The path of the value, to which the names of what is inside it are added.
 * @throws CodedError BAD_INPUT naming the first field that is wrong.
 */
export function checkPlain(value: unknown, field: string, level = 0): void {
  if (typeof value === 'string') return checkPlainText(value, field);
  if (value === null || typeof value !== 'object' || value instanceof Date) return;
  check(level < MOST_LEVELS, field, `At most ${MOST_LEVELS} levels of lists and objects.`);
  for (const [name, inside] of Object.entries(value)) checkPlain(inside, field ? `${field}.${name}` : name, level + 1);
}

function checkPlainText(text: string, field: string): void {
  check(text.length <= MOST_CHARACTERS, field, `At most ${MOST_CHARACTERS} characters; this has ${text.length}.`);
  check(!text.includes('\0'), field, 'Must not hold the character NUL (U+0000).');
  check(!/\p{Surrogate}/u.test(text), field, 'Holds half of a character: send well-formed Unicode.');
}

/** A text of bounded length without control characters, trimmed. */
export function checkText(value: string, field: string, { least = 1, most }: { least?: number; most: number }): string {
  const text = value.trim();
  check(text.length >= least, field, least === 1 ? 'Must not be empty.' : `Needs at least ${least} characters.`);
  check(text.length <= most, field, `At most ${most} characters; this has ${text.length}.`);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is refused.
  check(!/[\u0000-\u001f\u007f]/.test(text), field, 'Must not hold control characters.');
  return text;
}

const EMAIL = z.email();

/** An e-mail address, trimmed and otherwise as it was given. */
export function checkEmail(text: string, field: string): string {
  const email = checkText(text, field, { most: 254 });
  check(EMAIL.safeParse(email).success, field, 'Must be an e-mail address, such as bonjour@librairie.example.');
  return email;
}

export function checkRange(value: number, field: string, least: number, most: number): number {
  check(
    Number.isFinite(value) && value >= least && value <= most,
    field,
    `Must be between ${least} and ${most}; this is ${value}.`,
  );
  return value;
}

/** How many rows of a list are wanted. */
export function checkFirst(first: number, field = 'first'): number {
  return checkRange(first, field, 1, MOST_ROWS);
}
