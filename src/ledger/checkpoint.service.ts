import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { type Checkpoint, checkpointText, MerkleTree, NO_LINK, type Seal } from '#libs/ledger';
import { Clock } from '../platform/clock.js';
import { rows } from '../platform/database/database.js';
import { Jobs } from '../platform/jobs.js';
import { lastCheckpoint } from './checkpoint.queries.js';
import { LedgerKey } from './ledger-key.js';
import { hex } from './sha256.js';

/** One key for all instances that make checkpoints at the same time; the number has no meaning. */
const CHECKPOINT_LOCK = 7_243_712;

/** How long somebody has who would rewrite what was recorded last. */
const EVERY_SECONDS = 600;

/** How many parcels one checkpoint seals: so few that a scan which meets one waits no longer than for another scan. */
const SEALS_A_CHECKPOINT = 2000;

/**
 * The trigger that notes changes of parcels compares all rows of a statement, before and after, with each other where
 * its plan was made for few of them: so few, then, that this takes no time.
 */
const MARKS_A_STATEMENT = 250;

interface DueRow {
  id: string;
  sequence: number;
  ledger_head: Buffer;
}

/** Signs, from time to time, what the ledgers say by then. */
@Injectable()
export class CheckpointService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly key: LedgerKey,
    jobs: Jobs,
  ) {
    jobs.recur('checkpoints', { everySeconds: EVERY_SECONDS, mayTakeSeconds: 3600 }, async () => {
      await this.makeDue();
    });
  }

  /**
   * Seals every parcel that has gained an entry since it was last sealed, in as many checkpoints as that takes.
   *
   * @returns How many parcels were sealed; none, and no checkpoint, where nothing is new.
   */
  async makeDue(): Promise<number> {
    let sealed = 0;
    for (;;) {
      const count = await this.dataSource.transaction((tx) => this.makeOne(tx));
      sealed += count;
      if (count < SEALS_A_CHECKPOINT) return sealed;
    }
  }

  private async makeOne(tx: EntityManager): Promise<number> {
    await tx.query('SELECT pg_advisory_xact_lock($1)', [CHECKPOINT_LOCK]);
    const due = await rows<DueRow>(
      tx,
      `SELECT id, sequence, ledger_head FROM parcel WHERE sequence > sealed_sequence AND ledger_head IS NOT NULL
        ORDER BY id LIMIT $1`,
      [SEALS_A_CHECKPOINT],
    );
    if (due.length === 0) return 0;
    const seals = due.map((row) => ({
      parcelId: row.id,
      sequence: row.sequence,
      hash: row.ledger_head.toString('hex'),
    }));
    await this.write(tx, seals);
    await markSealed(tx, seals);
    return seals.length;
  }

  private async write(tx: EntityManager, seals: readonly Seal[]): Promise<void> {
    const last = await lastCheckpoint(tx);
    const checkpoint: Checkpoint = {
      number: (last?.number ?? 0) + 1,
      madeAt: this.clock.now().getTime(),
      previousHash: last === null ? NO_LINK : hex(checkpointText(last)),
      seals: seals.length,
      root: new MerkleTree(seals, hex).root,
    };
    await tx.query(
      `INSERT INTO ledger_checkpoint (number, made_at, previous_hash, seals, root, key_hash, signature)
       VALUES ($1, $2, decode($3, 'hex'), $4, decode($5, 'hex'), decode($6, 'hex'), $7)`,
      [
        checkpoint.number,
        new Date(checkpoint.madeAt),
        checkpoint.previousHash,
        checkpoint.seals,
        checkpoint.root,
        this.key.hash,
        this.key.sign(checkpointText(checkpoint)),
      ],
    );
    await tx.query(
      `INSERT INTO ledger_seal (checkpoint, place, parcel_id, sequence, hash)
       SELECT $1, place - 1, parcel_id, sequence, decode(hash, 'hex')
         FROM unnest($2::uuid[], $3::int[], $4::text[]) WITH ORDINALITY s (parcel_id, sequence, hash, place)`,
      [
        checkpoint.number,
        seals.map(({ parcelId }) => parcelId),
        seals.map(({ sequence }) => sequence),
        seals.map(({ hash }) => hash),
      ],
    );
  }
}

/**
 * Notes what is sealed, as the last thing in the transaction, so that scans find the rows locked for as short as can
 * be. A parcel that is being scanned is passed over, which is why this waits for nobody and nobody waits in a circle:
 * it is about to gain an entry, and is sealed again with that at the next checkpoint.
 */
async function markSealed(tx: EntityManager, seals: readonly Seal[]): Promise<void> {
  for (let from = 0; from < seals.length; from += MARKS_A_STATEMENT) {
    const marked = seals.slice(from, from + MARKS_A_STATEMENT);
    await tx.query(
      `WITH free AS (
         SELECT c.id, s.sequence FROM unnest($1::uuid[], $2::int[]) s (id, sequence) JOIN parcel c USING (id)
            FOR NO KEY UPDATE OF c SKIP LOCKED)
       UPDATE parcel c SET sealed_sequence = free.sequence FROM free WHERE c.id = free.id`,
      [marked.map(({ parcelId }) => parcelId), marked.map(({ sequence }) => sequence)],
    );
  }
}
