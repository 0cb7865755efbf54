/** What the bytes 0x80 to 0x9F mean in Windows-1252; the five that mean nothing stand for themselves, as on the web. */
const HIGH =
  '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f' +
  '\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178';

const BYTE_OF: ReadonlyMap<string, number> = new Map([...HIGH].map((letter, index) => [letter, 0x80 + index]));

/** Bytes that were read as Latin-1 (one character a byte), as Windows-1252 means them. */
export function fromLatin1(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the bytes in question.
  return text.replace(/[\u0080-\u009f]/g, (letter) => HIGH[letter.charCodeAt(0) - 0x80] ?? letter);
}

/** The bytes that Windows-1252 writes for a text, or null if it cannot. */
export function bytesOf(text: string): Uint8Array | null {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    const byte = BYTE_OF.get(text[at] as string) ?? (unit < 0x100 ? unit : undefined);
    if (byte === undefined) return null;
    bytes[at] = byte;
  }
  return bytes;
}
