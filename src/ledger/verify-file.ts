import { z } from 'zod';
import {
  type ChainEnd,
  type Checkpoint,
  type CheckpointsEnd,
  checkpointText,
  firstBrokenCheckpoint,
  NO_CHAIN,
  NO_LINK,
  rootOf,
} from '#libs/ledger';
import { CHECKPOINT_FORMAT, ENTRY_FIELDS, ENTRY_FORMAT, endText, FORMAT } from './export-format.js';
import { type FileLine, fileLines } from './file-lines.js';
import type { PublicKeys } from './ledger-key.js';
import { hex } from './sha256.js';

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const signature = z.string().regex(/^[0-9a-f]{128}$/);
const count = z.number().int().min(0);
const header = z.tuple([z.literal(FORMAT), count, hash]);
const checkpointLine = z.strictObject({
  checkpoint: z.tuple([z.literal(CHECKPOINT_FORMAT), count, count, hash, count, hash]),
  key: hash,
  signature,
});
const entryLine = z.strictObject({
  entry: z
    .tuple([z.literal(ENTRY_FORMAT), z.string(), count, hash], z.unknown())
    .refine((all) => all.length === ENTRY_FIELDS),
  hash,
});
const parcelLine = z.strictObject({
  parcel: z.tuple([z.string(), z.string().nullable(), count, hash]),
  seal: z.tuple([count, count, hash, z.array(z.string().regex(/^[LR][0-9a-f]{64}$/))]).nullable(),
});
const endLine = z.strictObject({ end: z.tuple([count, hash]), signature });

/** What is wrong with a file, and in which line of it. */
export interface FileProblem {
  line: number;
  what: string;
}

export interface FileReport {
  problems: FileProblem[];
  /** What could not be checked, for want of a key. */
  unchecked: FileProblem[];
  parcels: number;
  entries: number;
  /** Entries that are later than the last checkpoint of their parcel. */
  unsealed: number;
  checkpoints: number;
}

const MOST_PROBLEMS = 20;
const KINDS = ['checkpoint', 'entry', 'parcel', 'end'] as const;
const NOTHING = { data: undefined };

