import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Request } from 'express';
import { CodedError } from '#libs/refusals';
import { MOST_IMPORT_BYTES, tooLarge } from './import-file.js';

/** Lends somebody the body of a request as a file, for as long as they work on it. */
export async function withReceived<Answer>(request: Request, use: (path: string) => Promise<Answer>): Promise<Answer> {
  const folder = await mkdtemp(join(tmpdir(), 'relais-import-'));
  try {
    const path = join(folder, 'file');
    await receive(request, path);
    return await use(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What becomes of a request whose sender goes away in the middle of it, which is no failure of ours. */
const HUNG_UP = new Set(['ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET']);

/** Streams the request's body into a file. */
async function receive(request: Request, path: string): Promise<void> {
  if (Number(request.get('content-length') ?? 0) > MOST_IMPORT_BYTES) throw tooLarge();
  let bytes = 0;
  const limit = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > MOST_IMPORT_BYTES) done(tooLarge());
      else done(null, chunk);
    },
  });
  try {
    await pipeline(request, limit, createWriteStream(path));
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (HUNG_UP.has(code)) throw new CodedError('IMPORT_TRUNCATED');
    throw error;
  }
}
