// Checks an exported ledger: node tools/verify-ledger.mjs FILE PUBLIC_KEY.pem
//
// For somebody who does not trust Relais: this uses nothing of it, only Node. Exit code 0: intact; 1: broken; 2: could
// not be checked. PUBLIC_KEY.pem may hold several keys, where the installation has replaced its key.
//
// The file is lines of JSON:
//   ["relais-export-1", made at, SHA-256 of the key]
//   {"checkpoint": ["relais-checkpoint-1", number, made at, hash of the one before, how many seals, root], "key", "signature"}
//   {"entry": ["relais-ledger-1", parcel, sequence, hash of the one before, …], "hash"}   a parcel's entries, then
//   {"parcel": [id, tracking number, last sequence, last hash], "seal": [checkpoint, sequence, hash, path] or null}
//   {"end": [lines before, SHA-256 of their bytes], "signature"}
// A hash is the SHA-256 of the JSON text of the array. A checkpoint signs the root of a hash tree over seals, each of
// which is the last entry of one parcel at that moment; the path leads from the seal to the root.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';

const ZERO = '0'.repeat(64);
const MOST_LINE_BYTES = 1_000_000;
const MOST_PROBLEMS = 20;

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
const isHash = (value) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
const isCount = (value) => Number.isSafeInteger(value) && value >= 0;
const hasKeys = (value, ...keys) => Object.keys(value).sort().join() === keys.sort().join();

class Problem extends Error {}
/** Ends the reading of a line, with what is wrong with it. */
function need(holds, what) {
  if (!holds) throw new Problem(what);
}

const keys = new Map();
const problems = [];
const unchecked = [];
const counts = { parcels: 0, entries: 0, unsealed: 0, checkpoints: 0 };

let exportKey = null;
let isEnded = false;
let isPastCheckpoints = false;
let lastCheckpoint = { number: 0, hash: ZERO };
const roots = new Map();
/** The parcel that is being read: its id, and the hashes of its entries so far. */
let parcel = null;
let lastParcelId = '';
/** Of all bytes above the line that is being read. */
const fileHash = createHash('sha256');

function isSigned(key, text, signature) {
  need(typeof signature === 'string' && /^[0-9a-f]{128}$/.test(signature), 'no signature');
  return verify(null, Buffer.from(text), keys.get(key), Buffer.from(signature, 'hex'));
}

function takeHeader(value) {
  need(Array.isArray(value) && value.length === 3 && value[0] === 'relais-export-1', 'not an exported ledger');
  need(isCount(value[1]) && isHash(value[2]), 'the first line is wrong');
  if (keys.has(value[2])) exportKey = value[2];
  else unchecked.push('line 1: exported with another key than those given');
}

function takeCheckpoint(value, line) {
  const { checkpoint, key, signature } = value;
  need(hasKeys(value, 'checkpoint', 'key', 'signature') && Array.isArray(checkpoint) && isHash(key), 'wrong fields');
  const [version, number, madeAt, previous, seals, root] = checkpoint;
  need(checkpoint.length === 6 && version === 'relais-checkpoint-1', 'not a checkpoint');
  need([number, madeAt, seals].every(isCount) && isHash(previous) && isHash(root), 'wrong fields');
  need(!isPastCheckpoints, 'a checkpoint is not with the others');
  const before = lastCheckpoint;
  const text = JSON.stringify(checkpoint);
  lastCheckpoint = { number, hash: sha256(text) };
  roots.set(number, root);
  counts.checkpoints += 1;
  need(number === before.number + 1 && previous === before.hash, `checkpoint ${number} does not follow the one before`);
  if (keys.has(key)) need(isSigned(key, text, signature), `checkpoint ${number} is not as it was signed`);
  else unchecked.push(`line ${line}: checkpoint ${number}, signed with a key that is not given`);
}

function takeEntry(value) {
  const { entry, hash } = value;
  need(hasKeys(value, 'entry', 'hash') && Array.isArray(entry) && isHash(hash), 'wrong fields');
  const [version, id, sequence, previous] = entry;
  need(entry.length === 25 && version === 'relais-ledger-1' && typeof id === 'string', 'not an entry');
  need(isCount(sequence) && isHash(previous), 'wrong fields');
  parcel ??= { id, sequence: 0, hashes: [] };
  const before = { sequence: parcel.sequence, hash: parcel.hashes.at(-1) ?? ZERO };
  parcel.hashes.push(hash);
  parcel.sequence = sequence;
  counts.entries += 1;
  need(id === parcel.id, `an entry of parcel ${id} in the ledger of parcel ${parcel.id}`);
  need(sequence === before.sequence + 1, `parcel ${id}: entry ${sequence} in place of ${before.sequence + 1}`);
  need(previous === before.hash, `parcel ${id}: entry ${sequence} does not follow the one before`);
  need(sha256(JSON.stringify(entry)) === hash, `parcel ${id}: entry ${sequence} is not what was recorded`);
}

