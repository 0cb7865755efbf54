import { type Hash, NO_LINK } from './link.js';

/** How far the chain of checkpoints has been followed. */
export interface CheckpointsEnd {
  number: number;
  hash: string;
}

/**
 * What was signed of the ledgers at one moment: the last entry of every parcel that had gained one since the checkpoint
 * before, which itself is named by its hash. So the last checkpoint speaks of all parcels, each as it last changed.
 */
export interface Checkpoint {
  /** From 1, without gaps. */
  number: number;
  /** Milliseconds since 1970. */
  madeAt: number;
  /** The hash of the checkpoint before, `NO_LINK` at the first. */
  previousHash: string;
  /** How many parcels it seals, at least one. */
  seals: number;
  /** The root of the tree over them. */
  root: string;
}

/** The text that is signed, and whose hash the next checkpoint holds. */
export function checkpointText({ number, madeAt, previousHash, seals, root }: Checkpoint): string {
  return JSON.stringify(['relais-checkpoint-1', number, madeAt, previousHash, seals, root]);
}

/**
 * The number of the first checkpoint that is missing, does not name the one before it, or is not signed; null where
 * all hold.
 *
 * @param isSigned - Whether the signature kept beside a checkpoint is that of the installation's key.
 * @param before - The checkpoint that these go on from, for a chain that is read in parts.
 */
export function firstBrokenCheckpoint<T extends Checkpoint>(
  checkpoints: readonly T[],
  hash: Hash,
  isSigned: (checkpoint: T) => boolean,
  before: CheckpointsEnd = { number: 0, hash: NO_LINK },
): number | null {
  let last = before;
  for (const checkpoint of checkpoints) {
    const { number, previousHash } = checkpoint;
    if (number !== last.number + 1 || previousHash !== last.hash || !isSigned(checkpoint)) return last.number + 1;
    last = { number, hash: hash(checkpointText(checkpoint)) };
  }
  return null;
}
