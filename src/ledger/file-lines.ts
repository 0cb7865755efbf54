import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { MOST_LINE_BYTES } from './export-format.js';

export interface FileLine {
  number: number;
  text: string;
  /** SHA-256 of all bytes before it. */
  sha256Before: () => string;
  /** False for what follows the last line feed. */
  isEnded: boolean;
}

const LINE_FEED = 0x0a;

/**
 * The lines of a file of any size. `readline` is not used: it ends lines also at characters that stand inside texts.
 *
 * @throws RangeError where a line is longer than any that is exported.
 */
export async function* fileLines(path: string): AsyncGenerator<FileLine> {
  const hash = createHash('sha256');
  let rest: Buffer = Buffer.alloc(0);
  let number = 0;
  const lineOf = (bytes: Buffer, isEnded: boolean): FileLine => {
    number += 1;
    return { number, text: bytes.toString(), sha256Before: () => hash.copy().digest('hex'), isEnded };
  };
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 18 })) {
    const bytes: Buffer = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let start = 0;
    for (let end = bytes.indexOf(LINE_FEED); end >= 0; end = bytes.indexOf(LINE_FEED, start)) {
      yield lineOf(bytes.subarray(start, end), true);
      hash.update(bytes.subarray(start, end + 1));
      start = end + 1;
    }
    rest = bytes.subarray(start);
    if (rest.length > MOST_LINE_BYTES) throw new RangeError(`line ${number + 1} is too long`);
  }
  if (rest.length > 0) yield lineOf(rest, false);
}
