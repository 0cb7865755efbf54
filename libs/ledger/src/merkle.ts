import type { Hash } from './link.js';

/** The last entry of one parcel at the moment of a checkpoint. */
export interface Seal {
  parcelId: string;
  sequence: number;
  /** The hash of that entry. */
  hash: string;
}

/** The text of a leaf. Its first word keeps leaves and inner nodes apart, without which one could be taken for the other. */
export function leafText({ parcelId, sequence, hash }: Seal): string {
  return `leaf ${parcelId} ${sequence} ${hash}`;
}

/**
 * A hash tree over the seals of one checkpoint (Merkle 1987; in the form of RFC 9162, section 2.1): a few hashes prove
 * of one parcel that it was among a million, so that it can be shown without the others.
 *
 * A node is the hash of `node <left> <right>`; the last one of a level that has no neighbour is carried up as it is.
 */
export class MerkleTree {
  /** From the leaves up; the last level is the root alone. */
  private readonly levels: string[][];

  /** @param seals - At least one. */
  constructor(
    seals: readonly Seal[],
    private readonly hash: Hash,
  ) {
    this.levels = [seals.map((seal) => hash(leafText(seal)))];
    for (let level = this.top(); level.length > 1; level = this.top()) this.levels.push(this.above(level));
  }

  get root(): string {
    return this.top()[0] as string;
  }

  /** The neighbours on the way from a leaf to the root, each with the side that it stands on. */
  pathOf(place: number): string[] {
    let at = place;
    const path: string[] = [];
    for (const level of this.levels.slice(0, -1)) {
      const isRight = at % 2 === 1;
      const neighbour = level[isRight ? at - 1 : at + 1];
      if (neighbour !== undefined) path.push(`${isRight ? 'L' : 'R'}${neighbour}`);
      at = Math.floor(at / 2);
    }
    return path;
  }

  private top(): string[] {
    return this.levels.at(-1) as string[];
  }

  private above(level: readonly string[]): string[] {
    const nodes: string[] = [];
    for (let at = 0; at < level.length; at += 2) {
      const [left, right] = [level[at] as string, level[at + 1]];
      nodes.push(right === undefined ? left : this.hash(`node ${left} ${right}`));
    }
    return nodes;
  }
}

/** The root to which a seal's path leads. */
export function rootOf(seal: Seal, path: readonly string[], hash: Hash): string {
  return path.reduce(
    (node, step) => {
      const neighbour = step.slice(1);
      return hash(step.startsWith('L') ? `node ${neighbour} ${node}` : `node ${node} ${neighbour}`);
    },
    hash(leafText(seal)),
  );
}
