export { type Checkpoint, type CheckpointsEnd, checkpointText, firstBrokenCheckpoint } from './checkpoint.js';
export {
  type BrokenLink,
  type ChainEnd,
  firstBrokenLink,
  type Hash,
  type Link,
  type LinkedEntry,
  linkText,
  NO_CHAIN,
  NO_LINK,
} from './link.js';
export { leafText, MerkleTree, rootOf, type Seal } from './merkle.js';
