export const SEPARATORS = [',', ';', '\t'] as const;
export type Separator = (typeof SEPARATORS)[number];

/** The separator of a table by its first line: the one that stands there most often outside quotation marks. */
export function separatorOf(firstLine: string): Separator {
  const bare = firstLine.replace(/"(?:[^"]|"")*"/g, '');
  const count = (separator: string) => bare.split(separator).length - 1;
  return SEPARATORS.reduce((best, separator) => (count(separator) > count(best) ? separator : best));
}

/** Whether the first bytes of a file are no text at all: a picture, an archive, a program. */
export function isBinary(head: Uint8Array): boolean {
  return head.some((byte) => byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0c && byte !== 0x0d);
}

/** Files that people send by mistake, by their first bytes. */
const MAGIC: readonly { bytes: string; name: string }[] = [
  { bytes: '\u0089PNG', name: 'a PNG picture' },
  { bytes: '\u00ff\u00d8\u00ff', name: 'a JPEG picture' },
  { bytes: '%PDF', name: 'a PDF document' },
  { bytes: 'PK\u0003\u0004', name: 'a ZIP archive or an Excel workbook' },
  { bytes: '\u001f\u008b', name: 'a gzip archive' },
  { bytes: '\u00d0\u00cf\u0011\u00e0', name: 'an old Excel workbook' },
];

/** What a file that is no text looks like, for the message. */
export function binaryKindOf(head: Uint8Array): string | null {
  const start = String.fromCharCode(...head.subarray(0, 8));
  return MAGIC.find(({ bytes }) => start.startsWith(bytes))?.name ?? null;
}

/** Whether the first bytes are the mark of UTF-16, which Relais does not read. */
export function isUtf16(head: Uint8Array): boolean {
  return (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
}
