import { CodedError } from '#libs/refusals';

/** The most rows that one page of a list holds. */
export const MOST_ROWS = 100;

/** @throws CodedError BAD_INPUT naming the field, when `holds` is false. */
export function check(holds: boolean, field: string, message: string): asserts holds {
  if (!holds) throw new CodedError('BAD_INPUT', { field }, { field, message });
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
