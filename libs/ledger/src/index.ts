export { type Checkpoint, checkpointText, firstBrokenCheckpoint } from './checkpoint.js';
export { type BrokenLink, firstBrokenLink, type Hash, type Link, type LinkedEntry, linkText, NO_LINK } from './link.js';
export { leafText, MerkleTree, rootOf, type Seal } from './merkle.js';
