import { type Hash, NO_LINK } from './link.js';

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
 */
export function firstBrokenCheckpoint<T extends Checkpoint>(
  checkpoints: readonly T[],
  hash: Hash,
  isSigned: (checkpoint: T) => boolean,
): number | null {
  let previous = NO_LINK;
  for (const [place, checkpoint] of checkpoints.entries()) {
    const holds = checkpoint.number === place + 1 && checkpoint.previousHash === previous && isSigned(checkpoint);
    if (!holds) return place + 1;
    previous = hash(checkpointText(checkpoint));
  }
  return null;
}
