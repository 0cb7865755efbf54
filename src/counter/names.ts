import { setImmediate } from 'node:timers/promises';

/** How many names are opened before others have their turn: some milliseconds' work. */
const AT_ONCE = 500;

/** Letters as names are compared: small, without accents, and without what stands between words. */
function folded(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** Those of the rows whose name has every word of a fragment in it. Names are opened in memory and kept nowhere. */
export async function withName<Row>(
  found: readonly Row[],
  fragment: string,
  nameOf: (row: Row) => string | null,
): Promise<Row[]> {
  const words = folded(fragment).split(' ');
  const matching: Row[] = [];
  for (let start = 0; start < found.length; start += AT_ONCE) {
    if (start > 0) await setImmediate();
    for (const row of found.slice(start, start + AT_ONCE)) {
      const name = folded(nameOf(row) ?? '');
      if (words.every((word) => name.includes(word))) matching.push(row);
    }
  }
  return matching;
}
