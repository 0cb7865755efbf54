import { DAY_MS } from './happened-at.js';
import { sameParty } from './parties.js';
import { rulesFor } from './table.js';
import type { Custodian, Entry, ParcelFacts } from './words.js';

/** One thing that happened, told by one entry or by both sides of the handover. */
export interface Moment {
  entry: Entry;
  bothSides: boolean;
}

/**
 * Folds the two sides of a handover into one moment: equal kind and parties, different sides, at most a day apart. The
 * closest pairs are joined first, so that two pickups on one day do not borrow each other's sides. The moment takes
 * the earlier entry's time and key. `entries` are in the fold's order, and so is the answer.
 */
export function mergeSides(parcel: ParcelFacts, entries: readonly Entry[]): Moment[] {
  const partners = new Map<number, number>();
  for (const { earlier, later } of closestFirst(parcel, entries)) {
    if (partners.has(earlier) || partners.has(later)) continue;
    partners.set(earlier, later).set(later, earlier);
  }
  return entries.flatMap((entry, place): Moment[] => {
    const partner = partners.get(place);
    if (partner === undefined) return [{ entry, bothSides: false }];
    const other = entries[partner];
    // The later of the two has already spoken through the earlier one.
    return partner < place || other === undefined ? [] : [{ entry: joined(entry, other), bothSides: true }];
  });
}

function closestFirst(parcel: ParcelFacts, entries: readonly Entry[]) {
  const pairs: { earlier: number; later: number; gap: number }[] = [];
  entries.forEach((entry, earlier) => {
    if (!rulesFor(entry.kind).twoSided) return;
    for (let later = earlier + 1; later < entries.length; later += 1) {
      const other = entries[later];
      if (other === undefined || other.happenedAt - entry.happenedAt > DAY_MS) break;
      if (isOtherSide(parcel, entry, other)) pairs.push({ earlier, later, gap: other.happenedAt - entry.happenedAt });
    }
  });
  return pairs.sort((a, b) => a.gap - b.gap || a.earlier - b.earlier || a.later - b.later);
}

function isOtherSide(parcel: ParcelFacts, entry: Entry, other: Entry): boolean {
  if (entry.kind !== other.kind || (entry.side ?? null) === (other.side ?? null)) return false;
  return agree(parcel, entry.from, other.from) && agree(parcel, entry.to, other.to);
}

/** Each side knows itself best, so a party that one of them leaves out is no contradiction. */
function agree(parcel: ParcelFacts, a: Custodian | null | undefined, b: Custodian | null | undefined): boolean {
  return !a || !b || sameParty(parcel, a, b);
}

function joined(entry: Entry, other: Entry): Entry {
  return {
    ...entry,
    from: entry.from ?? other.from ?? null,
    to: entry.to ?? other.to ?? null,
    pointCode: entry.pointCode ?? other.pointCode ?? null,
    shelf: entry.shelf ?? other.shelf ?? null,
    reason: entry.reason ?? other.reason ?? null,
  };
}
