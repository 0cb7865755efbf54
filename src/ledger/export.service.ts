import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { checkpointText, linkText, type MerkleTree } from '#libs/ledger';
import { CodedError } from '#libs/refusals';
import { Clock } from '../platform/clock.js';
import { checkpointsAfter, type SignedCheckpoint, treeOf } from './checkpoint.queries.js';
import { endText, FORMAT } from './export-format.js';
import { type LedgerCursor, type LedgerPart, readLedgers } from './ledger.queries.js';
import { LedgerKey } from './ledger-key.js';

/** Entries in one page: the embedded database answers nobody else meanwhile. */
const MOST_ENTRIES = 2500;
const MOST_CHECKPOINTS = 1000;

/** How many leaves of trees are kept in memory, some 200 bytes each. */
const MOST_LEAVES = 300_000;

export interface Exported {
  parcels: number;
  entries: number;
  checkpoints: number;
}

/** Writes ledgers to a file that anybody can check who has the public key. Its form is told in export-format.ts. */
@Injectable()
export class ExportService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly key: LedgerKey,
  ) {}

  /**
   * @param parcelId - Null for every parcel.
   * @throws CodedError BAD_INPUT where the file cannot be written.
   */
  async write(path: string, parcelId: string | null, progress: (text: string) => void): Promise<Exported> {
    const handle = await open(path, 'w').catch((error: NodeJS.ErrnoException) => {
      throw new CodedError(
        'BAD_INPUT',
        { path },
        { field: '-o', message: `${path} cannot be written (${error.code}).` },
      );
    });
    const file = new ExportFile(handle);
    try {
      await file.line([FORMAT, this.clock.now().getTime(), this.key.hash]);
      const checkpoints = await this.writeCheckpoints(file);
      const trees = new SealTrees(this.dataSource.manager, checkpoints);
      const told = { parcels: 0, entries: 0, checkpoints: checkpoints.size };
      for (let after: LedgerCursor | null | undefined; after !== null; ) {
        const page = await readLedgers(this.dataSource, {
          after: after ?? null,
          mostEntries: MOST_ENTRIES,
          lastCheckpoint: checkpoints.size,
          ...(parcelId === null ? {} : { only: parcelId }),
        });
        for (const part of page.parts) await writeLedger(file, part, trees);
        told.entries += page.entries;
        told.parcels += page.parts.filter(({ rest }) => rest !== null).length;
        progress(`${told.parcels} parcels, ${told.entries} entries written`);
        after = page.next;
      }
      await file.end((text) => this.key.sign(text));
      return told;
    } finally {
      await handle.close();
    }
  }

  /** @returns Their sizes and roots by number, for the paths of the seals. */
  private async writeCheckpoints(file: ExportFile): Promise<Map<number, SignedCheckpoint>> {
    const all = new Map<number, SignedCheckpoint>();
    for (;;) {
      const found = await checkpointsAfter(this.dataSource.manager, all.size, MOST_CHECKPOINTS);
      for (const checkpoint of found) {
        const { keyHash, signature } = checkpoint;
        const fields: unknown = JSON.parse(checkpointText(checkpoint));
        await file.line({ checkpoint: fields, key: keyHash, signature: signature.toString('hex') });
        all.set(checkpoint.number, checkpoint);
      }
      if (found.length < MOST_CHECKPOINTS) return all;
    }
  }
}

async function writeLedger(file: ExportFile, part: LedgerPart, trees: SealTrees): Promise<void> {
  const { parcelId, trackingNumber, links, rest } = part;
  for (const { entry, previousHash, hash } of links) {
    await file.raw(`{"entry":${linkText(parcelId, previousHash, entry)},"hash":"${hash}"}`);
  }
  if (rest === null) return;
  const { head, seal } = rest;
  const path = seal && ((await trees.of(seal.checkpoint))?.pathOf(seal.place) ?? []);
  await file.line({
    parcel: [parcelId, trackingNumber, head.sequence, head.hash],
    seal: seal && [seal.checkpoint, seal.sequence, seal.hash, path],
  });
}

/** The trees of the checkpoints that are asked for, the latest kept: parcels that are neighbours were sealed together. */
class SealTrees {
  private readonly trees = new Map<number, MerkleTree | null>();
  private leaves = 0;

  constructor(
    private readonly db: EntityManager,
    private readonly checkpoints: ReadonlyMap<number, SignedCheckpoint>,
  ) {}

  /** Null where the seals are not those of the checkpoint, which the file then shows. */
  async of(number: number): Promise<MerkleTree | null> {
    const kept = this.trees.get(number);
    if (kept !== undefined) return kept;
    const checkpoint = this.checkpoints.get(number);
    const tree = checkpoint ? await treeOf(this.db, checkpoint) : null;
    this.leaves += checkpoint?.seals ?? 0;
    for (const old of this.trees.keys()) {
      if (this.leaves <= MOST_LEAVES) break;
      this.trees.delete(old);
      this.leaves -= this.checkpoints.get(old)?.seals ?? 0;
    }
    this.trees.set(number, tree);
    return tree;
  }
}

const BUFFERED_CHARACTERS = 1 << 18;

/** Lines on their way to a file, which are counted and hashed. */
class ExportFile {
  private readonly hash = createHash('sha256');
  private lines = 0;
  private buffered = '';

  constructor(private readonly handle: FileHandle) {}

  line(value: unknown): Promise<void> {
    return this.raw(JSON.stringify(value));
  }

  async raw(text: string): Promise<void> {
    this.buffered += `${text}\n`;
    this.lines += 1;
    if (this.buffered.length >= BUFFERED_CHARACTERS) await this.flush();
  }

  async end(sign: (text: string) => Buffer): Promise<void> {
    await this.flush();
    const sha256 = this.hash.digest('hex');
    const signature = sign(endText(this.lines, sha256)).toString('hex');
    await this.handle.write(`${JSON.stringify({ end: [this.lines, sha256], signature })}\n`);
    await this.handle.sync();
  }

  private async flush(): Promise<void> {
    const bytes = Buffer.from(this.buffered);
    this.buffered = '';
    this.hash.update(bytes);
    await this.handle.writeFile(bytes);
  }
}