/** Checks an exported file by itself: its chains, its checkpoints, and that it is as it was exported. */
export async function verifyFile(path: string, keys: PublicKeys): Promise<FileReport> {
  const check = new FileCheck(keys);
  try {
    for await (const line of fileLines(path)) {
      check.take(line);
      if (check.report.problems.length >= MOST_PROBLEMS) return check.report;
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    check.problem(check.line + 1, 'longer than any line that is exported');
  }
  check.finish();
  return check.report;
}

class FileCheck {
  readonly report: FileReport = { problems: [], unchecked: [], parcels: 0, entries: 0, unsealed: 0, checkpoints: 0 };
  line = 0;
  /** The key that the first line names, where it is known. */
  private keyHash: string | null = null;
  private isEnded = false;
  private checkpointsEnd: CheckpointsEnd = { number: 0, hash: NO_LINK };
  private readonly roots = new Map<number, string>();
  private isPastCheckpoints = false;
  /** The parcel whose entries are being read, and their hashes. */
  private parcelId: string | null = null;
  private last: ChainEnd = NO_CHAIN;
  private hashes: string[] = [];
  private lastParcelId = '';

  constructor(private readonly keys: PublicKeys) {}

  problem(line: number, what: string): void {
    this.report.problems.push({ line, what });
  }

  take(line: FileLine): void {
    this.line = line.number;
    const problem = this.problemOf(line);
    if (problem !== null) this.problem(line.number, problem);
  }

  finish(): void {
    if (!this.isEnded) this.problem(this.line + 1, 'the file is cut off: its last line is not there');
  }

  private problemOf(line: FileLine): string | null {
    if (this.isEnded) return 'something follows the last line';
    if (!line.isEnded) return 'the line is cut off';
    let value: unknown;
    try {
      value = JSON.parse(line.text);
    } catch {
      return 'not JSON';
    }
    if (line.number === 1) return this.takeHeader(value);
    const kind = KINDS.find((name) => typeof value === 'object' && value !== null && name in value);
    const { data: checkpoint } = kind === 'checkpoint' ? checkpointLine.safeParse(value) : NOTHING;
    if (checkpoint) return this.takeCheckpoint(line.number, checkpoint);
    this.isPastCheckpoints = true;
    const { data: entry } = kind === 'entry' ? entryLine.safeParse(value) : NOTHING;
    if (entry) return this.takeEntry(entry);
    const { data: parcel } = kind === 'parcel' ? parcelLine.safeParse(value) : NOTHING;
    if (parcel) return this.takeParcel(parcel);
    const { data: end } = kind === 'end' ? endLine.safeParse(value) : NOTHING;
    if (end) return this.takeEnd(line, end);
    return 'not a line of an exported ledger';
  }

  private takeHeader(value: unknown): string | null {
    const { data } = header.safeParse(value);
    if (data === undefined) return 'not the first line of an exported ledger';
    if (this.keys.has(data[2])) this.keyHash = data[2];
    else this.report.unchecked.push({ line: 1, what: 'exported with another key than those given' });
    return null;
  }

  private takeCheckpoint(line: number, { checkpoint, key, signature: signed }: z.infer<typeof checkpointLine>) {
    if (this.isPastCheckpoints) return 'a checkpoint is not with the others';
    const [, number, madeAt, previousHash, seals, root] = checkpoint;
    const one: Checkpoint = { number, madeAt, previousHash, seals, root };
    const isKnown = this.keys.has(key);
    if (!isKnown)
      this.report.unchecked.push({ line, what: `checkpoint ${number}: signed with a key that is not given` });
    const isSigned = () => !isKnown || this.keys.isSigned(key, checkpointText(one), Buffer.from(signed, 'hex'));
    const broken = firstBrokenCheckpoint([one], hex, isSigned, this.checkpointsEnd);
    this.checkpointsEnd = { number, hash: hex(checkpointText(one)) };
    this.roots.set(number, root);
    this.report.checkpoints += 1;
    return broken === null ? null : `checkpoint ${number}: one is missing before it, or it is not as it was signed`;
  }

  private takeEntry({ entry, hash: stated }: z.infer<typeof entryLine>): string | null {
    const [, parcelId, sequence, previous] = entry;
    const isNext = this.parcelId === null;
    if (isNext) this.startParcel(parcelId);
    const expected = this.last;
    const where = `parcel ${parcelId}, entry ${sequence}`;
    this.last = { sequence, hash: stated };
    this.hashes.push(stated);
    this.report.entries += 1;
    if (this.parcelId !== parcelId) return `${where}: in the ledger of parcel ${this.parcelId}`;
    if (sequence !== expected.sequence + 1) return `${where}: entry ${expected.sequence + 1} is expected here`;
    if (previous !== expected.hash) return `${where}: does not follow the one before it`;
    return hex(JSON.stringify(entry)) === stated ? null : `${where}: not what was recorded`;
  }

  private startParcel(parcelId: string): void {
    this.parcelId = parcelId;
    this.last = NO_CHAIN;
    this.hashes = [];
  }

  private takeParcel({ parcel, seal }: z.infer<typeof parcelLine>): string | null {
    const [parcelId, , sequence, head] = parcel;
    const isNext = this.parcelId === null;
    if (isNext) this.startParcel(parcelId);
    const problem = this.problemOfParcel(parcel, seal);
    this.report.parcels += 1;
    this.report.unsealed += Math.max(0, sequence - (seal?.[1] ?? 0));
    const isInOrder = parcelId > this.lastParcelId;
    this.lastParcelId = parcelId;
    this.parcelId = null;
    if (problem !== null) return `parcel ${parcelId}: ${problem}`;
    if (this.last.sequence !== sequence || this.last.hash !== head) return `parcel ${parcelId}: ends at another entry`;
    return isInOrder ? null : `parcel ${parcelId}: not in its place`;
  }

  private problemOfParcel(
    [parcelId]: z.infer<typeof parcelLine>['parcel'],
    seal: z.infer<typeof parcelLine>['seal'],
  ): string | null {
    if (parcelId !== this.parcelId) return `follows entries of parcel ${this.parcelId}`;
    if (seal === null) return null;
    const [checkpoint, sequence, sealed, path] = seal;
    if (this.hashes[sequence - 1] !== sealed) return `checkpoint ${checkpoint} saw another entry ${sequence}`;
    const root = rootOf({ parcelId, sequence, hash: sealed }, path, hex);
    return root === this.roots.get(checkpoint) ? null : `is not among what checkpoint ${checkpoint} sealed`;
  }

  private takeEnd(line: FileLine, end: z.infer<typeof endLine>): string | null {
    this.isEnded = true;
    const [lines, sha256] = end.end;
    if (this.parcelId !== null) return `the ledger of parcel ${this.parcelId} is cut off`;
    if (line.text !== JSON.stringify(end)) return 'the last line is not as it was written';
    if (lines !== line.number - 1 || sha256 !== line.sha256Before())
      return 'the lines above are not those that were exported';
    if (this.keyHash === null) return null;
    const signed = Buffer.from(end.signature, 'hex');
    return this.keys.isSigned(this.keyHash, endText(lines, sha256), signed)
      ? null
      : 'the file is not signed with the key given';
  }
}
