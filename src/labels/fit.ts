import { type Weight, widthInSizes } from './typeface.js';

/** Room for one text. All lengths in one unit, the same for the sizes (millimetres on a label). */
export type Room = {
  readonly width: number;
  readonly height: number;
  /** Size of the type when there is room enough, and the size below which it is cut rather than shrunk. */
  readonly largest: number;
  readonly smallest: number;
  readonly weight: Weight;
};

export type Fitted = { readonly size: number; readonly lines: readonly string[] };

/** From one baseline to the next, as a multiple of the size. */
export const LINE_HEIGHT = 1.16;

const STEP = 0.94;

/**
 * Sets a text into its room: at the largest size if it fits on one line or wrapped, else smaller, and at the smallest
 * size breaks words that are too long and ends what is left over with `…`. Nothing ever leaves the room.
 */
export function fit(text: string, room: Room): Fitted {
  for (let size = room.largest; size > room.smallest; size *= STEP) {
    const lines = wrap(text, room.width / size, room.weight, 'KEEP_WORDS');
    if (lines !== null && lines.length <= mostLines(room, size)) return { size, lines };
  }
  const lines = wrap(text, room.width / room.smallest, room.weight, 'BREAK_WORDS') ?? [];
  return { size: room.smallest, lines: cut(lines, mostLines(room, room.smallest), room) };
}

function mostLines(room: Room, size: number): number {
  return Math.max(1, Math.floor(room.height / (size * LINE_HEIGHT) + 1e-9));
}

/** Lines no wider than `width` (in sizes), or null when a word is too long and has to stay whole. */
function wrap(text: string, width: number, weight: Weight, words: 'KEEP_WORDS' | 'BREAK_WORDS'): string[] | null {
  const lines: string[] = [];
  let line = '';
  // A line may end after a space or a hyphen: codes have hyphens where names have spaces.
  for (const word of text.split(/(?<=[ -])/)) {
    if (widthInSizes((line + word).trimEnd(), weight) <= width) {
      line += word;
      continue;
    }
    if (line !== '') lines.push(line.trimEnd());
    if (widthInSizes(word.trimEnd(), weight) <= width) {
      line = word;
      continue;
    }
    if (words === 'KEEP_WORDS') return null;
    const pieces = breakWord(word, width, weight);
    line = pieces.pop() ?? '';
    lines.push(...pieces);
  }
  return line === '' ? lines : [...lines, line.trimEnd()];
}

function breakWord(word: string, width: number, weight: Weight): string[] {
  const pieces: string[] = [];
  let piece = '';
  for (const character of word) {
    if (piece !== '' && widthInSizes((piece + character).trimEnd(), weight) > width) {
      pieces.push(piece);
      piece = '';
    }
    piece += character;
  }
  return [...pieces, piece];
}

function cut(lines: string[], most: number, room: Room): string[] {
  if (lines.length <= most) return lines;
  const kept = lines.slice(0, most);
  let last = [...(kept.pop() ?? '')];
  while (last.length > 0 && widthInSizes(`${last.join('')}…`, room.weight) > room.width / room.smallest) {
    last = last.slice(0, -1);
  }
  return [...kept, `${last.join('').trimEnd()}…`];
}
