import { stableJson } from './fingerprint.js';
import { placeInTable, rulesFor } from './table.js';
import type { Entry } from './words.js';

/** Orders strings as their UTF-8 bytes, which is the order of code points and not JavaScript's own. */
export function compareBytes(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  let place = 0;
  while (place < length && a.charCodeAt(place) === b.charCodeAt(place)) place += 1;
  if (place === length) return a.length - b.length;
  return rank(a.charCodeAt(place)) - rank(b.charCodeAt(place));
}

/** Surrogates stand for code points above all others, though their own units lie below 0xE000. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

export interface CountedLedger {
  /** The entries that count, each key once, in the fold's order; corrections are not among them. */
  entries: Entry[];
  /** The keys of the entries that a correction took out, in byte order. */
  voided: string[];
  /** The corrections that count but name nothing they could correct. */
  looseCorrections: Entry[];
}

/** What remains of a ledger once repetitions are dropped and corrections are applied, ordered by `happenedAt`. */
export function countedLedger(entries: readonly Entry[]): CountedLedger {
  const byKey = firstOfEachKey(entries);
  const corrections = [...byKey.values()].filter((entry) => entry.kind === 'CORRECTION');
  // From the latest down: once a correction is reached, all that could take it out have been looked at.
  corrections.sort((a, b) => b.sequence - a.sequence || compareBytes(a.idempotencyKey, b.idempotencyKey));
  const voided = new Set<string>();
  const looseCorrections: Entry[] = [];
  for (const correction of corrections) {
    if (voided.has(correction.idempotencyKey)) continue;
    const target = correctedBy(correction, byKey);
    if (target === undefined) looseCorrections.push(correction);
    else voided.add(target.idempotencyKey);
  }
  const counted = [...byKey.values()].filter(
    (entry) => entry.kind !== 'CORRECTION' && !voided.has(entry.idempotencyKey),
  );
  return {
    entries: counted.sort(compareEntries),
    voided: [...voided].sort(compareBytes),
    looseCorrections: looseCorrections.sort(compareEntries),
  };
}

/** The entry a correction names, if it may be corrected: earlier in sequence, and not the parcel's own beginning. */
function correctedBy(correction: Entry, byKey: ReadonlyMap<string, Entry>): Entry | undefined {
  const target = byKey.get(correction.correctsKey ?? '');
  if (target === undefined || target.kind === 'ANNOUNCEMENT') return undefined;
  return target.sequence < correction.sequence ? target : undefined;
}

/** A ledger never holds a key twice, but a replica that merges two copies may; the first recorded one counts. */
function firstOfEachKey(entries: readonly Entry[]): Map<string, Entry> {
  const byKey = new Map<string, Entry>();
  for (const entry of entries) {
    if (rulesFor(entry.kind as string) === undefined) continue;
    const known = byKey.get(entry.idempotencyKey);
    if (known === undefined || precedes(entry, known)) byKey.set(entry.idempotencyKey, entry);
  }
  return byKey;
}

function precedes(entry: Entry, known: Entry): boolean {
  if (entry.sequence !== known.sequence) return entry.sequence < known.sequence;
  return compareBytes(stableJson(entry), stableJson(known)) < 0;
}

/** By instant, then the table's order, then the key's bytes. Keys are unique here, so that no two entries are equal. */
export function compareEntries(a: Entry, b: Entry): number {
  return (
    a.happenedAt - b.happenedAt ||
    placeInTable(a.kind) - placeInTable(b.kind) ||
    compareBytes(a.idempotencyKey, b.idempotencyKey)
  );
}