function takeParcel(value) {
  need(hasKeys(value, 'parcel', 'seal') && Array.isArray(value.parcel) && value.parcel.length === 4, 'wrong fields');
  const [id, trackingNumber, sequence, head] = value.parcel;
  need(typeof id === 'string' && (trackingNumber === null || typeof trackingNumber === 'string'), 'wrong fields');
  need(isCount(sequence) && isHash(head), 'wrong fields');
  const { id: readId, sequence: lastSequence, hashes } = parcel ?? { id, sequence: 0, hashes: [] };
  const isInOrder = id > lastParcelId;
  parcel = null;
  lastParcelId = id;
  counts.parcels += 1;
  counts.unsealed += sequence - (value.seal?.[1] ?? 0);
  need(id === readId, `parcel ${id}: follows entries of parcel ${readId}`);
  if (value.seal !== null) checkSeal(id, hashes, value.seal);
  need(lastSequence === sequence && (hashes.at(-1) ?? ZERO) === head, `parcel ${id}: ends at another entry`);
  need(isInOrder, `parcel ${id}: not in its place`);
}

function checkSeal(id, hashes, seal) {
  need(Array.isArray(seal) && seal.length === 4 && Array.isArray(seal[3]), 'wrong fields');
  const [checkpoint, sequence, hash, path] = seal;
  need(hashes[sequence - 1] === hash, `parcel ${id}: checkpoint ${checkpoint} saw another entry ${sequence}`);
  let node = sha256(`leaf ${id} ${sequence} ${hash}`);
  for (const step of path) {
    need(typeof step === 'string' && /^[LR][0-9a-f]{64}$/.test(step), 'the path is wrong');
    const neighbour = step.slice(1);
    node = sha256(step[0] === 'L' ? `node ${neighbour} ${node}` : `node ${node} ${neighbour}`);
  }
  need(node === roots.get(checkpoint), `parcel ${id}: is not among what checkpoint ${checkpoint} sealed`);
}

function takeEnd(value, text, line) {
  isEnded = true;
  need(hasKeys(value, 'end', 'signature') && Array.isArray(value.end) && value.end.length === 2, 'wrong fields');
  const [lines, hash] = value.end;
  need(parcel === null, 'the last ledger is cut off');
  need(text === JSON.stringify({ end: [lines, hash], signature: value.signature }), 'not as it was written');
  need(
    lines === line - 1 && hash === fileHash.copy().digest('hex'),
    'the lines above are not those that were exported',
  );
  if (exportKey === null) return;
  const signed = JSON.stringify(['relais-export-end-1', lines, hash]);
  need(isSigned(exportKey, signed, value.signature), 'the file is not signed with the key given');
}

function takeLine(text, line, isWhole) {
  need(!isEnded, 'something follows the last line');
  need(isWhole, 'the line is cut off');
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    need(false, 'not JSON');
  }
  if (line === 1) return takeHeader(value);
  need(typeof value === 'object' && value !== null, 'not a line of an exported ledger');
  if ('checkpoint' in value) return takeCheckpoint(value, line);
  isPastCheckpoints = true;
  if ('entry' in value) return takeEntry(value);
  if ('parcel' in value) return takeParcel(value);
  if ('end' in value) return takeEnd(value, text, line);
  return need(false, 'not a line of an exported ledger');
}

/** The lines of the file as bytes, and whether each is ended by a line feed. */
async function* linesOf(path) {
  let rest = Buffer.alloc(0);
  for await (const chunk of createReadStream(path)) {
    const bytes = Buffer.concat([rest, chunk]);
    let start = 0;
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
      yield { bytes: bytes.subarray(start, end + 1), isWhole: true };
      start = end + 1;
    }
    rest = bytes.subarray(start);
    if (rest.length > MOST_LINE_BYTES) throw new Problem('a line is too long');
  }
  if (rest.length > 0) yield { bytes: rest, isWhole: false };
}

async function checkFile(path) {
  let line = 0;
  const told = (error) => {
    if (!(error instanceof Problem)) throw error;
    problems.push(`line ${line}: ${error.message}`);
  };
  try {
    for await (const { bytes, isWhole } of linesOf(path)) {
      line += 1;
      try {
        takeLine(bytes.toString('utf8', 0, bytes.length - (isWhole ? 1 : 0)), line, isWhole);
      } catch (error) {
        told(error);
      }
      fileHash.update(bytes);
      if (problems.length >= MOST_PROBLEMS) return;
    }
    line += 1;
    need(isEnded, 'the file is cut off: its last line is not there');
  } catch (error) {
    told(error);
  }
}

try {
  const [file, keyFile] = process.argv.slice(2);
  if (keyFile === undefined) throw new Error('Use: node tools/verify-ledger.mjs FILE PUBLIC_KEY.pem');
  for (const block of readFileSync(keyFile, 'utf8').match(/-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----/g) ??
    []) {
    const key = createPublicKey(block);
    if (key.asymmetricKeyType === 'ed25519') keys.set(sha256(key.export({ format: 'der', type: 'spki' })), key);
  }
  if (keys.size === 0) throw new Error(`${keyFile} holds no Ed25519 public key (PEM).`);
  await checkFile(file);
  for (const problem of [...problems, ...unchecked]) console.log(problem);
  const verdict = problems.length > 0 ? 1 : unchecked.length > 0 ? 2 : 0;
  const { parcels, entries, unsealed, checkpoints } = counts;
  console.log(
    `${['Intact', 'Broken', 'Not checked whole'][verdict]}: ${parcels} parcels, ${entries} entries (${unsealed} later than any checkpoint), ${checkpoints} checkpoints.`,
  );
  process.exitCode = verdict;
} catch (error) {
  console.error(error.message);
  process.exitCode = 2;
}
