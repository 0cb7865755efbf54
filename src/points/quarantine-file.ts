import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { finished } from 'node:stream/promises';
import type { QuarantineReason, RawRecord, Separator } from '#libs/point-records';

/** One record that was not taken, as the report and the file tell it. */
export interface QuarantinedRow {
  line: number;
  ref: string;
  reason: QuarantineReason;
  detail: string;
}

/**
 * The records that an import did not take, with their reason and line, and their own columns behind, so that the file
 * can be corrected and imported as it is. It is made with the first of them.
 */
export class QuarantineFile {
  /** Where the file is, once there is one; null also if no folder could be written to. */
  path: string | null = null;
  private stream: WriteStream | null = null;
  private isBegun = false;

  /** @param candidates - Paths in the order in which they are tried. */
  constructor(
    private readonly candidates: readonly string[],
    private readonly csv: { header: string[]; separator: Separator } | null,
  ) {}

  async add(row: QuarantinedRow, raw: RawRecord): Promise<void> {
    if (!this.isBegun) await this.begin();
    const record = this.csv ? this.csv.header.map((column) => raw.cells[column] ?? '') : [JSON.stringify(raw.cells)];
    await this.write([String(row.line), row.reason, row.detail, ...record]);
  }

  async close(): Promise<void> {
    if (this.stream === null) {
      // What an earlier import left would be taken for this one's.
      if (!this.isBegun) await Promise.all(this.candidates.map((path) => rm(path, { force: true }).catch(() => {})));
      return;
    }
    this.stream.end();
    await finished(this.stream);
  }

  private async begin(): Promise<void> {
    this.isBegun = true;
    for (const path of this.candidates) {
      this.stream = await openForWriting(path);
      if (this.stream === null) continue;
      this.path = path;
      await this.write([
        'quarantine_line',
        'quarantine_reason',
        'quarantine_detail',
        ...(this.csv?.header ?? ['record']),
      ]);
      return;
    }
  }

  private async write(cells: readonly string[]): Promise<void> {
    const separator = this.csv?.separator ?? ',';
    const line = cells
      .map((cell) => (/[",;\t\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
      .join(separator);
    if (this.stream?.write(`${line}\n`) === false) {
      await new Promise<void>((resolve) => this.stream?.once('drain', resolve));
    }
  }
}

/** The file opened, or null if it cannot be made there. */
async function openForWriting(path: string): Promise<WriteStream | null> {
  try {
    await mkdir(dirname(path), { recursive: true });
    const stream = createWriteStream(path);
    await new Promise<void>((resolve, reject) => {
      stream.once('open', () => resolve());
      stream.once('error', reject);
    });
    return stream;
  } catch {
    return null;
  }
}
