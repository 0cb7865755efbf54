import type { PointFlag } from './flags.js';
import { bytesOf } from './windows-1252.js';

export interface RepairedText {
  text: string;
  flags: PointFlag[];
}

const UTF8 = new TextDecoder('utf-8', { fatal: true });

// A byte that begins a UTF-8 sequence, read as Windows-1252, and something that may be the byte after it.
const MAYBE_MISREAD =
  /[\u00c2-\u00f4][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]/;

// Western letters and the marks that stand between them. What reads as Greek, phonetics or a lone accent was right as it
// was: `CAFÉ’S`.
const WRITTEN = /^[\u0000-\u007f\u00a0-\u017f\u2010-\u203a\u20ac\u2122]*$/;

// The same, and the bytes that mean nothing in Windows-1252, which only what was misread twice holds in between.
const READABLE = /^[\u0000-\u017f\u0192\u02c6\u02dc\u2010-\u203a\u20ac\u2122]*$/;

/** How often a text may have been misread on its way; each time doubles the damage. */
const MOST_MISREADINGS = 3;

/**
 * A text in one line, with what is certainly broken put right. Nothing is guessed at.
 *
 * - A word whose characters, written as Windows-1252, are valid UTF-8 beyond ASCII was UTF-8 that somebody read as
 *   Windows-1252 or Latin-1 (`Ã©` for `é`), if what it says then is Western text: no word looks like that by itself.
 * - Where every ASCII letter of a text is a capital, of three or more, small letters with accents are capitals that a
 *   program knowing only ASCII left alone (`SAINT-DENIS-LèS-BOURG`). The bytes are right, so that is told apart.
 * - A replacement character says that something was lost; it stays, and is flagged.
 */
export function repairText(given: string): RepairedText {
  const flags: PointFlag[] = [];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are taken out of names and addresses.
  const oneLine = given.replace(/\p{Surrogate}/gu, '\ufffd').replace(/[\u0000-\u001f\u007f]+/g, ' ');
  const reread = oneLine.split(' ').map(rereadWord).join(' ');
  if (reread !== oneLine) flags.push('ENCODING_REPAIRED');
  const text = reread.replace(/[\s\u00a0\u202f\ufeff\u0080-\u009f]+/g, ' ').trim();
  const whole = wholeCapitals(text);
  if (whole !== text) flags.push('CASE_REPAIRED');
  if (text.includes('\ufffd')) flags.push('ENCODING_DAMAGED');
  return { text: whole, flags };
}

function rereadWord(word: string): string {
  let text = word;
  for (let time = 0; time < MOST_MISREADINGS && MAYBE_MISREAD.test(text); time += 1) {
    const reread = rereadOnce(text);
    if (reread === null) break;
    text = reread;
  }
  return WRITTEN.test(text) ? text : word;
}

/** A word read once more as what its bytes are in UTF-8; null if they are none, or say what nobody writes here. */
function rereadOnce(text: string): string | null {
  const bytes = bytesOf(text);
  if (bytes === null) return null;
  try {
    const reread = UTF8.decode(bytes);
    return READABLE.test(reread) ? reread : null;
  } catch {
    return null;
  }
}

function wholeCapitals(text: string): string {
  if (/[a-z]/.test(text) || (text.match(/[A-Z]/g) ?? []).length < 3) return text;
  // A letter that becomes two (ß) was not left alone by mistake. A word of accents only may be meant (`à`).
  return text.replace(/\p{L}+/gu, (word) =>
    /[A-Z]/.test(word)
      ? word.replace(/\p{Ll}/gu, (letter) => (letter.toUpperCase().length === 1 ? letter.toUpperCase() : letter))
      : word,
  );
}
