import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import anyAscii from 'any-ascii';
import { create, type Font } from 'fontkit';

/** Atkinson Hyperlegible (Braille Institute, OFL 1.1) was drawn to keep 0 from O and 1 from l and I. */
export type Weight = 'regular' | 'bold';

const FILES: Readonly<Record<Weight, string>> = {
  regular: '@expo-google-fonts/atkinson-hyperlegible/400Regular/AtkinsonHyperlegible_400Regular.ttf',
  bold: '@expo-google-fonts/atkinson-hyperlegible/700Bold/AtkinsonHyperlegible_700Bold.ttf',
};

type Face = { readonly bytes: Buffer; readonly font: Font };

const opened = new Map<Weight, Face>();

function face(weight: Weight): Face {
  const known = opened.get(weight);
  if (known !== undefined) return known;
  const bytes = readFileSync(createRequire(import.meta.url).resolve(FILES[weight]));
  const font = create(bytes);
  if (!('layout' in font)) throw new Error(`${FILES[weight]} holds several fonts where one is expected.`);
  opened.set(weight, { bytes, font });
  return { bytes, font };
}

/** The font file, to embed. */
export function fontBytes(weight: Weight): Buffer {
  return face(weight).bytes;
}

const advances: Readonly<Record<Weight, Map<string, number>>> = { regular: new Map(), bold: new Map() };

/**
 * How wide a text is, as a multiple of its size. Setting type tries many widths, and shaping a whole text for each is
 * slow: every letter and every pair is shaped once, and a text is its letters and what its pairs change (kerning).
 * What is remembered is bounded by the font's few hundred letters, as long as texts went through `printable`.
 */
export function widthInSizes(text: string, weight: Weight): number {
  let width = 0;
  let before = '';
  for (const character of text) {
    width += advance(character, weight);
    if (before !== '') {
      width += advance(before + character, weight) - advance(before, weight) - advance(character, weight);
    }
    before = character;
  }
  return width;
}

function advance(shaped: string, weight: Weight): number {
  const known = advances[weight].get(shaped);
  if (known !== undefined) return known;
  const { font } = face(weight);
  const width = font.layout(shaped).advanceWidth / font.unitsPerEm;
  advances[weight].set(shaped, width);
  return width;
}

// Longer than any text that has room at the smallest size; setting it stays cheap whatever comes in.
const MOST_CHARACTERS = 240;

/**
 * A text in characters that the label's font can draw. All of Western and Central European Latin stays as it is; every
 * other letter loses the accents that the font lacks or is put into Latin letters (Ιωάννης → Ioannis), because a clerk
 * in France has to be able to read the name out, and a box with a cross says nothing. Pictures go; line breaks and
 * control characters become spaces. The backslash is put right too: in a ZPL text block it is a command.
 */
export function printable(text: string): string {
  let drawn = '';
  for (const character of [...text.normalize('NFC')].slice(0, MOST_CHARACTERS)) {
    drawn += drawable(character) ? character : inLatin(character);
  }
  const tidy = drawn.replace(/[\p{C}\s]+/gu, ' ').replaceAll('\\', '/');
  // Again, because one character of another script can become twenty letters.
  return [...tidy].slice(0, MOST_CHARACTERS).join('').trim();
}

// The font has some Greek letters for formulas, which would leave a Greek name half in one script, half in another.
function drawable(character: string): boolean {
  const foreign = /\p{L}/u.test(character) && !/[\p{Script=Latin}\p{Script=Common}]/u.test(character);
  return !foreign && face('regular').font.hasGlyphForCodePoint(character.codePointAt(0) ?? 0);
}

function inLatin(character: string): string {
  if (/[\p{C}\s]/u.test(character)) return ' ';
  if (/\p{Extended_Pictographic}/u.test(character)) return '';
  const bare = character.normalize('NFD').replace(/\p{M}/gu, '');
  return bare !== '' && [...bare].every(drawable) ? bare : anyAscii(character);
}
