import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { binaryKindOf, fromLatin1, isBinary, isUtf16, type RawRecord, type Separator } from '#libs/point-records';
import { CodedError } from '#libs/refusals';
import { readCsv, readHeader } from './import-csv.js';
import { readJson } from './import-json.js';

/** The largest file, in bytes: half a million points. */
export const MOST_IMPORT_BYTES = 200_000_000;

/** How much of a file's beginning is looked at to tell what it is. */
const HEAD_BYTES = 65_536;

/** Records that can be read more than once: an import surveys them before it writes. */
export interface RecordSource {
  fileName: string;
  /** Null for JSON and for records that come from no file. */
  csv: { header: string[]; separator: Separator } | null;
  encoding: 'UTF-8' | 'WINDOWS-1252';
  /** @param progress - Called with the share that is read, 0 to 1. */
  read(progress: (share: number) => void): AsyncIterable<RawRecord>;
}

/**
 * Tells what a file is, without reading it into memory.
 *
 * @throws CodedError IMPORT_TOO_LARGE, IMPORT_EMPTY, IMPORT_NOT_CSV, IMPORT_ENCODING, IMPORT_HEADER_TWICE, or BAD_INPUT
 *   for a path that cannot be read.
 */
export async function openImportFile(path: string, fileName = basename(path)): Promise<RecordSource> {
  const bytes = await sizeOf(path, fileName);
  const head = await readHead(path);
  const start = head.subarray(0, 3).equals(BYTE_ORDER_MARK) ? 3 : 0;
  refuseWhatIsNoText(head);
  const encoding = await encodingOf(path);
  const text = (progress: (share: number) => void) => decoded(path, encoding, start, bytes, progress);
  const first = /\S/.exec(head.subarray(start).toString('latin1'))?.[0];
  if (first === undefined) throw new CodedError('IMPORT_EMPTY', { file: fileName });
  if (first === '{' || first === '[') {
    return { fileName, csv: null, encoding, read: (progress) => readJson(text(progress)) };
  }
  const csv = await readHeader(text(() => {}));
  return { fileName, csv, encoding, read: (progress) => readCsv(text(progress), csv) };
}

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

async function sizeOf(path: string, fileName: string): Promise<number> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(path, error.code ?? error.message);
  });
  if (!found.isFile()) throw unreadable(path, 'not a file');
  if (found.size === 0) throw new CodedError('IMPORT_EMPTY', { file: fileName });
  if (found.size > MOST_IMPORT_BYTES) throw tooLarge();
  return found.size;
}

function unreadable(path: string, cause: string): CodedError {
  const message = `${path} cannot be read (${cause}).`;
  return new CodedError('BAD_INPUT', { cause }, { field: 'FILE', message });
}

export function tooLarge(): CodedError {
  const mostBytes = MOST_IMPORT_BYTES;
  const message = `A file may have ${mostBytes / 1_000_000} MB at most. Split it by source and send the parts.`;
  return new CodedError('IMPORT_TOO_LARGE', { mostBytes }, { message });
}

async function readHead(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function refuseWhatIsNoText(head: Buffer): void {
  if (isUtf16(head)) {
    const message = 'The text is in UTF-16. Save the file as UTF-8 and send it again.';
    throw new CodedError('IMPORT_ENCODING', { encoding: 'UTF-16' }, { message });
  }
  if (!isBinary(head)) return;
  const kind = binaryKindOf(head);
  const looks = kind === null ? 'This is not a text file.' : `This is ${kind} and not a text file.`;
  const message = `${looks} Send CSV (UTF-8, comma or semicolon), GeoJSON or Overpass JSON.`;
  throw new CodedError('IMPORT_NOT_CSV', { looksLike: kind }, { message });
}

/** UTF-8 if every byte of the file agrees; what does not can only be the older Windows encoding. */
async function encodingOf(path: string): Promise<RecordSource['encoding']> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of createReadStream(path)) decoder.decode(chunk as Buffer, { stream: true });
    decoder.decode();
    return 'UTF-8';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_ENCODING_INVALID_ENCODED_DATA') throw error;
    return 'WINDOWS-1252';
  }
}

async function* decoded(
  path: string,
  encoding: RecordSource['encoding'],
  start: number,
  bytes: number,
  progress: (share: number) => void,
): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8');
  let read = start;
  for await (const piece of createReadStream(path, { start })) {
    const chunk = piece as Buffer;
    read += chunk.length;
    progress(read / bytes);
    yield encoding === 'UTF-8' ? decoder.decode(chunk, { stream: true }) : fromLatin1(chunk.toString('latin1'));
  }
}
