import type { Custodian, Entry } from '#libs/custody';

/** SHA-256 of a text's UTF-8 bytes, in small hexadecimal digits. */
export type Hash = (text: string) => string;

/** What the first entry holds in place of the hash of the one before: 32 zero bytes. */
export const NO_LINK = '0'.repeat(64);

/** An entry with everything of it that is stored. */
export interface LinkedEntry extends Entry {
  /** The device's clock minus ours in milliseconds, measured when it sent the entry; null where it did not say. */
  clockOffsetMs: number | null;
  /** The token that the entry was sent with, as a pseudonym, and its role. */
  sender: { role: string; id: string };
}

/** An entry as it stands in the chain of its parcel. */
export interface Link {
  entry: LinkedEntry;
  /** The hash of the entry before it in `sequence`. */
  previousHash: string;
  hash: string;
}

/**
 * The text whose SHA-256 is an entry's hash: a JSON array of everything that is stored of it, in this order and with
 * no white space, absent values as null, instants in milliseconds since 1970. JSON's own rules leave one way to write
 * it (RFC 8785, section 3.2), so that anyone can compute it again in any language.
 *
 * The order never changes; another one would be another version, with another first element.
 */
export function linkText(parcelId: string, previousHash: string, entry: LinkedEntry): string {
  return JSON.stringify([
    'relais-ledger-1',
    parcelId,
    entry.sequence,
    previousHash,
    entry.kind,
    entry.side ?? null,
    entry.idempotencyKey,
    entry.fingerprint ?? null,
    entry.occurredAt ?? null,
    entry.happenedAt,
    entry.recordedAt,
    entry.clockOffsetMs,
    entry.clockFlagged,
    entry.sender.role,
    entry.sender.id,
    entry.actor ? [entry.actor.role, entry.actor.id] : null,
    party(entry.from),
    party(entry.to),
    entry.pointCode ?? null,
    entry.reason ?? null,
    entry.shelf ?? null,
    entry.correctsKey ?? null,
    entry.bookedPointCode ?? null,
    entry.deadline ?? null,
    entry.codeChecked ?? null,
  ]);
}

function party(custodian: Custodian | null | undefined): [string, string] | null {
  return custodian ? [custodian.kind, custodian.id] : null;
}

/** Where a ledger does not hold, and in which way. */
export interface BrokenLink {
  sequence: number;
  /**
   * SEQUENCE: an entry is missing or there twice. LINK: it does not name the hash of the one before. CONTENT: it is not
   * what was hashed. HEAD: the parcel's row names another last entry. SEAL: a signed checkpoint saw another entry here.
   */
  reason: 'SEQUENCE' | 'LINK' | 'CONTENT' | 'HEAD' | 'SEAL';
}

/** How far a chain has been followed: its last entry so far. */
export interface ChainEnd {
  sequence: number;
  hash: string;
}

/** The end of a chain without entries. */
export const NO_CHAIN: ChainEnd = { sequence: 0, hash: NO_LINK };

/**
 * The first link of one parcel's chain that does not hold, or null where all do.
 *
 * @param links - In the order of `sequence`, from the one after `before`.
 * @param head - The last entry as the parcel's row names it, where that is known: entries cut off the end leave a chain
 *   that holds in itself.
 * @param before - What the links go on from, for a chain that is read in parts.
 */
export function firstBrokenLink(
  parcelId: string,
  links: readonly Link[],
  hash: Hash,
  head: ChainEnd | null = null,
  before: ChainEnd = NO_CHAIN,
): BrokenLink | null {
  let last = before;
  for (const link of links) {
    const { sequence } = link.entry;
    if (sequence !== last.sequence + 1) return { sequence: last.sequence + 1, reason: 'SEQUENCE' };
    if (link.previousHash !== last.hash) return { sequence, reason: 'LINK' };
    if (hash(linkText(parcelId, last.hash, link.entry)) !== link.hash) return { sequence, reason: 'CONTENT' };
    last = { sequence, hash: link.hash };
  }
  if (head === null || (head.sequence === last.sequence && head.hash === last.hash)) return null;
  return { sequence: Math.min(head.sequence, last.sequence) + 1, reason: 'HEAD' };
}
