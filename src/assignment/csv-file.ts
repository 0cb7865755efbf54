import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { finished } from 'node:stream/promises';
import { csvLine } from '../platform/csv-line.js';

/** A table that is there whole or not at all: it is written beside its place, and put there when it is done. */
export class CsvFile {
  private readonly partial: string;
  private stream: WriteStream | null = null;
  private failure: Error | null = null;

  constructor(
    private readonly path: string,
    private readonly separator: string,
  ) {
    this.partial = `${path}.partial`;
  }

  async write(cells: readonly string[]): Promise<void> {
    const stream = this.stream ?? (await this.open());
    if (this.failure !== null) throw this.failure;
    if (!stream.write(csvLine(cells, this.separator))) {
      await new Promise<void>((resolve) => stream.once('drain', resolve).once('error', () => resolve()));
    }
  }

  async finish(): Promise<void> {
    const stream = this.stream ?? (await this.open());
    stream.end();
    await finished(stream);
    await rename(this.partial, this.path);
  }

  async abandon(): Promise<void> {
    this.stream?.destroy();
    await rm(this.partial, { force: true });
  }

  private async open(): Promise<WriteStream> {
    await mkdir(dirname(this.path), { recursive: true });
    const stream = createWriteStream(this.partial);
    stream.on('error', (error) => {
      this.failure = error;
    });
    this.stream = stream;
    return stream;
  }
}
