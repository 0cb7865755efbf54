/** Why a text is not the identifier it should be; the message beside it says what was expected. */
export const PROBLEM_CODES = [
  'EMPTY',
  'WRONG_CHARACTERS',
  'WRONG_LENGTH',
  'WRONG_CHECK_DIGIT',
  'WRONG_SHAPE',
  'UNKNOWN_COUNTRY',
  'WRONG_NOMENCLATURE',
  'OUT_OF_RANGE',
] as const;

export type ProblemCode = (typeof PROBLEM_CODES)[number];

export type Problem = { readonly ok: false; readonly code: ProblemCode; readonly message: string };

/** The answer of every validator: the identifier in its one written form, or what to correct. */
export type Checked<Value = string> = { readonly ok: true; readonly value: Value } | Problem;

export function good<Value>(value: Value): Checked<Value> {
  return { ok: true, value };
}

export function problem(code: ProblemCode, message: string): Problem {
  return { ok: false, code, message };
}

// People group digits with spaces (no-break and narrow ones too, when they paste from a web page), dots and hyphens.
const SEPARATORS = /[\s\u00a0\u202f.\-\u2010-\u2015]/g;

export function withoutSeparators(text: string): string {
  return text.replace(SEPARATORS, '');
}

/** Longer texts are cut in messages: what someone pasted by mistake must not fill a screen or a log. */
export function quoted(text: string): string {
  return text.length <= 40 ? `"${text}"` : `"${text.slice(0, 37)}…"`;
}

/** Digits only, after separators are taken out, and exactly one of `lengths`. */
export function checkDigits(text: string, name: string, lengths: readonly number[]): Checked {
  const digits = withoutSeparators(text);
  if (digits === '') return problem('EMPTY', `${name} is empty: give its ${lengths.join(' or ')} digits.`);
  // Not \d with the u flag: Arabic-Indic and full-width digits would pass and break the arithmetic below.
  if (!/^[0-9]+$/.test(digits)) {
    return problem('WRONG_CHARACTERS', `${name} has digits only, and ${quoted(text)} has something else.`);
  }
  if (!lengths.includes(digits.length)) {
    return problem(
      'WRONG_LENGTH',
      `${name} has ${lengths.join(' or ')} digits, and ${quoted(text)} has ${digits.length}.`,
    );
  }
  return good(digits);
}
