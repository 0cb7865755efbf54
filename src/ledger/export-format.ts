/**
 * An exported ledger is a text of lines, each JSON without white space, ended by a line feed:
 *
 *     ["relais-export-1", made at in ms, SHA-256 of the public key]
 *     {"checkpoint": [what was signed], "key": SHA-256 of its public key, "signature": …}          each, from the first
 *     {"entry": [what was hashed], "hash": …}                                                      a parcel's, in order,
 *     {"parcel": [id, tracking number, last sequence, last hash],                                  and then the parcel
 *      "seal": [checkpoint, sequence, hash, [the path to the root]] or null}
 *     {"end": [lines before this one, SHA-256 of their bytes], "signature": …}
 *
 * Hashes and signatures are in small hexadecimal digits. The chains say that nothing was rewritten in the database; the
 * last line, that the file is as it was exported. There is nothing personal in it: entries hold pseudonyms and codes.
 */
export const FORMAT = 'relais-export-1';

/** What of an entry and of a checkpoint is hashed begins with its version. */
export const ENTRY_FORMAT = 'relais-ledger-1';
export const CHECKPOINT_FORMAT = 'relais-checkpoint-1';

/** How many fields of an entry are hashed. */
export const ENTRY_FIELDS = 25;

/** The longest line in bytes; the path of a seal has a hash for each doubling of the number of parcels. */
export const MOST_LINE_BYTES = 1_000_000;

/** The text that the last line's signature is over. */
export function endText(lines: number, sha256: string): string {
  return JSON.stringify(['relais-export-end-1', lines, sha256]);
}
