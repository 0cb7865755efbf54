import type { EntityManager } from 'typeorm';
import { type Checkpoint, MerkleTree, type Seal } from '#libs/ledger';
import { rows } from '../platform/database/database.js';
import { hex } from './sha256.js';

/** A checkpoint with the signature that is kept beside it. */
export interface SignedCheckpoint extends Checkpoint {
  keyHash: string;
  signature: Buffer;
}

interface CheckpointRow {
  number: number;
  made_at: Date;
  previous_hash: Buffer;
  seals: number;
  root: Buffer;
  key_hash: Buffer;
  signature: Buffer;
}

const COLUMNS = 'number, made_at, previous_hash, seals, root, key_hash, signature';

function checkpointFromRow(row: CheckpointRow): SignedCheckpoint {
  return {
    number: row.number,
    madeAt: row.made_at.getTime(),
    previousHash: row.previous_hash.toString('hex'),
    seals: row.seals,
    root: row.root.toString('hex'),
    keyHash: row.key_hash.toString('hex'),
    signature: row.signature,
  };
}

export async function lastCheckpoint(db: EntityManager): Promise<SignedCheckpoint | null> {
  const [row] = await rows<CheckpointRow>(db, `SELECT ${COLUMNS} FROM ledger_checkpoint ORDER BY number DESC LIMIT 1`);
  return row === undefined ? null : checkpointFromRow(row);
}

/** The checkpoints after a number, in their order. */
export async function checkpointsAfter(db: EntityManager, number: number, most: number): Promise<SignedCheckpoint[]> {
  const found = await rows<CheckpointRow>(
    db,
    `SELECT ${COLUMNS} FROM ledger_checkpoint WHERE number > $1 ORDER BY number LIMIT $2`,
    [number, most],
  );
  return found.map(checkpointFromRow);
}

/** The tree over a checkpoint's seals; null where they are not as many, or not in the places, as it says. */
export async function treeOf(db: EntityManager, { number, seals }: Checkpoint): Promise<MerkleTree | null> {
  const found = await rows<{ place: number; parcel_id: string; sequence: number; hash: Buffer }>(
    db,
    'SELECT place, parcel_id, sequence, hash FROM ledger_seal WHERE checkpoint = $1 ORDER BY place LIMIT $2',
    [number, seals + 1],
  );
  if (found.length !== seals || found.some(({ place }, index) => place !== index)) return null;
  const all: Seal[] = found.map((row) => ({
    parcelId: row.parcel_id,
    sequence: row.sequence,
    hash: row.hash.toString('hex'),
  }));
  return new MerkleTree(all, hex);
}

/** A checkpoint that seals speak of and that is not there, beyond the last one that is. */
export async function checkpointOfLostSeals(db: EntityManager, last: number): Promise<number | null> {
  const [row] = await rows<{ checkpoint: number }>(
    db,
    `(SELECT checkpoint FROM ledger_seal WHERE checkpoint > $1 ORDER BY checkpoint LIMIT 1)
     UNION ALL (SELECT checkpoint FROM ledger_seal WHERE checkpoint < 1 LIMIT 1) LIMIT 1`,
    [last],
  );
  return row?.checkpoint ?? null;
}

/** The numbers of the checkpoints that sealed a parcel. */
export async function checkpointsOf(db: EntityManager, parcelId: string): Promise<Set<number>> {
  const found = await rows<{ checkpoint: number }>(
    db,
    'SELECT DISTINCT checkpoint FROM ledger_seal WHERE parcel_id = $1',
    [parcelId],
  );
  return new Set(found.map(({ checkpoint }) => checkpoint));
}
